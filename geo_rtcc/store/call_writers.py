"""Ways to write calls, in the caller's own transaction, counts included.

``FirstLoad`` serves a source of which nothing is stored: rows go straight to their partitions while
the next ones are being parsed, and the index of identities is built once at the end. ``MergeLoad``
serves every other: rows are staged, compared with what is stored, then added or updated.
``LiveMerge`` does the same with the few calls of a feed's group, and says what became of each.
"""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

import polars as pl

from geo_rtcc.store.calls import (
    CALL_COLUMNS,
    COUNT_KEY,
    Merge,
    compact_counts,
    copy_in,
    counts,
    encoded,
    ensure_partitions,
    index_partitions,
    is_new_source,
    months_of,
    points,
    send,
)
from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.queries import query

_OWN_KEY = ("row_number", "call_id", "received_at")
LIVE_COLUMNS = (*CALL_COLUMNS, "unit_ids")


class CallWriter(Protocol):
    """Takes located calls batch by batch, then settles them."""

    def connection(self) -> Connection:
        """Return the transaction's connection, when it is free for something else."""

    def take(self, calls: pl.DataFrame) -> None:
        """Write one batch: CALL_COLUMNS, ``row_number``, ``lon`` and ``lat`` (degrees)."""

    def finish(self, superseded: list[int]) -> Merge:
        """Settle all batches; ``superseded`` row numbers are replaced by later rows of the file."""

    def close(self) -> None:
        """Let go of the connection, whatever happened."""


def writer_for(connection: Connection, source: int, load_id: int) -> CallWriter:
    """Return the writer that fits what is stored of the source."""
    if is_new_source(connection, source):
        return FirstLoad(connection, source, load_id)
    return MergeLoad(connection, source, load_id)


class FirstLoad:
    """Writes a source's first calls; nothing stored has to be looked at."""

    def __init__(self, connection: Connection, source: int, load_id: int) -> None:
        self._connection, self._source, self._load_id = connection, source, load_id
        self._identities = rows(connection, "identities_begin", source_id=source)[0]["name"]
        self._kept: list[pl.DataFrame] = []
        self._bare: list[str] = []
        self._months: set[date] = set()
        self._sender = ThreadPoolExecutor(1)
        self._sending: Future[None] | None = None

    def connection(self) -> Connection:
        """Return the connection once the batch that is being sent has arrived."""
        if self._sending is not None:
            self._sending.result()
            self._sending = None
        return self._connection

    def take(self, calls: pl.DataFrame) -> None:
        """COPY one batch straight into the months' partitions, while the next is encoded."""
        load_id = pl.lit(self._load_id, dtype=pl.Int64).alias("load_id")
        point = points(calls["lon"], calls["lat"])
        data = encoded(calls.select(*CALL_COLUMNS, point, load_id))
        connection = self.connection()
        new_months = months_of(calls["received_at"]) - self._months
        self._months |= new_months
        self._bare += ensure_partitions(connection, new_months, indexed=False)
        self._sending = self._sender.submit(send, connection, "call_for_service", data)
        keys = [*COUNT_KEY, "is_on_view", "row_number", "call_id", "received_at", "external_id"]
        self._kept.append(calls.select(key for key in keys if key != "kind"))

    def finish(self, superseded: list[int]) -> Merge:
        """Drop replaced rows, then write identities and counts of the others."""
        connection = self.connection()
        added = self._settle(superseded) if self._kept else 0
        index_partitions(connection, self._bare)
        connection.execute(query("identities_attach"), {"source_id": self._source})
        return Merge(added=added, updated=0, unchanged=0)

    def close(self) -> None:
        """Wait for whatever is being sent, so that the transaction can end."""
        self._sender.shutdown()

    def _settle(self, superseded: list[int]) -> int:
        calls = pl.concat(self._kept)
        replaced = pl.col("row_number").is_in(superseded)
        self._drop(calls.filter(replaced))
        calls = calls.filter(~replaced)
        source = pl.lit(self._source, dtype=pl.Int16).alias("source_id")
        identities = calls.select(source, "external_id", "call_id", "received_at")
        counted = self._sender.submit(counts, calls)
        copy_in(self._connection, self._identities, identities)
        copy_in(self._connection, "cell_count", counted.result())
        return len(calls)

    def _drop(self, calls: pl.DataFrame) -> None:
        if len(calls):
            received, call_ids = calls["received_at"].to_list(), calls["call_id"].to_list()
            parameters = {"received": received, "call_ids": call_ids}
            self._connection.execute(query("calls_drop"), parameters)


