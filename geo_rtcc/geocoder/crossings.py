"""Where streets meet: shared vertices, places where lines cross, and near misses."""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import shapely
from scipy.spatial import KDTree

from geo_rtcc.geocoder.found import Found
from geo_rtcc.geocoder.lines import Groups, Ints, flat, together
from geo_rtcc.geocoder.plane import Floats
from geo_rtcc.geocoder.segments import Segments
from geo_rtcc.models import MatchType

ONE_PLACE_M = 60.0  # two carriageways, or the jog of a street across another
NEAR_MISS_M = 30.0
LEAST_UNCERTAINTY_M = 15.0
_GRID_M = 0.1  # vertices are one if they agree to this: six decimals of a degree
_OVER = 0.9  # lines cross without a vertex: perhaps a bridge
_MISSED = 0.85
_REMEMBERED = 65_536


class NearCrossing(NamedTuple):
    """An intersection near a point: ids of its streets, degrees, metres from the point."""

    street_ids: tuple[int, ...]
    lon: float
    lat: float
    distance_m: float


class Crossings:
    """Intersections of the streets of a geofile.

    A node is a vertex that several lines share; whether it ends them doesn't matter, as lines of
    TIGER's roads run on through intersections.
    """

    def __init__(self, segments: Segments) -> None:
        self._segments = segments
        self._x, self._y, node, line = _nodes(segments)
        self._lines_at = Groups(node, line)
        self._nodes_of = _nodes_of(segments, node, line)
        self._sets = lru_cache(_REMEMBERED)(self._node_and_line_sets)
        self._shape = lru_cache(_REMEMBERED)(self._line)
        self._remembered = lru_cache(_REMEMBERED)(self._find)

    def crossing(self, a: int, b: int) -> list[Found]:
        """Return every place where two streets meet: each junction once, near misses last."""
        return [] if a == b else list(self._remembered(min(a, b), max(a, b)))

    def nearest(self, x: float, y: float, within_m: float) -> NearCrossing | None:
        """Return the nearest node of two or more streets; metres."""
        nodes, tree = self._meetings
        if not len(nodes):
            return None
        distance, at = tree.query((x, y), distance_upper_bound=within_m)
        if not np.isfinite(distance):
            return None
        node = int(nodes[at])
        ids = [self._segments.street_ids[line][0] for line in self._lines_at.of(node)]
        lon, lat = self._segments.plane.degrees(float(self._x[node]), float(self._y[node]))
        return NearCrossing(tuple(dict.fromkeys(ids)), lon, lat, float(distance))

    def _find(self, a: int, b: int) -> tuple[Found, ...]:
        (nodes_a, lines_a), (nodes_b, lines_b) = self._sets(a), self._sets(b)
        nodes = nodes_a & nodes_b
        if not lines_a.isdisjoint(lines_b):
            # They part or end where not every line at a node bears both names.
            either = lines_a ^ lines_b
            nodes = frozenset(
                n for n in nodes if not either.isdisjoint(self._lines_at.of(n).tolist())
            )
        elif not nodes:
            return self._without_node(a, b)
        at = np.array(sorted(nodes), dtype=np.int64)
        spots = np.column_stack([self._x[at], self._y[at]])
        return tuple(self._junction(a, b, at[group], spots[group]) for group in _junctions(spots))

    def _junction(self, a: int, b: int, nodes: Ints, spots: Floats) -> Found:
        """Return a junction at its main node, where most lines meet; in the middle of several."""
        count = np.array([len(self._lines_at.of(int(node))) for node in nodes])
        middle = spots[count == count.max()].mean(axis=0)
        return self._found(a, b, spots, middle, self._lines(nodes), quality=1.0)

    def _lines(self, nodes: Ints) -> list[int]:
        return [int(line) for node in nodes for line in self._lines_at.of(int(node))]

    def _without_node(self, a: int, b: int) -> tuple[Found, ...]:
        """Return where lines cross without a vertex, else where they nearly touch."""
        one, other = self._shape(a), self._shape(b)
        if one is None or other is None or not shapely.dwithin(one, other, NEAR_MISS_M):
            return ()
        of_street = self._segments.by_street.of
        lines = [int(line) for street in (a, b) for line in of_street(street)]
        spots = shapely.get_coordinates(shapely.intersection(one, other))
        quality = _OVER if len(spots) else _MISSED
        if not len(spots):
            spots = shapely.get_coordinates(shapely.shortest_line(one, other))
        return tuple(
            self._found(a, b, spots[at], spots[at].mean(axis=0), lines, quality=quality)
            for at in _junctions(spots)
        )

    def _found(
        self, a: int, b: int, spots: Floats, at: Floats, lines: Sequence[int], *, quality: float
    ) -> Found:
        x, y = at.tolist()
        spread = float(np.hypot(spots[:, 0] - x, spots[:, 1] - y).max())
        names = self._segments.names
        return self._segments.found(
            x,
            y,
            match_type=MatchType.INTERSECTION,
            quality=quality,
            uncertainty_m=max(LEAST_UNCERTAINTY_M, spread + 5.0),
            reference=f"{names(a)} / {names(b)}",
            lines=lines,
        )

    def _node_and_line_sets(self, street_id: int) -> tuple[frozenset[int], frozenset[int]]:
        lines = self._segments.by_street.of(street_id)
        return frozenset(self._nodes_of.of(street_id).tolist()), frozenset(lines.tolist())

    def _line(self, street_id: int) -> shapely.Geometry | None:
        lines = self._segments.by_street.of(street_id)
        if not len(lines):
            return None
        return shapely.MultiLineString(self._segments.lines.shapes[lines].tolist())

    @cached_property
    def _meetings(self) -> tuple[Ints, KDTree]:
        """Nodes where lines of different names meet, and a tree of them."""
        ids = self._segments.street_ids
        n = len(self._x)
        streets = [len({ids[line][0] for line in self._lines_at.of(node)}) for node in range(n)]
        nodes = np.flatnonzero(np.array(streets, dtype=np.int64) > 1)
        return nodes, KDTree(np.column_stack([self._x[nodes], self._y[nodes]]))


