"""The city that reads come from in a measurement: beats, cameras, vehicles and a hot list."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import polars as pl

from bench.areas import save_beats, synthetic_beats
from geo_rtcc.ingest.hot_lists import replace_hot_list
from geo_rtcc.models import HotListEntry, Shift, ShiftPlan
from geo_rtcc.store import Database
from geo_rtcc.store.shift_plans import save_shift_plan

BOUNDS = (-93.35, 44.85, -92.95, 45.10)
BEATS, CAMERAS, VEHICLES = 300, 200, 300_000
PLAN = ShiftPlan(
    code="bench",
    zone="America/Chicago",
    effective_on=date(2020, 1, 1),
    shifts=(
        Shift(code="D", name="Day", start_minute=420, end_minute=900),
        Shift(code="E", name="Evening", start_minute=900, end_minute=1380),
        Shift(code="N", name="Night", start_minute=1380, end_minute=420),
    ),
)
# hits by the vehicle's own plate; look-alikes of other entries come on top
WANTED_SHARE, BURST_SHARE, REPEATED_SHARE = 0.006, 0.05, 0.02
_STATES = np.array(["MN", "MN", "MN", "WI", "IA", "ND", "SD", None], dtype=object)
_MAKES = np.array(["Ford", "Chevrolet", "Toyota", "Honda", "Nissan", "Jeep"], dtype=object)
_COLORS = np.array(["white", "black", "gray", "silver", "red", "blue"], dtype=object)


@dataclass(frozen=True, kw_only=True)
class City:
    """What reads are drawn from; plates are texts of three letters and four digits."""

    plates: np.ndarray
    states: np.ndarray
    looks: np.ndarray
    lon: np.ndarray
    lat: np.ndarray
    wanted: np.ndarray


def made(entries: int, seed: int = 5) -> City:
    """Make a city whose hot list has ``entries`` plates, each of a vehicle that may be seen."""
    rng = np.random.default_rng(seed)
    plates = _plates(rng, VEHICLES + entries)
    count = len(plates)
    west, south, east, north = BOUNDS
    return City(
        plates=plates,
        states=_STATES[rng.integers(0, len(_STATES), count)],
        looks=rng.integers(0, 6, (count, 2)),
        lon=rng.uniform(west, east, CAMERAS),
        lat=rng.uniform(south, north, CAMERAS),
        wanted=np.arange(count - entries, count),
    )


def _plates(rng: np.random.Generator, count: int) -> np.ndarray:
    numbers = rng.choice(26**3 * 10**4, count, replace=False)
    letters, digits = np.divmod(numbers, 10**4)
    words = [f"{chr(65 + a // 676)}{chr(65 + a // 26 % 26)}{chr(65 + a % 26)}" for a in letters]
    return np.array([f"{word}{n:04}" for word, n in zip(words, digits, strict=True)], object)


def save(database: Database, city: City, folder: Path, now: datetime) -> None:
    """Store the city's beats, shifts and hot list."""
    with database.transaction() as connection:
        save_beats(connection, synthetic_beats(BOUNDS, BEATS), folder, now)
        save_shift_plan(connection, PLAN, now=now)
    entries = [
        HotListEntry(external_id=f"e-{at}", plate=str(city.plates[at]),
                     plate_text=str(city.plates[at]), state=city.states[at])
        for at in city.wanted.tolist()
    ]  # fmt: skip
    replace_hot_list(database, "bench", entries, now=now)


class Reads:
    """Gives the city's reads in order of capture, block by block, always the same for a seed.

    Parameters
    ----------
    begin_at
        Capture of the first read, aware; each next one is ``step_s`` seconds later.
    share
        Of every hundred reads: bursts of one plate at one camera, and reads sent a second time.
    """

    def __init__(self, city: City, begin_at: datetime, *, step_s: float, seed: int = 7) -> None:
        self._city, self._step_us = city, int(step_s * 1e6)
        self._begin_us = round(begin_at.timestamp() * 1e6)
        self._rng, self._n = np.random.default_rng(seed), 0
        self._last: pl.DataFrame | None = None

    def block(self, count: int) -> pl.DataFrame:
        """Return the next reads, by the names of our own JSON."""
        rng, city = self._rng, self._city
        numbers = np.arange(self._n, self._n + count)
        self._n += count
        seen = rng.integers(0, VEHICLES, count)
        is_wanted = rng.random(count) < WANTED_SHARE
        seen[is_wanted] = rng.choice(city.wanted, int(is_wanted.sum()))
        camera = rng.integers(0, CAMERAS, count)
        at_us = self._begin_us + numbers * self._step_us
        burst = np.flatnonzero(rng.random(count) < BURST_SHARE)
        burst = burst[burst > 0]
        # the camera reads the same car again within its next seconds
        seen[burst], camera[burst] = seen[burst - 1], camera[burst - 1]
        frame = self._frame(seen, camera, at_us, rng.uniform(0.7, 1.0, count).round(3))
        again = np.flatnonzero(rng.random(count) < REPEATED_SHARE)
        if self._last is not None and len(again):
            earlier = self._last[rng.integers(0, len(self._last), len(again)).tolist()]
            kept = np.setdiff1d(np.arange(count), again)
            frame = pl.concat([earlier, frame[kept.tolist()]])
        self._last = frame
        return frame

    def _frame(
        self, seen: np.ndarray, camera: np.ndarray, at_us: np.ndarray, confidence: np.ndarray
    ) -> pl.DataFrame:
        city = self._city
        cameras = pl.Series(camera).cast(pl.String).str.zfill(3)
        instants = pl.Series(at_us).cast(pl.Datetime("us"))
        return pl.DataFrame(
            {
                "external_id": "c" + cameras + "-" + pl.Series(at_us).cast(pl.String),
                "captured_at": instants.dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ"),
                "plate": pl.Series(city.plates[seen].tolist(), dtype=pl.String),
                "state": pl.Series(city.states[seen].tolist(), dtype=pl.String),
                "confidence": confidence,
                "camera": "C-" + cameras,
                "lon": city.lon[camera],
                "lat": city.lat[camera],
                "heading_deg": (camera * 45 % 360).astype(float),
                "vehicle_make": pl.Series(_MAKES[city.looks[seen, 0]].tolist()),
                "vehicle_color": pl.Series(_COLORS[city.looks[seen, 1]].tolist()),
            }
        )


def body(block: pl.DataFrame) -> bytes:
    """Return reads as one JSON object a line."""
    return block.write_ndjson().encode()
