"""The system page in a real browser: it renews itself without a blank or dimmed frame."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from app_fixtures import free_port, start_app, wait_until_healthy
from playwright.sync_api import Browser, Page, sync_playwright

from geo_rtcc.situation.parts import PartReport, PartState, own_identity
from geo_rtcc.supervisor.board import Board, only_supervisor

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
# Every frame until a second after the card says so: the lowest opacity of anything, and how
# often the cards were gone.
FRAMES = """async (word) => {
  let low = 1, gone = 0, end = Infinity;
  const last = performance.now() + 20000;
  while (performance.now() < Math.min(end, last)) {
    await new Promise(requestAnimationFrame);
    const card = document.querySelector('[data-part="ingest"]');
    if (!card) gone++;
    if (end === Infinity && card?.innerText.includes(word)) end = performance.now() + 1000;
    for (const each of document.querySelectorAll('.st-key-system, .st-key-system *'))
      low = Math.min(low, Number(getComputedStyle(each).opacity));
  }
  return [low, gone];
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def run_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder on which this process is the supervisor of one part."""
    folder = tmp_path_factory.mktemp("run")
    with only_supervisor(folder):
        show(folder, PartState.RUNNING)
        yield folder


@pytest.fixture(scope="module")
def url(city_conninfo: str, run_dir: Path) -> Iterator[str]:
    """The address of a newly started app that nobody has visited."""
    port = free_port()
    environment = {"GEO_RTCC_DSN": city_conninfo, "GEO_RTCC_DATA_DIR": str(run_dir)}
    process = start_app("--server.port", str(port), **environment)
    wait_until_healthy(process, f"http://127.0.0.1:{port}")
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.communicate(timeout=20)


def show(folder: Path, state: PartState) -> None:
    """Report the part in a state, as a supervisor does."""
    now = datetime.now(UTC)
    part = PartReport(name="ingest", state=state, since=now, log_file="ingest.log", pid=os.getpid())
    assert own_identity()
    Board(folder, now).show((part,), now)


@contextmanager
def opened(
    browser: Browser, url: str, *, theme: str = "light", width: int = 1440
) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    page = context.new_page()
    page.goto(f"{url}/system")
    page.wait_for_selector('[data-part="ingest"]')
    yield page
    context.close()


def test_whoever_opens_its_address_first_after_a_start_sees_it(browser: Browser, url: str) -> None:
    with opened(browser, url) as page:
        page.wait_for_selector(".st-key-top_bar .clock")
        assert "Page not found" not in page.inner_text("body")
        assert "well" in page.inner_text("h1")


def test_a_change_shows_without_a_reload_and_without_a_blink(
    browser: Browser, url: str, run_dir: Path
) -> None:
    with opened(browser, url) as page:
        show(run_dir, PartState.FAILING)
        assert page.evaluate(FRAMES, "FAILING") == [1, 0]
        card = page.locator('[data-part="ingest"]')
        assert "FAILING" in card.inner_text()
        show(run_dir, PartState.RUNNING)
        page.wait_for_function("document.querySelector('[data-part]').innerText.includes('RUNN')")


@pytest.mark.parametrize(
    ("width", "theme", "ground"),
    [(1440, "light", "rgb(255, 255, 255)"), (390, "dark", "rgb(24, 33, 43)")],
)
def test_in_light_and_dark_nothing_overflows_sideways(
    browser: Browser, url: str, width: int, theme: str, ground: str
) -> None:
    with opened(browser, url, theme=theme, width=width) as page:
        page.wait_for_selector(".st-key-top_bar .clock")
        look = "getComputedStyle(document.querySelector('[data-part]')).backgroundColor"
        assert page.evaluate(look) == ground
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        beyond = page.evaluate(
            "[...document.querySelectorAll('.stMain *')].filter(e => !e.closest('.rtcc-scroll') "
            "&& e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className)"
        )
        assert beyond == []
