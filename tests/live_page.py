"""The live map in a real browser: what a person sees and does, and what the map holds."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from live_city import LiveCity
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WITHIN_S = 20.0
NAMES = "const { model, map, link, clock, layers } = root.geoRtcc;"


class LivePage:
    """An open live map."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root: Locator = page.locator(".live")
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self._failed)
        page.on("console", self._said)

    def get(self, expression: str, argument: Any = None) -> Any:
        """Return what an expression of ``root, model, map, link, clock, layers, arg`` gives."""
        return self.root.evaluate(f"(root, arg) => {{ {NAMES} return {expression}; }}", argument)

    def until(self, expression: str, argument: Any = None, within_s: float = WITHIN_S) -> None:
        """Wait until such an expression is true."""
        self.page.wait_for_function(
            f"([root, arg]) => {{ {NAMES} return {expression}; }}",
            arg=[self.root.element_handle(), argument], timeout=within_s * 1000, polling=50,
        )  # fmt: skip

    def ready(self) -> "LivePage":
        """Wait until everything is drawn."""
        self.page.wait_for_selector(".live[data-drawn]", timeout=WITHIN_S * 1000)
        return self

    def find(self, selector: str, **options: Any) -> Locator:
        """Return what in the map a selector finds."""
        return self.root.locator(selector, **options)

    def button(self, name: str) -> Locator:
        """Return the button of that name in the map."""
        return self.root.get_by_role("button", name=name, exact=True)

    def press(self, key: str) -> None:
        """Press a key, wherever the focus is."""
        self.page.keyboard.press(key)

    def select(self, kind: str, key: str) -> None:
        """Select a record by a click on it, wherever it is shown in the open map."""
        x, y = self.spot(kind, key)
        self.page.mouse.click(x, y)

    def spot(self, kind: str, key: str) -> tuple[float, float]:
        """Return where on the screen a record is, in px."""
        at = self.get(
            "(() => { const { lat, lon } = model.find(arg), box = map.getContainer()"
            ".getBoundingClientRect(), at = map.latLngToContainerPoint([lat, lon]); "
            "return [at.x + box.x, at.y + box.y]; })()", {"kind": kind, "key": key},
        )  # fmt: skip
        return at[0], at[1]

    def view(self) -> list[float]:
        """Return latitude, longitude and zoom of the middle."""
        return self.get("[map.getCenter().lat, map.getCenter().lng, map.getZoom()]")

    def equals(self, city: LiveCity, *, window_s: int = 86_400, at: bool = False) -> None:
        """Wait until the calls held are those of the database at that moment, and say which not."""
        until = time.monotonic() + WITHIN_S
        while True:
            held = self.get("{ keys: model.calls().map((call) => call.key), from: model.from, "
                            "now: model.now(), at: Number(root.querySelector('[role=slider]')"
                            ".getAttribute('aria-valuenow')) }")  # fmt: skip
            instant = held["at"] if at else held["now"]
            when = {"from": held["from"], "at": instant, "window_s": window_s,
                    "until": instant if at else None}  # fmt: skip
            wanted, keys = city.shown(when), set(held["keys"])
            if keys == wanted and len(keys) == len(held["keys"]):
                return
            if time.monotonic() > until:
                assert keys == wanted
                assert len(keys) == len(held["keys"])
            self.page.wait_for_timeout(100)

    def _failed(self, request: Request) -> None:
        # The browser gives up requests itself when a page is left.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.url}: {request.failure}")

    def _said(self, message: Any) -> None:
        # Streamlit's own page asks first whether the app lives under the page's path.
        if message.type == "error" and "/_stcore/" not in message.location["url"]:
            self.complaints.append(f"{message.text} ({urlsplit(message.location['url']).path})")


Open = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of one file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(
    browser: Browser, url: str, *, script: str = "", ready: bool = True, **options: Any
) -> Iterator[LivePage]:
    """Open an address in a context of its own; ``script`` runs before everything else."""
    size = {"width": options.pop("width", 1440), "height": options.pop("height", 900)}
    context: BrowserContext = browser.new_context(viewport=size, **options)
    context.set_default_timeout(WITHIN_S * 1000)
    if script:
        context.add_init_script(script)
    page = LivePage(context.new_page())
    page.page.goto(url)
    yield page.ready() if ready else page
    context.close()


@pytest.fixture
def live(browser: Browser, live_city: LiveCity) -> Open:
    """Open the live map on the living city."""
    return lambda path="/", **options: opened(browser, live_city.url + path, **options)
