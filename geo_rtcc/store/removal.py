"""Ways in which rows leave: a partition at once, or rows one by one; held rows are moved first."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from psycopg import sql

from geo_rtcc.store import outbox
from geo_rtcc.store.database import Connection, Database, rows
from geo_rtcc.store.queries import query

DROP_PATIENCE_MS = 200
"""While a drop waits for readers to end, new readers and writers wait behind it: no longer."""

ROW_PATIENCE_MS = 1000

TOPIC = "records.removed"

_CALLS = "call_for_service"
# Kinds whose records readers may be showing; what is gone can't be named any more.
_SHOWN = (_CALLS, "hit", "avl_fix")
_MOVES = {
    "plate_read": "hold_move_plate_read",
    "hit": "hold_move_hit",
    "avl_fix": "hold_move_avl_fix",
    "call_for_service": "hold_move_call_for_service",
}
_DELETES = {
    "plate_read": "expired_delete_plate_read",
    "hit": "expired_delete_hit",
    "avl_fix": "expired_delete_avl_fix",
    "outbox": "expired_delete_outbox",
}


@dataclass(frozen=True, kw_only=True)
class Partition:
    """A partition by its name, and the instants it holds: [low_at, high_at)."""

    kind: str
    name: str
    low_at: datetime
    high_at: datetime


@dataclass(frozen=True, kw_only=True)
class Removal:
    """Rows that left together.

    Parameters
    ----------
    partition_name
        Of the partition dropped; None where rows were deleted.
    low_at, high_at
        The instants removed, [low_at, high_at); None where they don't tell.
    rows_dropped, rows_held
        For good, and moved aside because a case holds them.
    """

    kind: str
    partition_name: str | None = None
    low_at: datetime | None = None
    high_at: datetime | None = None
    rows_dropped: int
    rows_held: int = 0


def drop(
    database: Database, part: Partition, *, now: datetime, only_empty: bool = False
) -> Removal | None:
    """Drop a partition, moving aside what a case holds; return None if it is gone or not empty.

    Raises DatabaseConflictError, with nothing changed, where others use its table for long.
    """
    with _patient(database, DROP_PATIENCE_MS, "read committed") as connection:
        connection.execute(query("partition_drop_begin"))
        if not rows(connection, "partition_is_there", name=part.name)[0]["is_there"]:
            return None
        if part.kind == _CALLS:
            span = {"low_at": part.low_at, "high_at": part.high_at}
            connection.execute(query("identities_expire"), span)
        # Nobody writes into what is moved and counted now.
        _lock(connection, part.name, "share row exclusive")
        held = _move(connection, part.kind, part.low_at, part.high_at)
        total = _count(connection, part.name)
        if total and only_empty:
            return None
        removal = Removal(
            kind=part.kind, partition_name=part.name, low_at=part.low_at, high_at=part.high_at,
            rows_dropped=total - held, rows_held=held,
        )  # fmt: skip
        _log(connection, removal, now)
        # The parent comes last, because everybody waits for it.
        _lock(connection, part.kind, "access exclusive")
        connection.execute(sql.SQL("drop table {}").format(sql.Identifier(part.name)))
        connection.execute(query("partition_forget"), {"name": part.name})
        _tell(connection, removal, now)
    return removal


def trim(database: Database, part: Partition, *, before: datetime, now: datetime) -> Removal | None:
    """Delete a partition's rows before an instant, moving aside what a case holds; None if none.

    Raises DatabaseConflictError, with nothing changed, where others are changing them.
    """
    high = min(part.high_at, before)
    # One snapshot for both statements: what is deleted is what was looked at.
    with _patient(database, ROW_PATIENCE_MS, "repeatable read") as connection:
        held = _move(connection, part.kind, part.low_at, high)
        span = {"low_at": part.low_at, "high_at": high}
        gone = connection.execute(query(_DELETES[part.kind]), span).rowcount
        if not gone:
            return None
        removal = Removal(
            kind=part.kind, low_at=part.low_at, high_at=high,
            rows_dropped=gone - held, rows_held=held,
        )  # fmt: skip
        _log(connection, removal, now)
    # Not above: making the outbox's partition needs to see what others have just made.
    with database.transaction() as connection:
        _tell(connection, removal, now)
    return removal


def delete(
    database: Database, kind: str, name: str, *, now: datetime, **parameters: Any
) -> Removal | None:
    """Delete rows of a kind by the query called ``name``; return None if there were none.

    Raises DatabaseConflictError, with nothing changed, where others are changing them.
    """
    with _patient(database, ROW_PATIENCE_MS, "read committed") as connection:
        gone = connection.execute(query(name), {"now": now, **parameters}).rowcount
        if not gone:
            return None
        removal = Removal(kind=kind, rows_dropped=gone)
        _log(connection, removal, now)
        _tell(connection, removal, now)
    return removal


@contextmanager
def _patient(
    database: Database, patience_ms: int, isolation: LiteralString
) -> Iterator[Connection]:
    """Give a transaction that waits only so long for others, and during which no hold changes."""
    with database.transaction() as connection:
        connection.execute(sql.SQL("set transaction isolation level ") + sql.SQL(isolation))
        connection.execute(sql.SQL("set local lock_timeout = {}").format(sql.Literal(patience_ms)))
        connection.execute("lock table case_hold in share mode")
        yield connection


def _lock(connection: Connection, table: str, mode: LiteralString) -> None:
    command = sql.SQL("lock table only {} in {} mode")
    connection.execute(command.format(sql.Identifier(table), sql.SQL(mode)))


def _count(connection: Connection, table: str) -> int:
    command = sql.SQL("select count(*) from only {}").format(sql.Identifier(table))
    found = connection.execute(command).fetchone()
    return int(found[0]) if found else 0


def _move(connection: Connection, kind: str, low_at: datetime, high_at: datetime) -> int:
    """Copy the rows of a span that an active hold selects to where they outlive it."""
    if kind not in _MOVES:
        return 0
    span = {"low_at": low_at, "high_at": high_at}
    return connection.execute(query(_MOVES[kind]), span).rowcount


def _log(connection: Connection, removal: Removal, now: datetime) -> None:
    connection.execute(query("retention_log_add"), {"now": now, **vars(removal)})


def _tell(connection: Connection, removal: Removal, now: datetime) -> None:
    """Tell readers that records are gone, or have moved to where they don't look."""
    n = removal.rows_dropped + removal.rows_held
    if n and removal.kind in _SHOWN:
        entry = outbox.OutboxEntry(topic=TOPIC, from_at=removal.low_at, to_at=removal.high_at, n=n)
        outbox.append_all(connection, [entry], at=now)
