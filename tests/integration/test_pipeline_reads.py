"""Reads through the pipeline: once each, folded into sightings, placed, counted, told."""

from datetime import timedelta

import pytest
import small_city
from feed_records import NOW, later, read, submission

from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.models import Camera, RejectedRecord
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database, cameras
from geo_rtcc.store.feeds import ensure_source


@pytest.fixture
def pipeline(database: Database, settings: Settings) -> Pipeline:
    """A pipeline on a small agency."""
    small_city.fill(database, newest_at=NOW, call_count=20)
    return Pipeline(database, settings)


def rows(database: Database, what: str) -> list[tuple]:
    with database.transaction() as connection:
        return connection.execute(what).fetchall()


def test_a_read_that_comes_again_is_stored_once(pipeline: Pipeline, database: Database) -> None:
    first = pipeline.store([submission([read("a"), read("b", 60), read("a")])], now=NOW)
    again = pipeline.store([submission([read("b", 60), read("c", 120)])], now=NOW)
    assert (first[0].added, first[0].repeated) == (2, 1)
    assert (again[0].added, again[0].repeated) == (1, 1)
    assert rows(database, "select count(*) from plate_read") == [(3,)]


def test_two_sources_may_use_the_same_id(pipeline: Pipeline) -> None:
    receipts = pipeline.store(
        [submission([read("a")], "one"), submission([read("a")], "two")], now=NOW
    )
    assert [receipt.added for receipt in receipts] == [1, 1]


def test_reads_seconds_apart_are_one_sighting_and_all_are_kept(
    pipeline: Pipeline, database: Database
) -> None:
    pipeline.store([submission([read("a", 0), read("b", 4), read("c", 8)])], now=NOW)
    pipeline.store([submission([read("d", 12), read("e", 60)])], now=NOW)
    found = rows(
        database, "select array_agg(external_id order by captured_at) from plate_read "
        "group by sighting_id order by min(captured_at)",
    )  # fmt: skip
    assert found == [(["a", "b", "c", "d"],), (["e"],)]


@pytest.mark.parametrize(
    "other", [read("b", 2, plate="KBR1201"), read("b", 2, camera="c2"), read("b", 5.1)]
)
def test_another_plate_camera_or_moment_is_another_sighting(
    pipeline: Pipeline, database: Database, other: object
) -> None:
    pipeline.store([submission([read("a"), other])], now=NOW)
    assert rows(database, "select count(distinct sighting_id) from plate_read") == [(2,)]


def test_a_late_read_joins_the_sighting_that_is_stored(
    pipeline: Pipeline, database: Database
) -> None:
    pipeline.store([submission([read("b", 4)])], now=NOW)
    pipeline.store([submission([read("a", 0)])], now=NOW)
    assert rows(database, "select count(distinct sighting_id) from plate_read") == [(1,)]


def test_a_read_without_coordinates_takes_its_cameras_place(
    pipeline: Pipeline, database: Database
) -> None:
    with database.transaction() as connection:
        source, _ = ensure_source(connection, "feed", "UTC")
        known = Camera(external_id="c1", lon=-93.09, lat=45.01)
        cameras.save(connection, source, [known], now=NOW)
    own = read("own", 9, lon=-93.05, lat=45.05)
    pipeline.store([submission([read("a"), own, read("b", camera="unknown")])], now=NOW)
    found = rows(
        database, "select external_id, match_type::text, round(st_x(point)::numeric, 2)::float, "
        "cell is null, area_id is null from plate_read order by 1",
    )  # fmt: skip
    assert found == [
        ("a", "camera", -93.09, False, False),
        ("b", "none", None, True, True),
        ("own", "given", -93.05, False, False),
    ]


def test_a_camera_that_moves_is_known_to_the_next_group(
    pipeline: Pipeline, database: Database
) -> None:
    pipeline.store([submission([read("a")])], now=NOW)
    with database.transaction() as connection:
        source, _ = ensure_source(connection, "feed", "UTC")
        cameras.save(
            connection, source, [Camera(external_id="c1", lon=-93.08, lat=45.02)], now=later(1)
        )
    pipeline.store([submission([read("b", 60)])], now=NOW)
    assert rows(database, "select external_id, match_type::text from plate_read order by 1") == [
        ("a", "none"),
        ("b", "camera"),
    ]


