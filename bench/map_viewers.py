"""Fifty viewers of the live map: how soon after its commit each has each change."""

import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.database import fresh_database
from bench.figures import Figure, note
from geo_rtcc.feeds.parsed import RecordKind
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.ingest.submissions import Submission
from geo_rtcc.models import AvlFix, CallForService
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database, outbox

ROOT = Path(__file__).parents[1]
RATE, VIEWERS, UNITS = 20, 50, 40
WEST, SOUTH = -93.1, 45.0


@dataclass(frozen=True, kw_only=True)
class Delays:
    """Milliseconds from commit to received, over all viewers and changes."""

    p50_ms: float
    p99_ms: float
    most_ms: float
    changes: int


def measure(*, small: bool) -> list[Figure]:
    """Commit RATE changes a second by the real pipeline; one viewer, then VIEWERS."""
    seconds, calls = (10, 2_000) if small else (60, 10_000)
    with (
        tempfile.TemporaryDirectory() as folder,
        fresh_database() as dsn,
        Database(dsn) as database,
    ):
        feed = Feed(database, Path(folder), calls)
        with app(dsn, Path(folder)) as url:
            one = delays(feed, url, 1, seconds)
            note(f"1 viewer: {one}")
            many = delays(feed, url, VIEWERS, seconds)
            note(f"{VIEWERS} viewers: {many}")
    sizes = (
        f"{RATE} commits/s for {seconds} s (calls and fixes of {UNITS} units), {calls:,} calls on "
        f"the map; commit to received; "
    )
    return [
        _figure("map.viewers1_p50_ms", one.p50_ms, f"{sizes}1 viewer, most {one.most_ms:.0f} ms"),
        _figure("map.viewers1_p99_ms", one.p99_ms, f"{sizes}1 viewer"),
        _figure("map.viewers50_p50_ms", many.p50_ms,
                f"{sizes}{VIEWERS} viewers, most {many.most_ms:.0f} ms"),
        _figure("map.viewers50_p99_ms", many.p99_ms, f"{sizes}{VIEWERS} viewers"),
    ]  # fmt: skip


def delays(feed: "Feed", url: str, viewers: int, seconds: int) -> Delays:
    """Return how long changes took to ``viewers`` that listen in another process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench._map_viewers", str(viewers), url],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    commits = feed.send(seconds)
    time.sleep(2)
    heard = {int(cursor): at for cursor, at in json.loads(process.communicate("")[0]).items()}
    found: list[float] = []
    for cursor, committed in commits:
        seen = [at for upto, at in sorted(heard.items()) if upto >= cursor][:1]
        assert seen, f"nobody heard of {cursor}"
        assert len(seen[0]) == viewers, f"{len(seen[0])} of {viewers} heard of {cursor}"
        found += [1000 * (at - committed) for at in seen[0]]
    cuts = statistics.quantiles(found, n=100)
    return Delays(p50_ms=cuts[49], p99_ms=cuts[98], most_ms=max(found), changes=len(commits))


class Feed:
    """Calls and fixes of an agency, one commit after another."""

    def __init__(self, database: Database, folder: Path, calls: int) -> None:
        self._database = database
        self._pipeline = Pipeline(database, Settings(data_dir=folder, dsn=database.conninfo))
        self._dice, self._count = random.Random(7), 0
        now = datetime.now(UTC)
        made = [self._call(now - timedelta(seconds=8.6 * n)) for n in range(calls)]
        for begin in range(0, calls, 1000):
            self._store(RecordKind.CALL, made[begin : begin + 1000])

    def send(self, seconds: int) -> list[tuple[int, float]]:
        """Commit RATE times a second; return each outbox id with when its commit was done."""
        began, commits = time.monotonic(), []
        for number in range(seconds * RATE):
            time.sleep(max(0.0, began + number / RATE - time.monotonic()))
            if number % 2:
                self._store(RecordKind.FIX, [self._fix() for _ in range(4)])
            else:
                self._store(RecordKind.CALL, [self._call(datetime.now(UTC))])
            committed = time.time()
            with self._database.transaction() as connection:
                newest = outbox.standing(connection).newest_id
            assert newest is not None
            commits.append((newest, committed))
        return commits

    def _store(self, kind: RecordKind, records: list[CallForService] | list[AvlFix]) -> None:
        one = Submission(kind=kind, source="bench", records=records, zone="UTC", format="plain")
        self._pipeline.store([one], now=datetime.now(UTC))

    def _place(self) -> dict[str, float]:
        return {"lon": WEST + self._dice.random() / 10, "lat": SOUTH + self._dice.random() / 10}

    def _call(self, at: datetime) -> CallForService:
        self._count += 1
        return CallForService(
            external_id=f"c{self._count}", received_at=at, call_type="BURG",
            address=f"{self._dice.randrange(1, 2000)} OAK ST", **self._place(),
        )  # fmt: skip

    def _fix(self) -> AvlFix:
        unit = f"u{self._dice.randrange(UNITS)}"
        return AvlFix(unit=unit, fix_at=datetime.now(UTC), **self._place())


@contextmanager
def app(dsn: str, folder: Path) -> Iterator[str]:
    """Serve the app with its live routes, as ``streamlit run`` does, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "GEO_RTCC_DSN": dsn, "GEO_RTCC_DATA_DIR": str(folder)}
    with (folder / "app.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "tests/live_app.py", "--server.port",
             str(port)], cwd=ROOT, env=env, stdout=log, stderr=log,
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{url}/_stcore/health")
        yield url
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("the app was not ready within 60 s")


def _figure(name: str, value: float, sizes: str) -> Figure:
    return Figure(figure=name, value=round(value, 1), unit="ms", sizes=sizes)
