"""After any gap the map is exactly what the database says, and meanwhile it says how it is."""

import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from app_fixtures import free_port, start_app, wait_until_healthy
from live_city import LiveCity, begin, moment
from live_page import Open, opened
from live_relay import relayed
from playwright.sync_api import Browser

from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import Database
from geo_rtcc.store.migrations import migrate
from tests.conftest import reachable_folder

# A clock that is years behind, and later jumps years ahead.
WRONG_CLOCK = """
  const real = Date.now; self.shiftMs = -5 * 365 * 864e5;
  Date.now = () => real() + shiftMs;
  const Plain = Date;
  Date = class extends Plain { constructor(...a) { a.length ? super(...a) : super(Date.now()); } };
"""
TOKEN = "sessionStorage.getItem('geo-rtcc-token')"
BREAK_TOKEN = """sessionStorage.setItem("geo-rtcc-token", '{"token": "expired.or.forged"}')"""


@pytest.mark.parametrize("how", ["cut", "swallow"])
def test_what_was_missed_while_cut_off_is_there_after(
    browser: Browser, live_city: LiveCity, how: str
) -> None:
    with relayed(live_city.url) as relay, opened(browser, relay.url) as seen:
        getattr(relay, how)()
        name = f"missed {how}"
        live_city.call(name, received_at=moment() - timedelta(minutes=2))
        seen.until("root.dataset.state === 'waiting'")
        seen.find(".link").get_by_text("Reconnecting").wait_for()
        live_city.call(name, closed_at=moment())
        live_city.call()
        relay.mend()
        seen.until("root.dataset.state === 'live'")
        seen.equals(live_city)
        seen.find(".link").get_by_text("Connected").wait_for()


def test_a_tab_that_slept_shows_what_happened_meanwhile(live: Open, live_city: LiveCity) -> None:
    with live() as seen:
        devtools = seen.page.context.new_cdp_session(seen.page)
        devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
        for n in range(20):
            live_city.call(f"asleep {n}", received_at=moment() - timedelta(seconds=n))
        time.sleep(6.5)  # longer than a viewer waits for a sign of life
        devtools.send("Page.setWebLifecycleState", {"state": "active"})
        key = live_city.call("awake")
        seen.until("model.find({ kind: 'call', key: arg }) !== null", key)
        seen.equals(live_city)
        seen.until("root.dataset.state === 'live'")


def test_a_token_that_ran_out_is_renewed_by_itself(browser: Browser, live_city: LiveCity) -> None:
    with relayed(live_city.url) as relay, opened(browser, relay.url) as seen:
        relay.cut()
        seen.page.evaluate(BREAK_TOKEN)
        live_city.call()
        seen.until("root.dataset.state === 'waiting'")
        relay.mend()
        seen.until("root.dataset.state === 'live'", within_s=40)
        seen.equals(live_city)
        assert "forged" not in seen.page.evaluate(TOKEN)


def test_the_token_is_renewed_before_it_runs_out(live: Open, live_city: LiveCity) -> None:
    with live(ready=False) as seen:
        seen.page.clock.install()
        seen.page.reload()
        before = seen.ready().page.evaluate(TOKEN)
        seen.page.clock.fast_forward("09:30")
        seen.until(f"{TOKEN} !== arg", before)
        seen.equals(live_city)


def test_a_wrong_clock_of_the_client_changes_nothing(live: Open, live_city: LiveCity) -> None:
    with live(script=WRONG_CLOCK) as seen:
        assert seen.page.evaluate("new Date().getFullYear()") < moment().year - 3
        seen.equals(live_city)
        assert abs(seen.get("clock.now()") - time.time()) < 3
        seen.page.evaluate("shiftMs = 3 * 365 * 864e5")
        live_city.call("by the server's clock", received_at=moment() - timedelta(minutes=7))
        card = seen.find(".queue .cards > li").filter(has_text="7 min").last
        seen.page.wait_for_timeout(3000)
        card.wait_for()
        assert abs(seen.get("clock.now()") - time.time()) < 6
        seen.equals(live_city)


@dataclass(kw_only=True)
class Installation:
    """A database server, a city in it and the app on it, which a test may stop and start."""

    server: EmbeddedCluster
    city: LiveCity
    process: subprocess.Popen[str] = field(init=False)

    def start(self) -> None:
        """Start the app, where it was before."""
        port = self.city.url.rpartition(":")[2]
        self.process = start_app("--server.port", port, GEO_RTCC_DSN=self.server.conninfo())
        wait_until_healthy(self.process, self.city.url)

    def stop(self) -> None:
        """Stop the app and wait for its end."""
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=20)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One of this file's own."""
    with reachable_folder() as folder:
        server = EmbeddedCluster(folder, durable=False)
        with server.lease():
            migrate(server.conninfo())
            with Database(server.conninfo()) as database:
                city = begin(database, tmp_path_factory.mktemp("own"))
                city.url = f"http://127.0.0.1:{free_port()}"
                own = Installation(server=server, city=city)
                own.start()
                yield own
                own.stop()
        server.stop(force=True)


def test_it_goes_on_by_itself_after_the_database_was_away(
    browser: Browser, own: Installation
) -> None:
    with opened(browser, own.city.url) as seen:
        shown = seen.get("model.calls().length")
        own.server.stop(force=True)
        seen.until("root.dataset.state === 'away'", within_s=30)
        assert "Database away" in seen.find(".link").inner_text()
        assert seen.get("model.calls().length") == shown
        with own.server.lease():
            own.city.call("after the restart")
            seen.until("root.dataset.state === 'live'", within_s=30)
            seen.equals(own.city)
            assert seen.complaints == []


def test_it_goes_on_by_itself_after_the_app_was_restarted(
    browser: Browser, own: Installation
) -> None:
    with opened(browser, own.city.url) as seen:
        own.stop()
        own.city.call("while the app was down")
        seen.until("root.dataset.state === 'waiting'")
        own.start()
        seen.until("root.dataset.state === 'live'", within_s=60)
        seen.equals(own.city)