def test_reads_are_located_by_boundaries_loaded_meanwhile(
    database: Database, settings: Settings
) -> None:
    pipeline = Pipeline(database, settings)
    inside = {"lon": -93.09, "lat": 45.01}
    pipeline.store([submission([read("a", **inside)])], now=NOW)
    small_city.fill(database, newest_at=NOW, call_count=20)
    pipeline.store([submission([read("b", 60, **inside)])], now=NOW)
    found = rows(database, "select area_id is null, shift_id is null from plate_read order by "
                 "external_id")  # fmt: skip
    assert found == [(True, True), (False, False)]


def test_reads_older_than_they_are_kept_are_not_stored(
    pipeline: Pipeline, database: Database
) -> None:
    [receipt] = pipeline.store([submission([read("old", -31 * 86_400), read("new")])], now=NOW)
    assert (receipt.added, receipt.expired) == (1, 1)
    assert rows(database, "select external_id from plate_read") == [("new",)]


def test_what_cannot_be_used_is_kept_with_its_reason_and_format(
    pipeline: Pipeline, database: Database
) -> None:
    bad = RejectedRecord(row_number=2, field_name="plate", reason="No plate.", raw={"text": "{}"})
    one = submission([read("a")], rejected=[bad], unplaced=[bad], format="rekor")
    [receipt] = pipeline.store([one], now=NOW)
    assert receipt.rejections == [{"record": 2, "field": "plate", "reason": "No plate."}]
    found = rows(database, "select kind, format, raw from quarantine order by kind")
    assert found == [
        ("plate_read", "rekor", {"text": "{}"}),
        ("plate_read_location", "rekor", {"text": "{}"}),
    ]


def test_one_row_of_the_outbox_stands_for_all_reads_of_a_commit(
    pipeline: Pipeline, database: Database
) -> None:
    pipeline.store([submission([read("a"), read("b", 9)])], now=NOW)
    pipeline.store([submission([read("a")])], now=NOW)  # nothing new, nothing told
    found = rows(
        database, "select o.topic, o.n, o.from_at, o.to_at, r.external_id from outbox o "
        "join plate_read r on r.read_id = o.record_id",
    )  # fmt: skip
    assert found == [("reads.stored", 2, NOW, later(9), "b")]


def test_a_listener_is_told_the_last_id(pipeline: Pipeline, database: Database) -> None:
    with database.transaction() as connection:
        connection.execute("listen geo_rtcc_outbox")
        connection.commit()
        pipeline.store([submission([read("a")])], now=NOW)
        told = next(connection.notifies(timeout=10))
        last = connection.execute("select max(outbox_id) from outbox").fetchone()
    assert int(told.payload) == last[0]


def test_the_feeds_state_sums_up_what_came(pipeline: Pipeline, database: Database) -> None:
    pipeline.store([submission([read("a"), read("b", 9)])], now=NOW)
    pipeline.store([submission([read("b", 9)])], now=later(3))
    found = rows(
        database, "select kind, last_record_at, last_stored_at, added, repeated from feed_state"
    )
    assert found == [("plate_read", later(9), later(3), 2, 1)]


def test_a_partition_that_retention_dropped_meanwhile_is_made_again(
    pipeline: Pipeline, database: Database
) -> None:
    pipeline.store([submission([read("a")])], now=NOW)
    with database.transaction() as connection:
        name = connection.execute(
            "delete from data_partition where kind = 'plate_read' returning name"
        ).fetchone()[0]
        connection.execute(f'drop table "{name}"')
    [receipt] = pipeline.store([submission([read("b", 9)])], now=NOW)
    assert receipt.added == 1


def test_a_read_seconds_before_midnight_and_one_after_are_one_sighting(
    pipeline: Pipeline, database: Database
) -> None:
    midnight = (NOW + timedelta(hours=12) - NOW).total_seconds()
    pipeline.store([submission([read("a", midnight - 1)])], now=later(midnight))
    pipeline.store([submission([read("b", midnight + 1)])], now=later(midnight))
    assert rows(database, "select count(distinct sighting_id) from plate_read") == [(1,)]
