"""Light, dark, and an agency that has loaded nothing yet."""

from pathlib import Path

from app_fixtures import running_app
from live_page import Open, opened
from playwright.sync_api import Browser

from geo_rtcc.store.database import Database
from geo_rtcc.views.missing import NO_AREAS, NO_CALLS, NO_PLAN

GROUND = "getComputedStyle(root.querySelector('.leaflet-container')).backgroundColor"
SURFACE = "getComputedStyle(root.querySelector('.queue')).backgroundColor"


def test_light_and_dark_change_while_it_is_open(live: Open) -> None:
    with live(color_scheme="light") as seen:
        seen.get("void (root.before = map)")
        light = seen.get(f"[{GROUND}, {SURFACE}]")
        for theme in ("dark", "light"):
            seen.page.emulate_media(color_scheme=theme)
            seen.until("root.dataset.theme === arg", theme)
        assert seen.get(f"[{GROUND}, {SURFACE}]") == light
        seen.page.emulate_media(color_scheme="dark")
        seen.until("root.dataset.theme === 'dark'")
        dark = seen.get(f"[{GROUND}, {SURFACE}]")
        assert all(one != other for one, other in zip(dark, light, strict=True))
        assert seen.get("root.before === map && layers.calls.look.theme === 'dark'")
        assert seen.complaints == []


def test_an_empty_agency_reads_what_to_load(
    browser: Browser, database: Database, tmp_path: Path
) -> None:
    with running_app(database.conninfo) as url, opened(browser, url) as seen:
        notes = seen.find(".notes")
        notes.get_by_text(NO_PLAN).wait_for()
        assert notes.locator("li").all_inner_texts() == [NO_CALLS, NO_AREAS, NO_PLAN]
        assert seen.find(".queue .hint").first.inner_text() == "Nothing waits for anybody."
        for key in ("t", "?", " "):
            seen.press(key)
        assert seen.get("model.calls()") == []
        assert seen.complaints == []
