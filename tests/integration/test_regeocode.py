"""Calls that wait for a point: listed by what they say, located once the geofile knows it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import small_city
import small_geofile
from feed_records import NOW, call, later, submission
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from geo_rtcc.errors import DatabaseConflictError
from geo_rtcc.ingest import relocate
from geo_rtcc.ingest.late_geocoder import LateGeocoder
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.ingest.regeocode import RegeocodeSummary, regeocode_waiting
from geo_rtcc.models import NO_HINT, location_key
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database, calls, geofile
from geo_rtcc.store.waiting import match_rates, waiting, waiting_count

POND = {"lon": small_city.WEST + 0.05, "lat": small_city.SOUTH + 0.05}  # in beat 33
ELM = [("Elm St", *small_geofile.BLOCKS[0][1:])]
Store = Callable[..., Any]
Again = Callable[..., RegeocodeSummary]


@pytest.fixture
def store(database: Database, settings: Settings) -> Store:
    """Store one group of messages where beats and a geofile are loaded."""
    small_geofile.put_beats(database, NOW)
    small_geofile.put(database, NOW)
    pipeline = Pipeline(database, settings)
    return lambda *messages: pipeline.store([submission(list(messages))], now=NOW)[0]


@pytest.fixture
def again(database: Database, settings: Settings) -> Again:
    """Locate waiting calls again, all or of one text."""

    def located(text: str | None = None, **words: Any) -> RegeocodeSummary:
        keys = None if text is None else [location_key(text)]
        return regeocode_waiting(database, settings, keys=keys, now=NOW, **words)

    return located


def teach(database: Database, text: str) -> None:
    with database.transaction() as connection:
        geofile.teach_place(connection, key=location_key(text), **POND, uncertainty_m=20,
                            reference="The pond", by="desk", now=NOW)  # fmt: skip


def forget(database: Database, text: str) -> None:
    with database.transaction() as connection:
        geofile.forget(connection, key=location_key(text))


def places(database: Database) -> list[tuple]:
    assert database.fetch("count_mismatches") == []
    with database.transaction() as connection:
        return connection.execute(
            "select match_type::text, a.code, cell is not null from call_for_service "
            "left join area a using (area_id) order by external_id"
        ).fetchall()


def test_strings_that_wait_come_by_frequency(store: Store, database: Database) -> None:
    store(call("1", address="the  Pond", agency_beat="22"), call("2", address="THE POND "),
          call("3", address="Nowhere Rd"), call("4", address="Test only"),
          call("5", address="5TH & MAIN"), call("6"))  # fmt: skip
    with database.transaction() as connection:
        geofile.dismiss(connection, key="TEST ONLY", by="desk", now=NOW)
        found = waiting(connection, limit=10)
        assert [(one.key, one.count) for one in found] == [("THE POND", 2), ("NOWHERE RD", 1)]
        assert (found[0].sources, found[0].agency_beats) == (["feed"], ["22"])
        assert waiting(connection, limit=1, offset=1) == [found[1]]
        assert len(waiting(connection, limit=10, with_dismissed=True)) == 3
        assert waiting_count(connection) == (2, 3)


def test_what_is_taught_places_the_calls_that_wait_and_can_be_taken_back(
    store: Store, database: Database, again: Again
) -> None:
    store(call("1", address="The pond", agency_beat="22"), call("2", address="the POND"),
          call("3", address="Nowhere Rd"), call("4", address="The pond", **POND))  # fmt: skip
    teach(database, "The Pond")
    assert again("The Pond") == RegeocodeSummary(checked=2, located=2, moved=2)
    assert again("The Pond").moved == 0
    taught = ("taught", "33", True)
    given_there = ("given", "33", True)
    assert places(database) == [taught, taught, ("none", None, False), given_there]
    with database.transaction() as connection:
        told = connection.execute("select topic, n from outbox order by outbox_id").fetchall()
    assert told[-1] == ("calls.relocated", 2)
    forget(database, "The Pond")
    assert again("The Pond") == RegeocodeSummary(checked=2, located=0, moved=2)
    assert places(database)[:2] == [("beat", "22", False), ("none", None, False)]


def test_a_loaded_geofile_places_all_calls_it_knows(
    store: Store, database: Database, again: Again
) -> None:
    store(call("1", address="130 ELM ST"), call("2", address="Nowhere Rd", agency_beat="22"),
          call("3", address="5TH & MAIN"))  # fmt: skip
    small_geofile.put(database, NOW, ELM)
    assert again() == RegeocodeSummary(checked=2, located=1, moved=1)
    assert places(database) == [("range", "11", True), ("beat", "22", False),
                                ("intersection", "11", True)]  # fmt: skip


def test_what_changes_while_addresses_are_looked_up_is_not_overwritten(
    store: Store, database: Database, again: Again
) -> None:
    store(*(call(key, address="The pond") for key in "123"))
    teach(database, "The pond")

    def meanwhile(_text: str) -> None:
        store(call("1", source_updated_at=later(9), lon=small_city.WEST + 0.001, lat=45.001),
              call("2", source_updated_at=later(9), address="130 ELM ST"))  # fmt: skip
        small_geofile.put(database, NOW, ELM)

    again("The pond", progress=meanwhile)
    assert places(database) == [("given", "11", True), ("range", "11", True),
                                ("taught", "33", True)]  # fmt: skip


def test_teaching_a_string_leaves_the_streets_unread(
    store: Store, database: Database, settings: Settings
) -> None:
    first = LateGeocoder(database, settings)
    assert [one.reason for one in first.geocode_many(["The pond"], [NO_HINT])] != [""]
    teach(database, "The pond")
    second = LateGeocoder(database, settings, before=first)
    assert [one.reason for one in second.geocode_many(["the  pond"], [NO_HINT])] == [""]
    alone = LateGeocoder(database, settings)
    assert alone.geocode_many(["the pond"], [NO_HINT])[0].best
    assert alone.kept is None
    second.geocode_many(["130 MAIN ST"], [NO_HINT])
    assert second.kept == first.kept
    small_geofile.put(database, NOW, ELM)
    third = LateGeocoder(database, settings, before=second)
    assert third.geocode_many(["130 ELM ST"], [NO_HINT])[0].best


def test_match_rates_tell_sources_and_ways_apart(store: Store, database: Database) -> None:
    store(call("1", address="5TH & MAIN", **POND), call("2", address="5TH & MAIN"),
          call("3", received_at=NOW - timedelta(days=9)), call("4", **POND))  # fmt: skip
    with database.transaction() as connection:
        found = match_rates(connection, NOW - timedelta(days=1), beyond_m=250)
    told = [(one.match_type, one.count, one.checked, one.flagged) for one in found]
    assert told == [("given", 2, 1, 1), ("intersection", 1, 0, 0)]


TEXTS = st.sampled_from([None, "The pond", "130 ELM ST", "130 MAIN ST", "150 OAK ST"])
MESSAGE = st.builds(
    lambda key, seconds, text, beat, point: call(
        str(key), source_updated_at=later(seconds), address=text, agency_beat=beat, **point
    ),
    st.integers(1, 5),
    st.integers(0, 9),
    TEXTS,
    st.sampled_from([None, "11", "33", "no such"]),
    st.sampled_from([{}, {}, POND]),
)
STEP = st.one_of(
    st.lists(MESSAGE, min_size=1, max_size=6).map(tuple),
    st.sampled_from(["elm", "main", "teach", "forget", "again", "pond", "beats"]),
)


@pytest.fixture
def step(store: Store, database: Database, settings: Settings, again: Again) -> Store:
    """Do one step: store a group of messages, or change what calls are located by."""

    def beats() -> None:
        with database.transaction() as connection:
            connection.execute(
                "update area set outline = other.outline from area other "
                "where area.code in ('11', '33') and other.code in ('11', '33') "
                "and area.code <> other.code"
            )
            connection.execute("update area_set set loaded_at = loaded_at + interval '1 s'")
        relocate(database, settings, since_on=small_city.EFFECTIVE_ON, now=NOW)

    deeds: dict[str, Callable[[], object]] = {
        "elm": lambda: small_geofile.put(database, NOW, ELM),
        "main": lambda: small_geofile.put(database, NOW),
        "teach": lambda: teach(database, "The pond"),
        "forget": lambda: forget(database, "The pond"),
        "again": again,
        "pond": lambda: again("The pond"),
        "beats": beats,
    }
    return lambda one: deeds[one]() if isinstance(one, str) else store(*one)


# One database serves all examples on purpose: whatever came before, the counts must hold.
@examples(max_examples=8, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(steps=st.lists(STEP, min_size=3, max_size=9))
def test_counts_hold_whatever_is_stored_taught_and_located_again(
    step: Store, database: Database, again: Again, steps: list[Any]
) -> None:
    for one in steps:
        step(one)
    assert database.fetch("count_mismatches") == []
    again("The pond")
    again()
    assert database.fetch("count_mismatches") == []
    assert again().moved == 0


def test_a_person_is_told_of_a_load_under_way_and_feeds_do_not_queue_behind(
    store: Store, database: Database, again: Again
) -> None:
    store(call("1", address="THE POND"))
    with database.transaction() as loading:
        calls.hold_boundaries_and_shifts(loading)
        with pytest.raises(DatabaseConflictError, match="load or another change is under way"):
            teach(database, "THE POND")
        store(call("2", address="THE POND"))
    teach(database, "THE POND")
    assert again("THE POND", is_hasty=True).located == 2
