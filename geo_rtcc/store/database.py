"""A pool of connections to one PostGIS database, and the calls everything else makes of it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Self, TypeVar

import psycopg
from psycopg.rows import class_row, dict_row
from psycopg_pool import ConnectionPool

from geo_rtcc.errors import (
    DatabaseAwayError,
    DatabaseConflictError,
    DatabaseError,
    DataRefusedError,
)
from geo_rtcc.store.queries import query

Connection = psycopg.Connection[Any]
Record = TypeVar("Record")

RECONNECT_S = 5.0
CANCEL_S = 1.0
_UNREACHABLE = ("08", "57")  # SQLSTATE classes: connection exception, operator intervention
_NO_ROOM = ("53",)  # insufficient resources: disk, memory, connections
# cardinality, data exception, integrity constraint, program limit (a value too long for an index)
_REFUSED = ("21", "22", "23", "54")
# deadlock, serialization failure, lock timeout; no partition holds the row (retention dropped it)
_CONFLICTS = ("40P01", "40001", "55P03", "23514")


class Database:
    """One database, reached through a pool; every transaction is one ``with`` block.

    Sessions run in UTC, so that no wall-clock time depends on the server's own zone.

    Parameters
    ----------
    conninfo
        A libpq connection string.
    min_size, max_size
        How many connections the pool keeps and may open.
    patience_s
        How long to wait for a connection, in seconds, before saying that there is none.
    """

    def __init__(
        self, conninfo: str, *, min_size: int = 1, max_size: int = 8, patience_s: float = 15.0
    ) -> None:
        self.conninfo = conninfo
        self.patience_s = patience_s
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            conninfo,
            min_size=min_size,
            max_size=max_size,
            timeout=patience_s,
            # After a restart of the server nobody is handed one of the connections that died.
            check=ConnectionPool.check_connection,
            # Else pauses between tries grow to minutes, and last after the server is back.
            reconnect_timeout=RECONNECT_S,
            kwargs={"options": "-c timezone=UTC", "application_name": "geo-rtcc"},
            open=False,
        )
        self._in_use: set[Connection] = set()

    def __enter__(self) -> Self:
        try:
            self._pool.open(wait=True, timeout=self.patience_s)
        except psycopg.Error as error:
            self._pool.close()
            raise DatabaseError(
                f"The database does not answer within {self.patience_s:g} s. "
                "Run: geo-rtcc db status"
            ) from error
        return self

    def __exit__(self, *_exc: object) -> None:
        self._pool.close()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Give a connection inside one transaction; commit at the end, roll back on any error."""
        try:
            with self._pool.connection() as connection:
                self._in_use.add(connection)
                try:
                    yield connection
                finally:
                    self._in_use.discard(connection)
        except psycopg.Error as error:
            raise kind_of(error)(sentence(error)) from error

    def close_at_once(self) -> None:
        """Close; end the statements that run with an error, so that nobody waits for their end."""
        self._pool.close()
        for connection in tuple(self._in_use):
            with suppress(psycopg.Error):
                connection.cancel_safe(timeout=CANCEL_S)

    def fetch(self, name: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """Run the named query; return its rows as dictionaries."""
        with self.transaction() as connection:
            return rows(connection, name, **parameters)

    def fetch_as(self, record: type[Record], name: str, /, **parameters: Any) -> list[Record]:
        """Run the named query; return its rows as ``record``, by column name."""
        with self.transaction() as connection:
            cursor = connection.cursor(row_factory=class_row(record))
            return cursor.execute(query(name), parameters).fetchall()

    def columns(
        self, name: str, /, **parameters: Any
    ) -> tuple[list[str], Sequence[tuple[Any, ...]]]:
        """Run the named query; return column names and plain tuples, for frames."""
        with self.transaction() as connection:
            cursor = connection.cursor().execute(query(name), parameters)
            return [column.name for column in cursor.description or ()], cursor.fetchall()


def connect(conninfo: str, *, autocommit: bool = False, patience_s: float = 10.0) -> Connection:
    """Connect once, in UTC; raise DatabaseError with the server's reason, never a password."""
    try:
        return psycopg.connect(
            conninfo,
            autocommit=autocommit,
            connect_timeout=int(patience_s),
            options="-c timezone=UTC",
        )
    except psycopg.Error as error:
        reason = refusal(error)
        raise DatabaseError(
            f"The database server can't be used: {reason}. If GEO_RTCC_DSN is set, check it."
        ) from error


def refusal(error: psycopg.Error) -> str:
    """Return the reason in libpq's text of a failed connection: its first line that has one."""
    lines = str(error).strip().splitlines()
    reasons = [line.split(" failed: ", 1)[1] for line in lines if " failed: " in line]
    return (reasons or lines or ["no reason given"])[0].strip()


def rows(connection: Connection, name: str, /, **parameters: Any) -> list[dict[str, Any]]:
    """Run the named query on an open transaction; return its rows as dictionaries."""
    cursor = connection.cursor(row_factory=dict_row).execute(query(name), parameters)
    return cursor.fetchall() if cursor.description else []


def kind_of(error: psycopg.Error) -> type[DatabaseError]:
    """Return which of our errors it is: by whether the same may work later, at once, or never."""
    state = error.sqlstate or ""
    if state in _CONFLICTS:
        return DatabaseConflictError
    is_lost = isinstance(error, psycopg.OperationalError) and not state
    if is_lost or state[:2] in (*_UNREACHABLE, *_NO_ROOM):
        return DatabaseAwayError
    # the driver itself refuses what no text can hold, such as NUL, and gives no state
    is_refused = state[:2] in _REFUSED or (isinstance(error, psycopg.DataError) and not state)
    return DataRefusedError if is_refused else DatabaseError


def sentence(error: psycopg.Error) -> str:
    """Say what failed without repeating the row's values, which may be private."""
    if isinstance(error, psycopg.errors.DiskFull):
        return "The database's disk is full. Free some space and try again; nothing was half-saved."
    if isinstance(error, psycopg.errors.LockNotAvailable):
        return "A load or another change is under way. Try again when it is done."
    if isinstance(error, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
        return "The database's schema is not the one expected. Run: geo-rtcc db migrate"
    if kind_of(error) is DatabaseAwayError:
        return "The database can't be reached or went away. Run: geo-rtcc db status"
    return f"The database refused a statement ({type(error).__name__}, {error.sqlstate})."
