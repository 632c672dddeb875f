"""Where a number lies that has no address point: between its neighbours, or a little past them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_rtcc.geocoder.plane import Floats
from geo_rtcc.geocoder.points import LINK_M, LINK_M_PER_NUMBER, Houses, Ints

Bools = NDArray[np.bool_]

REACH = 100  # numbers past the last one
_WINDOW = 8  # houses looked at on either side of the number
_WIDEST_M = 400.0
_FARTHEST_M = 300.0  # from the nearer of two neighbours that lie wider apart than that
_OWN_SIDE_NUMBERS = 120
_SCALE = 40.0  # numbers at which a house counts half
_HALF_STREET_M = 60.0
_LEAST_HOUSES = 3  # for a line that runs on past its end
_SLOWEST = 0.3  # metres a number; less is no street but a pile of points
_ROUNDS = 3
_DOUBT = 0.3  # houses' worth, that there is no difference between the sides
# Qualities.
_OWN_SIDE, _EITHER_SIDE, _PAST, _NEAR_THE_LAST = 0.95, 0.9, 0.85, 0.8


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """A place on the plane, metres; between (or from) the numbers low and high.

    Parameters
    ----------
    house
        One that shares its postal code.
    """

    x: float
    y: float
    quality: float
    uncertainty_m: float
    low: int
    high: int
    house: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Near:
    """The houses of a run nearest to a number.

    Parameters
    ----------
    first
        Index of the first of them among all houses.
    off
        Their numbers less the number.
    after
        Index of the first house that is not before the number.
    is_own_side
        By parity.
    """

    first: int
    off: Ints
    x: Floats
    y: Floats
    after: int
    is_own_side: Bools


def past(number: int) -> tuple[int, int]:
    """Return the lowest and the highest number that a run must reach to say where this one is."""
    return number - REACH, number + REACH


def estimate(houses: Houses, run: slice, number: int) -> Estimate | None:
    """Estimate where a number of a run lies, or None where its neighbours say too little.

    Two neighbours on the number's own side give a straight line between them. Otherwise a line is
    fitted to the nearest houses of both sides, and the place moved to its own side of it.
    """
    near = _near(houses, run, number)
    is_inside = 0 < near.after < len(near.off)
    return _inside(near, number) if is_inside else _past_the_end(near, number)


def _near(houses: Houses, run: slice, number: int) -> _Near:
    at = run.start + int(np.searchsorted(houses.number[run], number))
    within = slice(max(run.start, at - _WINDOW), min(run.stop, at + _WINDOW))
    off = houses.number[within] - number
    return _Near(
        first=within.start,
        off=off,
        x=houses.x[within],
        y=houses.y[within],
        after=at - within.start,
        is_own_side=off % 2 == 0,
    )


def _inside(near: _Near, number: int) -> Estimate | None:
    own = _own_side(near)
    low, high = own or (near.after - 1, near.after)
    share, gap_m = _gap(near, low, high)
    if not _is_one_run(near, low, high, share, gap_m):
        return None
    nearer_m = gap_m * min(share, 1 - share)
    if own:
        x = float(near.x[low] + share * (near.x[high] - near.x[low]))
        y = float(near.y[low] + share * (near.y[high] - near.y[low]))
        uncertainty_m = 27.0 + 0.25 * nearer_m
    else:
        fit = _fitted(near)
        x, y, uncertainty_m = fit.x, fit.y, _doubt(fit) + 0.07 * nearer_m
    return Estimate(
        x=x,
        y=y,
        quality=_OWN_SIDE if own else _EITHER_SIDE,
        uncertainty_m=uncertainty_m,
        low=number + int(near.off[low]),
        high=number + int(near.off[high]),
        house=near.first + low,
    )


def _own_side(near: _Near) -> tuple[int, int] | None:
    """Return the next houses before and after on the number's own side, if they are near."""
    own = np.flatnonzero(near.is_own_side)
    after = int(np.searchsorted(own, near.after))
    if not 0 < after < len(own):
        return None
    low, high = int(own[after - 1]), int(own[after])
    if near.off[high] - near.off[low] > _OWN_SIDE_NUMBERS:
        return None
    return (low, high) if _is_one_run(near, low, high, *_gap(near, low, high)) else None


