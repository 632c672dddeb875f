"""What the worker keeps in the database: the lock that makes it the only one, and its heartbeat."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg import sql

from geo_rtcc.errors import DatabaseAwayError
from geo_rtcc.store.database import Connection, Database, connect, kind_of, rows, sentence
from geo_rtcc.store.queries import query

_PATIENCE_MS = 1000


class WorkerLock:
    """A session that is the one worker's, as long as it lives. A context manager."""

    def __init__(self, conninfo: str) -> None:
        self._session = connect(conninfo, autocommit=True)

    def __enter__(self) -> "WorkerLock":
        return self

    def __exit__(self, *_exc: object) -> None:
        self._session.close()

    def taken(self) -> bool:
        """Try to become the one worker; return whether it worked."""
        return bool(self._ask("worker_lock")[0]["is_mine"])

    def check(self) -> None:
        """Raise DatabaseAwayError if the session has ended, and the lock with it."""
        self._ask("worker_alive")

    def _ask(self, name: str) -> list[dict[str, Any]]:
        try:
            return rows(self._session, name)
        except psycopg.Error as error:
            kind = kind_of(error) if error.sqlstate else DatabaseAwayError
            raise kind(sentence(error)) from error


@dataclass(frozen=True, kw_only=True)
class TaskRecord:
    """What a task's last run came to.

    Parameters
    ----------
    due_at
        When it is to run again.
    failures
        How many runs in a row have failed.
    error
        Why the last one failed; None if it did not.
    """

    name: str
    ran_at: datetime
    took_ms: int
    due_at: datetime
    failures: int
    error: str | None


def note_task(connection: Connection, record: TaskRecord) -> None:
    """Keep what a task's last run came to, in place of the one before."""
    connection.execute(query("worker_task_note"), vars(record))


def task_records(connection: Connection) -> list[TaskRecord]:
    """Return what each task's last run came to, by name."""
    return [TaskRecord(**row) for row in rows(connection, "worker_tasks")]


@contextmanager
def background(database: Database) -> Iterator[Connection]:
    """Give a transaction that waits a second at most for anybody else's lock.

    Raises DatabaseConflictError after that.
    """
    with database.transaction() as connection:
        connection.execute(sql.SQL("set local lock_timeout = {}").format(sql.Literal(_PATIENCE_MS)))
        yield connection


def crowded_days(connection: Connection, since_on: date, *, slack: int) -> list[date]:
    """Return the operational dates whose counts have over twice as many rows as keys.

    ``slack`` rows more are no reason.
    """
    found = rows(connection, "counts_crowded", since_on=since_on, slack=slack)
    return [row["operational_on"] for row in found]
