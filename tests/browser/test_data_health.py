"""Data health in a real browser: a string is placed on the map, by keyboard and by mouse."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import small_geofile
from live_city import LiveCity, moment
from live_page import LivePage, opened
from playwright.sync_api import Browser, expect

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


@pytest.fixture(scope="module")
def page(browser: Browser, waiting: LiveCity) -> Iterator[LivePage]:
    """The page, dark; both tests use it, since it takes seconds to open."""
    url = f"{waiting.url}/data-health"
    with opened(browser, url, ready=False, color_scheme="dark") as seen:
        yield seen


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


def test_a_string_is_placed_by_keyboard_and_taken_back(page: LivePage, waiting: LiveCity) -> None:
    chosen(page).page.locator(".place .map").focus()
    for key in ("ArrowUp", "Shift+ArrowLeft", "Enter"):
        page.press(key)
    page.page.locator(".place .by-hand.is-chosen").wait_for()
    page.page.get_by_role("button", name="Teach this place", disabled=False).click()
    said(page, "3 of 3 calls moved")
    [(kind, point)] = set(places(waiting))
    assert kind == "taught"
    assert point.startswith("POINT(-93.0")
    page.page.get_by_role("button", name="Undo").click()
    said(page, "forgotten")
    assert {kind for kind, _ in places(waiting)} <= {"none", "beat"}
    assert page.complaints == []


def test_a_click_on_a_numbered_candidate_picks_it(page: LivePage, waiting: LiveCity) -> None:
    page.page.set_viewport_size({"width": 390, "height": 844})
    chosen(page).page.get_by_role("button", name="Candidate 2").click()
    page.page.locator(".place .candidate.is-chosen", has_text="2").wait_for()
    ready = page.page.get_by_role("button", name="Teach this place", disabled=False)
    expect(ready).to_have_count(1)  # the old one stands beside it until the rerun has ended
    assert {urlsplit(url).netloc for url in page.requests if url.startswith("http")} == {
        urlsplit(waiting.url).netloc
    }
    # Streamlit lays out anew some time after the window has shrunk
    page.page.wait_for_function(
        "![...document.querySelectorAll('.stMain *')].some(e => !e.closest('.rtcc-scroll') && "
        "e.getBoundingClientRect().right > innerWidth + 1)"
    )
    assert page.complaints == []
