"""Messages that could not be used, tried again."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import Result
from feed_records import NOW

from geo_rtcc.feeds.parsed import FeedContext, RecordKind
from geo_rtcc.feeds.registry import format_named
from geo_rtcc.ingest import retry_messages
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.ingest.submissions import Receipt, Submission
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database


def send(database: Database, settings: Settings, *records: dict) -> Receipt:
    """Send plain reads as a sender would, at NOW."""
    plain = format_named(RecordKind.READ, "plain")
    payload = "\n".join(map(json.dumps, records)).encode()
    parsed = plain.parse(payload, FeedContext(source="gate", zone="UTC", now=NOW))
    one = Submission.of(
        parsed, kind=RecordKind.READ, source="gate", zone="UTC", format_name="plain"
    )
    return Pipeline(database, settings).store([one], now=NOW)[0]


def message(external_id: str, days: float, plate: str = "KBR1207") -> dict:
    captured_at = (NOW + timedelta(days=days)).isoformat()
    return {"external_id": external_id, "captured_at": captured_at, "plate": plate}


def test_a_read_from_the_future_can_be_used_when_its_time_has_come(
    database: Database, settings: Settings
) -> None:
    receipt = send(database, settings, message("a", 3), message("b", 0, plate="-"))
    assert (receipt.added, receipt.rejected) == (0, 2)
    first = retry_messages(database, settings, "gate", now=NOW + timedelta(days=3))
    again = retry_messages(database, settings, "gate", now=NOW + timedelta(days=3))
    assert (first.tried, first.resolved) == (2, 1)
    assert (again.tried, again.resolved) == (1, 0)
    with database.transaction() as connection:
        stored = connection.execute("select external_id from plate_read").fetchall()
    assert stored == [("a",)]


def test_the_command_tries_a_feeds_messages(
    database: Database, settings: Settings, run: Callable[..., Result]
) -> None:
    send(database, settings, message("a", 3))
    result = run("quarantine", "retry", "--source", "gate", "--json")
    assert json.loads(result.stdout) == {"tried": 1, "resolved": 1}
    assert json.loads(run("quarantine", "retry", "--source", "gate", "--json").stdout) == {
        "tried": 0,
        "resolved": 0,
    }


def test_rows_of_a_file_of_reads_are_tried_by_a_better_mapping(
    database: Database, run: Callable[..., Result], tmp_path: Path
) -> None:
    words = 'kind = "reads"\nsource = "town"\nzone = "UTC"\n[columns]\n'
    words += 'external_id = "id"\nplate = "plate"\ncaptured_at = "at"\n'
    (tmp_path / "iso.toml").write_text(words)
    us = words + '[times]\nformats = ["%m/%d/%Y %H:%M"]\n'
    (tmp_path / "us.toml").write_text(us)
    at = datetime.now(UTC) - timedelta(days=1)
    (tmp_path / "reads.csv").write_text(f"id,plate,at\n1,KBR1207,{at:%m/%d/%Y %H:%M}\n2,,x\n")
    loaded = run("load", "reads", tmp_path / "reads.csv", "--mapping", tmp_path / "iso.toml")
    assert loaded.exit_code == 3
    result = run("quarantine", "retry", "--reads", "--mapping", tmp_path / "us.toml", "--json")
    assert json.loads(result.stdout) == {"tried": 2, "resolved": 1}
    with database.transaction() as connection:
        assert connection.execute("select external_id from plate_read").fetchall() == [("1",)]
