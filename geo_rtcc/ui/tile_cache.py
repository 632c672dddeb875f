"""What the tile route keeps: answers, bounded in bytes, and each asked for once at a time."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """Something that knows how many bytes it takes."""

    @property
    def size(self) -> int: ...


Kept = TypeVar("Kept", bound=Sized)
_OVERHEAD = 500  # bytes of a key and its entry


class TileCache(Generic[Kept]):
    """Answers by key, those used last, in at most ``limit`` bytes.

    Whoever asks for what is being made waits for it. Few threads make them, so that a burst of
    tiles leaves connections to the pages.
    """

    def __init__(self, limit: int, threads: int = 3) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._underway: dict[Hashable, Future[Kept]] = {}
        self._lock = threading.Lock()
        self._workers = ThreadPoolExecutor(threads, "tiles")

    def ask(self, key: Hashable, make: Callable[[], Kept]) -> Future[Kept]:
        """Return the answer to come; ``make`` runs in another thread if nobody has asked yet."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: Future[Kept] = Future()
                found.set_result(self._kept[key])
                return found
            if key not in self._underway:
                self._underway[key] = self._workers.submit(self._make, key, make)
            return self._underway[key]

    def clear(self) -> None:
        """Forget everything that is kept."""
        with self._lock:
            self._kept.clear()
            self._size = 0

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return self._size

    def _make(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        try:
            made = make()
        except BaseException:
            with self._lock:
                del self._underway[key]
            raise
        with self._lock:
            del self._underway[key]
            self._keep(key, made)
        return made

    def _keep(self, key: Hashable, made: Kept) -> None:
        self._kept[key] = made
        self._size += made.size + _OVERHEAD
        while self._size > self._limit:
            _, oldest = self._kept.popitem(last=False)
            self._size -= oldest.size + _OVERHEAD
