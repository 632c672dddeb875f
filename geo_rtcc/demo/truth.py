"""The ground truth of what was planted, kept as a file that tests and people can read.

``docs/demo.md`` describes its keys. Every plate in it is invented.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from os import getpid
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from geo_rtcc.demo.calls import drawn_between, incident_id, placed_between
from geo_rtcc.demo.cameras import fixed_cameras, reader_ids
from geo_rtcc.demo.city import City
from geo_rtcc.demo.days import instants
from geo_rtcc.demo.geometry import degrees, metres
from geo_rtcc.demo.hot_list import STOLEN
from geo_rtcc.demo.hot_plates import twin_plates
from geo_rtcc.demo.lots import frontage, lot_points
from geo_rtcc.demo.misreads import kind_of
from geo_rtcc.demo.suspects import YARD, near_burglaries
from geo_rtcc.demo.tours import TOUR_UNITS, tours
from geo_rtcc.demo.vehicles import FOLLOWER, LEADER, LISTED, THIEF, TWINS, fleet

FILE = "ground_truth.json"
SECTIONS = {
    "stops": "arrival_read",
    "near_burglaries": "read",
    "co_travel": "first_read",
    "misreads": "read",
    "stolen_near_unit": "read",
    "near_repeats": "incident",
    "without_point": "incident",
}
"""The lists of records, and the key that tells each list's records apart."""
_OTHERS_SHARE = 20  # one in so many misreads of plates that nobody looks for
Truth = dict[str, Any]


def truth_between(
    city: City,
    reads: pl.DataFrame,
    from_at: datetime,
    to_at: datetime,
    *,
    anchor_on: date,
    seed: int,
) -> Truth:
    """Return what was planted in [``from_at``, ``to_at``).

    Parameters
    ----------
    reads
        As ``reads.known_reads`` returns them for that time.
    """
    cars = fleet(city)
    zone = ZoneInfo(city.zone)
    first, last = (at.astimezone(zone).date() for at in (from_at, to_at))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    incidents = _near_repeats(city, from_at, to_at, anchor_on, seed)
    return {
        "city": city.name,
        "zone": city.zone,
        "source": "demo",
        "anchor_on": anchor_on.isoformat(),
        "seed": seed,
        "thief": {"plate": str(cars.plate[THIEF]), "state": str(cars.state[THIEF])},
        "yard": {"place": YARD, "camera": _yard_camera(city)},
        "pair": {
            "first_plate": str(cars.plate[LEADER]),
            "second_plate": str(cars.plate[FOLLOWER]),
        },
        "stops": list(_stops(city, reads)),
        "near_burglaries": list(
            _near_burglaries(city, reads, days, incidents, anchor_on=anchor_on, seed=seed)
        ),
        "co_travel": list(_co_travel(reads)),
        "misreads": list(_misreads(city, reads, seed)),
        "stolen_near_unit": list(_stolen(city, reads)),
        "near_repeats": incidents,
    }


def extend(path: Path, found: Truth) -> Truth:
    """Add records to the file, those it has already left as they are; return all of it."""
    known = read_truth(path)
    merged = {**known, **{key: value for key, value in found.items() if key not in SECTIONS}}
    for section, key in SECTIONS.items():
        by_key = {one[key]: one for one in [*found.get(section, []), *known.get(section, [])]}
        merged[section] = sorted(by_key.values(), key=itemgetter("at", key))
    unfinished = path.with_suffix(f".{getpid()}")
    unfinished.write_text(json.dumps(merged, indent=1) + "\n", "utf-8")
    unfinished.replace(path)
    return merged


def read_truth(path: Path) -> Truth:
    """Return what the file holds; empty where there is none."""
    found: Truth = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return found


def _yard_camera(city: City) -> str:
    cameras = fixed_cameras(city)
    return cameras.external_id[cameras.site.index(YARD)]


def _stops(city: City, reads: pl.DataFrame) -> Iterator[Truth]:
    at_yard = reads.filter(
        (pl.col("vehicle") == THIEF) & (pl.col("camera") == _yard_camera(city)) & pl.col("planted")
    ).sort("captured_at")
    rows = at_yard.select("captured_at", "external_id").rows()
    for (arrived, first), (left, second) in zip(rows[::2], rows[1::2], strict=False):
        yield {
            "at": arrived.isoformat(),
            "departed_at": left.isoformat(),
            "minutes": round((left - arrived).total_seconds() / 60, 2),
            "arrival_read": first,
            "departure_read": second,
        }


def _near_burglaries(
    city: City, reads: pl.DataFrame, days: list[date], incidents: list[Truth], *,
    anchor_on: date, seed: int,
) -> Iterator[Truth]:  # fmt: skip
    """Yield the thief's passes minutes before burglaries of the series that are the thief's."""
    zone, codes = ZoneInfo(city.zone), fixed_cameras(city).external_id
    mine = reads.filter(pl.col("vehicle") == THIEF).select("camera", "captured_at", "external_id")
    by_key = {(camera, at): read for camera, at, read in mine.rows()}
    reported = {(one["series"], one["at"]): one["incident"] for one in incidents}
    for on in days:
        midnight_s = _seconds(on, 0.0, zone)
        for one in near_burglaries(city, seed, (on - anchor_on).days):
            at = datetime.fromtimestamp(round(midnight_s + one.at_s, 3), UTC)
            called_at = datetime.fromtimestamp(_seconds(on, one.burglary.wall_s, zone), UTC)
            read = by_key.get((codes[one.camera], at))
            incident = reported.get((one.burglary.series, called_at.isoformat()))
            if read and incident:
                yield {
                    "at": at.isoformat(),
                    "read": read,
                    "camera": codes[one.camera],
                    "incident": incident,
                    "reported_at": called_at.isoformat(),
                    "distance_m": round(one.away_m, 1),
                }


