"""The pages in a real browser: nothing leaves the machine, nothing fails, nothing overflows."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Frame, Page, Request, sync_playwright

from geo_rtcc.store.database import Database

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAGES = {"live map": "/", "shift review": "/shift-review"}
# Streamlit's own page asks first whether the app lives under the page's path, and is told no.
PROBES = ("/shift-review/_stcore/health", "/shift-review/_stcore/host-config")


@dataclass
class Visit:
    """An open page and everything it asked for or complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def map(self) -> Frame:
        """Wait until the map and its base map are drawn; return its frame."""
        self.page.wait_for_selector("iframe")
        frame = self.page.query_selector("iframe").content_frame()
        frame.wait_for_selector("body[data-base-map]")
        return frame

    def points(self) -> int:
        """How many calls the map draws."""
        return int(self.map().evaluate("document.body.dataset.points"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, app_url: str) -> Callable[..., object]:
    @contextmanager
    def open_page(path: str, theme: str = "light", width: int = 1440, height: int = 900):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme
        )
        seen = Visit(context.new_page())
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.on("console", lambda message: note(seen, message.type, message.text, message))
        seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        seen.page.on("requestfailed", lambda request: failed(seen, request))
        seen.page.goto(app_url + path)
        yield seen
        context.close()

    return open_page


def note(seen: Visit, kind: str, text: str, message: object) -> None:
    """Keep a console error, unless it is about one of Streamlit's own probes."""
    address = urlsplit(message.location["url"]).path
    if kind == "error" and address not in PROBES:
        seen.complaints.append(f"{text} ({address})")


def failed(seen: Visit, request: Request) -> None:
    """Keep a failed request, unless the browser itself gave it up."""
    if request.failure != "net::ERR_ABORTED":
        seen.complaints.append(f"{request.url}: {request.failure}")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_no_request_leaves_the_machine_and_nothing_fails(visit, app_url, path, theme) -> None:
    with visit(path, theme) as seen:
        seen.map()
        seen.page.wait_for_timeout(1000)
        hosts = {
            urlsplit(url).netloc for url in seen.requests if not url.startswith(("data:", "blob:"))
        }
        assert hosts == {urlsplit(app_url).netloc}
        assert seen.complaints == []
        assert any("/assets/leaflet.js" in url for url in seen.requests)
        assert any("/assets/public-sans-latin.woff2" in url for url in seen.requests)


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_the_map_follows_light_and_dark(visit, path) -> None:
    grounds = []
    for theme in ("light", "dark"):
        with visit(path, theme) as seen:
            look = "getComputedStyle(document.querySelector('.leaflet-container')).backgroundColor"
            grounds.append(seen.map().evaluate(look))
    assert grounds == ["rgb(243, 242, 238)", "rgb(18, 24, 31)"]


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1366, 768), (390, 844), (3840, 2160)])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_nothing_overflows_sideways(visit, path, width, height) -> None:
    with visit(path, width=width, height=height) as seen:
        seen.map()
        seen.page.wait_for_timeout(300)
        beyond = seen.page.evaluate(
            "[...document.querySelectorAll('.stMain, .stMain *')].filter(e => "
            "e.getBoundingClientRect().width && !e.closest('.stDataFrame') && "
            "e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className)"
        )
        assert beyond == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_link_shows_the_same_filters(visit, city: Database) -> None:
    with visit("/?last=7+days") as seen:
        everything = seen.points()
    with visit("/?last=7+days&categories=Violence") as seen:
        shown = seen.points()
        counter = seen.page.inner_text('[data-category="violence"] .rtcc-n')
        others = seen.page.inner_text('[data-category="alarm"] .rtcc-n')
    assert 0 < shown < everything
    assert (shown <= int(counter), others) == (True, "0")


def test_a_chosen_range_of_dates_is_in_the_link_and_fits_its_field(visit, city: Database) -> None:
    [extent] = city.fetch("situation_extent")
    [first, last] = [extent["last_at"].date() - timedelta(days=days) for days in (9, 4)]
    with visit(f"/?last=Dates&dates={first}&dates={last}") as seen:
        shown = seen.points()
        heading = seen.page.inner_text("h1")
        field = seen.page.locator('[data-testid="stDateInputFieldsScroller"]')
        assert field.evaluate("field => field.scrollWidth - field.clientWidth") <= 0
    assert f"{first:%a} {first.day} {first:%b %Y} 00:00 to" in heading
    with city.transaction() as connection:
        [n] = connection.execute(
            "select count(*) from call_for_service where point is not null and (received_at at "
            "time zone 'America/Chicago')::date between %s and %s", [first, last],
        ).fetchone()  # fmt: skip
    assert shown == n > 0


