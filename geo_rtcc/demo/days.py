"""One local day of calls, drawn from a generator seeded by (seed, day) and by nothing else.

So a day's calls are the same whatever range they are asked for in.
"""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from geo_rtcc.demo.call_types import CALL_TYPES
from geo_rtcc.demo.geometry import Floats
from geo_rtcc.demo.lots import Frontage
from geo_rtcc.demo.near_repeats import Burglary, burglaries_on
from geo_rtcc.demo.placing import PROFILES
from geo_rtcc.demo.planted import PLANTED
from geo_rtcc.demo.rhythm import expected_calls

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SHORTEST_S = 630.0  # even a short stop is open for ten minutes, with its paperwork
_HOUR_S, _DAY_S, _HALF = 3600, 86_400, 0.5
# Shares closed without a unit (per step below priority 1), and cancelled on the way.
_UNSENT, _UNMET = 0.015, 0.04
_BURGLARY = "BURR"
_CODES = {kind.code: number for number, kind in enumerate(CALL_TYPES)}
_PRIORITY = np.array([kind.priority for kind in CALL_TYPES])
_ON_VIEW = np.array([kind.on_view for kind in CALL_TYPES])
_CROSSING = np.array([kind.at_crossing for kind in CALL_TYPES])
_BUSY_S = np.array([kind.busy_min for kind in CALL_TYPES]) * 60
_PROFILE = np.array([PROFILES.index(kind.where) for kind in CALL_TYPES])
# Median seconds to dispatch and then to arrive, by priority 1 to 5.
_TO_DISPATCH_S = np.array([70, 150, 420, 900, 1300])
_TO_ARRIVE_S = np.array([270, 390, 560, 760, 900])


@dataclass(frozen=True)
class DrawnCalls:
    """Calls as arrays of one length, in order of receipt.

    Times are microseconds since 1970, UTC; −1 where a step never happens. ``lot`` and ``side``
    count as in ``lots``; ``crossing`` is −1 for an address, else the end of the segment. ``series``
    is that of a planted burglary and ``hotspot`` the planted hotspot's number, else −1.
    """

    day: Ints
    sequence: Ints
    kind: Ints
    on_view: Bools
    received: Ints
    dispatched: Ints
    on_scene: Ints
    closed: Ints
    segment: Ints
    side: Ints
    lot: Ints
    crossing: Ints
    luck: Floats
    series: Ints
    hotspot: Ints


def joined(days: list[DrawnCalls]) -> DrawnCalls:
    """Return several days' calls as one."""
    return DrawnCalls(
        *(np.concatenate([getattr(day, one.name) for day in days]) for one in fields(DrawnCalls))
    )


def picked(calls: DrawnCalls, wanted: Bools) -> DrawnCalls:
    """Return some of the calls."""
    return DrawnCalls(*(getattr(calls, one.name)[wanted] for one in fields(DrawnCalls)))


