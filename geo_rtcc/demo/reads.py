"""The demo's plate reads, day by day, as columns: what cameras saw, and what was really there."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from geo_rtcc.demo.cameras import fixed_cameras, reader_ids
from geo_rtcc.demo.city import City
from geo_rtcc.demo.days import instants
from geo_rtcc.demo.geometry import Floats, degrees
from geo_rtcc.demo.hot_plates import twin_plates
from geo_rtcc.demo.lots import Bools, Ints
from geo_rtcc.demo.misreads import misread
from geo_rtcc.demo.outings import passes, together, usual_outings
from geo_rtcc.demo.readers import seen_by_readers
from geo_rtcc.demo.suspects import forced_passes, planted_outings
from geo_rtcc.demo.vehicles import LISTED, TWINS, Fleet, Texts, fleet
from geo_rtcc.feeds.reads.frame import READ_SCHEMA
from geo_rtcc.models import aware

FORMER_DAYS = 1  # an outing that begins before midnight is seen after it
_MISREAD, _MISREAD_LISTED, _MISREAD_TWIN, _NO_STATE = 0.03, 0.12, 0.35, 0.06
_TRUTH: dict[str, pl.DataType] = {
    "vehicle": pl.Int64(),
    "true_plate": pl.String(),
    "planted": pl.Boolean(),
}


def reads_between(
    city: City, from_at: datetime, to_at: datetime, *, anchor_on: date, seed: int
) -> pl.DataFrame:
    """Return the reads captured in [``from_at``, ``to_at``), in order, with the pipeline's columns.

    Parameters
    ----------
    anchor_on
        The city's first day; what was planted is counted from it.
    """
    return known_reads(city, from_at, to_at, anchor_on=anchor_on, seed=seed).select(
        list(READ_SCHEMA)
    )


def known_reads(
    city: City, from_at: datetime, to_at: datetime, *, anchor_on: date, seed: int
) -> pl.DataFrame:
    """Return reads as ``reads_between`` does, with the truth: ``vehicle``, ``true_plate``, …"""
    zone = ZoneInfo(city.zone)
    low, high = (aware(at, "from_at and to_at").astimezone(UTC) for at in (from_at, to_at))
    first = low.astimezone(zone).date() - timedelta(days=FORMER_DAYS)
    days = (high.astimezone(zone).date() - first).days + 1
    parts = [_reads_on(city, first + timedelta(days=n), anchor_on, seed) for n in range(days)]
    if low >= high:
        return pl.DataFrame(schema=READ_SCHEMA | _TRUTH)
    within = (pl.col("captured_at") >= low) & (pl.col("captured_at") < high)
    found = pl.concat([part.filter(within) for part in parts])
    return found.sort("captured_at", "external_id")


@dataclass(frozen=True)
class _Day:
    """One local day of the city: its number and first instant, seconds since 1970."""

    city: City
    on: date
    number: int
    seed: int
    midnight_s: float
    rng: np.random.Generator


@lru_cache(maxsize=4)
def _reads_on(city: City, on: date, anchor_on: date, seed: int) -> pl.DataFrame:
    midnight = instants(on, np.zeros(1), ZoneInfo(city.zone))[0]
    day = _Day(
        city=city,
        on=on,
        number=(on - anchor_on).days,
        seed=seed,
        midnight_s=float(midnight) / 1e6,
        rng=np.random.default_rng([seed, on.toordinal(), 52]),
    )
    seen = pl.concat([_by_fixed_cameras(day), _by_readers(day)])
    return _described(day, seen.sort("at_us", "camera", "vehicle"))


def _by_fixed_cameras(day: _Day) -> pl.DataFrame:
    city, seed = day.city, day.seed
    planted = planted_outings(city, seed, day.number)
    forced = forced_passes(city, seed, day.number)
    busy = sorted({*forced.vehicle.tolist(), *(planted.vehicle.tolist() if planted else ())})
    usual = usual_outings(city, day.on, seed, without=busy)
    seen = passes(city, together([usual, planted]) if planted else usual, day.rng)
    codes = np.array(fixed_cameras(city).external_id, dtype=object)
    none = np.full(len(seen.vehicle) + len(forced.vehicle), np.nan)
    return _raw(
        vehicle=np.concatenate([seen.vehicle, forced.vehicle]),
        camera=codes[np.concatenate([seen.camera, forced.camera])],
        at_s=day.midnight_s + np.concatenate([seen.at_s, forced.at_s]),
        heading=np.concatenate([seen.heading, forced.heading]),
        lonlat=np.column_stack([none, none]),
        planted=np.concatenate([seen.certain, forced.certain]),
    )


def _by_readers(day: _Day) -> pl.DataFrame:
    seen = seen_by_readers(day.city, day.on, day.seed, day.midnight_s)
    return _raw(
        vehicle=seen.vehicle,
        camera=np.array(reader_ids(), dtype=object)[seen.reader],
        at_s=seen.at_s,
        heading=np.full(len(seen.vehicle), np.nan),
        lonlat=degrees(seen.xy),
        planted=seen.certain,
    )


def _raw(
    *, vehicle: Ints, camera: Texts, at_s: Floats, heading: Floats, lonlat: Floats, planted: Bools
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "vehicle": vehicle.astype(np.int64),
            "camera": pl.Series(camera.astype(str)),
            "at_us": np.round(at_s * 1e3).astype(np.int64) * 1000,
            "heading_deg": pl.Series(np.round(heading, 1), nan_to_null=True),
            "lon": pl.Series(lonlat[:, 0], nan_to_null=True),
            "lat": pl.Series(lonlat[:, 1], nan_to_null=True),
            "planted": planted.astype(bool),
        }
    )


def _described(day: _Day, raw: pl.DataFrame) -> pl.DataFrame:
    """Add what a camera says of each vehicle, rightly or wrongly."""
    cars, vehicle, count, rng = fleet(day.city), raw["vehicle"].to_numpy(), len(raw), day.rng
    true = cars.plate[vehicle]
    text = _texts(day, vehicle, raw["planted"].to_numpy())
    trust = np.where(text != true, rng.beta(8, 4, count), rng.beta(20, 1.5, count))
    state = np.where(rng.random(count) < _NO_STATE, None, cars.state[vehicle])
    number = pl.Series(np.arange(1, count + 1)).cast(pl.String).str.zfill(6)
    known = raw.with_columns(
        (pl.lit(f"R{day.on:%Y%m%d}-") + number).alias("external_id"),
        pl.col("at_us").cast(pl.Datetime("us")).dt.replace_time_zone("UTC").alias("captured_at"),
        *(pl.Series(name, text.astype(str)) for name in ("plate", "plate_text")),
        pl.Series("true_plate", true.astype(str)),
        *(pl.Series(name, list(state), dtype=pl.String) for name in ("state", "state_text")),
        pl.Series("confidence", np.round(np.clip(trust, 0.4, 0.999), 3)),
        pl.Series("state_confidence", np.round(rng.beta(14, 2, count), 3)),
        *(pl.Series(name, looks[vehicle].astype(str)) for name, looks in _looks(cars).items()),
    )
    schema = READ_SCHEMA | _TRUTH
    missing = [pl.lit(None, schema[n]).alias(n) for n in schema if n not in known.columns]
    return known.with_columns(missing).select(list(schema))


def _looks(cars: Fleet) -> dict[str, Texts]:
    return {
        "vehicle_make": cars.make,
        "vehicle_model": cars.model,
        "vehicle_color": cars.color,
        "vehicle_type": cars.kind,
    }


def _texts(day: _Day, vehicle: Ints, planted: Bools) -> Texts:
    """Return what cameras read: a few plates wrongly, those of hot-listed cars more often."""
    plate, luck = fleet(day.city).plate, day.rng.random(len(vehicle))
    listed = (vehicle >= LISTED.start) & (vehicle < LISTED.stop)
    twin = (vehicle >= TWINS.start) & (vehicle < TWINS.stop)
    share = np.full(len(vehicle), _MISREAD)
    share[listed], share[twin] = _MISREAD_LISTED, _MISREAD_TWIN
    share[planted] = 0.0
    twins = twin_plates(day.city, day.seed)
    text = plate[vehicle].copy()
    for row in np.flatnonzero(luck < share):
        car = int(vehicle[row])
        of_twin = twins[car - TWINS.start] if twin[row] else ""
        text[row] = of_twin or misread(plate[car], float(luck[row] / share[row]))
    return np.asarray(text)
