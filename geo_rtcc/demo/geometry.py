"""The demo city's own metre plane, and the few curve helpers its plan is drawn with.

The plane is a transverse Mercator projection (WGS 84, scale 1) centred on the crossing of the two
downtown axes: x east, y north, metres. Everything outside this package sees lon/lat, EPSG:4326.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from shapely import LineString
from shapely.geometry.base import BaseGeometry

Floats = npt.NDArray[np.float64]
Points = Sequence[tuple[float, float]]

CENTRE_LON, CENTRE_LAT = -90.21, 40.655
PLANE = f"+proj=tmerc +lat_0={CENTRE_LAT} +lon_0={CENTRE_LON} +k=1 +datum=WGS84 +units=m"
DEGREE_DECIMALS = 7


@cache
def _to_degrees() -> Transformer:
    return Transformer.from_crs(PLANE, "EPSG:4326", always_xy=True)


@cache
def _to_metres() -> Transformer:
    return Transformer.from_crs("EPSG:4326", PLANE, always_xy=True)


def degrees(xy: Floats) -> Floats:
    """Turn an (n, 2) array of plane metres into lon/lat, rounded to 7 decimals (1 cm)."""
    lon, lat = _to_degrees().transform(xy[:, 0], xy[:, 1])
    return np.round(np.column_stack([lon, lat]), DEGREE_DECIMALS)


def metres(lonlat: Floats) -> Floats:
    """Turn an (n, 2) array of lon/lat into plane metres."""
    return np.column_stack(_to_metres().transform(lonlat[:, 0], lonlat[:, 1]))


def in_degrees(geometry: Any) -> Any:
    """Return one geometry, or an array of them, in lon/lat with every vertex rounded alike."""
    return shapely.transform(geometry, degrees)


def curve(points: Points, *, steps: int = 12) -> LineString:
    """Draw a Catmull-Rom curve through the points, ``steps`` vertices a span."""
    p = np.asarray([points[0], *points, points[-1]], dtype=float)
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    spans = [
        0.5
        * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t**2
            + (3 * b - a - 3 * c + d) * t**3
        )
        for a, b, c, d in zip(p[:-3], p[1:-2], p[2:-1], p[3:], strict=True)
    ]
    return LineString(np.vstack([*spans, p[-1:]]))


def ribbon(line: LineString, half_widths: Floats) -> BaseGeometry:
    """Buffer a line with a half width (metres) of its own at each vertex."""
    circles = shapely.buffer(shapely.points(shapely.get_coordinates(line)), half_widths)
    return shapely.union_all(
        [shapely.convex_hull(shapely.union(a, b)) for a, b in pairwise(circles)]
    )


def lines_of(geometry: BaseGeometry) -> list[LineString]:
    """Return the non-empty lines of any geometry."""
    parts = shapely.get_parts(geometry)
    return [part for part in parts if part.geom_type == "LineString" and part.length > 0]


def rotation(angle: float) -> Floats:
    """Return the 2 × 2 matrix that turns row vectors by ``angle`` radians anticlockwise."""
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([[cos, sin], [-sin, cos]])
