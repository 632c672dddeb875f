"""What has changed, in order of commit: a reader replays all above the id it has seen last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.queries import query

_COLUMNS = ("topic", "record_id", "from_at", "to_at", "n")


@dataclass(frozen=True, kw_only=True)
class OutboxEntry:
    """One change, by ids only.

    Parameters
    ----------
    topic
        ``call.created``, ``call.updated``, ``call.closed``, ``calls.loaded``, ``reads.stored``,
        ``hit.created``, ``fixes.stored``, ``hot_list.changed`` …
    record_id
        Of the call, hit or list; of the last read of a commit; the load's for ``calls.loaded``.
    from_at, to_at
        First and last instant of the records meant, which says where to look for them.
    n
        How many records it stands for.
    """

    topic: str
    record_id: int | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None
    n: int = 1


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far the outbox has come.

    Parameters
    ----------
    newest_id, newest_at
        Of the newest entry kept; None where retention has left none.
    issued_id
        The highest id handed out, also to what is not committed or never was.
    is_standby
        The server follows another one: it can be read, not listened to.
    """

    newest_id: int | None
    newest_at: datetime | None
    issued_id: int
    is_standby: bool


def append_all(connection: Connection, entries: Sequence[OutboxEntry], *, at: datetime) -> None:
    """Append entries and notify listeners; the last thing a transaction does.

    From here to its end no other transaction can append.
    """
    if not entries:
        return
    connection.execute(query("outbox_begin"), {"at": at})
    rows(
        connection,
        "outbox_add",
        at=at,
        topics=[entry.topic for entry in entries],
        record_ids=[entry.record_id for entry in entries],
        from_ats=[entry.from_at for entry in entries],
        to_ats=[entry.to_at for entry in entries],
        ns=[entry.n for entry in entries],
    )


def append(
    connection: Connection,
    *,
    topic: str,
    at: datetime,
    record_id: int | None = None,
    n: int = 1,
) -> None:
    """Append one entry; see ``append_all``."""
    append_all(connection, [OutboxEntry(topic=topic, record_id=record_id, n=n)], at=at)


def from_cursor(
    connection: Connection, cursor: int, *, limit: int
) -> list[tuple[int, datetime, OutboxEntry]]:
    """Return entries from an id on, that one included, with their ids and when they were added."""
    return [
        (row["outbox_id"], row["at"], OutboxEntry(**{name: row[name] for name in _COLUMNS}))
        for row in rows(connection, "outbox_from", cursor=cursor, limit=limit)
    ]


def standing(connection: Connection) -> Standing:
    """Return how far the outbox has come."""
    return Standing(**rows(connection, "outbox_standing")[0])


def listen(connection: Connection) -> None:
    """Have the connection told of new entries; a standby refuses it."""
    connection.execute(query("outbox_listen"))
