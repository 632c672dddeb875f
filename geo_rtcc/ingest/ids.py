"""Ids for records of one run: the run's own in the upper 32 bits, a counter in the lower."""

from collections.abc import Callable
from datetime import datetime
from threading import Lock

RUN_RECORDS = 1 << 31  # well below what the lower half holds, so no group can run over


class RunIds:
    """Gives ranges of ids that no other run gives.

    Parameters
    ----------
    begin_run
        Notes a run that begins at an instant and returns its id; asked once every two billion
        records.
    """

    def __init__(self, begin_run: Callable[[datetime], int]) -> None:
        self._begin_run = begin_run
        self._run_id, self._next = 0, RUN_RECORDS + 1
        self._database = ""
        self._lock = Lock()

    def belong_to(self, database: str) -> None:
        """Begin another run where the database is another one: a restored one may give its own."""
        with self._lock:
            if database != self._database:
                self._database, self._run_id, self._next = database, 0, RUN_RECORDS + 1

    def run_id(self, now: datetime) -> int:
        """Return the run that the latest ids belong to."""
        return self._run_id or self.take(0, now) >> 32

    def take(self, n: int, now: datetime) -> int:
        """Return the first of ``n`` consecutive ids."""
        with self._lock:
            if self._next + n > RUN_RECORDS:
                self._run_id, self._next = self._begin_run(now), 1
            first = (self._run_id << 32) + self._next
            self._next += n
            return first
