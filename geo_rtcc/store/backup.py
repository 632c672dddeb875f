"""Backup to one file and restore from it, each done as a whole or not at all."""

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from geo_rtcc.errors import DatabaseError, InputError
from geo_rtcc.store import migrations
from geo_rtcc.store.admin import row_counts
from geo_rtcc.store.client import Report, program, run_watched, without_password
from geo_rtcc.store.database import Connection, connect, sentence
from geo_rtcc.store.scratch import database_name, drop_database, maintenance, scratch_database

RESTORE_PREFIX = "geo_rtcc_restore"
SET_ASIDE_PREFIX = "geo_rtcc_aside"
# Any constant of ours: restores on one server wait for nobody, the second is refused.
RESTORE_LOCK = 7_263_002
SWAP_ATTEMPTS = 5
# What migrations and the worker write by themselves: a database with nothing else is empty.
_OUR_OWN = (
    "retention", "hot_list_version", "geofile_version", "data_partition", "worker_task",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a restore brought: the schema version of the backup, and rows by table."""

    schema_version: int
    row_counts: dict[str, int]


def table_total(conninfo: str) -> int:
    """Return how many tables a backup will copy, for its progress."""
    with connect(conninfo) as connection:
        row = connection.execute(
            "select count(*) from pg_class where relkind = 'r' "
            "and relnamespace = 'public'::regnamespace"
        ).fetchone()
    return int(row[0]) if row else 0


def back_up(conninfo: str, file: Path, *, replace: bool, report: Report) -> int:
    """Write the whole database to ``file`` (mode 0600); return its size in bytes.

    The file appears when it is complete and readable, never before. Raises InputError if it
    exists and may not be replaced, or can't be written; DatabaseError with pg_dump's reason.
    """
    if file.exists() and not replace:
        raise InputError(f"{file} exists. Name another file, or add --replace.")
    dump, lister = program("pg_dump", conninfo), program("pg_restore", conninfo)
    target, environment = without_password(conninfo)
    try:
        with tempfile.NamedTemporaryFile(
            dir=file.parent, prefix=f".{file.name}.", delete=False
        ) as output:
            temporary = Path(output.name)
            command = [dump, "--format=custom", "--verbose", "--no-password", "--dbname", target]
            step = "dumping contents of table"
            try:
                run_watched(
                    command, environment=environment, step=step, report=report, output=output.file
                )
                output.flush()
                os.fsync(output.fileno())
                data_count(lister, temporary)
                temporary.rename(file)
            finally:
                temporary.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{file} can't be written: {error.strerror}.") from error
    return file.stat().st_size


def data_count(lister: str, file: Path) -> int:
    """Return how many tables a backup holds; raise InputError if it is no whole backup."""
    listed = subprocess.run(
        [lister, "--list", file], capture_output=True, text=True, errors="replace", check=False
    )
    tables = listed.stdout.count(" TABLE DATA ")
    if listed.returncode != 0 or not tables:
        raise InputError(f"{file} is not a backup made by geo-rtcc db backup, or is cut short.")
    return tables


def restore(conninfo: str, file: Path, *, replace: bool, report: Report) -> Restored:
    """Put the backup in the database's place, checked first and swapped in by one transaction.

    A backup of an older schema is migrated. Whatever fails or is killed leaves the database as
    it was. Sessions in the old database are ended.

    Raises InputError if the database holds rows and may not be replaced; MigrationError if the
    backup is newer than this program; DatabaseError with pg_restore's reason.
    """
    name = database_name(conninfo)
    with maintenance(conninfo) as connection:
        _claim(connection)
        if not replace and (counts := _rows_at(connection, conninfo, name)):
            table, count = max(counts.items(), key=lambda item: item[1])
            raise InputError(
                f"The database {name} is not empty ({table} has {count} rows). "
                "Back it up first, then add --replace."
            )
        with scratch_database(connection, conninfo, RESTORE_PREFIX) as fresh:
            _fill(fresh, file, report)
            restored = _verify(fresh)
            _swap(connection, database_name(fresh), name)
    return restored


def _claim(connection: Connection) -> None:
    taken = connection.execute("select pg_try_advisory_lock(%s)", (RESTORE_LOCK,)).fetchone()
    if taken != (True,):
        raise DatabaseError("Another restore is running on this server. Wait for it to end.")
    left_over = connection.execute(
        "select datname from pg_database where datname ~ %s",
        (f"^({RESTORE_PREFIX}|{SET_ASIDE_PREFIX})_[0-9a-f]{{8}}$",),
    )
    for (name,) in left_over.fetchall():
        drop_database(connection, name)


def _rows_at(connection: Connection, conninfo: str, name: str) -> dict[str, int]:
    if not _exists(connection, name):
        return {}
    with connect(conninfo) as target:
        return {
            table: count
            for table, count in row_counts(target).items()
            if count and table not in _OUR_OWN
        }


def _exists(connection: Connection, name: str) -> bool:
    found = connection.execute("select 1 from pg_database where datname = %s", (name,))
    return found.fetchone() is not None


def _fill(conninfo: str, file: Path, report: Report) -> None:
    target, environment = without_password(conninfo)
    command = [program("pg_restore", conninfo), "--single-transaction", "--verbose", "--no-owner"]
    options = ["--no-acl", "--no-comments", "--no-password", "--dbname", target, str(file)]
    step = "processing data for table"
    run_watched([*command, *options], environment=environment, step=step, report=report)


def _verify(conninfo: str) -> Restored:
    with connect(conninfo, autocommit=True) as connection:
        applied = migrations.applied_migrations(connection)
        if not applied:
            raise InputError("This backup holds no Geo RTCC database.")
        migrations.migrate(conninfo)
        connection.execute("analyze")
        return Restored(schema_version=applied[-1].version, row_counts=row_counts(connection))


def _swap(connection: Connection, fresh: str, name: str) -> None:
    aside = fresh.replace(RESTORE_PREFIX, SET_ASIDE_PREFIX)
    rename = sql.SQL("alter database {} rename to {}")
    for attempt in range(1, SWAP_ATTEMPTS + 1):
        try:
            # Both names change in one commit: nobody ever finds the name gone.
            with connection.transaction():
                _end_sessions(connection, name, fresh)
                if _exists(connection, name):
                    connection.execute(rename.format(sql.Identifier(name), sql.Identifier(aside)))
                connection.execute(rename.format(sql.Identifier(fresh), sql.Identifier(name)))
            break
        except psycopg.errors.ObjectInUse as error:
            if attempt == SWAP_ATTEMPTS:
                raise DatabaseError(
                    f"Other programs keep reconnecting to {name}. Stop them, then restore again."
                ) from error
        except psycopg.Error as error:
            raise DatabaseError(sentence(error)) from error
    drop_database(connection, aside)


def _end_sessions(connection: Connection, *names: str) -> None:
    connection.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where datname = any(%s) and pid <> pg_backend_pid()",
        (list(names),),
    )
