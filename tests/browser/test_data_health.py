"""Data health in a real browser: a string is placed on the map, by keyboard and by mouse."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import small_geofile
from live_city import LiveCity, moment
from live_page import LivePage, Open
from playwright.sync_api import expect

from geo_rtcc.models import Category

TEXT = "150 Oak St"


@pytest.fixture(scope="module")
def waiting(live_city: LiveCity) -> Iterator[LiveCity]:
    """The living city with a geofile in which a string that waits means two places."""
    received_at = moment() - timedelta(minutes=50)
    for at in range(3):
        live_city.call(
            f"health {at}", address=TEXT, lon=None, lat=None, category=Category.OTHER,
            priority=5, received_at=received_at, closed_at=received_at,
        )  # fmt: skip
    small_geofile.put(live_city.database, moment())
    yield live_city
    live_city.ask("delete from geofile_set returning 1")
    live_city.ask("update geofile_version set version = version + 1 returning 1")


def chosen(seen: LivePage) -> LivePage:
    """Choose the string; wait until its map is drawn."""
    seen.page.locator("[data-testid=stRadio] label", has_text=TEXT).first.click()
    seen.page.wait_for_selector(".place[data-drawn]")
    return seen


def places(city: LiveCity) -> list[tuple[str, str | None]]:
    return city.ask(
        "select match_type::text, st_astext(point, 6) from call_for_service "
        "where external_id like 'health %%' order by external_id"
    )


def said(seen: LivePage, text: str) -> None:
    seen.page.locator("[data-testid=stAlert]", has_text=text).wait_for()


def test_a_string_is_placed_by_keyboard_and_taken_back(live: Open, waiting: LiveCity) -> None:
    with live("/data-health", ready=False, color_scheme="dark") as seen:
        chosen(seen).page.locator(".place .map").focus()
        for key in ("ArrowUp", "Shift+ArrowLeft", "Enter"):
            seen.press(key)
        seen.page.get_by_text("The point on the map").wait_for()
        seen.page.locator(".place .by-hand.is-chosen").wait_for()
        seen.page.get_by_role("button", name="Teach this place").click()
        said(seen, "3 of 3 calls moved")
        [(kind, point)] = set(places(waiting))
        assert kind == "taught"
        assert point.startswith("POINT(-93.0")
        seen.page.get_by_role("button", name="Undo").click()
        said(seen, "forgotten")
        assert {kind for kind, _ in places(waiting)} <= {"none", "beat"}
        assert seen.complaints == []


def test_a_click_on_a_numbered_candidate_picks_it(live: Open, waiting: LiveCity) -> None:
    with live("/data-health", ready=False, width=390, height=844) as seen:
        chosen(seen).page.get_by_role("button", name="Candidate 2").click()
        seen.page.locator(".place .candidate.is-chosen", has_text="2").wait_for()
        expect(seen.page.get_by_role("button", name="Teach this place")).to_be_enabled()
        assert {urlsplit(url).netloc for url in seen.requests if url.startswith("http")} == {
            urlsplit(waiting.url).netloc
        }
        beyond = seen.page.evaluate(
            "[...document.querySelectorAll('.stMain *')].filter(e => !e.closest('.rtcc-scroll') && "
            "e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className)"
        )
        assert beyond == []
        assert seen.complaints == []
