"""Forward-only migrations: ``sql/migrations/NNNN_name.sql``, one transaction each."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from geo_rtcc.errors import MigrationError
from geo_rtcc.store.cluster_programs import EXTENSIONS, OLDEST_MAJOR, missing_sentence
from geo_rtcc.store.database import Connection, connect, sentence
from geo_rtcc.store.queries import sql_dir

# Any constant of ours: migrators of one database wait for each other on it.
LOCK = 7_263_001
_FILE = re.compile(r"^(\d{4})_([a-z0-9_]+)\.sql$")
_TABLE = """
create table if not exists schema_migration (
    version integer primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now()
)
"""


@dataclass(frozen=True, kw_only=True)
class Migration:
    """One file of ``sql/migrations``; ``checksum`` is the SHA-256 of its text."""

    version: int
    name: str
    sql: str
    checksum: str


@dataclass(frozen=True, kw_only=True)
class Applied:
    """One row of ``schema_migration``."""

    version: int
    name: str
    checksum: str


def read_migrations(folder: Path | None = None) -> list[Migration]:
    """Read every migration file in order; raise MigrationError if a number is odd, twice or absent.

    Line ends do not count, so that a checkout on another system has the same checksums.
    """
    found = []
    for path in sorted((folder or sql_dir() / "migrations").glob("*.sql")):
        if not (named := _FILE.match(path.name)):
            raise MigrationError(f"{path} is not named like 0001_what_it_does.sql.")
        text = "\n".join(path.read_text("utf-8").splitlines()) + "\n"
        checksum = hashlib.sha256(text.encode()).hexdigest()
        found.append(Migration(version=int(named[1]), name=named[2], sql=text, checksum=checksum))
    versions = [migration.version for migration in found]
    if versions != list(range(1, len(found) + 1)):
        raise MigrationError(f"Migration files must be numbered 1, 2, 3 …; found {versions}.")
    return found


def applied_migrations(connection: Connection) -> list[Applied]:
    """Return what the database has applied, in order; nothing for an empty database."""
    if connection.execute("select to_regclass('schema_migration')").fetchone() == (None,):
        return []
    rows = connection.execute(
        "select version, name, checksum from schema_migration order by version"
    ).fetchall()
    return [Applied(version=row[0], name=row[1], checksum=row[2]) for row in rows]


def pending(applied: Sequence[Applied], known: Sequence[Migration]) -> list[Migration]:
    """Return the migrations still to apply.

    Raises MigrationError where the database is newer than the program, has a gap, or holds a
    migration whose file has changed since.
    """
    for done in applied:
        if done.version > len(known):
            raise MigrationError(
                f"The database has schema version {applied[-1].version}, newer than this program "
                f"knows ({len(known)}). Update geo-rtcc, or restore an older backup."
            )
    for place, (done, file) in enumerate(zip(applied, known, strict=False), start=1):
        if done.version != place:
            raise MigrationError(
                f"The database lacks migration {place} but has {done.version}. "
                "Restore a backup: geo-rtcc db restore FILE --replace"
            )
        if done.checksum != file.checksum:
            raise MigrationError(
                f"Migration {file.version:04}_{file.name} was changed after this database applied "
                "it. Put the file back as it was and add a new migration instead."
            )
    return list(known[len(applied) :])


def migrate(conninfo: str, folder: Path | None = None) -> list[Migration]:
    """Bring the database to this program's schema; return the migrations applied.

    Two at once are safe: one waits. Raises MigrationError as ``pending`` does, and where a
    migration fails (its transaction is rolled back, earlier ones stay).
    """
    known = read_migrations(folder)
    with connect(conninfo, autocommit=True) as connection:
        if not pending(applied_migrations(connection), known):
            return []
        check_server(connection)
        connection.execute("select pg_advisory_lock(%s)", (LOCK,))
        connection.execute("set client_min_messages = warning")
        connection.execute(_TABLE)
        todo = pending(applied_migrations(connection), known)
        for migration in todo:
            _apply(connection, migration)
        return todo


def check_schema(connection: Connection) -> None:
    """Raise MigrationError unless the database has exactly this program's schema."""
    if todo := pending(applied_migrations(connection), read_migrations()):
        have = todo[0].version - 1
        raise MigrationError(
            f"The database has schema version {have}, and this program needs "
            f"{todo[-1].version}. Run: geo-rtcc db migrate"
        )


def check_server(connection: Connection) -> None:
    """Raise MigrationError if the server is too old or lacks an extension we need."""
    major = connection.info.server_version // 10_000
    if major < OLDEST_MAJOR:
        raise MigrationError(
            f"The server runs PostgreSQL {major}; geo-rtcc needs {OLDEST_MAJOR} or newer."
        )
    rows = connection.execute("select name from pg_available_extensions").fetchall()
    if missing := [name for name in EXTENSIONS if (name,) not in rows]:
        raise MigrationError(missing_sentence(missing, major))


def _apply(connection: Connection, migration: Migration) -> None:
    name = f"{migration.version:04}_{migration.name}"
    try:
        with connection.transaction():
            # From a file of ours, never from input.
            connection.execute(migration.sql)
            connection.execute(
                "insert into schema_migration (version, name, checksum) values (%s, %s, %s)",
                (migration.version, migration.name, migration.checksum),
            )
    except psycopg.errors.InsufficientPrivilege as error:
        raise MigrationError(
            f"Migration {name} needs a right this role lacks: {error.diag.message_primary}. "
            "Have an administrator create the extensions postgis and pgrouting, then try again."
        ) from error
    except (psycopg.errors.DiskFull, psycopg.OperationalError) as error:
        raise MigrationError(f"Migration {name} was undone. {sentence(error)}") from error
    except psycopg.Error as error:
        raise MigrationError(f"Migration {name} failed and was undone: {error}") from error
