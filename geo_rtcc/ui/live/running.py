"""The app's life: streams end as soon as the server is told to stop, then the databases close."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from geo_rtcc.ui.connection import closing
from geo_rtcc.ui.live.hub import Hub
from geo_rtcc.ui.live.routes import LIVE

LOOK_EVERY_S = 0.1
# The server waits for answers under way; a viewer that takes nothing more must not hold it up.
GRACE_S = 2


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Run the live map's hub with the app, and close what it and the pages have opened."""
    async with closing(app) as state, streams_end_with_server(LIVE.hub):
        yield state


@asynccontextmanager
async def streams_end_with_server(hub: Hub) -> AsyncIterator[None]:
    """End the hub's streams when the server that runs this loop begins to stop.

    A server stops in order: it ends its connections, then the app's life. A stream would keep its
    connection open, so it can't wait for the second.
    """
    server = serving()
    if server:
        server.config.timeout_graceful_shutdown = GRACE_S
    watcher = asyncio.create_task(_stop_with(server, hub)) if server else None
    try:
        yield
    finally:
        if watcher:
            watcher.cancel()
        hub.stop()


def serving() -> uvicorn.Server | None:
    """Return the server of this process: its method is what handles the signal to stop."""
    owner = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return owner if isinstance(owner, uvicorn.Server) else None


async def _stop_with(server: uvicorn.Server, hub: Hub) -> None:
    while not server.should_exit:
        await asyncio.sleep(LOOK_EVERY_S)
    hub.stop()
