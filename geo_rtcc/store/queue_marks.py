"""What people did with what stands in the live map's queue: kept for good, never changed."""

from datetime import datetime

from geo_rtcc.errors import InputError
from geo_rtcc.models import aware
from geo_rtcc.store import outbox
from geo_rtcc.store.database import Connection, Database, rows

_RECORDS = {"hit": "queue_hit_at", "call": "queue_call_at"}
_ACTIONS = ("acknowledge", "escalate")


def mark(
    database: Database,
    *,
    kind: str,
    record_id: int,
    record_at: datetime,
    action: str,
    by: str,
    now: datetime,
) -> bool:
    """Note a deed and tell readers; return False where there is no such record.

    What is acknowledged already stays so, and each person escalates once: repeating adds nothing.

    Parameters
    ----------
    kind
        hit or call.
    record_at
        The record's own instant, to the second: messages carry no more of a call's.
    action
        acknowledge or escalate.

    Raises
    ------
    InputError
        Where the map has no such kind or action, or nobody is named.
    """
    if kind not in _RECORDS or action not in _ACTIONS or not by.strip():
        raise InputError(
            f"Somebody can {' or '.join(_ACTIONS)} a {' or a '.join(_RECORDS)}, and nothing else."
        )
    with database.transaction() as connection:
        found = rows(
            connection, _RECORDS[kind], record_id=record_id, record_at=aware(record_at, "record_at")
        )
        if not found:
            return False
        values = {"kind": kind, "record_id": record_id, "record_at": found[0]["at"]}
        _add(connection, **values, action=action, by=by.strip(), now=now)
    return True


def _add(connection: Connection, *, record_at: datetime, now: datetime, **values: object) -> None:
    rows(connection, "queue_mark_begin", record_id=values["record_id"])
    added = rows(connection, "queue_mark_add", record_at=record_at, now=now, **values)
    if added:
        entry = outbox.OutboxEntry(
            topic="queue.marked",
            record_id=added[0]["mark_id"],
            from_at=record_at,
            to_at=record_at,
        )
        outbox.append_all(connection, [entry], at=now)
