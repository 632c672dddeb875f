"""Migrations on a real server: in order, once, and equal to the schema that is written down."""

import shutil
import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest

from geo_rtcc.errors import MigrationError
from geo_rtcc.settings import Settings
from geo_rtcc.store import migrations
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import connect
from geo_rtcc.store.migrations import migrate, read_migrations
from geo_rtcc.store.opening import open_database
from geo_rtcc.store.queries import sql_dir
from geo_rtcc.store.scratch import maintenance, scratch_database

OURS = "and not exists (select 1 from pg_depend where objid = {} and deptype = 'e')"
CATALOGUE = {
    "columns": """
        select c.relname, c.relkind::text, a.attname, format_type(a.atttypid, a.atttypmod),
            a.attnotnull, a.attidentity::text, pg_get_expr(d.adbin, d.adrelid),
            pg_get_partkeydef(c.oid)
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where c.relnamespace = 'public'::regnamespace and not a.attisdropped """
    + OURS.format("c.oid"),
    "constraints": """
        select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
        where connamespace = 'public'::regnamespace """
    + OURS.format("pg_constraint.oid")
    + OURS.format("conrelid"),
    "indexes": "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'",
    "functions": "select pg_get_functiondef(oid) from pg_proc where prokind <> 'a' "
    "and pronamespace = 'public'::regnamespace " + OURS.format("pg_proc.oid"),
    "triggers": "select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal "
    + OURS.format("pg_trigger.oid"),
    "views": "select viewname, definition from pg_views where schemaname = 'public'",
    "enums": "select enumtypid::regtype::text, enumlabel, enumsortorder from pg_enum",
    "sequences": "select sequencename, start_value, increment_by, cycle from pg_sequences",
    "extensions": "select extname, extnamespace::regnamespace::text from pg_extension",
}


def catalogue(conninfo: str) -> dict[str, list[Any]]:
    with connect(conninfo) as connection:
        return {
            what: sorted(connection.execute(text).fetchall(), key=repr)
            for what, text in CATALOGUE.items()
        }


@pytest.fixture
def empty(cluster: EmbeddedCluster) -> Any:
    """The connection string of a database without anything in it."""
    with (
        maintenance(cluster.conninfo()) as connection,
        scratch_database(connection, cluster.conninfo(), "empty") as conninfo,
    ):
        yield conninfo


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two small migrations of the test's own."""
    (tmp_path / "0001_first.sql").write_text("create table first (id integer);\n")
    (tmp_path / "0002_second.sql").write_text("create table second (id integer);\n")
    return tmp_path


def applied(conninfo: str) -> list[str]:
    with connect(conninfo) as connection:
        return [migration.name for migration in migrations.applied_migrations(connection)]


def test_migrating_equals_the_written_schema(conninfo: str, empty: str) -> None:
    with connect(empty) as connection:
        connection.execute((sql_dir() / "schema.sql").read_text("utf-8"))
    migrated = catalogue(conninfo)
    assert migrated["columns"]
    assert catalogue(empty) == migrated, "Run: geo-rtcc db schema > sql/schema.sql"


def test_the_comparison_sees_a_changed_default(conninfo: str, database: object) -> None:
    before = catalogue(conninfo)
    with connect(conninfo) as connection:
        connection.execute("alter table source alter column zone set default 'UTC'")
    assert catalogue(conninfo) != before


def test_migrating_twice_applies_everything_once(empty: str) -> None:
    assert [each.version for each in migrate(empty)] == [each.version for each in read_migrations()]
    assert migrate(empty) == []


def test_two_migrators_at_once_apply_each_migration_once(empty: str, folder: Path) -> None:
    done: list[str] = []
    slow = "select pg_sleep(0.2);\n"
    (folder / "0001_first.sql").write_text(slow + "create table first (id integer);\n")
    work = [
        threading.Thread(target=lambda: done.extend(m.name for m in migrate(empty, folder)))
        for _ in range(2)
    ]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert sorted(done) == ["first", "second"] == applied(empty)


def test_a_failing_migration_is_undone_and_earlier_ones_stay(empty: str, folder: Path) -> None:
    (folder / "0002_second.sql").write_text("create table half (id integer); select 1 / 0;\n")
    with pytest.raises(MigrationError, match="0002_second failed and was undone: division by zero"):
        migrate(empty, folder)
    assert applied(empty) == ["first"]
    with connect(empty) as connection:
        assert connection.execute("select to_regclass('half')").fetchone() == (None,)


def test_a_migration_that_was_changed_after_it_was_applied_is_refused(
    empty: str, folder: Path
) -> None:
    migrate(empty, folder)
    (folder / "0001_first.sql").write_text("create table first (id bigint);\n")
    with pytest.raises(MigrationError, match="Migration 0001_first was changed"):
        migrate(empty, folder)


def test_other_line_ends_are_no_change(empty: str, folder: Path) -> None:
    migrate(empty, folder)
    (folder / "0001_first.sql").write_bytes(b"create table first (id integer);\r\n")
    assert migrate(empty, folder) == []


def test_a_database_newer_than_the_program_is_refused(empty: str, folder: Path) -> None:
    migrate(empty, folder)
    (folder / "0002_second.sql").unlink()
    with pytest.raises(MigrationError, match=r"version 2, newer than this program knows \(1\)"):
        migrate(empty, folder)


def test_a_gap_in_what_was_applied_is_refused(empty: str, folder: Path) -> None:
    migrate(empty, folder)
    with connect(empty) as connection:
        connection.execute("delete from schema_migration where version = 1")
    with pytest.raises(MigrationError, match="lacks migration 1 but has 2"):
        migrate(empty, folder)


@pytest.mark.parametrize(("name", "told"), [("0004_far", "numbered 1, 2, 3"), ("x", "not named")])
def test_a_badly_numbered_file_is_refused(folder: Path, name: str, told: str) -> None:
    shutil.copy(folder / "0001_first.sql", folder / f"{name}.sql")
    with pytest.raises(MigrationError, match=told):
        read_migrations(folder)


def test_a_server_of_the_agencys_own_is_never_migrated_unasked(empty: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, dsn=empty)
    with (
        pytest.raises(MigrationError, match=r"version 0, .*Run: geo-rtcc db migrate"),
        open_database(settings),
    ):
        pass
    assert applied(empty) == []


def test_the_embedded_database_is_created_and_migrated_when_first_opened(data_dir: Path) -> None:
    settings = Settings(data_dir=data_dir)
    with open_database(settings) as database, database.transaction() as connection:
        assert connection.execute("select postgis_lib_version()").fetchone()
        assert connection.execute("show timezone").fetchone() == ("UTC",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(database.conninfo)
