"""Transactions that only read."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from geo_rtcc.store.database import Connection, Database
from geo_rtcc.store.queries import query


@contextmanager
def one_instant(database: Database) -> Iterator[Connection]:
    """Give a transaction in which every question is answered as of the same instant."""
    with database.transaction() as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        yield connection


def tuples(connection: Connection, name: str, /, **parameters: Any) -> list[tuple[Any, ...]]:
    """Run the named query on an open transaction; return its rows as tuples, for frames."""
    return connection.cursor(binary=True).execute(query(name), parameters).fetchall()