def test_a_wall_display_gets_larger_letters_and_markers(visit) -> None:
    sizes = []
    for width, height in ((1440, 900), (3840, 2160)):
        with visit("/", width=width, height=height) as seen:
            letters = seen.page.evaluate("getComputedStyle(document.documentElement).fontSize")
            sizes.append((float(letters[:-2]), seen.map().evaluate("GeoRtcc.grown")))
    assert sizes[1] > sizes[0]
    assert sizes[1][1] > sizes[0][1] == 1


def test_leaving_out_on_view_calls_changes_the_map(visit) -> None:
    with visit("/?last=7+days") as seen:
        before = seen.points()
        seen.page.get_by_text("Include on-view calls").click()
        seen.page.wait_for_function("document.body.innerText.includes('calls are left out')")
        seen.page.wait_for_timeout(500)
        assert 0 < seen.points() < before
        assert "on_view=false" in seen.page.url.lower()


def test_hovering_says_what_when_where_and_how_sure(visit) -> None:
    with visit("/?last=7+days&types=Information+<b>only</b>+%26+more") as seen:
        frame = seen.map()
        at = frame.evaluate(
            "() => { const map = GeoRtcc.maps.live_map; let layer; map.eachLayer(l => { "
            "if (l.near) layer = l; }); const n = layer.n - 1; "
            "return map.latLngToContainerPoint([layer.lat[n], layer.lon[n]]); }"
        )
        box = seen.page.query_selector("iframe").bounding_box()
        seen.page.mouse.move(box["x"] + at["x"], box["y"] + at["y"])
        frame.wait_for_selector(".rtcc-panel", state="visible")
        text = frame.inner_text(".rtcc-panel")
    assert "Information <b>only</b> & more" in text
    assert "priority" in text
    assert re.search(r"\w{3} \d+ \w{3} 20\d\d \d\d:\d\d:\d\d C[SD]T", text)
    assert "Street" in text
    assert "Point given by the source" in text


def test_the_view_stays_when_filters_change(visit) -> None:
    where = (
        "() => { const map = GeoRtcc.maps.live_map, {lat, lng} = map.getCenter(); "
        "return [lat, lng, map.getZoom()]; }"
    )
    with visit("/?last=7+days") as seen:
        seen.map().evaluate("GeoRtcc.maps.live_map.setView([45.01, -93.08], 15)")
        kept = seen.map().evaluate(where)
        seen.page.get_by_text("Include on-view calls").click()
        seen.page.wait_for_function("document.body.innerText.includes('calls are left out')")
        seen.page.wait_for_timeout(500)
        assert seen.map().evaluate(where) == pytest.approx(kept, abs=1e-5)


def test_the_review_header_equals_a_recount(visit, city: Database) -> None:
    with city.transaction() as connection:
        [on, n] = connection.execute(
            "select operational_on, count(*) filter (where not is_on_view) from call_for_service "
            "join shift using (shift_id) where code = 'B' and operational_on = (select "
            "max(operational_on) - 3 from call_for_service) group by 1"
        ).fetchone()
    with visit(f"/shift-review?on={on}&shift=Evening") as seen:
        seen.map()
        assert seen.page.inner_text("h1").startswith("Evening, operational date")
        assert seen.page.inner_text(".rtcc-figures dd") == str(n)


def test_large_cells_are_fewer(visit) -> None:
    with visit("/shift-review") as seen:
        small = int(seen.map().evaluate("document.body.dataset.cells"))
        seen.page.get_by_text("Large cells").click()
        seen.page.wait_for_function(
            f"document.querySelector('iframe').contentDocument.body?.dataset.cells < {small}"
        )


def test_the_clock_ticks_in_the_agency_zone(visit) -> None:
    with visit("/") as seen:
        clock = seen.page.locator(".st-key-top_bar .clock")
        clock.wait_for()
        before = clock.inner_text()
        assert before.endswith(("CST", "CDT"))
        seen.page.wait_for_timeout(1500)
        assert clock.inner_text() != before
        badge = seen.page.locator(".st-key-top_bar .state")
        assert badge.inner_text().startswith("LIVE")
        assert "15 min" in badge.get_attribute("title")
        assert "America/Chicago" in clock.get_attribute("title")
