"""One run of retention over all kinds, as docs/retention.md states it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from geo_rtcc.errors import DatabaseConflictError
from geo_rtcc.store.database import Database, rows
from geo_rtcc.store.removal import Partition, Removal, delete, drop, trim
from geo_rtcc.store.retention import PARTITIONED, retentions

_CALLS = "call_for_service"
_BATCH = 10_000
_RELEASES = {
    "plate_read": "held_release_plate_read",
    "hit": "held_release_hit",
    "avl_fix": "held_release_avl_fix",
    "call_for_service": "held_release_call_for_service",
}


@dataclass(kw_only=True)
class RetentionRun:
    """What one run did, and what it leaves to the next because others were in the way."""

    removals: list[Removal] = field(default_factory=list)
    postponed: list[str] = field(default_factory=list)


def run_retention(database: Database, *, now: datetime) -> RetentionRun:
    """Remove what has reached its time and no case holds; log it in retention_log.

    Every partition goes in a transaction of its own: an interrupted run has done a part, and the
    next does the rest. Being in others' way is no error: a partition that can't be dropped at once
    stays for the next run, and its rows that are too old are deleted now.

    Raises DatabaseError.
    """
    return _Run(database, now).run()


class _Run:
    def __init__(self, database: Database, now: datetime) -> None:
        self._database, self._now = database, now
        self._done = RetentionRun()
        with database.transaction() as connection:
            kept = retentions(connection).values()
        self._cutoffs = {each.kind: now - each.keep for each in kept if each.keep}

    def run(self) -> RetentionRun:
        for kind in PARTITIONED:
            if kind in self._cutoffs:
                self._partitions(kind)
            self._drop_idle(kind)
        if _CALLS in self._cutoffs:
            self._months()
        for kind, name in _RELEASES.items():
            self._rows(kind, name)
        self._rows("avl_fix", "positions_expire")
        while (gone := self._quarantined()) and gone.rows_dropped == _BATCH:
            pass
        return self._done

    def _try(self, name: str, way: Callable[[], Removal | None]) -> Removal | None:
        """Note what a way to remove did; postpone it where others are in the way."""
        try:
            gone = way()
        except DatabaseConflictError:
            self._done.postponed.append(name)
            return None
        if gone:
            self._done.removals.append(gone)
        return gone

    def _partitions(self, kind: str) -> None:
        """Drop partitions that are due; from those that can't go, delete the rows too old."""
        cutoff = self._cutoffs[kind]
        may_drop = True
        for row in self._found("partitions_due", kind=kind, cutoff=cutoff):
            is_whole = row.pop("is_whole")
            part = Partition(kind=kind, **row)
            # Each try to drop holds ingest up for a moment; many in a row would do so for long.
            may_drop = may_drop and (not is_whole or self._drop(part))
            if not (is_whole and may_drop):
                self._trim(part, cutoff)

    def _drop(self, part: Partition) -> bool:
        return self._try(part.name, lambda: drop(self._database, part, now=self._now)) is not None

    def _trim(self, part: Partition, cutoff: datetime) -> None:
        self._try(part.name, lambda: trim(self._database, part, before=cutoff, now=self._now))

    def _drop_idle(self, kind: str) -> None:
        """Drop what was made ahead before the width became less, unless rows are in it already."""
        for row in self._found("partitions_too_wide", kind=kind, now=self._now):
            part = Partition(kind=kind, **row)
            waits = len(self._done.postponed)
            self._try(
                part.name, partial(drop, self._database, part, now=self._now, only_empty=True)
            )
            if len(self._done.postponed) > waits:
                return

    def _months(self) -> None:
        """Drop the months whose newest possible call has reached its time, up to one in use."""
        for row in self._found("call_months_due", cutoff=self._cutoffs[_CALLS]):
            if not self._drop(Partition(kind=_CALLS, **row)):
                return

    def _rows(self, kind: str, name: str) -> None:
        if cutoff := self._cutoffs.get(kind):
            self._try(
                name, lambda: delete(self._database, kind, name, now=self._now, cutoff=cutoff)
            )

    def _quarantined(self) -> Removal | None:
        name = "quarantine_expire"
        return self._try(
            name, lambda: delete(self._database, "quarantine", name, now=self._now, n=_BATCH)
        )

    def _found(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        with self._database.transaction() as connection:
            return rows(connection, name, **parameters)
