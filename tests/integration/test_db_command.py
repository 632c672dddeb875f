"""``geo-rtcc db``, run as people run it, against real databases."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import Database, connect
from geo_rtcc.store.queries import sql_dir
from geo_rtcc.store.scratch import database_name, maintenance

RUN = [sys.executable, "-c", "from geo_rtcc.cli import main; main()", "db"]
COMMANDS = ("status", "migrate", "psql", "backup", "restore", "stop", "schema")
ADD_SOURCE = "insert into source (code, zone) values ('dc', 'America/New_York')"


def run(*words: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*RUN, *map(str, words)],
        env={**os.environ, "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def sources(conninfo: str) -> list[tuple[str]]:
    with connect(conninfo) as connection:
        return connection.execute("select code from source").fetchall()


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert f"Example: geo-rtcc db {command}" in done.stdout


def test_the_embedded_database_from_nothing_to_stopped(data_dir: Path) -> None:
    there = {"GEO_RTCC_DATA_DIR": str(data_dir), "GEO_RTCC_DSN": ""}
    nothing = run("status", **there)
    assert (nothing.returncode, "Run: geo-rtcc db migrate" in nothing.stderr) == (1, True)
    assert "applied 0001_core" in run("migrate", **there).stdout
    assert "schema is current" in run("migrate", **there).stdout
    state = json.loads(run("status", "--json", **there).stdout)
    assert (state["is_embedded"], state["was_running"], state["lease_holders"]) == (True, False, [])
    assert state["postgis"].startswith("3.")
    assert state["server"] == str(data_dir / "postgres/run/.s.PGSQL.5432")
    assert run("stop", **there).stdout == "was not running\n"
    assert run("--data-dir", data_dir, "psql", "-Atc", "select 41 + 1", **there).stdout == "42\n"
    assert EmbeddedCluster(data_dir).server().is_gone()


def test_stop_tells_who_uses_the_database_and_stops_by_force(data_dir: Path) -> None:
    cluster = EmbeddedCluster(data_dir, durable=False)
    with cluster.lease():
        refused = run("stop", GEO_RTCC_DATA_DIR=str(data_dir), GEO_RTCC_DSN="")
        assert refused.returncode == 1
        assert f"process {os.getpid()}" in refused.stderr
        forced = run("stop", "--force", GEO_RTCC_DATA_DIR=str(data_dir), GEO_RTCC_DSN="")
        assert forced.stdout == "stopped\n"
        assert cluster.server().is_gone()


def test_status_of_a_server_that_lacks_the_schema_exits_1(cluster: EmbeddedCluster) -> None:
    done = run("status", GEO_RTCC_DSN=cluster.conninfo("postgres"))
    assert done.returncode == 1
    assert "schema version 0, and this program needs" in done.stderr
    assert "PostgreSQL" in done.stdout


def test_status_counts_the_rows(conninfo: str) -> None:
    with connect(conninfo) as connection:
        connection.execute(ADD_SOURCE)
    state = json.loads(run("status", "--json", GEO_RTCC_DSN=conninfo).stdout)
    assert state["row_counts"]["source"] == 1
    assert state["row_counts"]["call_for_service"] == 0
    assert state["schema_version"] == state["schema_expected"]


def test_psql_returns_its_own_exit_code(conninfo: str) -> None:
    done = run("psql", "-v", "ON_ERROR_STOP=1", "-c", "nonsense", GEO_RTCC_DSN=conninfo)
    assert done.returncode == 1
    assert "syntax error" in done.stderr


def test_stop_refuses_a_server_of_the_agencys_own(conninfo: str) -> None:
    done = run("stop", GEO_RTCC_DSN=conninfo)
    assert done.returncode == 1
    assert "GEO_RTCC_DSN names a server that this program doesn't run" in done.stderr


def test_a_server_that_does_not_answer_is_told_without_the_password() -> None:
    done = run("status", GEO_RTCC_DSN="postgresql://me:secret-word@127.0.0.1:1/x")
    assert done.returncode == 1
    assert "Connection refused" in done.stderr
    assert "secret-word" not in done.stdout + done.stderr


def test_a_backup_restores_what_was_there(
    conninfo: str, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "day.backup"
    with database.transaction() as connection:
        connection.execute(ADD_SOURCE)
        connection.execute("select ensure_call_partition('2025-03-01', true)")
    assert run("backup", file, GEO_RTCC_DSN=conninfo).returncode == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with database.transaction() as connection:
        connection.execute("update source set code = 'changed'")
    done = run("restore", file, "--replace", GEO_RTCC_DSN=conninfo)
    assert (done.returncode, "restored 9 rows" in done.stdout) == (0, True), done.stderr
    assert sources(conninfo) == [("dc",)]
    assert database_names(conninfo, database_name(conninfo)) == [database_name(conninfo)]


def test_a_restore_clears_away_what_a_killed_one_left(conninfo: str, tmp_path: Path) -> None:
    file = tmp_path / "day.backup"
    run("backup", file, GEO_RTCC_DSN=conninfo)
    with maintenance(conninfo) as connection:
        connection.execute("create database geo_rtcc_restore_0badcafe")
    assert database_names(conninfo) == ["geo_rtcc_restore_0badcafe"]
    assert run("restore", file, GEO_RTCC_DSN=conninfo).returncode == 0
    assert database_names(conninfo) == []


def database_names(conninfo: str, *names: str) -> list[str]:
    """Return which of the names exist, and every left-over of a restore."""
    found = (
        "select datname from pg_database where datname = any(%s) or datname ~ '_(restore|aside)_'"
    )
    with maintenance(conninfo) as connection:
        return [row[0] for row in connection.execute(found, (list(names),)).fetchall()]


def test_a_backup_never_overwrites_unasked(conninfo: str, tmp_path: Path) -> None:
    file = tmp_path / "day.backup"
    file.write_text("precious")
    done = run("backup", file, GEO_RTCC_DSN=conninfo)
    assert (done.returncode, file.read_text()) == (1, "precious")
    assert "add --replace" in done.stderr
    assert list(tmp_path.iterdir()) == [file]


def test_a_restore_never_replaces_rows_unasked(conninfo: str, tmp_path: Path) -> None:
    file = tmp_path / "day.backup"
    assert run("backup", file, GEO_RTCC_DSN=conninfo).returncode == 0
    with connect(conninfo) as connection:
        connection.execute(ADD_SOURCE)
    done = run("restore", file, GEO_RTCC_DSN=conninfo)
    assert done.returncode == 1
    assert "is not empty (source has 1 rows)" in done.stderr
    assert sources(conninfo) == [("dc",)]


def test_a_backup_cut_short_leaves_the_database_as_it_was(conninfo: str, tmp_path: Path) -> None:
    file = tmp_path / "day.backup"
    many = "select md5(n::text), to_jsonb(md5(n::text)) from generate_series(1, 5000) n"
    with connect(conninfo) as connection:
        connection.execute(ADD_SOURCE)
        connection.execute(f"insert into installation {many}")
    run("backup", file, GEO_RTCC_DSN=conninfo)
    file.write_bytes(file.read_bytes()[:-100_000])
    done = run("restore", file, "--replace", GEO_RTCC_DSN=conninfo)
    assert done.returncode == 1
    assert "pg_restore stopped" in done.stderr
    assert sources(conninfo) == [("dc",)]
    assert database_names(conninfo) == []


def test_a_file_that_is_no_backup_is_told(conninfo: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("no backup at all")
    done = run("restore", file, GEO_RTCC_DSN=conninfo)
    assert done.returncode == 1
    assert "is not a backup made by geo-rtcc db backup" in done.stderr


def test_a_backup_of_a_newer_program_is_refused(conninfo: str, tmp_path: Path) -> None:
    file = tmp_path / "newer.backup"
    with connect(conninfo) as connection:
        connection.execute("insert into schema_migration values (9999, 'far', '')")
    run("backup", file, GEO_RTCC_DSN=conninfo)
    done = run("restore", file, "--replace", GEO_RTCC_DSN=conninfo)
    assert done.returncode == 1
    assert "newer than this program knows" in done.stderr
    assert database_names(conninfo) == []


def test_the_written_schema_is_what_the_command_prints(cluster: EmbeddedCluster) -> None:
    done = run("schema", GEO_RTCC_DSN=cluster.conninfo())
    assert done.stdout == (sql_dir() / "schema.sql").read_text("utf-8")
