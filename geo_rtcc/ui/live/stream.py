"""One viewer's stream of server-sent events: from where it was, until its bounded life ends."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from geo_rtcc.ui.live.hub import TICK_EVERY_S, Hub
from geo_rtcc.ui.live.ring import event

LIFE_S, JITTER_S = 300.0, 30.0
# So long after its life a stream is cut whose viewer takes nothing more.
GRACE_S = 5.0
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
RESET, BYE = event("reset"), event("bye")


class EventStream(StreamingResponse):
    """Events from ``last_id`` on; it ends after a life of about five minutes or with the hub."""

    media_type = "text/event-stream"

    def __init__(self, hub: Hub, last_id: str, *, life_s: float | None = None) -> None:
        self._hub = hub
        self._life_s = random.uniform(LIFE_S - JITTER_S, LIFE_S + JITTER_S)  # noqa: S311
        if life_s is not None:
            self._life_s = life_s
        super().__init__(events(hub, last_id, life_s=self._life_s), headers=_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the stream; cut it where its viewer has stopped reading."""
        self._hub.viewers += 1
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._life_s + GRACE_S):
                    await super().__call__(scope, receive, send)
        finally:
            self._hub.viewers -= 1
            self._hub.watch()


async def events(hub: Hub, last_id: str, *, life_s: float) -> AsyncIterator[bytes]:
    """Yield frames of the ring from ``last_id`` on, and a tick every TICK_EVERY_S seconds."""
    clock = asyncio.get_running_loop().time
    ends_at, tick_at = clock() + life_s, clock()
    place = hub.ring.place(last_id)
    while not hub.is_stopping.is_set() and clock() < ends_at:
        rung = hub.bell().next()
        told = hub.ring.after(place) if place else None
        if told is None:
            yield RESET
            return
        frames, place = told
        if frames:
            yield frames
        if clock() >= tick_at:
            tick_at = clock() + TICK_EVERY_S
            yield hub.tick()
        if not frames:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(min(tick_at, ends_at)):
                    await rung.wait()
    yield BYE
