"""Run tasks: each once, or each whenever it is due, without one's failure touching another."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from geo_rtcc.errors import DatabaseAwayError, DatabaseError, GeoRtccError
from geo_rtcc.logs import failure, logger
from geo_rtcc.store import Database
from geo_rtcc.store.retention import retentions
from geo_rtcc.store.worker import TaskRecord, WorkerLock, note_task
from geo_rtcc.worker.tasks import TASKS, Figures, Kept, Task

LONGEST_BACKOFF = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class TaskReport:
    """What one run of a task did: counts, or why it failed."""

    name: str
    took_ms: int
    figures: Figures
    error: str | None


class Schedule:
    """Tasks with the instants they are due at, the first run at once."""

    def __init__(self, tasks: Sequence[Task], *, now: datetime) -> None:
        self._tasks = tasks
        self._due_at = {task.name: now for task in tasks}
        self._failures = {task.name: 0 for task in tasks}

    def next_at(self) -> datetime:
        """Return the instant at which the next task is due."""
        return min(self._due_at.values())

    def run_due(self, database: Database, clock: Callable[[], datetime]) -> list[TaskReport]:
        """Run the tasks that are due, the longest overdue first; say what became of each.

        Raises DatabaseAwayError where the database is away, which is no task's own failure.
        """
        now = clock()
        due = [task for task in self._tasks if self._due_at[task.name] <= now]
        due.sort(key=lambda task: self._due_at[task.name])
        return [self._run(task, database, clock()) for task in due]

    def _run(self, task: Task, database: Database, now: datetime) -> TaskReport:
        report = run_task(task, database, now)
        with database.transaction() as connection:
            self._plan(task, report, now, retentions(connection))
            record = TaskRecord(
                name=task.name, ran_at=now, took_ms=report.took_ms, error=report.error,
                due_at=self._due_at[task.name], failures=self._failures[task.name],
            )  # fmt: skip
            note_task(connection, record)
        return report

    def _plan(self, task: Task, report: TaskReport, now: datetime, kept: Kept) -> None:
        self._failures[task.name] = self._failures[task.name] + 1 if report.error else 0
        self._due_at[task.name] = now + _pause(task.period(kept), self._failures[task.name])


def _pause(period: timedelta, failures: int) -> timedelta:
    """Return how long to wait: the period, doubled by every failure in a row up to a limit."""
    longer: timedelta = period * 2 ** min(failures, 20)
    return max(period, min(longer, LONGEST_BACKOFF))


def run_task(task: Task, database: Database, now: datetime) -> TaskReport:
    """Run a task once; its failure is in the report, unless the database is away."""
    began = time.monotonic()
    figures: Figures = {}
    error = None
    try:
        figures = task.run(database, now)
    except DatabaseAwayError:
        raise
    except Exception as raised:  # whatever fails, the other tasks go on
        error = str(raised) if isinstance(raised, GeoRtccError) else type(raised).__name__
        logger().error("worker.failed", task=task.name, **failure(raised))
    took_ms = round((time.monotonic() - began) * 1000)
    if any(figures.values()):
        logger().info("worker.done", task=task.name, took_ms=took_ms, **figures)
    return TaskReport(name=task.name, took_ms=took_ms, figures=figures, error=error)


def run_once(
    database: Database, *, now: datetime, tasks: Sequence[Task] = TASKS
) -> list[TaskReport]:
    """Run every task once as the only worker.

    Raises DatabaseError where another worker is at work, DatabaseAwayError where the database is
    away.
    """
    with WorkerLock(database.conninfo) as lock:
        if not lock.taken():
            raise DatabaseError("Another worker is at work on this database; it does the same.")
        return Schedule(tasks, now=now).run_due(database, lambda: now)
