"""Stretches of a street as its houses show them: blocks, whole streets, and where two meet."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from geo_rtcc.geocoder.plane import Floats
from geo_rtcc.geocoder.points import Houses, Ints

_MEET_M = 120.0  # houses of two streets this near may share a corner
_AROUND_M = 300.0  # houses that show a street's line near a corner
_OFF_M = 120.0  # a corner farther than this from either street's houses is none
_LEAST_SINE = 0.5  # streets that meet at less than 30 degrees leave the corner unsure
_LEAST_POINTS = 3
_LEAST_LENGTH = 2.0  # times as long as wide, or houses show no line
_APART_M = 120.0
_BESIDE_M = 60.0  # from a house to the street's line, and what may follow it
_BLOCK, _CROSSING = 0.95, 0.85  # qualities
_STRETCH_GAP_M = 400.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """A place on the plane, metres, and a house that shares its postal code."""

    x: float
    y: float
    quality: float
    uncertainty_m: float
    house: int


def block_middles(houses: Houses, street_id: int, low: int, high: int) -> list[Spot]:
    """Return the middle of the houses numbered low to high, run by run."""
    spots = []
    for run in houses.of(street_id, low, high):
        first = run.start + int(np.searchsorted(houses.number[run], low))
        last = run.start + int(np.searchsorted(houses.number[run], high, side="right"))
        if first < last:
            spots.append(_middle(houses, slice(first, last), low, high))
    return spots


def _middle(houses: Houses, where: slice, low: int, high: int) -> Spot:
    x, y, number = houses.x[where], houses.y[where], houses.number[where]
    seen = float(number[-1] - number[0]) / max(high - low, 1)
    long_m = float(np.hypot(np.ptp(x), np.ptp(y)))
    return Spot(
        x=float(x.min() + x.max()) / 2,
        y=float(y.min() + y.max()) / 2,
        quality=_BLOCK,
        uncertainty_m=40.0 + 0.3 * long_m + 50.0 * (1 - seen),
        house=where.start,
    )


def meetings(houses: Houses, a: int, b: int) -> list[Spot]:
    """Return where lines through two streets' houses meet, each corner once."""
    of_a, of_b = (_places(houses, street) for street in (a, b))
    if not len(of_a) or not len(of_b):
        return []
    gap, nearest = cKDTree(of_b).query(of_a, distance_upper_bound=_MEET_M)
    close = np.flatnonzero(np.isfinite(gap))
    start = houses.all_of(a).start
    spots: list[Spot] = []
    for i in close[np.argsort(gap[close])]:
        middle = (of_a[i] + of_b[nearest[i]]) / 2
        if _has(spots, *middle):
            continue
        corner = _corner(_around(of_a, middle), _around(of_b, middle))
        if corner and not _has(spots, corner[0], corner[1]):
            x, y, off_m = corner
            doubt_m = 25.0 + 0.4 * off_m
            house = start + int(i)
            spots.append(Spot(x=x, y=y, quality=_CROSSING, uncertainty_m=doubt_m, house=house))
    return spots


def _has(spots: list[Spot], x: float, y: float) -> bool:
    return any(np.hypot(spot.x - x, spot.y - y) <= _APART_M for spot in spots)


def _corner(of_a: Floats, of_b: Floats) -> tuple[float, float, float] | None:
    """Return where lines through the points of two streets meet, and how far from these."""
    if not (line_a := _straight(of_a)) or not (line_b := _straight(of_b)):
        return None
    (mid_a, way_a), (mid_b, way_b) = line_a, line_b
    sine = float(way_a[0] * way_b[1] - way_a[1] * way_b[0])
    if abs(sine) < _LEAST_SINE:
        return None
    between = mid_b - mid_a
    along = float(between[0] * way_b[1] - between[1] * way_b[0]) / sine
    at = mid_a + along * way_a
    off_m = max(float(np.hypot(*(points - at).T).min()) for points in (of_a, of_b))
    return (float(at[0]), float(at[1]), off_m) if off_m <= _OFF_M else None


def _straight(points: Floats) -> tuple[Floats, Floats] | None:
    """Return the middle of points and the way they run; None if they run no way."""
    if len(points) < _LEAST_POINTS:
        return None
    middle = points.mean(axis=0)
    _, size, ways = np.linalg.svd(points - middle, full_matrices=False)
    return (middle, ways[0]) if size[0] >= _LEAST_LENGTH * size[1] else None


def _around(points: Floats, middle: Floats) -> Floats:
    near: Floats = points[np.hypot(*(points - middle).T) <= _AROUND_M]
    return near


def _places(houses: Houses, street_id: int) -> Floats:
    where = houses.all_of(street_id)
    return np.column_stack([houses.x[where], houses.y[where]])


def stretches(houses: Houses, street_id: int) -> list[Spot]:
    """Return the middle house of each stretch of a street, uncertain by its farthest house."""
    points = _places(houses, street_id)
    if not len(points):
        return []
    way = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)[2][0]
    order = np.argsort(points @ way)
    steps = np.hypot(*np.diff(points[order], axis=0).T)
    start = houses.all_of(street_id).start
    return [
        _stretch(points, part, start)
        for part in np.split(order, np.flatnonzero(steps > _STRETCH_GAP_M) + 1)
    ]


def _stretch(points: Floats, part: Ints, start: int) -> Spot:
    places = points[part]
    halfway = (places.min(axis=0) + places.max(axis=0)) / 2
    middle = part[int(np.hypot(*(places - halfway).T).argmin())]
    farthest = float(np.hypot(*(places - points[middle]).T).max())
    x, y = points[middle].tolist()
    return Spot(
        x=x, y=y, quality=1.0, uncertainty_m=farthest + _BESIDE_M, house=start + int(middle)
    )
