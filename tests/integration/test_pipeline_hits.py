"""Reads against hot lists, in the transaction that stores them."""

from datetime import timedelta

import pytest
from feed_records import NOW, later, read, submission

from geo_rtcc.ingest.hot_lists import replace_hot_list
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.models import HotListEntry
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database


@pytest.fixture
def pipeline(database: Database, settings: Settings) -> Pipeline:
    """A pipeline that has seen an empty hot list."""
    pipeline = Pipeline(database, settings)
    pipeline.store([submission([read("first", -3600, plate="NOBODY1")])], now=NOW)
    return pipeline


def listed(database: Database, *entries: HotListEntry) -> None:
    replace_hot_list(database, "stolen", list(entries), as_of=NOW, now=NOW)


def entry(plate: str = "KBR1207", state: str | None = "TX", **words: object) -> HotListEntry:
    return HotListEntry(external_id=plate, plate=plate, plate_text=plate, state=state, **words)


def hits(database: Database) -> list[tuple]:
    with database.transaction() as connection:
        return connection.execute(
            "select plate, entry_plate, match_kind::text, state_match::text, status::text, "
            "is_suppressed from hit order by captured_at, entry_plate"
        ).fetchall()


def test_a_read_of_a_listed_plate_is_an_unverified_hit(
    pipeline: Pipeline, database: Database
) -> None:
    listed(database, entry(reason="Stolen", priority=10))
    [receipt] = pipeline.store([submission([read("a", state="TX", confidence=0.97)])], now=NOW)
    assert receipt.hits == 1
    assert hits(database) == [("KBR1207", "KBR1207", "exact", "same", "unverified", False)]


def test_a_look_alike_is_a_hit_of_lower_probability(pipeline: Pipeline, database: Database) -> None:
    listed(database, entry("KBO1207"), entry("ABC1234"))
    pipeline.store([submission([read("a", plate="KB01207", state="TX", confidence=0.7)])], now=NOW)
    pipeline.store([submission([read("b", 60, plate="KBO1207", state="TX", confidence=0.8)])],
                   now=NOW)  # fmt: skip
    assert [hit[2] for hit in hits(database)] == ["look_alike", "exact"]
    with database.transaction() as connection:
        alike, exact = connection.execute(
            "select probability from hit order by captured_at"
        ).fetchall()
    assert 0 < alike[0] < exact[0] < 1


def test_one_sighting_is_one_hit(pipeline: Pipeline, database: Database) -> None:
    listed(database, entry())
    pipeline.store([submission([read("a", 0, state="TX"), read("b", 3, state="TX")])], now=NOW)
    pipeline.store([submission([read("c", 6, state="TX")])], now=NOW)
    pipeline.store([submission([read("d", 600, state="TX")])], now=NOW)
    assert len(hits(database)) == 2


def test_a_read_that_comes_again_is_no_second_hit(pipeline: Pipeline, database: Database) -> None:
    listed(database, entry())
    for _ in range(2):
        receipts = pipeline.store([submission([read("a", state="TX")])], now=NOW)
    assert (receipts[0].hits, len(hits(database))) == (0, 1)


def test_only_reads_between_effective_and_expiry_match(
    pipeline: Pipeline, database: Database
) -> None:
    listed(database, entry(effective_at=later(10), expires_at=later(20)))
    times = (9, 10, 19.9, 20)
    batch = [read(str(at), at, camera=str(at), state="TX") for at in times]
    assert pipeline.store([submission(batch)], now=NOW)[0].hits == 2


def test_an_entry_that_left_its_list_matches_no_more(
    pipeline: Pipeline, database: Database
) -> None:
    listed(database, entry(), entry("XYZ9999"))
    pipeline.store([submission([read("a", state="TX")])], now=NOW)
    listed(database, entry("XYZ9999"))
    assert pipeline.store([submission([read("b", 600, state="TX")])], now=NOW)[0].hits == 0


def test_hits_are_told_one_by_one(pipeline: Pipeline, database: Database) -> None:
    listed(database, entry())
    pipeline.store([submission([read("a", state="TX"), read("b", 60, state="TX")])], now=NOW)
    with database.transaction() as connection:
        told = connection.execute(
            "select h.captured_at from outbox o join hit h on h.hit_id = o.record_id "
            "where o.topic = 'hit.created' order by o.outbox_id"
        ).fetchall()
    assert told == [(NOW,), (later(60),)]


def test_a_list_replaced_between_preparing_and_committing_is_the_one_that_counts(
    pipeline: Pipeline, database: Database
) -> None:
    prepared = pipeline.prepare([submission([read("a", state="TX")])], now=NOW)
    listed(database, entry())
    assert pipeline.commit(prepared)[0].hits == 1


def test_hits_are_counted_beside_reads(pipeline: Pipeline, database: Database) -> None:
    listed(database, entry())
    pipeline.store([submission([read("a", state="TX"), read("b", 60)])], now=NOW)
    assert database.fetch("read_count_mismatches") == []
    with database.transaction() as connection:
        counted = connection.execute(
            "select kind::text, sum(n) from cell_count group by kind order by kind"
        ).fetchall()
    assert dict(counted) == {"read": 3, "hit": len(hits(database))}


def test_a_hit_carries_what_it_needs_of_read_and_entry(
    pipeline: Pipeline, database: Database
) -> None:
    listed(database, entry(reason="Stolen", priority=3, case_number="26-118",
                           expires_at=NOW + timedelta(days=1)))  # fmt: skip
    pipeline.store([submission([read("a", state="TX", image_url="http://cam/1.jpg")])], now=NOW)
    with database.transaction() as connection:
        found = connection.execute(
            "select state, entry_state, reason, priority, case_number, image_url from hit"
        ).fetchall()
    assert found == [("TX", "TX", "Stolen", 3, "26-118", "http://cam/1.jpg")]
