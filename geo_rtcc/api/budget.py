"""How many bytes of payloads all requests may hold together."""

from concurrent.futures import Future
from threading import Lock
from types import TracebackType
from typing import Any, Self

from geo_rtcc.api.limits import RETRY_AFTER_S
from geo_rtcc.errors import OverloadedError


class Budget:
    """Bytes held by all requests, from their first byte until they are answered."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes, self.held_bytes = most_bytes, 0
        self._lock = Lock()

    def share(self) -> "Share":
        """Return a request's part of it, empty at first."""
        return Share(self)

    def take(self, size: int, *, own: int) -> None:
        """Hold more for a request that holds ``own`` bytes already.

        Raises OverloadedError where all together would hold too much; a request that is alone with
        what it holds may always go on, or what is larger than the budget would never get in.
        """
        with self._lock:
            if self.held_bytes + size > self.most_bytes and self.held_bytes > own:
                raise OverloadedError(
                    "Too much is waiting to be stored. Send this again in a moment.",
                    retry_after_s=RETRY_AFTER_S,
                )
            self.held_bytes += size

    def give_back(self, size: int) -> None:
        """Hold less."""
        with self._lock:
            self.held_bytes -= size


class Share:
    """One request's part of the budget; a context manager that gives all of it back."""

    def __init__(self, budget: Budget) -> None:
        self._budget, self.held_bytes = budget, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:  # fmt: skip
        self._budget.give_back(self.held_bytes)
        self.held_bytes = 0

    def take(self, size: int) -> None:
        """Hold more; raise OverloadedError where all requests together would hold too much."""
        self._budget.take(size, own=self.held_bytes)
        self.held_bytes += size

    def give_back(self, size: int) -> None:
        """Hold less."""
        self._budget.give_back(size)
        self.held_bytes -= size

    def until(self, future: Future[Any]) -> None:
        """Give everything back when the future is done, not when the request ends.

        A sender that goes away, or is told to come again, leaves its records waiting.
        """
        held, self.held_bytes = self.held_bytes, 0
        future.add_done_callback(lambda _: self._budget.give_back(held))
