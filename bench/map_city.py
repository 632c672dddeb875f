"""The city of a map's measurement: calls of a day in many cells, units, cameras and hits.

Always the same for a seed; nothing in it is a real place.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import h3
import numpy as np

from bench import street_network
from geo_rtcc.demo.call_types import CALL_TYPES
from geo_rtcc.demo.names import EAST_AVENUES, NORTH_STREETS, SOUTH_STREETS
from geo_rtcc.models import AvlFix, CallForService

SEED = 4
SOURCE, ZONE = "cad", "America/Chicago"
TYPES = sorted(CALL_TYPES, key=lambda one: -one.daily)[:40]
BEATS, UNITS, CAMERAS, HITS = 48, 60, 40, 36
# Received within these hours, so that none grows too old while it is measured.
DAY_H = 22.5
_WITHIN_CELL = 0.8  # of the circle inside the hexagon
_LAT_M = 111_195.0


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How much of everything; ``is_open`` calls are the newest ones."""

    calls: int
    cells: int
    is_open: int
    segments: int


FULL = Sizes(calls=10_000, cells=5_000, is_open=300, segments=100_000)
SMALL = Sizes(calls=1_000, cells=500, is_open=60, segments=12_000)


@dataclass(frozen=True, kw_only=True)
class City:
    """Calls, oldest first, and the box they lie in: west, south, east, north, degrees."""

    calls: list[CallForService]
    bounds: tuple[float, float, float, float]

    def units_at(self, now: datetime, units: range = range(UNITS)) -> list[AvlFix]:
        """Return where units are: each drives its own loop through the city at about 10 m/s."""
        return [self._fix(unit, now) for unit in units]

    def _fix(self, unit: int, now: datetime) -> AvlFix:
        west, south, east, north = self.bounds
        dice = np.random.default_rng((SEED, unit))
        share, phase = dice.uniform(0.2, 0.8, 2), dice.uniform(0, 2 * np.pi)
        turn = phase + now.timestamp() / 60
        lat = south + share[1] * (north - south) + 600 / _LAT_M * np.sin(turn)
        lon = west + share[0] * (east - west) + 600 / _LAT_M * np.cos(turn)
        return AvlFix(
            unit=f"u{unit:02}", fix_at=now, lon=float(lon), lat=float(lat),
            call_sign=f"{1 + unit // 20}{'ABC'[unit % 3]}{10 + unit % 20}", unit_kind="patrol",
            speed_mps=10.0, heading_deg=float(np.degrees(-turn) % 360), accuracy_m=5.0,
            status=("available", "en route", "on scene")[unit % 3],
        )  # fmt: skip


def made(sizes: Sizes, now: datetime) -> City:
    """Make the city as it is at ``now``."""
    dice = np.random.default_rng(SEED)
    side = street_network.side_of(sizes.segments)
    (west, south), (east, north), (lon, lat) = street_network.degrees(
        np.array([(0, 0), (side, side), (side / 2, side / 2)])
    ).tolist()
    cells = _cells(lon, lat, sizes.cells)
    points = _points(dice, _spread(dice, cells, sizes.calls))
    ages = np.sort(dice.uniform(0, DAY_H * 3600, sizes.calls))[::-1].tolist()
    calls = [
        _call(dice, number, now - timedelta(seconds=age), point)
        for number, (age, point) in enumerate(zip(ages, points.tolist(), strict=True))
    ]
    closed = sizes.calls - sizes.is_open
    return City(
        calls=[_closed(one) for one in calls[:closed]] + calls[closed:],
        bounds=(west, south, east, north),
    )