@dataclass(frozen=True)
class DayDraw:
    """Draws days for one city and anchor day.

    Parameters
    ----------
    cumulative
        Per profile, the running sum of segment weights plus the profile's number.
    planted
        Per planted hotspot, the running sum of segment weights around it.
    """

    front: Frontage
    zone: ZoneInfo
    seed: int
    anchor_on: date
    cumulative: Floats
    planted: tuple[Floats, ...]

    def draw(self, on: date) -> DrawnCalls:
        """Draw all calls received on the local date ``on``."""
        rng = np.random.default_rng([self.seed, on.toordinal()])
        burglaries = burglaries_on(self.front, self.seed, (on - self.anchor_on).days)
        kind, wall, spot, planted = self._in_order(rng, on, burglaries)
        received = instants(on, wall, self.zone)
        segment = self._segments(rng, kind, spot)
        on_view = rng.random(len(kind)) < _ON_VIEW[kind]
        dispatched, on_scene, closed = _handling(rng, kind, on_view, received)
        side, lot, crossing = self._spots(rng, kind, segment)
        for row in np.flatnonzero(planted >= 0):
            one = burglaries[planted[row]]
            segment[row], side[row], lot[row], crossing[row] = one.segment, one.side, one.lot, -1
        return DrawnCalls(
            day=np.full(len(kind), on.toordinal()),
            sequence=np.arange(1, len(kind) + 1),
            kind=kind,
            on_view=on_view,
            received=received,
            dispatched=dispatched,
            on_scene=on_scene,
            closed=closed,
            segment=segment,
            side=side,
            lot=lot,
            crossing=crossing,
            luck=rng.random(len(kind)),
            series=_series(planted, burglaries),
            hotspot=spot,
        )

    def _in_order(
        self, rng: np.random.Generator, on: date, burglaries: list[Burglary]
    ) -> tuple[Ints, Floats, Ints, Ints]:
        """Return call types, wall-clock seconds, hotspots and places in ``burglaries``, by time."""
        kind, wall, spot = self._what_and_when(rng, on)
        count = len(burglaries)
        planted = np.concatenate([np.full(len(kind), -1), np.arange(count)])
        kind = np.concatenate([kind, np.full(count, _CODES[_BURGLARY])])
        wall = np.concatenate([wall, [one.wall_s for one in burglaries]])
        spot = np.concatenate([spot, np.full(count, -1)])
        order = np.argsort(wall, kind="stable")
        return kind[order], wall[order], spot[order], planted[order]

    def _what_and_when(self, rng: np.random.Generator, on: date) -> tuple[Ints, Floats, Ints]:
        """Return call types, wall-clock seconds, and which planted hotspot each is of (or −1)."""
        expected = expected_calls()[on.weekday()] * rng.lognormal(0, 0.05)
        counts = rng.poisson(expected).ravel()
        kind, hour = (np.repeat(index.ravel(), counts) for index in _GRID)
        spot = np.full(len(kind), -1)
        for number, hotspot in enumerate(PLANTED):
            extra = rng.poisson(max(hotspot.rate((on - self.anchor_on).days), 0.0))
            first, last = hotspot.hours
            hours = (first + rng.integers(0, (last - first) % 24 + 1, extra)) % 24
            kind = np.concatenate([kind, np.full(extra, _CODES[hotspot.call_type])])
            hour, spot = (
                np.concatenate([hour, hours]),
                np.concatenate([spot, np.full(extra, number)]),
            )
        return kind, hour * _HOUR_S + rng.random(len(kind)) * _HOUR_S, spot

    def _segments(self, rng: np.random.Generator, kind: Ints, spot: Ints) -> Ints:
        chance = rng.random(len(kind))
        count = len(self.front.lines)
        segment = np.searchsorted(self.cumulative, chance + _PROFILE[kind]) % count
        for number, cumulative in enumerate(self.planted):
            here = spot == number
            segment[here] = np.searchsorted(cumulative, chance[here])
        return np.asarray(segment, dtype=np.int64)

    def _spots(
        self, rng: np.random.Generator, kind: Ints, segment: Ints
    ) -> tuple[Ints, Ints, Ints]:
        """Choose side and lot, or an end of the segment where another street crosses."""
        chance = rng.random((4, len(kind)))
        side = (chance[0] < _HALF).astype(np.int64)
        side = np.where(self.front.lots[segment, side] > 0, side, 1 - side)
        lots = self.front.lots[segment, side]
        end = (chance[1] < _HALF).astype(np.int64)
        end = np.where(self.front.crossing[segment, end] != "", end, 1 - end)
        crosses = self.front.crossing[segment, end] != ""
        crossing = np.where(crosses & ((chance[2] < _CROSSING[kind]) | (lots == 0)), end, -1)
        return side, (chance[3] * lots).astype(np.int64), crossing


def instants(on: date, wall_s: Floats, zone: ZoneInfo) -> Ints:
    """Place wall-clock seconds in the local day, stretched where it has 23 or 25 hours.

    Returns microseconds since 1970, UTC, of whole seconds.
    """
    start, end = (
        datetime.combine(day, time(), zone).astimezone(UTC) for day in (on, on + timedelta(days=1))
    )
    length = (end - start).total_seconds()
    seconds = np.floor(wall_s * (length / _DAY_S))
    return np.asarray((int(start.timestamp()) + seconds.astype(np.int64)) * 1_000_000)


def _series(planted: Ints, burglaries: list[Burglary]) -> Ints:
    known = np.array([*(one.series for one in burglaries), -1])
    return np.asarray(known[planted])


_GRID = np.indices((len(CALL_TYPES), 24))


def _handling(
    rng: np.random.Generator, kind: Ints, on_view: Bools, received: Ints
) -> tuple[Ints, Ints, Ints]:
    """Draw dispatch, arrival and close: lognormal by priority; some calls never see a unit."""
    count = len(kind)
    rank = _PRIORITY[kind] - 1
    wait = _TO_DISPATCH_S[rank] * rng.lognormal(0, 0.55, count)
    drive = _TO_ARRIVE_S[rank] * rng.lognormal(0, 0.42, count)
    busy = _BUSY_S[kind] * rng.lognormal(0, 0.5, count)
    wait, drive = np.where(on_view, 0, wait), np.where(on_view, 0, drive)
    unsent = ~on_view & (rng.random(count) < _UNSENT * rank)
    unmet = ~on_view & ~unsent & (rng.random(count) < _UNMET)
    total = np.where(unsent, wait + 0.3 * busy, wait + drive + np.where(unmet, 60, busy))
    steps = np.stack([wait, wait + drive, np.maximum(total, SHORTEST_S)])
    instants = received + np.floor(steps).astype(np.int64) * 1_000_000
    instants[0][unsent] = -1
    instants[1][unsent | unmet] = -1
    return instants[0], instants[1], instants[2]
