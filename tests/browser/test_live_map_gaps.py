"""After any gap the map is exactly what the database says, and meanwhile it says how it is."""

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from app_fixtures import free_port, start_app, wait_until_healthy
from live_city import LiveCity, begin, living, moment
from live_page import Open, opened
from playwright.sync_api import Browser

from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import Database
from geo_rtcc.store.migrations import migrate

# A clock that is years behind, and later jumps years ahead.
WRONG_CLOCK = """
  const real = Date.now; self.shiftMs = -5 * 365 * 864e5;
  Date.now = () => real() + shiftMs;
  const Plain = Date;
  Date = class extends Plain { constructor(...a) { a.length ? super(...a) : super(Date.now()); } };
"""
BREAK_TOKEN = """sessionStorage.setItem("geo-rtcc-token", '{"token": "expired.or.forged"}')"""


def test_what_was_missed_while_cut_off_is_there_after(live: Open, live_city: LiveCity) -> None:
    with live() as seen:
        seen.page.context.set_offline(True)
        live_city.call("missed", received_at=moment() - timedelta(minutes=2))
        seen.until("root.dataset.state === 'waiting'")
        assert "Reconnecting" in seen.find(".link").inner_text()
        live_city.call("missed", closed_at=moment())
        live_city.call("also missed")
        seen.page.context.set_offline(False)
        seen.until("root.dataset.state === 'live'")
        seen.equals(live_city)
        assert seen.find(".link").inner_text() == "Connected"


def test_a_tab_that_slept_shows_what_happened_meanwhile(live: Open, live_city: LiveCity) -> None:
    with live() as seen:
        devtools = seen.page.context.new_cdp_session(seen.page)
        devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
        for n in range(20):
            live_city.call(f"asleep {n}", received_at=moment() - timedelta(seconds=n))
        time.sleep(8)  # longer than a viewer waits for a sign of life
        devtools.send("Page.setWebLifecycleState", {"state": "active"})
        key = live_city.call("awake")
        seen.until("model.find({ kind: 'call', key: arg }) !== null", key)
        seen.equals(live_city)
        seen.until("root.dataset.state === 'live'")


def test_a_token_that_ran_out_is_renewed_by_itself(live: Open, live_city: LiveCity) -> None:
    with live() as seen:
        seen.page.context.set_offline(True)
        seen.page.evaluate(BREAK_TOKEN)
        live_city.call("while locked out")
        seen.until("root.dataset.state === 'waiting'")
        seen.page.context.set_offline(False)
        seen.until("root.dataset.state === 'live'", within_s=40)
        seen.equals(live_city)
        assert "expired" not in seen.page.evaluate("sessionStorage.getItem('geo-rtcc-token')")


def test_a_wrong_clock_of_the_client_changes_nothing(live: Open, live_city: LiveCity) -> None:
    with live(script=WRONG_CLOCK) as seen:
        assert seen.page.evaluate("new Date().getFullYear()") < moment().year - 3
        seen.equals(live_city)
        assert abs(seen.get("clock.now()") - time.time()) < 3
        age = seen.find(".queue .age").last.inner_text()
        seen.page.evaluate("shiftMs = 3 * 365 * 864e5")
        key = live_city.call("by the server's clock", received_at=moment() - timedelta(minutes=7))
        card = seen.find(f'.queue [data-key="call {key}"]')
        card.wait_for()
        seen.until("Math.abs(clock.now() - arg) < 6", time.time())
        assert (age != "", card.locator(".age").inner_text()) == (True, "7 min")
        seen.equals(live_city)


@pytest.fixture
def own_server(data_dir: Path) -> Iterator[EmbeddedCluster]:
    """A database server of the test's own, which it may restart."""
    own = EmbeddedCluster(data_dir, durable=False)
    with own.lease():
        migrate(own.conninfo())
        yield own


def test_it_goes_on_by_itself_after_the_database_was_away(
    browser: Browser, own_server: EmbeddedCluster, tmp_path: Path
) -> None:
    with living(own_server.conninfo(), tmp_path) as city, opened(browser, city.url) as seen:
        shown = seen.get("model.calls().length")
        own_server.stop(force=True)
        seen.until("root.dataset.state === 'away'", within_s=30)
        assert "Database away" in seen.find(".link").inner_text()
        assert seen.get("model.calls().length") == shown
        with own_server.lease():
            city.call("after the restart")
            seen.until("root.dataset.state === 'live'", within_s=30)
            seen.equals(city)
            assert seen.complaints == []


def test_it_goes_on_by_itself_after_the_app_was_restarted(
    browser: Browser, database: Database, tmp_path: Path
) -> None:
    city, port = begin(database, tmp_path), free_port()
    url, first = f"http://127.0.0.1:{port}", ["--server.port", str(port)]
    process = start_app(*first, GEO_RTCC_DSN=database.conninfo)
    wait_until_healthy(process, url)
    with opened(browser, url) as seen:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
        city.call("while the app was down")
        seen.until("root.dataset.state === 'waiting'")
        process = start_app(*first, GEO_RTCC_DSN=database.conninfo)
        wait_until_healthy(process, url)
        seen.until("root.dataset.state === 'live'", within_s=60)
        seen.equals(city)
    os.kill(process.pid, signal.SIGTERM)
    process.communicate(timeout=20)