def updates(city: City, clock: Any) -> Iterator[CallForService | AvlFix]:
    """Yield changes of what is there already, in turn a unit's fix and a call's new state.

    Parameters
    ----------
    clock
        Returns the present instant, aware.
    """
    dice = np.random.default_rng((SEED, 1))
    calls = city.calls
    for number in range(1 << 62):
        now = clock()
        if number % 2 == 0:
            yield city.units_at(now, range(number // 2 % UNITS, number // 2 % UNITS + 1))[0]
            continue
        at = int(dice.integers(len(calls) - len(calls) // 20, len(calls)))
        if dice.random() < 0.5:
            at = int(dice.integers(len(calls)))
        one = calls[at]
        yield replace(
            one, source_updated_at=now, units=_signs(dice),
            priority=1 + (one.priority or 0) % 5 if dice.random() < 0.5 else one.priority,
            lon=one.lon + dice.normal(0, 3e-4), lat=one.lat + dice.normal(0, 2e-4),
        )  # fmt: skip


def _cells(lon: float, lat: float, count: int) -> list[str]:
    """Return the cells nearest to a point, so that they lie together as a city's do."""
    centre = h3.latlng_to_cell(lat, lon, 9)
    ring = 0
    while 3 * ring * (ring + 1) + 1 < count:
        ring += 1
    disk = [(h3.grid_distance(centre, cell), cell) for cell in h3.grid_disk(centre, ring)]
    return [cell for _, cell in sorted(disk)[:count]]


def _spread(dice: np.random.Generator, cells: list[str], calls: int) -> list[str]:
    """Return a cell for each call: every cell has one, the rest gather in few of them."""
    weights = dice.pareto(1.2, len(cells)) + 0.05
    more = dice.choice(len(cells), calls - len(cells), p=weights / weights.sum())
    chosen = np.concatenate([np.arange(len(cells)), more])
    return [cells[at] for at in dice.permutation(chosen)]


def _points(dice: np.random.Generator, cells: list[str]) -> np.ndarray:
    """Return lon/lat of a point in each cell."""
    centres = np.array([h3.cell_to_latlng(cell) for cell in cells])[:, ::-1]
    inner_m = _WITHIN_CELL * h3.average_hexagon_edge_length(9, unit="m") * np.sqrt(3) / 2
    reach, turn = np.sqrt(dice.random(len(cells))), dice.uniform(0, 2 * np.pi, len(cells))
    offset = np.column_stack([np.cos(turn), np.sin(turn)]) * (reach * inner_m / _LAT_M)[:, None]
    offset[:, 0] /= np.cos(np.radians(centres[:, 1]))
    return centres + offset


def _call(
    dice: np.random.Generator, number: int, at: datetime, point: list[float]
) -> CallForService:
    kind = TYPES[int(dice.choice(len(TYPES), p=_DAILY))]
    return CallForService(
        external_id=f"26-{number:06}", received_at=at, source_updated_at=at,
        call_type=kind.code, call_type_name=kind.name, category=kind.category,
        priority=kind.priority, is_on_view=bool(dice.random() < kind.on_view),
        dispatched_at=at + timedelta(seconds=float(dice.exponential(90))),
        address=_address(dice), lon=point[0], lat=point[1], units=_signs(dice),
    )  # fmt: skip


def _closed(call: CallForService) -> CallForService:
    on_scene_at = call.received_at + timedelta(minutes=7)
    return replace(
        call, on_scene_at=on_scene_at, closed_at=on_scene_at + timedelta(minutes=22), units=()
    )


def _address(dice: np.random.Generator) -> str:
    number, side = int(dice.integers(1, 9_999)), "NSEW"[int(dice.integers(4))]
    if dice.random() < 0.5:
        return f"{number} {side} {EAST_AVENUES[int(dice.integers(len(EAST_AVENUES)))]} Avenue"
    return f"{number} {side} {_STREETS[int(dice.integers(len(_STREETS)))]} Street"


def _signs(dice: np.random.Generator) -> tuple[str, ...]:
    return tuple(f"u{unit:02}" for unit in dice.choice(UNITS, int(dice.integers(1, 3)), False))


_STREETS = (*NORTH_STREETS, *SOUTH_STREETS)
_DAILY = np.array([one.daily for one in TYPES]) / sum(one.daily for one in TYPES)
