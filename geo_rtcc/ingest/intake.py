"""Submissions from many threads → groups, each committed at once, each sender told after it.

One thread gathers and prepares a large group while another commits the one before, so that this
process and the database both have work.
"""

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import Queue
from threading import Condition, Thread
from time import monotonic
from typing import Self

from geo_rtcc.errors import DatabaseError, DataRefusedError, OverloadedError
from geo_rtcc.ingest.pipeline import Group, Pipeline
from geo_rtcc.ingest.salvage import salvage
from geo_rtcc.ingest.submissions import Receipt, Submission
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database

GATHER_S = 0.004
MOST_RECORDS, MOST_SUBMISSIONS = 20_000, 500
# Below this a group costs much the same however few it has: gathering while the one before is
# committed makes fewer of them, and each sender is answered sooner.
OVERLAP_RECORDS = 1_000
RETRY_AFTER_S = 1

_log = logging.getLogger(__name__)


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class IntakeState:
    """How busy the intake is, for health checks and metrics.

    Parameters
    ----------
    waiting, waiting_bytes
        Submissions not yet committed, and the size of their payloads.
    commits, records, hits
        Since the start.
    committed_at
        Of the last commit.
    failing_since
        Since when the database has not taken anything; None while all is well.
    """

    waiting: int
    waiting_bytes: int
    commits: int
    records: int
    hits: int
    committed_at: datetime | None
    failing_since: datetime | None


@dataclass(frozen=True)
class _Waiting:
    submission: Submission
    size_bytes: int
    future: Future[Receipt]
    since: float = field(default_factory=monotonic)


class Intake:
    """Commits what many senders hand in, in groups a few milliseconds apart. A context manager.

    Parameters
    ----------
    clock
        Returns the present instant, aware.
    """

    def __init__(
        self, database: Database, settings: Settings, *, clock: Callable[[], datetime] = _utc_now
    ) -> None:
        self._settings, self._clock = settings, clock
        self._pipeline = Pipeline(database, settings)
        self._queue: deque[_Waiting] = deque()
        self._changed = Condition()
        self._prepared: Queue[tuple[list[_Waiting], Group | Exception] | None] = Queue(maxsize=1)
        self._threads: list[Thread] = []
        self._is_closing = False
        self._waiting = self._waiting_bytes = self._commits = self._records = self._hits = 0
        self._committed_at: datetime | None = None
        self._failing_since: datetime | None = None

    def __enter__(self) -> Self:
        """Read what records are located and matched by, then take them."""
        with suppress(DatabaseError):  # told to whoever sends the first group
            self._pipeline.warm()
        for work in (self._prepare_groups, self._commit_groups):
            thread = Thread(target=work, name=work.__name__.strip("_"), daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(self, *_exc: object) -> None:
        """Commit what has been handed in, then stop."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def submit(self, submission: Submission, *, size_bytes: int) -> Future[Receipt]:
        """Hand in a submission; its future is done after the commit, or fails with DatabaseError.

        Raises OverloadedError at once where more than ``settings.intake_bytes`` would be waiting.
        """
        waiting = _Waiting(submission, size_bytes, Future())
        # what has been handed in is stored, also when its sender stops waiting
        waiting.future.set_running_or_notify_cancel()
        with self._changed:
            is_full = self._waiting_bytes + size_bytes > self._settings.intake_bytes
            if self._is_closing or (is_full and self._waiting):
                raise OverloadedError(
                    "More records are waiting than can be taken now. Send them again later.",
                    retry_after_s=RETRY_AFTER_S,
                )
            self._waiting += 1
            self._waiting_bytes += size_bytes
            self._queue.append(waiting)
            self._changed.notify()
        return waiting.future

    def state(self) -> IntakeState:
        """Return how busy the intake is."""
        with self._changed:
            return IntakeState(
                waiting=self._waiting,
                waiting_bytes=self._waiting_bytes,
                commits=self._commits,
                records=self._records,
                hits=self._hits,
                committed_at=self._committed_at,
                failing_since=self._failing_since,
            )

    def _prepare_groups(self) -> None:
        while batch := self._gathered():
            group: Group | Exception
            try:
                submissions = [one.submission for one in batch]
                group = self._pipeline.prepare(submissions, now=self._clock())
            except Exception as error:  # told to the senders by whoever commits
                group = error
            self._prepared.put((batch, group))
            if sum(len(one.submission.records) for one in batch) < OVERLAP_RECORDS:
                self._prepared.join()
        self._prepared.put(None)

    def _gathered(self) -> list[_Waiting]:
        """Wait for submissions; give the others a moment to join; return none when closing."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._is_closing)
            # those that came while the group before was prepared have waited enough
            until = (self._queue[0].since if self._queue else 0.0) + GATHER_S
            while not self._is_closing and len(self._queue) < MOST_SUBMISSIONS:
                left = until - monotonic()
                if left <= 0 or not self._changed.wait(left):
                    break
            batch: list[_Waiting] = []
            records = 0
            while self._queue and len(batch) < MOST_SUBMISSIONS and records < MOST_RECORDS:
                records += len(self._queue[0].submission.records)
                batch.append(self._queue.popleft())
            return batch

    def _commit_groups(self) -> None:
        while (prepared := self._prepared.get()) is not None:
            batch, group = prepared
            try:
                if isinstance(group, Exception):
                    raise group
                receipts: list[Receipt | Exception] = list(self._pipeline.commit(group))
            except DataRefusedError as error:
                receipts = self._salvaged_all(batch, error)
            except DatabaseError as error:
                receipts = [error] * len(batch)
            except Exception as error:  # a value that nobody foresaw; the others are stored
                receipts = self._salvaged_all(batch, error)
            self._finish(batch, receipts)
            self._prepared.task_done()

    def _salvaged_all(self, batch: list[_Waiting], error: Exception) -> list[Receipt | Exception]:
        _log.warning("group refused: %s; storing its parts", type(error).__name__)
        return [self._salvaged(one.submission) for one in batch]

    def _salvaged(self, submission: Submission) -> Receipt | Exception:
        try:
            return salvage(submission, lambda part: self._pipeline.store(part, now=self._clock()))
        except Exception as error:
            _log.warning("submission refused: %s", type(error).__name__)
            return error

    def _finish(self, batch: list[_Waiting], receipts: list[Receipt | Exception]) -> None:
        done = [one for one in receipts if isinstance(one, Receipt)]
        with self._changed:
            self._waiting -= len(batch)
            self._waiting_bytes -= sum(one.size_bytes for one in batch)
            if done:
                self._commits += 1
                self._records += sum(one.taken for one in done)
                self._hits += sum(one.hits for one in done)
                self._committed_at, self._failing_since = self._clock(), None
            else:
                self._failing_since = self._failing_since or self._clock()
        for waiting, receipt in zip(batch, receipts, strict=True):
            if isinstance(receipt, Receipt):
                waiting.future.set_result(receipt)
            else:
                waiting.future.set_exception(receipt)