def _seconds(on: date, wall_s: float, zone: ZoneInfo) -> float:
    return int(instants(on, np.array([wall_s]), zone)[0]) / 1e6


def _co_travel(reads: pl.DataFrame) -> Iterator[Truth]:
    planted = reads.filter(pl.col("planted")).select("camera", "captured_at", "external_id")
    first, second = (
        planted.filter(reads.filter(pl.col("planted"))["vehicle"] == car).sort("captured_at")
        for car in (LEADER, FOLLOWER)
    )
    pairs = first.join_asof(
        second.rename({"external_id": "second_read", "captured_at": "second_at"}),
        left_on="captured_at", right_on="second_at", by="camera", strategy="forward",
        tolerance="60s", check_sortedness=False,
    ).drop_nulls("second_read")  # fmt: skip
    for row in pairs.iter_rows(named=True):
        yield {
            "at": row["captured_at"].isoformat(),
            "second_at": row["second_at"].isoformat(),
            "gap_s": round((row["second_at"] - row["captured_at"]).total_seconds(), 3),
            "camera": row["camera"],
            "first_read": row["external_id"],
            "second_read": row["second_read"],
        }


def _misreads(city: City, reads: pl.DataFrame, seed: int) -> Iterator[Truth]:
    """Yield misreads of listed plates, misreads as listed plates, and some of others'."""
    wrong = reads.filter(pl.col("plate") != pl.col("true_plate"))
    listed = set(twin_plates(city, seed)) | set(fleet(city).plate[list(LISTED)].tolist())
    for number, row in enumerate(wrong.iter_rows(named=True)):
        missed, false = row["vehicle"] in LISTED, row["plate"] in listed
        if not (missed or false or row["vehicle"] in TWINS or number % _OTHERS_SHARE == 0):
            continue
        yield {
            "at": row["captured_at"].isoformat(),
            "read": row["external_id"],
            "camera": row["camera"],
            "true_plate": row["true_plate"],
            "read_plate": row["plate"],
            "kind": kind_of(row["true_plate"], row["plate"]),
            "true_plate_is_listed": missed,
            "read_plate_is_listed": false,
        }


def _stolen(city: City, reads: pl.DataFrame) -> Iterator[Truth]:
    readers = reader_ids()
    met = reads.filter(
        pl.col("planted") & pl.col("vehicle").is_in(list(STOLEN)) & pl.col("camera").is_in(readers)
    )
    for row in met.iter_rows(named=True):
        number = readers.index(row["camera"])
        unit = tours(city)[number].where(np.array([row["captured_at"].timestamp()]))
        away = metres(np.array([[row["lon"], row["lat"]]])) - unit
        yield {
            "at": row["captured_at"].isoformat(),
            "read": row["external_id"],
            "camera": row["camera"],
            "plate": row["true_plate"],
            "unit": TOUR_UNITS[number],
            "distance_m": round(float(np.hypot(*away[0])), 1),
        }


def without_point(
    city: City, from_at: datetime, to_at: datetime, *, anchor_on: date, seed: int
) -> Truth:
    """Return where the calls of [``from_at``, ``to_at``) are that come without coordinates."""
    placed = placed_between(city, from_at, to_at, anchor_on=anchor_on, seed=seed)
    found = placed.picked(placed.said.is_placeless)
    calls, lonlat = found.calls, degrees(found.xy)
    return {
        "without_point": [
            {
                "at": datetime.fromtimestamp(int(calls.received[row]) / 1e6, UTC).isoformat(),
                "incident": incident_id(int(calls.day[row]), int(calls.sequence[row])),
                "said": str(found.said.text[row]),
                "is_findable": bool(found.said.is_findable[row]),
                "lon": float(lonlat[row, 0]),
                "lat": float(lonlat[row, 1]),
            }
            for row in range(len(lonlat))
        ]
    }


def _near_repeats(
    city: City, from_at: datetime, to_at: datetime, anchor_on: date, seed: int
) -> list[Truth]:
    calls, front = (
        drawn_between(city, from_at, to_at, anchor_on=anchor_on, seed=seed),
        frontage(city.streets),
    )
    rows = np.flatnonzero(calls.series >= 0)
    lonlat = degrees(lot_points(front, calls.segment[rows], calls.side[rows], calls.lot[rows]))
    return [
        {
            "at": datetime.fromtimestamp(int(calls.received[row]) / 1e6, UTC).isoformat(),
            "incident": incident_id(int(calls.day[row]), int(calls.sequence[row])),
            "series": int(calls.series[row]),
            "lon": float(lon),
            "lat": float(lat),
        }
        for row, (lon, lat) in zip(rows, lonlat, strict=True)
    ]
