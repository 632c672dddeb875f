"""Follows the outbox: every entry once, in order, whatever happens to server and connection."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from time import monotonic

import psycopg
from psycopg.conninfo import make_conninfo

from geo_rtcc.errors import DatabaseError
from geo_rtcc.store import outbox
from geo_rtcc.store.database import Connection, connect
from geo_rtcc.store.outbox import OutboxEntry

MOST = 2_000
SHORTEST_S, STANDBY_S, LONGEST_S = 0.05, 0.1, 1.0
"""Between two looks: while there is news, on a standby, and while there is none."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 2.0
SILENT_S = 3.0
"""A server that has not answered a look for so long is away, also where nothing failed."""

# A server that vanished without a word is noticed in seconds instead of hours (TCP only).
_NOTICE: dict[str, str | int] = {
    "application_name": "geo-rtcc-listener",
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one look at the outbox found.

    Parameters
    ----------
    cursor
        All entries up to this id have been seen.
    entries
        New ones with their ids, oldest first; up to MOST.
    is_break
        The first look, or entries may have been missed (the database was restored, or retention
        has removed what was not seen): following starts anew at ``cursor``.
    """

    cursor: int
    entries: tuple[tuple[int, OutboxEntry], ...] = ()
    is_break: bool = False


@dataclass(frozen=True)
class _Place:
    cursor: int
    at: datetime | None  # of the entry there; tells it from another one of the same id


class OutboxListener:
    """Looks at the outbox whenever it is told of news, and every second anyway.

    The entry that was seen last is read again with each look: while it is there and the same,
    nothing between it and what follows can be missing, since ids are in order of commit.

    Parameters
    ----------
    conninfo
        A libpq connection string; the listener keeps one connection of its own.
    """

    def __init__(self, conninfo: str) -> None:
        self._conninfo = make_conninfo(conninfo, **_NOTICE)
        self._stopping = Event()
        self._place: _Place | None = None
        self._seen_at = monotonic()
        self._is_lost = True

    def stop(self) -> None:
        """Let ``looks`` end, within a second."""
        self._stopping.set()

    def away_s(self) -> float | None:
        """Return for how many seconds the database has been away; None while it answers."""
        silent_s = monotonic() - self._seen_at
        return silent_s if self._is_lost or silent_s > SILENT_S else None

    def looks(self) -> Iterator[Look]:
        """Yield what each look finds, also nothing, until ``stop``; connect anew when lost."""
        pause_s = FIRST_PAUSE_S
        while not self._stopping.is_set():
            try:
                with connect(self._conninfo, autocommit=True) as connection:
                    for look in self._follow(connection):
                        pause_s = FIRST_PAUSE_S
                        yield look
            except (psycopg.Error, DatabaseError):
                self._is_lost = True
            self._stopping.wait(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def _follow(self, connection: Connection) -> Iterator[Look]:
        is_standby = outbox.standing(connection).is_standby
        if not is_standby:
            outbox.listen(connection)
        was_away = True
        while not self._stopping.is_set():
            began = monotonic()
            look = self._look(connection, was_away=was_away)
            self._seen_at, self._is_lost = monotonic(), False
            yield look
            was_away = monotonic() - self._seen_at > SILENT_S
            if len(look.entries) < MOST:
                self._wait(connection, began, is_standby=is_standby)

    def _wait(self, connection: Connection, began: float, *, is_standby: bool) -> None:
        if not is_standby:
            for _ in connection.notifies(timeout=LONGEST_S, stop_after=1):
                pass
        at_least_s = STANDBY_S if is_standby else SHORTEST_S
        self._stopping.wait(max(0.0, began + at_least_s - monotonic()))

    def _look(self, connection: Connection, *, was_away: bool) -> Look:
        place = self._place
        if place is None:
            return self._begin(connection)
        found = outbox.from_cursor(connection, place.cursor, limit=MOST + 1)
        if found and found[0][:2] == (place.cursor, place.at):
            del found[0]
        elif _is_broken(connection, place, found[0][0] if found else None, was_away=was_away):
            return self._begin(connection)
        if found := found[:MOST]:
            self._place = place = _Place(*found[-1][:2])
        return Look(
            cursor=place.cursor, entries=tuple((number, entry) for number, _, entry in found)
        )

    def _begin(self, connection: Connection) -> Look:
        now = outbox.standing(connection)
        self._place = _Place(now.newest_id or 0, now.newest_at)
        return Look(cursor=self._place.cursor, is_break=True)


def _is_broken(
    connection: Connection, place: _Place, next_id: int | None, *, was_away: bool
) -> bool:
    """Say whether entries may have been missed, when the one seen last is not there.

    While connected, a second passes between looks at most, and retention takes only what is older.
    After an absence nothing is missed for certain only where the next id follows, or no id has been
    handed out.
    """
    now = outbox.standing(connection)
    is_restored = (
        next_id == place.cursor  # another entry of the same id
        or now.issued_id < place.cursor
        or (now.newest_id is not None and now.newest_id < place.cursor)
    )
    is_next = next_id == place.cursor + 1 or now.issued_id == place.cursor
    return is_restored or (was_away and not is_next)