def _junctions(spots: Floats) -> list[Ints]:
    """Return which spots (metres, n × 2) are of one junction."""
    return together(list(shapely.MultiPoint(spots).geoms), ONE_PLACE_M)


def _nodes(segments: Segments) -> tuple[Floats, Floats, Ints, Ints]:
    """Return x and y of each node, and (node, line) for each line there, each once."""
    lines = segments.lines
    count = np.diff(lines.first)
    line = np.repeat(np.arange(len(count)), count)
    key = np.rint(lines.x / _GRID_M).astype(np.int64) * 2**32
    key += np.rint(lines.y / _GRID_M).astype(np.int64)
    is_named = np.fromiter(map(bool, segments.street_ids), bool, len(count))[line]
    vertex = np.flatnonzero(is_named)
    _, first, spot = np.unique(key[vertex], return_index=True, return_inverse=True)
    pairs = np.unique(spot * max(len(count), 1) + line[vertex])
    spot, line = np.divmod(pairs, max(len(count), 1))
    is_shared = np.bincount(spot, minlength=len(first)) > 1
    kept = is_shared[spot]
    number = np.cumsum(is_shared) - 1
    at = vertex[first[is_shared]]
    return lines.x[at], lines.y[at], number[spot[kept]], line[kept]


def _nodes_of(segments: Segments, node: Ints, line: Ints) -> Groups:
    """Return the nodes of each street, in order."""
    at, street = flat([segments.street_ids[each] for each in line.tolist()])
    n = int(node.max()) + 1 if len(node) else 1
    street, node = np.divmod(np.unique(street * n + node[at]), n)
    return Groups(street, node)
