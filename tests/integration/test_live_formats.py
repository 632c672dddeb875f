"""Every format of calls and positions, from its bytes to committed rows."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from geo_rtcc.feeds.avl import FORMATS as FIX_FORMATS
from geo_rtcc.feeds.live_calls import FORMATS as CALL_FORMATS
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.ingest.submissions import Receipt, Submission
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database

NOW = datetime(2024, 6, 1, tzinfo=UTC)
CONTEXT = FeedContext(source="live", zone="America/Chicago", now=NOW)


@pytest.fixture
def pipeline(database: Database, settings: Settings) -> Pipeline:
    return Pipeline(database, settings)


def store(pipeline: Pipeline, kind: FeedFormat[Any], payload: bytes) -> Receipt:
    parsed = kind.parse(payload, CONTEXT)
    submission = Submission.of(
        parsed, kind=kind.kind, source="live", zone="America/Chicago", format_name=kind.name
    )
    return pipeline.store([submission], now=NOW)[0]


def rows(database: Database, sql: str) -> list[tuple[Any, ...]]:
    with database.transaction() as connection:
        return [tuple(row) for row in connection.execute(sql).fetchall()]


def test_a_call_of_each_format_is_stored_with_its_point(
    database: Database, pipeline: Pipeline
) -> None:
    for kind in CALL_FORMATS:
        store(pipeline, kind, kind.example)
    found = rows(
        database,
        "select external_id, st_x(point), priority, closed_at from call_for_service order by 1",
    )
    assert found == [("24-001812", -93.0941, 2, None), ("C-7714", -93.0941, 1, None)]


def test_a_later_message_closes_the_call_and_an_older_one_changes_nothing(
    database: Database, pipeline: Pipeline
) -> None:
    plain = CALL_FORMATS[0]
    ended = plain.example.replace(b'21:06:41Z"', b'22:00:00Z", "closed_at": "2024-05-31T21:59:00Z"')
    assert store(pipeline, plain, plain.example).added == 1
    assert store(pipeline, plain, ended).updated == 1
    assert store(pipeline, plain, plain.example).stale == 1
    closed = datetime(2024, 5, 31, 21, 59, tzinfo=UTC)
    assert rows(database, "select closed_at from call_for_service") == [(closed,)]


def test_a_real_call_transfer_is_stored(
    database: Database, pipeline: Pipeline, shared: Path
) -> None:
    body = (shared / "data/formats/sample_call_transfer_EIDO.json").read_bytes()
    assert store(pipeline, CALL_FORMATS[1], body).added == 1
    assert store(pipeline, CALL_FORMATS[1], body).repeated == 1
    assert rows(database, "select address, cell from call_for_service") == [
        ("42 W Cellular Street, Wilmington, DE", None)
    ]


def test_one_fix_told_in_four_formats_is_one_fix(database: Database, pipeline: Pipeline) -> None:
    told = [store(pipeline, kind, kind.example) for kind in FIX_FORMATS]
    assert [(one.added, one.repeated) for one in told] == [(1, 0), (0, 1), (0, 1), (0, 1)]
    assert rows(database, "select external_id, call_sign from unit") == [("2A12", "Adam 12")]
