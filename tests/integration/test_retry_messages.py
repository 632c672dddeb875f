"""Messages that could not be used, tried again."""

import json
from collections.abc import Callable
from datetime import timedelta

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
