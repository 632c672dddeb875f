"""The roads of a geofile, asked by street: numbers, blocks, crossings, whole streets."""

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import polars as pl
import shapely

from geo_rtcc.geocoder.blocks import block
from geo_rtcc.geocoder.crossings import Crossings, NearCrossing
from geo_rtcc.geocoder.found import Found
from geo_rtcc.geocoder.gaps import near
from geo_rtcc.geocoder.lines import Ints, together
from geo_rtcc.geocoder.plane import Plane
from geo_rtcc.geocoder.ranges import Ranges
from geo_rtcc.geocoder.segments import Segments
from geo_rtcc.models import MatchType

_ONE_STRETCH_M = 60.0  # as wide as two carriageways with their middle
_LEAST_UNCERTAINTY_M = 15.0
_REMEMBERED = 8_192


class NearStreet(NamedTuple):
    """The street nearest to a point.

    Parameters
    ----------
    distance_m
        From the point to ``lon``, ``lat`` (degrees) on the street.
    low, high
        First and last number of the hundred-block there; None without a range.
    """

    street_id: int
    distance_m: float
    lon: float
    lat: float
    low: int | None
    high: int | None


class RoadIndex:
    """Finds places on road segments. It doesn't change once built.

    Parameters
    ----------
    roads
        By ``ROAD_SCHEMA``.
    street_ids
        For each row the ids of its name and of its other names.
    plane
        Where metres are measured.
    names
        Street id → its name for people.
    """

    def __init__(
        self,
        roads: pl.DataFrame,
        street_ids: Sequence[tuple[int, ...]],
        plane: Plane,
        names: Callable[[int], str],
    ) -> None:
        self._segments = Segments.read(roads, street_ids, plane, names)
        self._ranges = Ranges.read(roads, self._segments)
        self._crossings = Crossings(self._segments)
        self._wholes = lru_cache(_REMEMBERED)(self._stretches)

    def has_ranges(self, street_id: int) -> bool:
        """Whether any segment of the street has numbers."""
        return len(self._ranges.by_street.of(street_id)) > 0

    def on_range(self, street_id: int, number: int) -> list[Found]:
        """Return where a number lies by interpolation along the segments whose ranges hold it.

        On the side of its parity, set back from the line; a number of the parity that no side has
        is put across from its like, with less quality.
        """
        return self._ranges.on(street_id, number)

    def near_range(self, street_id: int, number: int) -> list[Found]:
        """Return where a number lies that is in no range but near one, or between two."""
        return near(self._ranges, street_id, number)

    def block(self, street_id: int, low: int, high: int) -> list[Found]:
        """Return the middle of each stretch whose numbers lie from low to high."""
        return block(self._ranges, street_id, low, high)

    def crossing(self, a: int, b: int) -> list[Found]:
        """Return every place where two streets meet, each junction once."""
        return self._crossings.crossing(a, b)

    def whole(self, street_id: int) -> list[Found]:
        """Return the middle of each connected stretch of a street; uncertain by all of it."""
        return list(self._wholes(street_id))

    def nearest(self, lon: float, lat: float, within_m: float) -> NearStreet | None:
        """Return the nearest street that has a name, none if it is farther off than asked."""
        rows, tree = self._tree
        x, y = self._metres(lon, lat)
        spot = shapely.Point(x, y)
        found = tree.query_nearest(spot, max_distance=within_m, all_matches=False)
        if not len(found):
            return None
        line, shape = int(rows[found[0]]), tree.geometries[found[0]]
        along = float(shapely.line_locate_point(shape, spot))
        on_it = self._segments.lines.at(line, along)
        low, high = self._ranges.hundred_at(line, along) or (None, None)
        street = self._segments.street_ids[line][0]
        apart = float(shapely.distance(shape, spot))
        return NearStreet(street, apart, *self._segments.plane.degrees(*on_it), low, high)

    def nearest_crossing(self, lon: float, lat: float, within_m: float) -> NearCrossing | None:
        """Return the nearest place where streets of different names meet, if near enough."""
        return self._crossings.nearest(*self._metres(lon, lat), within_m)

    def _metres(self, lon: float, lat: float) -> tuple[float, float]:
        x, y = self._segments.plane.metres(np.array([lon]), np.array([lat]))
        return float(x[0]), float(y[0])

    def _stretches(self, street_id: int) -> tuple[Found, ...]:
        rows = self._segments.by_street.of(street_id)
        groups = together(self._segments.lines.shapes[rows], _ONE_STRETCH_M)
        return tuple(self._stretch(street_id, rows[group]) for group in groups)

    def _stretch(self, street_id: int, rows: Ints) -> Found:
        whole = shapely.MultiLineString(self._segments.lines.shapes[rows].tolist())
        middle = shapely.get_coordinates(shapely.shortest_line(whole, shapely.centroid(whole)))[0]
        corners = shapely.get_coordinates(whole)
        return self._segments.found(
            *middle.tolist(),
            match_type=MatchType.STREET,
            quality=1.0,
            uncertainty_m=max(float(np.hypot(*(corners - middle).T).max()), _LEAST_UNCERTAINTY_M),
            reference=self._segments.names(street_id),
            lines=rows.tolist(),
        )

    @cached_property
    def _tree(self) -> tuple[Ints, shapely.STRtree]:
        """Segments with a name and a length, and a tree of their lines in metres."""
        lines = self._segments.lines
        has_name = np.fromiter(map(bool, self._segments.street_ids), bool, len(lines.length_m))
        rows = np.flatnonzero(has_name & (lines.length_m > 0))
        return rows, shapely.STRtree(lines.shapes[rows])
