"""Burglaries that follow each other within two weeks and two blocks, as burglars do.

A series is one burglary and a few more near it. Series ``k`` starts at a day and a place that
depend on (seed, k) alone, so any day's share of them can be drawn by itself.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely

from geo_rtcc.demo.chance import chance
from geo_rtcc.demo.geometry import Floats
from geo_rtcc.demo.lots import Frontage, Ints, lot_points

NEAR_M, WITHIN_DAYS = 200.0, 14
_EVERY_DAYS, _MOST_MORE, _LOOK_M = 2.25, 3, 600.0
_HOURS = (9.0, 16.5)
# Residential corners (plane metres) that series keep coming back to; the first are near cameras.
_CORNERS = (
    *[(-2010.0, -200.0), (-500.0, -2600.0), (-3120.0, -600.0), (-1250.0, -2200.0)],
    *[(-2300.0, -1150.0), (-3350.0, -1950.0), (-2250.0, 250.0), (1700.0, -650.0)],
    *[(2650.0, -1950.0), (2700.0, 400.0), (-1000.0, -3050.0), (-1900.0, -2000.0)],
    *[(400.0, 1850.0), (-3300.0, 250.0), (750.0, -3200.0), (-1500.0, 1650.0)],
)
THIEFS_CORNERS = 4  # series at the first corners are the thief's


@dataclass(frozen=True, kw_only=True)
class Burglary:
    """One planted burglary.

    Parameters
    ----------
    series, number
        Which series it belongs to, and its place in it from 0.
    day
        Days after the city's first day.
    wall_s
        When it is reported, seconds after local midnight.
    segment, side, lot
        Where, as ``lots`` counts.
    """

    series: int
    number: int
    day: int
    wall_s: float
    segment: int
    side: int
    lot: int

    @property
    def is_thiefs(self) -> bool:
        """Whether the thief did it."""
        return self.series % len(_CORNERS) < THIEFS_CORNERS


def burglaries_on(front: Frontage, seed: int, day: int) -> list[Burglary]:
    """Return the planted burglaries of one day after the city's first."""
    first = max(0, int((day - WITHIN_DAYS) / _EVERY_DAYS))
    found = [
        one
        for series in range(first, int(max(day, 0) / _EVERY_DAYS) + 1)
        for one in _series(front, seed, series)
    ]
    return sorted((one for one in found if one.day == day), key=lambda one: one.wall_s)


@lru_cache(maxsize=512)
def _series(front: Frontage, seed: int, series: int) -> tuple[Burglary, ...]:
    luck = chance(seed, 60, series, np.arange(4))
    corner = np.array(_CORNERS[series % len(_CORNERS)]) + (luck[:2] - 0.5) * NEAR_M
    segment, side, lot = _lots_around(front, corner)
    found = []
    for number in range(3 + int(luck[2] * _MOST_MORE)):
        pick = chance(seed, 61, series, number, np.arange(3))
        at = int(pick[0] * len(segment))
        delay = 0 if number == 0 else 1 + int(pick[1] * (WITHIN_DAYS - 1))
        found.append(
            Burglary(
                series=series,
                number=number,
                day=int(series * _EVERY_DAYS) + delay,
                wall_s=float(np.interp(pick[2], (0, 1), _HOURS)) * 3600,
                segment=int(segment[at]),
                side=int(side[at]),
                lot=int(lot[at]),
            )
        )
    return tuple(found)


def _lots_around(front: Frontage, corner: Floats) -> tuple[Ints, Ints, Ints]:
    """Return the lots so near the one nearest to a corner that any two are within two blocks."""
    middle = shapely.get_coordinates(
        shapely.line_interpolate_point(front.lines, 0.5, normalized=True)
    )
    near = np.hypot(*(middle - corner).T) < _LOOK_M
    segment, side = np.nonzero(front.lots * near[:, None])
    count = front.lots[segment, side]
    lot = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    segment, side = np.repeat(segment, count), np.repeat(side, count)
    xy = lot_points(front, segment, side, lot)
    first = np.argmin(np.hypot(*(xy - corner).T))
    kept = np.hypot(*(xy - xy[first]).T) < NEAR_M / 2 - 1
    return segment[kept], side[kept], lot[kept]
