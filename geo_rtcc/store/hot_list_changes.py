"""A hot list replaced or changed in one transaction: readers see it as it was, or as it is."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from geo_rtcc.errors import InputError
from geo_rtcc.store import outbox
from geo_rtcc.store.calls import copy_in
from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.hot_list_index import version
from geo_rtcc.store.queries import query

GUARDED_ENTRIES = 100
FEW_ENTRIES = 1_000  # of which each can be looked up by itself
MIN_SHARE = 0.1
TOPIC = "hot_list.changed"


@dataclass(frozen=True, kw_only=True)
class HeldList:
    """A list that nobody else changes until the transaction ends."""

    list_id: int
    code: str
    as_of: datetime | None


@dataclass(frozen=True, kw_only=True)
class EntryCounts:
    """What a change did; ``changed`` entries say something else under the same id."""

    entries: int
    added: int
    changed: int
    unchanged: int
    removed: int
    version: int


def hold(connection: Connection, code: str, *, now: datetime) -> HeldList:
    """Find or create a list; other changes of it wait until the transaction ends."""
    found = rows(connection, "hot_list_hold", code=code, now=now)[0]
    return HeldList(list_id=found["list_id"], code=code, as_of=found["as_of"])


def apply(
    connection: Connection,
    held: HeldList,
    entries: pl.DataFrame,
    *,
    is_full: bool,
    as_of: datetime,
    now: datetime,
    min_share: float | None = MIN_SHARE,
) -> EntryCounts:
    """Make a list what ``entries`` say, as the last thing of a transaction.

    What did not change keeps its entry_id; what changed but for plate and state, too. Matching
    goes on until the end, when ``hot_list`` is locked and the change counted.

    Parameters
    ----------
    entries
        By ``feeds.hot_lists.ENTRY_SCHEMA``, unique by external_id.
    is_full
        Whether they are the whole list, or what to put on it and remove from it.
    min_share
        A full list that would leave less than this share of more than GUARDED_ENTRIES entries on
        the list is refused; None takes any.

    Raises InputError where it is refused.
    """
    where = {"list_id": held.list_id, "now": now}
    before = int(rows(connection, "hot_list_entries_count", list_id=held.list_id)[0]["n"])
    _fill_stage(connection, entries)
    left = connection.execute(query("hot_list_entries_leave"), where).rowcount if is_full else 0
    if is_full and min_share is not None:
        _guard(held, before=before, left=left, min_share=min_share)
    retired = rows(connection, "hot_list_entries_retire", **where)[0]
    removed, replaced = left + retired["removed"], retired["replaced"]
    changed = replaced + connection.execute(query("hot_list_entries_change"), where).rowcount
    added = connection.execute(query("hot_list_entries_add"), where).rowcount - replaced
    if is_full:
        connection.execute(query("hot_list_entries_purge"), where)
    connection.execute(query("hot_list_note"), {**where, "as_of": as_of, "is_replaced": is_full})
    if added + removed > FEW_ENTRIES:
        connection.execute(query("hot_list_entries_analyze"))
    n = added + changed + removed
    latest = count_change(connection) if n else version(connection)
    outbox.append(connection, topic=TOPIC, at=now, record_id=held.list_id, n=max(n, 1))
    return EntryCounts(
        entries=before + added - removed,
        added=added,
        changed=changed,
        unchanged=len(entries) - added - changed - retired["removed"],
        removed=removed,
        version=latest,
    )


def _fill_stage(connection: Connection, entries: pl.DataFrame) -> None:
    connection.execute(query("hot_list_stage_prepare"))
    copy_in(connection, "hot_list_stage", entries)
    connection.execute(query("hot_list_stage_analyze"))
    if len(entries) > FEW_ENTRIES:
        connection.execute(query("hot_list_nested_loops_off"))


def count_change(connection: Connection) -> int:
    """Count a change of any list or suppression, last of all: ingest waits from here to the end."""
    connection.execute(query("hot_list_lock"))
    return int(rows(connection, "hot_list_version_next")[0]["version"])


def _guard(held: HeldList, *, before: int, left: int, min_share: float) -> None:
    if before > GUARDED_ENTRIES and before - left < before * min_share:
        raise InputError(
            f"This would take {left:,} of {before:,} entries off the list {held.code}, as a file "
            "that was cut short would. Nothing was changed. If it is right, force it."
        )
