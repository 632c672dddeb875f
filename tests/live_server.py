"""The app with its live routes as a process of its own, and an agency whose day goes on."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app_fixtures import ROOT, free_port, wait_until_healthy
from feed_records import NOW, call, fix, read, submission

from geo_rtcc.errors import DatabaseError
from geo_rtcc.ingest.hot_lists import replace_hot_list
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.models import HotListEntry
from geo_rtcc.settings import Settings
from geo_rtcc.store.database import Database
from geo_rtcc.store.queue_marks import mark

APP = ROOT / "tests/live_app.py"


@contextmanager
def live_app(dsn: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run it on a free port until the block ends; give the process and its address."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(port)],
        cwd=ROOT, env={**os.environ, "GEO_RTCC_DSN": dsn}, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_healthy(process, url)
        yield process, url
    finally:
        process.kill()
        process.wait()


class Day:
    """What an agency's feeds send in a day, one thing after another, the same for the same seed."""

    def __init__(self, database: Database, folder: Path, *, seed: int = 1) -> None:
        self.database = database
        self._pipeline = Pipeline(database, Settings(data_dir=folder, dsn=database.conninfo))
        self._dice = random.Random(seed)
        self._calls: dict[str, dict[str, Any]] = {}
        self._count = 0
        entries = [
            HotListEntry(external_id=str(n), plate=f"HOT{n:04}", plate_text="", state="TX")
            for n in range(50)
        ]
        replace_hot_list(database, "stolen", entries, as_of=_now(), now=_now())

    def step(self) -> None:
        """Let one thing happen; try again while the database is away."""
        self._count += 1
        what = self._dice.choices(
            [self._new_call, self._change_call, self._fixes, self._read, self._mark],
            [4, 4, 3, 2, 1],
        )[0]
        what()

    def new_call(self, **words: Any) -> str:
        """Receive a call; return its external id."""
        name = f"c{self._count}-{len(self._calls)}"
        self._calls[name] = {
            "received_at": _now() - timedelta(minutes=self._dice.randrange(60)),
            "lon": -93.09 + self._dice.random() / 50,
            "lat": 45.01 + self._dice.random() / 50,
            "address": f"{self._dice.randrange(1, 900)} OAK ST",
            **words,
        }
        self._send([call(name, **self._calls[name])])
        return name

    def _new_call(self) -> None:
        self.new_call()

    def _change_call(self) -> None:
        if not self._calls:
            return
        name = self._dice.choice(sorted(self._calls))
        said = self._calls[name]
        if "dispatched_at" not in said:
            said |= {"dispatched_at": _now(), "units": ("u1", "u2")}
        elif "on_scene_at" not in said:
            said |= {"on_scene_at": _now(), "lat": 45.02 + self._dice.random() / 50}
        else:
            said |= {"closed_at": _now(), "disposition": "Report"}
        self._send([call(name, source_updated_at=_now(), **said)])

    def _fixes(self) -> None:
        units = [f"u{self._dice.randrange(9)}" for _ in range(3)]
        self._send([fix(unit, self._now_s(), lon=-93.09 + self._dice.random() / 50)
                    for unit in units])  # fmt: skip

    def _read(self) -> None:
        plate = f"HOT{self._dice.randrange(60):04}"
        self._send([read(f"r{self._count}", self._now_s(), plate, state="TX", lon=-93.08,
                         lat=45.02)])  # fmt: skip

    def _mark(self) -> None:
        with self.database.transaction() as connection:
            found = connection.execute(
                "select hit_id, captured_at from hit order by captured_at desc limit 1"
            ).fetchall()
        for record_id, at in found:
            mark(self.database, kind="hit", record_id=record_id, record_at=at,
                 action="escalate", by=f"desk {self._count}", now=_now())  # fmt: skip

    def _send(self, records: list[Any]) -> None:
        self._pipeline.store([submission(records)], now=_now())

    @staticmethod
    def _now_s() -> float:
        return (_now() - NOW).total_seconds()


def newest_id(database: Database) -> int:
    """Return the newest outbox id."""
    with database.transaction() as connection:
        [[found]] = connection.execute("select max(outbox_id) from outbox").fetchall()
    return int(found)


def until_done(work: Any) -> None:
    """Do ``work`` again while the database is away."""
    while True:
        try:
            work()
        except DatabaseError:
            continue
        return


def _now() -> datetime:
    return datetime.now(UTC)
