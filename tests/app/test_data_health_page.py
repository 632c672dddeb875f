"""The data health page: what waits is listed, explained, placed, and can be taken back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import small_city
import small_geofile
import streamlit as st
from app_fixtures import ROOT
from feed_records import call, submission
from streamlit.testing.v1 import AppTest

from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.settings import Settings
from geo_rtcc.store import geofile
from geo_rtcc.store.database import Database
from geo_rtcc.ui import connection, known_places, review_queue

SCRIPT = """
from geo_rtcc.ui.pages import data_health
data_health.page()
"""
NOW = datetime.now(UTC).replace(microsecond=0)
WAITING = ["150 Oak St", "150 Oak St", "150 *Elm* St", "UNKNOWN"]


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[AppTest]:
    """The page on the test's own database, not run yet."""
    monkeypatch.setenv("GEO_RTCC_DSN", str(settings.dsn))
    monkeypatch.setenv("GEO_RTCC_DATA_DIR", str(settings.data_dir))
    monkeypatch.chdir(ROOT)
    st.cache_resource.clear()
    st.cache_data.clear()
    yield AppTest.from_string(SCRIPT, default_timeout=30)
    st.cache_resource.clear()
    connection._OPENED.close()


@pytest.fixture
def waiting(page: AppTest, database: Database, settings: Settings) -> AppTest:
    """The page on a city with a geofile and strings that wait, and no call before them."""
    small_city.fill(database, newest_at=NOW - timedelta(days=2), call_count=1)
    small_geofile.put(database, NOW - timedelta(days=3))
    calls = [
        call(str(at), address=text, received_at=NOW - timedelta(minutes=at + 1))
        for at, text in enumerate(WAITING)
    ]
    Pipeline(database, settings).store([submission(calls)], now=NOW)
    return page.run()


def shown(app: AppTest) -> str:
    assert not app.exception
    assert not app.error
    return unescape(" ".join(str(element.proto.body) for element in app.get("html")))


def choose(app: AppTest, key: str) -> AppTest:
    return app.radio(key="placing_chosen").set_value(key).run()


def press(app: AppTest, label: str) -> AppTest:
    [button] = [each for each in app.button if each.label == label]
    return button.click().run()


def places(database: Database) -> list[str]:
    """Return how the calls of the feed got their place; counts equal a recount."""
    assert database.fetch("count_mismatches") == []
    with database.transaction() as direct:
        found = direct.execute(
            "select match_type::text from call_for_service where external_id !~ '^S' "
            "order by external_id"
        ).fetchall()
    return [kind for (kind,) in found]


def test_an_empty_installation_is_said_in_words(page: AppTest) -> None:
    text = shown(page.run())
    assert "No call was received in this time." in text
    assert "geo-rtcc load geofile roads FILE" in text
    assert "No location string waits for a place." in text


def test_strings_wait_by_frequency_and_show_as_they_are(waiting: AppTest) -> None:
    assert "3 strings of 4 calls" in shown(waiting)
    queue = waiting.radio(key="placing_chosen")
    assert queue.options == ["150 Oak St", r"150 \*Elm\* St", "UNKNOWN"]
    waiting.text_input(key="placing_find").set_value("elm").run()
    assert waiting.radio(key="placing_chosen").options == [r"150 \*Elm\* St"]


def test_a_search_from_the_last_page_shows_what_it_finds(waiting: AppTest, monkeypatch) -> None:
    monkeypatch.setattr(review_queue, "PAGE_ROWS", 1)
    waiting.run().number_input(key="placing_page").set_value(3).run()
    assert waiting.radio(key="placing_chosen").options == ["UNKNOWN"]
    waiting.text_input(key="placing_find").set_value("st").run()
    shown(waiting)
    assert waiting.number_input(key="placing_page").value == 2
    assert waiting.radio(key="placing_chosen").options == [r"150 \*Elm\* St"]


def test_a_picked_candidate_is_taught_and_taken_back(waiting: AppTest, database: Database) -> None:
    before = places(database)
    app = choose(waiting, "150 OAK ST")
    assert "By number along the street" in shown(app)
    [at] = [each for each in app.radio if each.label == "It lies at"]
    assert len(at.options) == 3
    at.set_value(1).run()
    press(app, "Teach this place")
    assert (
        app.success[0].value == "150 Oak St\\: 2 of 2 calls moved to a place and counted again\\."
    )
    assert places(database) == ["taught", "taught", *before[2:]]
    press(app, "Undo")
    assert places(database) == before


def test_the_name_of_an_unknown_street_can_be_taught(waiting: AppTest, database: Database) -> None:
    app = choose(waiting, "150 *ELM* ST")
    assert "No street of the geofile is called" in shown(app)
    [search] = [each for each in app.text_input if each.label == "Find the street"]
    search.set_value("main").run()
    [street] = [each for each in app.selectbox if each.label == "In the geofile"]
    assert street.value is None
    street.set_value("Main St").run()
    press(app, "Teach this name")
    assert places(database)[2] == "range"
    press(app, "Forget this name")
    assert database.fetch("geofile_aliases") == []


def test_a_string_that_somebody_else_placed_meanwhile_is_said_to_be_gone(
    waiting: AppTest, database: Database
) -> None:
    app = choose(waiting, "UNKNOWN")
    with database.transaction() as direct:
        geofile.dismiss(direct, key="UNKNOWN", by="Ana", now=NOW)
    known_places.forget_what_waits()  # as the other person's deed does
    assert "UNKNOWN no longer waits" in shown(press(app, "It is no location"))
    assert "Taught by Ana" in shown(app)


def test_what_is_no_location_is_not_asked_again(waiting: AppTest, database: Database) -> None:
    app = choose(waiting, "UNKNOWN")
    app.text_input(key="placing_by").set_value("Ana").run()
    press(app, "It is no location")
    assert "2 strings of 3 calls" in shown(app)
    assert "UNKNOWN is no location. Taught by Ana" in shown(app)
    assert places(database)[3] == "none"
