"""The process's one follower of the outbox, and what it has for every viewer."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from threading import Event, Lock, Thread
from time import monotonic

from geo_rtcc.errors import (
    DatabaseAwayError,
    DatabaseConflictError,
    DatabaseError,
    GeoRtccError,
)
from geo_rtcc.logs import failure, logger
from geo_rtcc.situation.live_map.models import FeedNews, LiveChanges
from geo_rtcc.situation.live_map.reader import LiveReader
from geo_rtcc.store.database import Database
from geo_rtcc.store.listener import Look, OutboxListener
from geo_rtcc.ui.live.ring import Ring, event
from geo_rtcc.views.live_wire import change_message, tick_message

NEWS_EVERY_S = 2.0
TICK_EVERY_S = 1.5
UNWATCHED_S = 60.0
"""So long after the last viewer left, changes are no longer read; who comes later begins anew."""
PAUSE_S, LONGEST_PAUSE_S = 0.2, 2.0


def utc_now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


class Bell:
    """Wakes everybody who waits on one event loop; may be rung from any thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._next = asyncio.Event()

    def next(self) -> asyncio.Event:
        """Return what is set when the bell rings next."""
        return self._next

    def ring(self) -> None:
        """Wake whoever waits; nobody waits any more on a loop that is closed."""
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._ring)

    def _ring(self) -> None:
        rung, self._next = self._next, asyncio.Event()
        rung.set()


class Hub:
    """Follows the outbox in one thread, from the first viewer on, and encodes each change once.

    Parameters
    ----------
    database
        Opens the database that is read, or raises; asked again until it does not.
    """

    def __init__(self, database: Callable[[], Database]) -> None:
        self._database = database
        self.ring = Ring()
        self.viewers = 0
        self.is_stopping = Event()
        self.problem = ""
        """Why the database can't be opened; empty where it can."""
        self._lock = Lock()
        self._thread: Thread | None = None
        self._bell: Bell | None = None
        self._listener: OutboxListener | None = None
        self._feeds: tuple[FeedNews, ...] = ()
        self._news_at = self._watched_at = self._began = monotonic()
        self._failing_since: float | None = None
        self._tick: tuple[float, bytes] = (0.0, b"")

    def bell(self) -> Bell:
        """Return the bell of the running event loop."""
        loop = asyncio.get_running_loop()
        if self._bell is None or self._bell.loop is not loop:
            self._bell = Bell(loop)
        return self._bell

    def watch(self) -> None:
        """Note that somebody looks, and follow the outbox from now on."""
        self._watched_at = monotonic()
        with self._lock:
            if self._thread is None and not self.is_stopping.is_set():
                self._began = monotonic()
                self._thread = Thread(target=self._run, name="live-hub", daemon=True)
                self._thread.start()

    def stop(self, *, patience_s: float = 0.0) -> None:
        """End every stream, and the following; wait so long for its thread."""
        self.is_stopping.set()
        if self._listener:
            self._listener.stop()
        if self._bell:
            self._bell.ring()
        if self._thread:
            self._thread.join(patience_s)

    def away_s(self) -> float | None:
        """Return for how many seconds the database has been away; None while it answers."""
        now = monotonic()
        listener = self._listener.away_s() if self._listener else now - self._began
        failing = now - self._failing_since if self._failing_since is not None else None
        return max((one for one in (listener, failing) if one is not None), default=None)

    def tick(self) -> bytes:
        """Return a tick of now, at most a second old, shared by all viewers."""
        made_at, body = self._tick
        if not body or monotonic() - made_at > 1.0:
            body = event("tick", tick_message(utc_now(), self._feeds, self.away_s()))
            self._tick = (monotonic(), body)
        return body

    def _run(self) -> None:
        database = self._opened()
        if database is None:
            return
        self._listener = OutboxListener(database.conninfo)
        reader = LiveReader(database)
        if self.is_stopping.is_set():
            return
        for look in self._listener.looks():
            try:
                self._take(reader, look)
            except Exception as error:
                logger().error("live_hub_failed", **failure(error))
                self.ring.refresh(look.cursor)
            if self._bell and (look.entries or look.is_break):
                self._bell.ring()

    def _opened(self) -> Database | None:
        pause_s = PAUSE_S
        while not self.is_stopping.is_set():
            try:
                database = self._database()
            except GeoRtccError as error:
                self.problem = str(error)
                self.is_stopping.wait(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            else:
                self.problem = ""
                return database
        return None

    def _take(self, reader: LiveReader, look: Look) -> None:
        if look.is_break:
            reader.begin_anew()
            self.ring.begin(look.cursor)
        elif look.entries and self._is_watched():
            self._tell(look, self._changes(reader, look))
        elif look.entries:
            self.ring.skip(look.cursor)
        if monotonic() - self._news_at > NEWS_EVERY_S and self._is_watched():
            self._read_news(reader)

    def _tell(self, look: Look, changes: LiveChanges | None) -> None:
        if changes is None or changes.needs_snapshot:
            self.ring.refresh(look.cursor)
            return
        self._hear(changes.feeds)
        message = change_message(changes)
        if message is None:
            self.ring.advance(look.cursor)
        else:
            self.ring.change(look.cursor, message)

    def _changes(self, reader: LiveReader, look: Look) -> LiveChanges | None:
        """Read what entries name, however long the database is away; None where the app stops."""
        pause_s = PAUSE_S
        try:
            while not self.is_stopping.is_set():
                try:
                    return reader.changes(look.entries, now=utc_now())
                except (DatabaseAwayError, DatabaseConflictError):
                    self._failing_since = self._failing_since or monotonic()
                    self.is_stopping.wait(pause_s)
                    pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
        finally:
            self._failing_since = None
        return None

    def _read_news(self, reader: LiveReader) -> None:
        self._news_at = monotonic()
        with suppress(DatabaseError):
            self._hear(reader.news(utc_now()))

    def _hear(self, feeds: tuple[FeedNews, ...]) -> None:
        known = {(one.kind, one.source): one for one in (*self._feeds, *feeds)}
        self._feeds = tuple(known[name] for name in sorted(known))

    def _is_watched(self) -> bool:
        return self.viewers > 0 or monotonic() - self._watched_at < UNWATCHED_S
