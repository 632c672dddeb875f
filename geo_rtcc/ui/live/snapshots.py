"""Snapshots, read and packed once for everybody who asks at about the same time."""

import asyncio
import gzip
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

from geo_rtcc.errors import DatabaseAwayError
from geo_rtcc.situation.live_map.models import SPAN
from geo_rtcc.situation.live_map.reader import LiveReader
from geo_rtcc.situation.tiles import tile_facts
from geo_rtcc.store.database import Database
from geo_rtcc.ui.live.hub import Hub, utc_now
from geo_rtcc.ui.live.ring import cursor_in
from geo_rtcc.ui.live.work import in_thread
from geo_rtcc.views.live_wire import snapshot_message

EVERY_S = 1.0
PATIENCE_S, AWAY_S = 5.0, 2.0
TRIES = 5
PAST_KEPT, PAST_KEPT_S = 6, 60.0
# 10,000 calls: 111 kB in 11 ms; 6 saves 1 kB for 7 ms more, 1 takes 120 kB and 3 ms.
GZIP_LEVEL = 5

_AWAY = "The database can't be reached. The map asks again by itself; see: geo-rtcc db status"
_BEHIND = "The database has not come as far as the id in ?after=. Ask again, or without it."
_Window = tuple[datetime | None, timedelta]


@dataclass(frozen=True, kw_only=True)
class Packed:
    """A snapshot as gzipped JSON, with the id that the stream goes on from."""

    epoch: str
    cursor: int
    made_at: float
    body: bytes


class Snapshots:
    """Live ones at most once a second, however many ask; a few windows of the past are kept."""

    def __init__(self, hub: Hub, database: Callable[[], Database]) -> None:
        self._hub, self._database = hub, database
        self._began_at = -EVERY_S
        self._tasks: dict[_Window, asyncio.Task[Packed]] = {}

    async def live(self, after: str = "") -> Packed:
        """Return a snapshot not older than the id ``after``, where that is one of this epoch.

        Raises DatabaseError.
        """
        return await self._found((None, SPAN), EVERY_S, after)

    async def past(self, to_at: datetime, span: timedelta) -> Packed:
        """Return the window that ended at ``to_at``, read at most PAST_KEPT_S seconds ago.

        Raises DatabaseError.
        """
        return await self._found((to_at, span), PAST_KEPT_S, "")

    async def _found(self, window: _Window, most_s: float, after: str) -> Packed:
        await self._begun()
        for _ in range(TRIES):
            task = self._tasks.pop(window, None)
            if task is None or (task.done() and not self._is_fresh(task, most_s, after)):
                task = asyncio.create_task(self._make_when_due(window))
            self._tasks[window] = task
            while len(self._tasks) > PAST_KEPT + 1:
                del self._tasks[next(iter(self._tasks))]
            found = await asyncio.shield(task)
            if self._serves(found, after):
                return found
        raise DatabaseAwayError(_BEHIND)

    async def _begun(self) -> None:
        """Wait until the hub follows the outbox, so that its stream goes on from what is read."""
        self._hub.watch()
        until = monotonic() + PATIENCE_S
        while not self._hub.ring.is_begun and monotonic() < until:
            await asyncio.sleep(0.02)
        if not self._hub.ring.is_begun or (self._hub.away_s() or 0.0) > AWAY_S:
            raise DatabaseAwayError(self._hub.problem or _AWAY)

    def _is_fresh(self, task: "asyncio.Task[Packed]", most_s: float, after: str) -> bool:
        if task.cancelled() or task.exception():
            return False
        found = task.result()
        return monotonic() - found.made_at < most_s and self._serves(found, after)

    def _serves(self, found: Packed, after: str) -> bool:
        is_older = (cursor_in(found.epoch, after) or 0) > found.cursor
        return found.epoch == self._hub.ring.epoch and not is_older

    async def _make_when_due(self, window: _Window) -> Packed:
        if window[0] is None:
            await asyncio.sleep(max(0.0, self._began_at + EVERY_S - monotonic()))
            self._began_at = monotonic()
        return await in_thread(self._make, *window)

    def _make(self, to_at: datetime | None, span: timedelta) -> Packed:
        database, now, made_at = self._database(), utc_now(), monotonic()
        # the hub has seen only what was committed: all that is read from here on contains it
        epoch, seen = self._hub.ring.now()
        found = LiveReader(database).snapshot(now=now, to_at=to_at, span=span)
        found = replace(found, cursor=max(found.cursor, seen))
        tiles = tile_facts(database, to_at or now)
        message = snapshot_message(found, epoch=epoch, tiles=tiles)
        body = gzip.compress(message, GZIP_LEVEL, mtime=0)
        return Packed(epoch=epoch, cursor=found.cursor, made_at=made_at, body=body)
