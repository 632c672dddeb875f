"""Chromium without a GPU, and what a page in it asked for, held and drew."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Error,
    Page,
    Response,
    sync_playwright,
)

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
RECORDER = Path(__file__).with_name("_map_recorder.js").read_text("utf-8")
SCREEN = {"width": 1440, "height": 900}
PATIENCE_MS = 180_000
_TAKEN = """[...performance.getEntriesByType("navigation"),
             ...performance.getEntriesByType("resource")]
            .map(one => [one.name, one.transferSize ? one.encodedBodySize : 0])"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a browser for the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def fresh(browser: Browser, theme: str = "light") -> Iterator[BrowserContext]:
    """Give a context with nothing in its cache."""
    context = browser.new_context(viewport=SCREEN, color_scheme=theme)
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(RECORDER)
    yield context
    context.close()


@dataclass
class Visit:
    """An open page, all that it asked for, and what went wrong in it."""

    page: Page
    cdp: CDPSession
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def when(self, ready: str) -> float:
        """Return the seconds from the page's start until ``ready`` held and a frame had passed."""
        ask = "([ready, patience]) => recorder.when(ready, patience)"
        try:
            return float(self.page.evaluate(ask, [ready, PATIENCE_MS])) / 1000
        except Error as error:
            says = " ".join(self.page.inner_text("body").split())[:300]
            raise SystemExit(
                f"{error.message}\nThe page says: {says}\n{self.complaints}"
            ) from error

    def start(self, kind: str, of: str = "") -> None:
        """Record ``Frames`` or ``Pixels`` of what the selector finds, or ``Times``."""
        self.page.evaluate("([kind, of]) => recorder.start(kind, of)", [kind, of])

    def stop(self, kind: str) -> Any:
        """End a recording; return it."""
        return self.page.evaluate("kind => recorder.stop(kind)", kind)

    def taken(self) -> dict[str, int]:
        """Return the bytes of each answer's body on the wire, by path; 0 from the cache."""
        found: dict[str, int] = {}
        for url, size in self.page.evaluate(_TAKEN):
            path = urlsplit(url).path
            found[path] = found.get(path, 0) + size
        return found

    def heap(self) -> float:
        """Return the bytes that scripts hold once garbage is gone."""
        for _ in range(3):
            self.cdp.send("HeapProfiler.collectGarbage")
        return float(self.cdp.send("Runtime.getHeapUsage")["usedSize"])

    def nodes(self) -> int:
        """Return how many nodes of documents are held."""
        return int(self.cdp.send("Memory.getDOMCounters")["nodes"])

    def drag(self, seconds: float) -> list[float]:
        """Drag the map about for a while; return when each frame began, in ms."""
        mouse, middle, reach = self.page.mouse, (690, 450), (440, 150)

        def place(at: float) -> tuple[float, float]:
            # from panel to panel and back, as far as a hand goes in that time
            turn = 2 * math.pi * at / seconds
            x, y = math.cos(0.9 * turn), math.sin(0.7 * turn)
            return middle[0] + reach[0] * x, middle[1] + reach[1] * y

        mouse.move(*place(0))
        mouse.down()
        mouse.move(middle[0] + reach[0] - 5, middle[1] + 5)
        self.start("Times")
        began = time.perf_counter()
        while (at := time.perf_counter() - began) < seconds:
            mouse.move(*place(at))
        times: list[float] = self.stop("Times")
        mouse.up()
        return times


@contextmanager
def visit(context: BrowserContext, url: str) -> Iterator[Visit]:
    """Open a page; what it asks for is noted from its first request on."""
    page = context.new_page()
    seen = Visit(page, context.new_cdp_session(page))
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("response", lambda answer: _refused(seen, answer))
    page.on("websocket", lambda socket: seen.requests.append(socket.url))
    page.goto(url)
    yield seen
    page.close()


def _refused(seen: Visit, answer: Response) -> None:
    # Streamlit asks whether the app lives under the page's path, and is told no
    if answer.status >= 400 and "/_stcore/" not in answer.url:
        seen.complaints.append(f"{answer.status} {answer.url}")


def rate(times: list[float]) -> float:
    """Return the frames a second."""
    return (len(times) - 1) / (times[-1] - times[0]) * 1000


def longest(times: list[float]) -> float:
    """Return the longest frame in ms."""
    return max(later - earlier for earlier, later in pairwise(times))
