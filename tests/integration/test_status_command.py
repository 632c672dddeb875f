"""``geo-rtcc status`` on a real database, with and without a supervisor."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from supervised import ANSWERS, ENDS, QUICK, Start, eventually, shown, supervisors

from geo_rtcc.settings import Settings
from geo_rtcc.situation.parts import PartState, status_file
from geo_rtcc.store.database import Database

INGEST = {"name": "ingest", "program": ANSWERS, "answers": True}


@pytest.fixture
def start(settings: Settings) -> Iterator[Start]:
    """Start a supervisor on the test's own database and data folder."""
    here = {"GEO_RTCC_DSN": str(settings.dsn), "GEO_RTCC_DATA_DIR": str(settings.data_dir)}
    with supervisors() as begin:
        yield lambda *parts: begin(here, parts=list(parts), patience=QUICK)


def add_feed(database: Database, source: str, *, age: timedelta, lag: timedelta) -> None:
    """Note reads of a source: how old the newest is, and how late it was stored."""
    at = datetime.now(UTC) - age
    with database.transaction() as connection:
        connection.execute("insert into source (code, zone) values (%s, 'UTC')", [source])
        connection.execute(
            "insert into feed_state (source_id, kind, last_record_at, last_stored_at, added) "
            "select source_id, 'plate_read', %s, %s, 7 from source where code = %s",
            [at, at + lag, source],
        )


def add_task(database: Database, *, due_at: datetime, error: str | None = None) -> None:
    with database.transaction() as connection:
        connection.execute(
            "insert into worker_task values ('retention', %s, 12, %s, %s, %s)",
            [datetime.now(UTC), due_at, 1 if error else 0, error],
        )


def problems(run) -> list[str]:
    found = run("status", "--json")
    said = json.loads(found.output)["problems"]
    assert found.exit_code == (1 if said else 0)
    return [sentence for sentence in said if "No supervisor" not in sentence
            and "ingest service" not in sentence]  # fmt: skip


def test_all_is_well_while_every_part_runs(run, start: Start, settings: Settings) -> None:
    start(INGEST)
    found = run("status")
    assert found.exit_code == 0, found.output
    assert "All is well." in found.output
    assert "ingest" in found.output


def test_without_a_supervisor_it_is_told_and_exit_1(run, monkeypatch) -> None:
    monkeypatch.setenv("GEO_RTCC_INGEST_PORT", "1")  # another installation may use the usual one
    found = run("status")
    assert found.exit_code == 1
    assert "No supervisor runs on this data folder. Start it with: geo-rtcc up" in found.output
    assert "The ingest service does not answer" in found.output


def test_a_failing_part_is_told_with_its_end_and_log(run, start: Start, settings) -> None:
    start(INGEST, {"name": "ender", "program": ENDS})
    assert eventually(lambda: shown(settings.data_dir, "ender").state == PartState.FAILING)
    found = run("status")
    log = settings.data_dir / "logs" / "ender.log"
    assert found.exit_code == 1
    assert f"Part ender is failing, last ended with exit code 3. Its log: {log}" in found.output


def test_json_holds_every_part_feed_and_reason(run, start: Start, database: Database) -> None:
    start(INGEST)
    add_feed(database, "north", age=timedelta(seconds=5), lag=timedelta(seconds=1))
    known = json.loads(run("status", "--json").output)
    [part] = known["run"]["parts"]
    assert {"name", "state", "pid", "since", "restarts", "last_exit", "next_try_at", "url",
            "log_file"} <= set(part)  # fmt: skip
    assert (part["name"], part["state"], known["ingest_answer"]) == ("ingest", "running", 200)
    assert [(feed["source"], feed["added"]) for feed in known["feeds"]] == [("north", 7)]
    assert (known["problems"], known["database_problem"]) == ([], None)


@pytest.mark.parametrize(
    ("age", "lag", "is_silent"),
    [(60, 1, False), (600, 1, True), (600, 500, False), (8 * 86_400, 1, False)],
    ids=["live", "silent", "a file's old records", "ended a week ago"],
)
def test_only_a_live_feed_can_fall_silent(run, database: Database, age, lag, is_silent) -> None:
    add_feed(database, "north", age=timedelta(seconds=age), lag=timedelta(seconds=lag))
    silent = ["The feed north (plate_read) has fallen silent."]
    assert problems(run) == (silent if is_silent else [])


@pytest.mark.parametrize("hours", [23, 25])
def test_a_hot_list_older_than_it_may_get_is_told(run, database: Database, hours: int) -> None:
    made = datetime.now(UTC) - timedelta(hours=hours)
    with database.transaction() as connection:
        connection.execute(
            "insert into hot_list (code, as_of, changed_at) values ('state', %s, %s)",
            [made, datetime.now(UTC)],
        )
    told = ["The hot list state is older than it may get."]
    assert problems(run) == (told if hours > 24 else [])


def test_a_task_that_fails_or_is_overdue_is_told(run, database: Database) -> None:
    add_task(database, due_at=datetime.now(UTC) + timedelta(minutes=1))
    assert problems(run) == []
    with database.transaction() as connection:
        connection.execute("update worker_task set due_at = now() - interval '10 minutes'")
    assert problems(run) == ["The worker's task retention is overdue."]
    with database.transaction() as connection:
        connection.execute("update worker_task set failures = 2, error = 'DatabaseError'")
    assert problems(run) == ["The worker's task retention failed 2 times in a row: DatabaseError"]


def test_quarantine_is_shown_by_reason_but_is_no_fault(run, database: Database) -> None:
    with database.transaction() as connection:
        connection.execute("insert into source (code, zone) values ('north', 'UTC')")
        for row in range(3):
            connection.execute(
                "insert into quarantine (source_id, kind, row_number, field_name, reason, raw, "
                "fingerprint, rejected_at) select source_id, 'plate_read', %s, 'plate', "
                "'It is missing.', '{}', %s, %s from source",
                [row, bytes([row]), datetime.now(UTC)],
            )
    assert problems(run) == []
    [reason] = json.loads(run("status", "--json").output)["quarantine"]
    assert (reason["reason"], reason["records"]) == ("It is missing.", 3)


def test_an_embedded_database_is_not_started_to_be_asked(
    run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GEO_RTCC_DSN", "")
    assert problems(run) == [f"The database in {tmp_path / 'postgres'} does not run."]
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}'])
def test_a_report_that_cannot_be_read_counts_as_none(run, settings: Settings, text: str) -> None:
    path = status_file(settings.data_dir)
    path.parent.mkdir()
    path.write_text(text)
    assert "No supervisor runs" in run("status").output
