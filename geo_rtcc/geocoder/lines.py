"""Road lines as packed arrays in metres: points along them and beside them, and what is near."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo_rtcc.geocoder.plane import Floats, Plane

Ints = NDArray[np.int64]
Shapes = NDArray[np.object_]

_LEAST_STEP_M = 0.001


class Groups:
    """Rows by a key from 0 on.

    Parameters
    ----------
    keys
        In any order.
    rows
        The row of each key; without them, where the key stands.
    """

    def __init__(self, keys: Ints, rows: Ints | None = None) -> None:
        order = np.argsort(keys, kind="stable")
        top = int(keys.max()) + 1 if len(keys) else 0
        self._start: list[int] = np.searchsorted(keys[order], np.arange(top + 1)).tolist()
        self._rows = order if rows is None else rows[order]

    def of(self, key: int) -> Ints:
        """Return the rows with this key; none if it is not known."""
        if not 0 <= key < len(self._start) - 1:
            return self._rows[:0]
        return self._rows[self._start[key] : self._start[key + 1]]


def flat(ids: Sequence[tuple[int, ...]]) -> tuple[Ints, Ints]:
    """Return for each id of each row the row and the id."""
    counts = np.fromiter(map(len, ids), np.int64, len(ids))
    return np.repeat(np.arange(len(ids)), counts), np.fromiter(
        chain.from_iterable(ids), np.int64, int(counts.sum())
    )


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Polylines on a plane.

    Parameters
    ----------
    x, y
        Vertices of all lines, metres; consecutive ones differ.
    along
        Metres from the start of its line, a vertex.
    first
        Line ``i`` has the vertices ``first[i]:first[i + 1]``: none if the row has no line, one if
        its length is zero.
    length_m
        A line.
    """

    x: Floats
    y: Floats
    along: Floats
    first: Ints
    length_m: Floats

    @classmethod
    def read(cls, shapes: Sequence[bytes | None], plane: Plane) -> "Lines":
        """Return lines of WKB in degrees (EPSG:4326); what is no line stays empty."""
        geometries = shapely.from_wkb(np.array(shapes, dtype=object), on_invalid="ignore")
        geometries[~np.isin(shapely.get_type_id(geometries), (1, 5))] = None
        geometries = shapely.line_merge(geometries)
        coordinates, of_line = shapely.get_coordinates(geometries, return_index=True)
        is_finite = np.isfinite(coordinates).all(axis=1)
        x, y = plane.metres(*coordinates[is_finite].T)
        return cls._joined(x, y, of_line[is_finite], len(geometries))

    @classmethod
    def _joined(cls, x: Floats, y: Floats, of_line: Ints, n: int) -> "Lines":
        is_new = np.ones(len(x), dtype=bool)
        is_new[1:] = (np.hypot(np.diff(x), np.diff(y)) > _LEAST_STEP_M) | (np.diff(of_line) != 0)
        x, y, of_line = x[is_new], y[is_new], of_line[is_new]
        first = np.searchsorted(of_line, np.arange(n + 1))
        step = np.hypot(np.diff(x, prepend=0.0), np.diff(y, prepend=0.0))
        starts = first[:-1][np.diff(first) > 0]
        step[starts] = 0.0
        total = np.cumsum(step)
        along = total - np.repeat(total[starts], np.diff(first)[np.diff(first) > 0])
        length = np.zeros(n)
        has_line = np.diff(first) > 0
        length[has_line] = along[first[1:][has_line] - 1]
        return cls(x=x, y=y, along=along, first=first, length_m=length)

    def has(self, line: int) -> bool:
        """Whether the row has any vertex."""
        return bool(self.first[line] < self.first[line + 1])

    def at(self, line: int, distance_m: float, left_m: float = 0.0) -> tuple[float, float]:
        """Return the point so far along a line and so far to its left (right if negative).

        Metres; beyond an end it is the end.
        """
        a, b = int(self.first[line]), int(self.first[line + 1])
        if b - a == 1:
            return float(self.x[a]), float(self.y[a])
        i = a + int(np.searchsorted(self.along[a:b], distance_m, side="right"))
        i = min(max(i, a + 1), b - 1)
        x0, y0 = float(self.x[i - 1]), float(self.y[i - 1])
        dx, dy = float(self.x[i]) - x0, float(self.y[i]) - y0
        piece = float(self.along[i]) - float(self.along[i - 1])
        share = min(max((distance_m - float(self.along[i - 1])) / piece, 0.0), 1.0)
        left = left_m / piece
        return x0 + share * dx - left * dy, y0 + share * dy + left * dx

    @cached_property
    def shapes(self) -> Shapes:
        """All lines in metres: None where a row has none, twice its point if its length is 0."""
        count = np.diff(self.first)
        vertex = np.repeat(np.arange(len(self.x)), np.repeat(np.where(count == 1, 2, 1), count))
        of_line = np.repeat(np.arange(len(count)), np.where(count == 1, 2, count))
        rows = np.flatnonzero(count)
        made = np.full(len(count), None, dtype=object)
        if len(rows):
            points = np.column_stack([self.x[vertex], self.y[vertex]])
            made[rows] = shapely.linestrings(points, indices=np.searchsorted(rows, of_line))
        return made


def together(shapes: Sequence[shapely.Geometry | None] | Shapes, within_m: float) -> list[Ints]:
    """Return groups of those that lie within a distance of one another, or by way of others."""
    n = len(shapes)
    if n <= 1:
        return [np.zeros(1, dtype=np.int64)] * n
    each = np.array(shapes, dtype=object)
    one, other = shapely.STRtree(each).query(each, predicate="dwithin", distance=within_m)
    graph = coo_array((np.ones(len(one), dtype=bool), (one, other)), shape=(n, n))
    count, group = connected_components(graph, directed=False)
    return [np.flatnonzero(group == at) for at in range(count)]
