"""Submissions from many threads → groups, each committed at once, each sender told after it."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from geo_rtcc.ingest.submissions import Receipt, Submission
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database


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
        self._database, self._settings, self._clock = database, settings, clock

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None: ...

    def submit(self, submission: Submission, *, size_bytes: int) -> Future[Receipt]:
        """Hand in a submission; its future is done after the commit, or fails with DatabaseError.

        Raises OverloadedError at once where more than ``settings.intake_bytes`` would be waiting.
        """
        raise NotImplementedError

    def state(self) -> IntakeState:
        """Return how busy the intake is."""
        raise NotImplementedError