def _gap(near: _Near, low: int, high: int) -> tuple[float, float]:
    """Return how far along from low to high the number is, 0 to 1, and the metres between."""
    gap = int(near.off[high] - near.off[low])
    share = -int(near.off[low]) / gap if gap else 0.5
    return share, float(np.hypot(near.x[high] - near.x[low], near.y[high] - near.y[low]))


def _is_one_run(near: _Near, low: int, high: int, share: float, gap_m: float) -> bool:
    if gap_m > LINK_M + LINK_M_PER_NUMBER * int(near.off[high] - near.off[low]):
        return False
    return gap_m <= _WIDEST_M or gap_m * min(share, 1 - share) <= _FARTHEST_M


def _past_the_end(near: _Near, number: int) -> Estimate | None:
    last = len(near.off) - 1 if near.after else 0
    over = abs(int(near.off[last]))
    if over > REACH:
        return None
    fit = _fitted(near)
    is_straight = _SLOWEST <= fit.slope <= LINK_M_PER_NUMBER and len(near.off) >= _LEAST_HOUSES
    end = number + int(near.off[last])
    return Estimate(
        x=fit.x if is_straight else float(near.x[last]),
        y=fit.y if is_straight else float(near.y[last]),
        quality=_PAST if is_straight else _NEAR_THE_LAST,
        uncertainty_m=_doubt(fit) + 1.2 * over if is_straight else 100.0 + 4.0 * over,
        low=end,
        high=end,
        house=near.first + last,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Fit:
    """Where a line has a number.

    Parameters
    ----------
    slope
        Metres a number.
    scatter_m
        Root mean square distance of the houses from where the line has their numbers.
    own
        Houses on the number's own side.
    """

    x: float
    y: float
    slope: float
    scatter_m: float
    own: int


def _doubt(fit: _Fit) -> float:
    """Return the radius in metres that holds nine of ten, as measured for lines that fit so.

    On halves of the addresses in Denver's offences; docs/geocoder.md.
    """
    return 10.0 + 1.65 * fit.scatter_m + 30.0 / max(fit.own, 0.7)


def _fitted(near: _Near) -> _Fit:
    """Lay a line through the houses and find the number on its side of it.

    Weighted least squares of x and y on the number. How far the two sides stand from the line is
    taken off before the next round: houses of alternate sides would else turn the line. Left free,
    the other side's houses would also shift the place along.
    """
    weight = 1 / (1 + (near.off / _SCALE) ** 2)
    weight /= weight.sum()
    mid = float(weight @ near.off)
    off = near.off - mid
    square = float(weight @ (off * off)) or 1.0
    side = np.where(near.is_own_side, 1.0, -1.0)
    half_x = half_y = 0.0
    for _ in range(_ROUNDS):
        x, y = near.x - side * half_x, near.y - side * half_y
        slope_x, slope_y = float(weight @ (off * x)) / square, float(weight @ (off * y)) / square
        at_x, at_y = float(weight @ x) - mid * slope_x, float(weight @ y) - mid * slope_y
        off_x, off_y = near.x - at_x - near.off * slope_x, near.y - at_y - near.off * slope_y
        slope = float(np.hypot(slope_x, slope_y)) or 1.0
        across = (off_y * slope_x - off_x * slope_y) / slope
        half = _half_street(across, weight, near.is_own_side)
        half_x, half_y = -slope_y / slope * half, slope_x / slope * half
    off_x, off_y = off_x - side * half_x, off_y - side * half_y
    return _Fit(
        x=at_x + half_x,
        y=at_y + half_y,
        slope=float(np.hypot(slope_x, slope_y)),
        scatter_m=float(np.sqrt(weight @ (off_x**2 + off_y**2))),
        own=int(np.count_nonzero(near.is_own_side)),
    )


def _half_street(across: Floats, weight: Floats, is_own_side: Bools) -> float:
    """Return how far to the left of the line its own side's houses stand, metres."""
    own = int(np.count_nonzero(is_own_side))
    other = len(across) - own
    if not own or not other:
        return 0.0
    on_own, on_other = np.where(is_own_side, weight, 0.0), np.where(is_own_side, 0.0, weight)
    own_m = float(on_own @ across) / float(on_own.sum())
    other_m = float(on_other @ across) / float(on_other.sum())
    fewest = min(own, other)
    half = (own_m - other_m) / 2 * fewest / (fewest + _DOUBT)
    return min(max(half, -_HALF_STREET_M), _HALF_STREET_M)
