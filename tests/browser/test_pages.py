"""The pages with folium maps: nothing leaves the machine, nothing fails, nothing overflows.

The live map has its own tests, test_live_map*.py; only the bar at the top is tested on it here.
"""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Frame, Page, Request

from geo_rtcc.store.database import Database

PAGE = "/shift-review"
MAP = "Object.values(window).find((each) => each instanceof L.Map)"
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


@pytest.mark.parametrize(
    ("theme", "ground"), [("light", "rgb(243, 242, 238)"), ("dark", "rgb(18, 24, 31)")]
)
def test_in_light_and_dark_no_request_leaves_the_machine_and_nothing_fails(
    visit, app_url, theme, ground
) -> None:
    with visit(PAGE, theme) as seen:
        look = "getComputedStyle(document.querySelector('.leaflet-container')).backgroundColor"
        assert seen.map().evaluate(look) == ground
        seen.page.wait_for_timeout(1000)
        hosts = {
            urlsplit(url).netloc for url in seen.requests if not url.startswith(("data:", "blob:"))
        }
        assert hosts == {urlsplit(app_url).netloc}
        assert seen.complaints == []
        assert any("/assets/leaflet.js" in url for url in seen.requests)
        assert any("/assets/public-sans-latin.woff2" in url for url in seen.requests)


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_nothing_overflows_sideways(visit, width, height) -> None:
    with visit(PAGE, width=width, height=height) as seen:
        seen.map()
        fits(seen, width)


def fits(seen: Visit, width: int) -> None:
    """Assert that nothing leaves the window at its side."""
    seen.page.wait_for_timeout(300)
    beyond = seen.page.evaluate(
        "[...document.querySelectorAll('.stMain, .stMain *')].filter(e => "
        "e.getBoundingClientRect().width && !e.closest('.stDataFrame') && "
        "e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className)"
    )
    assert beyond == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


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


def test_large_cells_are_fewer_and_the_view_stays(visit) -> None:
    where = f"[{MAP}.getCenter().lat, {MAP}.getCenter().lng, {MAP}.getZoom()]"
    with visit(PAGE) as seen:
        small = int(seen.map().evaluate("document.body.dataset.cells"))
        seen.map().evaluate(f"{MAP}.setView([45.01, -93.08], 15)")
        kept = seen.map().evaluate(where)
        seen.page.get_by_text("Large cells").click()
        seen.page.wait_for_function(
            "document.querySelector('.rtcc-key')?.innerText.includes('48+')"
        )
        seen.page.wait_for_function(
            f"document.querySelector('iframe').contentDocument.body?.dataset.cells < {small}"
        )
        assert seen.map().evaluate(where) == pytest.approx(kept, abs=1e-5)


def test_a_wall_display_gets_larger_letters_and_markers_and_all_fits(visit) -> None:
    sizes = []
    for width, height in ((1440, 900), (3840, 2160)):
        with visit(PAGE, width=width, height=height) as seen:
            wall = seen.map().evaluate("document.documentElement.classList.contains('wall')")
            letters = seen.page.evaluate("getComputedStyle(document.documentElement).fontSize")
            sizes.append((float(letters[:-2]), wall))
            fits(seen, width)
    assert sizes[1][0] > sizes[0][0]
    assert (sizes[0][1], sizes[1][1]) == (False, True)


def test_the_clock_ticks_in_the_agency_zone(visit) -> None:
    with visit(PAGE) as seen:
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
