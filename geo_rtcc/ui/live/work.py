"""Database work of the routes, in a few threads that nothing else of the app waits for."""

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

import anyio.to_thread
from anyio import CapacityLimiter

Answer = TypeVar("Answer")
Arguments = TypeVarTuple("Arguments")

THREADS = 4
WRITERS = 2
_READING, _WRITING = CapacityLimiter(THREADS), CapacityLimiter(WRITERS)


async def in_thread(work: Callable[[*Arguments], Answer], *arguments: *Arguments) -> Answer:
    """Run blocking work in one of THREADS threads; others wait for their turn."""
    return await anyio.to_thread.run_sync(
        work, *arguments, limiter=_READING, abandon_on_cancel=True
    )


async def in_writing_thread(work: Callable[[*Arguments], Answer], *arguments: *Arguments) -> Answer:
    """Run what writes in one of WRITERS more: while that can't be done, reading goes on."""
    return await anyio.to_thread.run_sync(
        work, *arguments, limiter=_WRITING, abandon_on_cancel=True
    )
