"""Every request of every page, in light and dark: whom it goes to."""

from urllib.parse import urlsplit

from bench.figures import Figure, note
from bench.map_browser import Visit, fresh, visit
from bench.map_stage import ROOT_SELECTOR, Stage

THEMES, PAGES = ("light", "dark"), ("/shift-review", "/system")
LOCAL = ("data:", "blob:", "about:")
SETTLE_MS = 1_500
# Keys that open something, and the sign that it is open; Escape closes it again.
OPENED = {
    "t": "root.classList.contains('with-table')",
    "?": "root.classList.contains('with-help')",
    "/": "root.getRootNode().activeElement?.matches('.search input')",
    "j": "new URLSearchParams(location.search).get('sel')",
}


def measure(stage: Stage) -> list[Figure]:
    """Visit everything; count requests whose host isn't the app's."""
    asked: list[str] = []
    for theme in THEMES:
        asked += _live_map(stage, theme)
        for path in PAGES:
            asked += _page(stage, theme, path)
    own = urlsplit(stage.url).netloc
    foreign = [url for url in asked if not url.startswith(LOCAL) and urlsplit(url).netloc != own]
    note(f"{len(asked)} requests, foreign: {sorted(set(foreign))}")
    pages = f"live map with every panel opened, {', '.join(PAGES)}; {' and '.join(THEMES)}"
    return [
        Figure(figure="map.foreign_requests", value=len(foreign), unit="requests",
               sizes=f"of {len(asked):,}; {pages}")
    ]  # fmt: skip


def _live_map(stage: Stage, theme: str) -> list[str]:
    with stage.live_map(theme=theme) as seen:
        _layers(seen)
        for key, sign in OPENED.items():
            seen.page.keyboard.press(key)
            _wait(seen, sign)
            seen.page.keyboard.press("Escape" if key != "/" else "Tab")
        _menus(seen)
        seen.page.keyboard.press("Escape")
        seen.page.keyboard.press("ArrowLeft")
        seen.page.mouse.wheel(0, -300)
        seen.page.wait_for_timeout(SETTLE_MS)
        assert not seen.complaints, seen.complaints
        return seen.requests


def _layers(seen: Visit) -> None:
    """Close the layers and open them again, whichever way they begin."""
    is_open = "root.classList.contains('with-layers')"
    for wanted in (f"!{is_open}", is_open):
        seen.page.keyboard.press("l")
        _wait(seen, wanted)


def _menus(seen: Visit) -> None:
    """Open each menu of the top bar."""
    for button in seen.page.locator(f"{ROOT_SELECTOR} .menu > button").all():
        if button.is_visible():
            button.click()


def _wait(seen: Visit, sign: str) -> None:
    seen.page.wait_for_function(
        f"root => ({sign})",
        arg=seen.page.evaluate_handle(f"recorder.everywhere('{ROOT_SELECTOR}')[0]"),
        timeout=10_000,
    )


def _page(stage: Stage, theme: str, path: str) -> list[str]:
    with fresh(stage.browser, theme) as context, visit(context, stage.url + path) as seen:
        seen.page.wait_for_selector("h1, table, iframe")
        seen.page.wait_for_timeout(SETTLE_MS)
        assert not seen.complaints, seen.complaints
        return seen.requests
