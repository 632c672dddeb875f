"""What a map's measurement runs on: the city stored, the app and its peers up, a browser."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from playwright.sync_api import Browser, BrowserContext

from bench import map_peers, map_store
from bench.database import fresh_database
from bench.figures import note
from bench.map_browser import Visit, chromium, fresh, visit
from bench.map_city import FULL, SMALL, City, Sizes, made
from bench.map_servers import ROOT, streamlit

LAYERS = "base,cameras,calls,cells,hits,units"
ROOT_SELECTOR = ".live"
DRAWN = "recorder.marks['geo-rtcc:drawn']"
Update = tuple[float, float, int]  # handed in, committed (seconds since 1970), outbox id


class Updater:
    """The process that commits updates through the pipeline."""

    def __init__(self, dsn: str, folder: Path, size: str, now: datetime) -> None:
        words = (dsn, folder, size, now.isoformat())
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench._map_updater", *map(str, words)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def start(self, rate: float, count: int) -> None:
        """Begin to commit ``count`` updates at ``rate`` a second; 0: as fast as it goes."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{rate} {count}\n")
        self._process.stdin.flush()

    def done(self) -> list[Update]:
        """Wait until all of them are committed; return them."""
        assert self._process.stdout is not None
        found: list[Update] = json.loads(self._process.stdout.readline())
        return found

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=30)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Everything that is up; ``places`` says in words how much the map holds."""

    is_small: bool
    sizes: Sizes
    city: City
    places: str
    url: str
    peers: str
    browser: Browser
    updater: Updater

    @contextmanager
    def live_map(
        self, context: BrowserContext | None = None, zoom: int | None = None, theme: str = "light"
    ) -> Iterator[Visit]:
        """Open the live map with its cells, as people open it or at a zoom, and wait for it."""
        west, south, east, north = self.city.bounds
        at = f"&at={(south + north) / 2:.5f},{(west + east) / 2:.5f},{zoom}" if zoom else ""
        with ExitStack() as stack:
            used = context or stack.enter_context(fresh(self.browser, theme))
            url = f"{self.url}/?layers={LAYERS}{at}"
            seen = stack.enter_context(visit(used, url))
            seen.when(DRAWN)
            yield seen

    @contextmanager
    def peer(self, path: str, ready: str) -> Iterator[tuple[Visit, float]]:
        """Open a page of a peer; give it, and the seconds until it had drawn everything."""
        with fresh(self.browser) as context, visit(context, self.peers + path) as seen:
            yield seen, seen.when(ready)


@contextmanager
def stage(*, small: bool) -> Iterator[Stage]:
    """Build everything for the block."""
    sizes, now = (SMALL if small else FULL), datetime.now(UTC)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rtcc-map-")))
        dsn = stack.enter_context(fresh_database())
        note("storing the city")
        city = made(sizes, now)
        map_store.save(dsn, city, sizes, folder, now)
        map_peers.write(city, folder)
        note("starting the app, its peers and a browser")
        data = folder / "data"
        url = stack.enter_context(
            streamlit("app.py", folder / "app.log", GEO_RTCC_DSN=dsn, GEO_RTCC_DATA_DIR=str(data))
        )
        peers = stack.enter_context(
            streamlit("bench/_map_peer_app.py", folder / "peers.log", RTCC_BENCH_FOLDER=str(folder))
        )
        browser = stack.enter_context(chromium())
        updater = Updater(dsn, folder, "small" if small else "full", now)
        stack.callback(updater.close)
        built = Stage(
            is_small=small, sizes=sizes, city=city, places=_places(dsn), url=url, peers=peers,
            browser=browser, updater=updater,
        )  # fmt: skip
        with built.live_map():  # the server has been asked once before
            pass
        yield built


def _places(dsn: str) -> str:
    """Say what is stored, by a count of it."""
    with psycopg.connect(dsn) as connection:
        found = connection.execute(
            "select count(*), count(distinct cell), count(*) filter (where closed_at is null), "
            "(select count(*) from unit), (select count(*) from hit), (select count(*) from "
            "camera), (select count(*) from base_feature where layer = 'street') "
            "from call_for_service"
        ).fetchone()
    assert found is not None
    calls, cells, is_open, units, hits, cameras, streets = found
    return (
        f"{calls:,} calls ({is_open} open) in {cells:,} cells, {units} units, {hits} hits, "
        f"{cameras} cameras, {streets:,} street segments"
    )
