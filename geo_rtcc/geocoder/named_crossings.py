"""Intersections that the reference lists by the names of their streets."""

from collections.abc import Callable, Sequence
from itertools import combinations, product

import numpy as np
import polars as pl
from scipy.spatial import cKDTree

from geo_rtcc.geocoder.found import Found
from geo_rtcc.geocoder.plane import Floats, Plane
from geo_rtcc.models import MatchType

Resolve = Callable[[str], Sequence[tuple[int, float]]]
Pair = tuple[int, int]

_POINT_M = 25.0
_ONE_CORNER_M = 60.0
_AS_GOOD = 0.05  # a name without its type is any street's of that name
_LEAST_SCORE = 0.9


class NamedCrossings:
    """Looks up listed intersections by two street ids, and by place.

    Parameters
    ----------
    intersections
        By ``INTERSECTION_SCHEMA``; degrees, EPSG:4326.
    resolve
        Street ids and scores for a name, best first.
    names
        Gives a street's name for people.
    """

    def __init__(
        self,
        intersections: pl.DataFrame,
        resolve: Resolve,
        plane: Plane,
        names: Callable[[int], str],
    ) -> None:
        has_point = pl.col("lon").is_finite() & pl.col("lat").is_finite()
        self._frame = intersections.filter(has_point & pl.col("streets").is_not_null())
        self._plane, self._name = plane, names
        self._x, self._y = plane.metres(
            self._frame["lon"].to_numpy(), self._frame["lat"].to_numpy()
        )
        self._rows = _by_pair(self._frame["streets"].to_list(), resolve)
        self._tree = cKDTree(np.column_stack([self._x, self._y])) if len(self._frame) else None

    def crossing(self, a: int, b: int) -> list[Found]:
        """Return where two streets meet by the list; rows at one corner are one place."""
        rows = self._rows.get((min(a, b), max(a, b)), [])
        left = np.array(rows, dtype=np.int64)
        found = []
        while len(left):
            first = left[0]
            off_m = np.hypot(self._x[left] - self._x[first], self._y[left] - self._y[first])
            found.append(self._found(left[off_m <= _ONE_CORNER_M]))
            left = left[off_m > _ONE_CORNER_M]
        return found

    def nearest(self, lon: float, lat: float, within_m: float) -> tuple[Found, float] | None:
        """Return the listed intersection nearest to a point, and its distance in metres."""
        if self._tree is None:
            return None
        at = self._plane.metres(np.float64(lon), np.float64(lat))  # type: ignore[arg-type]
        off_m, row = self._tree.query(at, distance_upper_bound=within_m)
        return (self._found(np.array([row])), float(off_m)) if np.isfinite(off_m) else None

    def _found(self, rows: np.ndarray) -> Found:
        x, y = self._x[rows], self._y[rows]
        at_x, at_y = float(x.mean()), float(y.mean())
        lon, lat = self._plane.degrees(at_x, at_y)
        row = self._frame.row(int(rows[0]), named=True)
        return Found(
            match_type=MatchType.INTERSECTION,
            lon=lon,
            lat=lat,
            quality=1.0,
            uncertainty_m=_POINT_M + _spread(x - at_x, y - at_y),
            reference=" / ".join(dict.fromkeys(row["streets"])),
            zip_code=row["zip"] or "",
            community=row["community"] or "",
        )


def _spread(x: Floats, y: Floats) -> float:
    return float(np.hypot(x, y).max())


def _by_pair(
    streets: Sequence[Sequence[str]], resolve: Resolve
) -> dict[tuple[int, int], list[int]]:
    ids = {name: _ids(resolve(name)) for name in {one for row in streets for one in row if one}}
    rows: dict[Pair, list[int]] = {}
    for at, row in enumerate(streets):
        pairs = {
            (min(a, b), max(a, b))
            for one, other in combinations([name for name in row if name], 2)
            for a, b in product(ids[one], ids[other])
        }
        for pair in pairs:
            rows.setdefault(pair, []).append(at)
    return rows


def _ids(matches: Sequence[tuple[int, float]]) -> list[int]:
    if not matches:
        return []
    least = max(_LEAST_SCORE, matches[0][1] - _AS_GOOD)
    return [street for street, score in matches if score >= least]
