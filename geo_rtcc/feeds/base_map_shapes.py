"""The shapes of streets, water and parks: to lon/lat degrees, with a reason for each unfit one."""

from collections.abc import Collection
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from geo_rtcc.feeds.polygons import Shapes
from geo_rtcc.feeds.vector_file import refuse_misfits

_EARTH = Geod(ellps="WGS84")

Kinds = Collection[shapely.GeometryType]
LINES = (
    shapely.GeometryType.LINESTRING,
    shapely.GeometryType.LINEARRING,
    shapely.GeometryType.MULTILINESTRING,
)
AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def drawable(
    path: Path, frame: gpd.GeoDataFrame, rows: NDArray[np.int_], kinds: Kinds, must_be: str
) -> tuple[Shapes, dict[int, str]]:
    """Return the shapes of these rows in EPSG:4326 without Z, and why some can't be drawn, by row.

    ``must_be`` ends the sentence about a shape that is none of ``kinds``.

    Raises BoundaryError if coordinates can't be in the file's coordinate reference system.
    """
    shapes = np.asarray(shapely.force_2d(frame.geometry.to_numpy()), object)
    reasons = {row: reason for row in rows.tolist() if (reason := _unfit(shapes[row], kinds))}
    reasons = {row: reason.format(must_be=must_be) for row, reason in reasons.items()}
    fit = np.array([row for row in rows.tolist() if row not in reasons], int)
    if fit.size:
        refuse_misfits(path, frame.crs, shapes[fit], lambda i: f"{path.name}: feature {fit[i] + 1}")
        shapes[fit] = gpd.GeoSeries(shapes[fit], crs=frame.crs).to_crs("EPSG:4326").to_numpy()
    beyond = fit[~np.isfinite(shapely.bounds(shapes[fit])).all(axis=1)] if fit.size else fit
    outside = f"It lies outside of where {frame.crs.name} is defined."
    return shapes, {**reasons, **dict.fromkeys(beyond.tolist(), outside)}


def lengths_km(shapes: Shapes) -> NDArray[np.float64]:
    """Return the length of each line in kilometres, on the ellipsoid; EPSG:4326, lon/lat."""
    parts, shape_of = shapely.get_parts(shapes, return_index=True)
    points, part_of = shapely.get_coordinates(parts, return_index=True)
    lon, lat = points.T
    _, _, steps_m = _EARTH.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    is_within = np.diff(part_of) == 0
    sums_m = np.bincount(shape_of[part_of[1:]], weights=steps_m * is_within, minlength=len(shapes))
    return sums_m / 1000


def _unfit(shape: BaseGeometry | None, kinds: Kinds) -> str | None:
    if shape is None:
        return "It has no geometry, or a broken one."
    if shape.is_empty:
        return "Its geometry is empty."
    if shapely.get_type_id(shape) not in kinds:
        return f"It is a {shape.geom_type}; {{must_be}}."
    if not np.isfinite(shape.bounds).all() or not np.isfinite(shapely.get_coordinates(shape)).all():
        return "It has a coordinate that is no number."
    if shape.length == 0:
        return "It has no length."
    return None