class MergeLoad:
    """Stages calls, compares them with what is stored, then adds and updates."""

    def __init__(self, connection: Connection, source: int, load_id: int) -> None:
        self._connection, self._load = connection, {"load_id": load_id}
        self._staged = 0
        connection.execute(query("identity_partition_ensure"), {"source_id": source})
        connection.execute(query("call_stage_prepare"))

    def connection(self) -> Connection:
        """Return the connection, which is free between batches."""
        return self._connection

    def take(self, calls: pl.DataFrame) -> None:
        """COPY one batch into the stage."""
        ensure_partitions(self._connection, months_of(calls["received_at"]))
        columns = calls.select("row_number", "lon", "lat", *CALL_COLUMNS)
        copy_in(self._connection, "call_stage", columns)
        self._staged += len(calls)

    def close(self) -> None:
        """Do nothing; nothing is under way between calls."""

    def finish(self, superseded: list[int]) -> Merge:
        """Merge the stage into the calls and their counts."""
        execute = self._connection.execute
        if superseded:
            execute(query("call_stage_drop_rows"), {"row_numbers": superseded})
        execute(query("call_stage_analyze"))
        added = execute(query("call_identities_add")).rowcount
        execute(query("call_identities_hold"))
        execute(query("call_stage_keep_locations"))
        updated = execute(query("call_changes_find")).rowcount
        execute(query("call_stage_keep_new"))
        days = [row["operational_on"] for row in rows(self._connection, "call_change_days")]
        execute(query("call_counts_move"))
        compact_counts(self._connection, days)
        execute(query("calls_add"), self._load)
        execute(query("calls_change"), self._load)
        execute(query("call_identities_change"))
        unchanged = self._staged - len(superseded) - added - updated
        return Merge(added=added, updated=updated, unchanged=unchanged)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What became of one staged call.

    ``outcome`` is added, updated, closed, stale or repeated; ``call_id`` and ``received_at`` are
    those of the call in store.
    """

    row_number: int
    call_id: int
    received_at: datetime
    outcome: str


class LiveMerge:
    """Merges a group's calls, of any sources, into what is stored.

    Counts are left to be compacted by whoever does that now and then.
    """

    def __init__(self, connection: Connection, sources: Sequence[int], run_id: int) -> None:
        self._connection, self._run = connection, {"load_id": run_id}
        for source in sources:
            connection.execute(query("identity_partition_ensure"), {"source_id": source})
        connection.execute(query("call_stage_prepare"))

    def merge(self, calls: pl.DataFrame) -> list[Change]:
        """Merge LIVE_COLUMNS with ``row_number``, ``lon`` and ``lat`` (degrees), each call once."""
        execute = self._connection.execute
        ensure_partitions(self._connection, months_of(calls["received_at"]))
        copy_in(self._connection, "call_stage", calls)
        execute(query("call_joins_by_index"))
        execute(query("call_identities_add"))
        execute(query("call_identities_hold"))
        execute(query("call_stage_keep_locations"))
        execute(query("call_changes_find"))
        outcomes = rows(self._connection, "call_stage_outcomes")
        execute(query("call_stage_keep_new"))
        execute(query("call_counts_move"))
        execute(query("calls_add"), self._run)
        execute(query("calls_change"), self._run)
        execute(query("call_identities_change"))
        execute(query("call_joins_as_planned"))
        return _changes(outcomes, calls)


def _changes(outcomes: list[dict[str, Any]], calls: pl.DataFrame) -> list[Change]:
    own = {number: key for number, *key in calls.select(_OWN_KEY).iter_rows()}
    return [
        Change(**row)
        if row["call_id"] is not None
        else Change(
            row_number=row["row_number"],
            call_id=own[row["row_number"]][0],
            received_at=own[row["row_number"]][1],
            outcome=row["outcome"],
        )
        for row in outcomes
    ]
