"""Calls of feeds through the pipeline: merged by what their source said last."""

import pytest
import small_city
from feed_records import NOW, call, later, submission

from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.models import Category
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database


@pytest.fixture
def pipeline(database: Database, settings: Settings) -> Pipeline:
    """A pipeline on a small agency."""
    small_city.fill(database, newest_at=NOW, call_count=20)
    return Pipeline(database, settings)


def stored(database: Database, columns: str, source: str = "feed") -> list[tuple]:
    with database.transaction() as connection:
        return connection.execute(
            f"select {columns} from call_for_service join source using (source_id) "
            "where code = %s order by external_id",
            [source],
        ).fetchall()


def topics(database: Database) -> list[str]:
    with database.transaction() as connection:
        found = connection.execute("select topic from outbox order by outbox_id").fetchall()
    return [topic for (topic,) in found]


def test_a_call_goes_from_created_to_closed(pipeline: Pipeline, database: Database) -> None:
    steps = [
        call("1"),
        call("1", dispatched_at=later(60), units=("u7",), source_updated_at=later(60)),
        call("1", dispatched_at=later(60), closed_at=later(900), source_updated_at=later(900)),
    ]
    receipts = [pipeline.store([submission([one])], now=NOW)[0] for one in steps]
    assert [(one.added, one.updated) for one in receipts] == [(1, 0), (0, 1), (0, 1)]
    assert stored(database, "dispatched_at, closed_at, unit_ids") == [(later(60), later(900), [])]
    assert topics(database) == ["call.created", "call.updated", "call.closed"]


def test_an_older_message_does_not_overwrite_a_newer_one(
    pipeline: Pipeline, database: Database
) -> None:
    newest = call("1", disposition="Arrest", source_updated_at=later(90))
    pipeline.store([submission([newest])], now=NOW)
    older = [call("1", source_updated_at=later(30)), call("1", disposition="None of it")]
    for one in older:  # a message that says no time is no newer than one that does
        [receipt] = pipeline.store([submission([one])], now=NOW)
        assert (receipt.stale, receipt.updated) == (1, 0)
    assert stored(database, "disposition") == [("Arrest",)]


def test_of_messages_in_one_group_the_newest_is_kept(
    pipeline: Pipeline, database: Database
) -> None:
    group = [
        submission([call("1", disposition="b", source_updated_at=later(2))]),
        submission([call("1", disposition="a", source_updated_at=later(1))]),
    ]
    receipts = pipeline.store(group, now=NOW)
    assert [(one.added, one.stale) for one in receipts] == [(1, 0), (0, 1)]
    assert stored(database, "disposition") == [("b",)]


def test_the_same_message_again_changes_nothing(pipeline: Pipeline, database: Database) -> None:
    one = call("1", lon=-93.09, lat=45.01, units=("u1", "u2"), uncertainty_m=12.5)
    pipeline.store([submission([one])], now=NOW)
    [receipt] = pipeline.store([submission([one])], now=later(5))
    assert (receipt.repeated, receipt.updated) == (1, 0)
    assert topics(database) == ["call.created"]


def test_calls_are_located_and_counted_also_when_they_move(
    pipeline: Pipeline, database: Database
) -> None:
    pipeline.store([submission([call("1", lon=-93.09, lat=45.01), call("2")])], now=NOW)
    pipeline.store([submission([call("1", lon=-93.05, lat=45.05)])], now=NOW)
    assert stored(database, "match_type::text, cell is null, area_id is null") == [
        ("given", False, False),
        ("none", True, True),
    ]
    assert database.fetch("count_mismatches") == []


def test_a_call_whose_month_changes_is_still_one_call(
    pipeline: Pipeline, database: Database
) -> None:
    pipeline.store([submission([call("1")])], now=NOW)
    earlier = call("1", received_at=later(-40 * 86_400), source_updated_at=NOW)
    [receipt] = pipeline.store([submission([earlier])], now=NOW)
    assert (receipt.updated, len(stored(database, "1"))) == (1, 1)
    assert database.fetch("count_mismatches") == []


def test_an_agencys_own_category_of_a_type_wins(pipeline: Pipeline, database: Database) -> None:
    one = call("1", call_type="GUN", category=Category.OTHER)
    pipeline.store([submission([one], "small")], now=NOW)
    with database.transaction() as connection:
        found = connection.execute(
            "select category::text from call_for_service where external_id = '1' "
            "and received_at = %s", [NOW],
        ).fetchall()  # fmt: skip
    assert found == [("weapons",)]


def test_calls_of_several_sources_share_a_group(pipeline: Pipeline, database: Database) -> None:
    group = [submission([call("1")], "one"), submission([call("1")], "two")]
    assert [one.added for one in pipeline.store(group, now=NOW)] == [1, 1]


def test_a_change_of_an_old_call_is_news_as_old_as_the_change(
    pipeline: Pipeline, database: Database
) -> None:
    old = {"received_at": later(-36_000)}
    for one in (call("1", **old), call("1", on_scene_at=later(-60), **old)):
        pipeline.store([submission([one])], now=later(5))
        with database.transaction() as connection:
            newest = connection.execute("select last_record_at from feed_state").fetchone()
        assert newest == (one.on_scene_at or one.received_at,)
