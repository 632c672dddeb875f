"""All hot lists at once, as frames, for whoever matches reads against them."""

import io

import polars as pl
from psycopg import sql

from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.queries import query

ENTRY_INDEX_SCHEMA = {
    "entry_id": pl.Int64,
    "list_id": pl.Int16,
    "plate": pl.String,
    "state": pl.String,
    "priority": pl.Int16,
    "category": pl.String,
    "ncic_file": pl.String,
    "reason": pl.String,
    "case_number": pl.String,
    "effective_us": pl.Int64,
    "expires_us": pl.Int64,
}
SUPPRESSION_SCHEMA = {
    "list_id": pl.Int16,
    "plate": pl.String,
    "state": pl.String,
    "read_plate": pl.String,
    "from_us": pl.Int64,
    "until_us": pl.Int64,
}


def version(connection: Connection) -> int:
    """Return the number of changes that any list or suppression has had.

    A transaction that holds ``pg_advisory_xact_lock_shared(hashtext('hot_list'))`` sees no further
    change until it ends: every change takes that lock exclusively before it counts itself.
    """
    return int(rows(connection, "hot_list_version")[0]["version"])


def current_entries(connection: Connection) -> pl.DataFrame:
    """Return every entry that is on a list, by ENTRY_INDEX_SCHEMA, in order of ``entry_id``.

    ``effective_us`` and ``expires_us`` are microseconds since 1970: reads captured in
    [effective, expires) match, null leaves that end open. Entries not in effect yet, or expired,
    are there too.
    """
    return _frame(connection, "hot_list_entries_current", ENTRY_INDEX_SCHEMA)


def current_suppressions(connection: Connection) -> pl.DataFrame:
    """Return every suppression, by SUPPRESSION_SCHEMA.

    It holds for reads captured in [from_us, until_us), microseconds since 1970; null ``list_id``
    means any list, null ``state`` any state, null ``read_plate`` any read.
    """
    return _frame(connection, "hot_list_suppressions_all", SUPPRESSION_SCHEMA)


def _frame(connection: Connection, name: str, schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    # COPY writes text in bulk where a cursor would make a Python object of every value
    statement = sql.SQL("copy ({}) to stdout (format csv, header)").format(sql.SQL(query(name)))
    with connection.cursor().copy(statement) as copy:
        text = b"".join(bytes(block) for block in copy)
    return pl.read_csv(io.BytesIO(text), schema=schema)
