"""Where a row lies: a point in degrees, or a line as WKB, and why it has none that can be used."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyproj
import shapely
from numpy.typing import NDArray

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.geofile.records import ROW, UNFIT
from geo_rtcc.feeds.geojson_rows import LATITUDE, LONGITUDE
from geo_rtcc.feeds.polygons import Shapes
from geo_rtcc.feeds.vector_file import refuse_misfits

DEGREES = "EPSG:4326"
_POINT, _MULTIPOINT = shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT
_LINE, _MULTILINE = shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING
_NONE = "It has no geometry, or a broken one."
_EMPTY = "Its geometry is empty."
_NO_NUMBER = "It has a coordinate that is no number."
_ZERO = "It lies at 0, 0, which means that it has no place."
_PAIR = "It has no coordinates, or text that is none."
_SPOT = r"(?i)^\s*(?:SRID=\d+;)?\s*POINT\s*Z?\s*\(\s*([-+.\deE]+)\s+([-+.\deE]+)"

Reasons = NDArray[np.object_]


def with_feature_points(
    said: pl.DataFrame, file: str, shapes: Shapes, crs: pyproj.CRS
) -> pl.DataFrame:
    """Return ``lon`` and ``lat`` of a vector file's points, and ``UNFIT``.

    Raises BoundaryError if coordinates can't be in that reference system.
    """
    kinds = shapely.get_type_id(shapes)
    is_single = (kinds == _MULTIPOINT) & (shapely.get_num_geometries(shapes) == 1)
    shapes = np.where(is_single, shapely.get_geometry(shapes, 0), shapes)
    reasons = _unfit(shapes, (_POINT,), "a point is needed")
    fit = np.flatnonzero(reasons == None)  # noqa: E711
    rows = said[ROW].to_numpy()
    if fit.size:
        refuse_misfits(Path(file), crs, shapes[fit], lambda i: f"{file}: feature {rows[fit[i]]}")
    return _with_points(said, shapely.get_x(shapes), shapely.get_y(shapes), crs, reasons)


def with_column_points(
    said: pl.DataFrame, raw: pl.DataFrame, file: str, crs: str | None
) -> pl.DataFrame:
    """Return ``lon`` and ``lat`` by the columns x and y, or point as WKT, and ``UNFIT``.

    Raises InputError if none of the coordinates can be in that reference system.
    """
    x, y = (
        pl.coalesce(axis, pl.col("point").str.extract(_SPOT, i)) for i, axis in ((1, "x"), (2, "y"))
    )
    if {LONGITUDE, LATITUDE} <= set(raw.columns):
        x, y, crs = raw[LONGITUDE], raw[LATITUDE], DEGREES  # type: ignore[assignment]
    pair = said.select(x=x, y=y)
    numbers = pair.select(pl.all().cast(pl.Float64, strict=False).fill_null(float("nan")))
    east, north = numbers["x"].to_numpy(), numbers["y"].to_numpy()
    system = crs_of(crs or DEGREES)
    reasons = np.full(len(said), None, object)
    reasons[~(np.isfinite(east) & np.isfinite(north))] = _PAIR
    _refuse_or_reject(file, system, east, north, reasons)
    return _with_points(said, east, north, system, reasons)


def with_lines(said: pl.DataFrame, file: str, shapes: Shapes, crs: pyproj.CRS) -> pl.DataFrame:
    """Return ``shape`` as WKB of lines, EPSG:4326, whole where their parts join; and ``UNFIT``.

    Raises BoundaryError if coordinates can't be in that reference system.
    """
    shapes = np.asarray(shapely.force_2d(shapes), object)
    reasons = _unfit(shapes, (_LINE, _MULTILINE), "a road must be a line")
    reasons[(reasons == None) & (shapely.length(shapes) == 0)] = "It has no length."  # noqa: E711
    fit = np.flatnonzero(reasons == None)  # noqa: E711
    rows = said[ROW].to_numpy()
    if fit.size:
        refuse_misfits(Path(file), crs, shapes[fit], lambda i: f"{file}: feature {rows[fit[i]]}")
        shapes[fit] = _merged(shapely.transform(shapes[fit], _degrees(crs)))
    beyond = fit[~np.isfinite(shapely.bounds(shapes[fit])).all(axis=1)] if fit.size else fit
    reasons[beyond] = _outside(crs)
    shapes[reasons != None] = None  # noqa: E711
    wkb = pl.Series("shape", list(shapely.to_wkb(shapes)), pl.Binary)
    return said.with_columns(wkb, pl.Series(UNFIT, reasons.tolist(), pl.String))


def lines_of(texts: pl.Series) -> Shapes:
    """Return lines written as WKT; None for what is none."""
    bare = texts.str.replace(r"(?i)^\s*SRID=\d+;", "")
    return np.asarray(shapely.from_wkt(bare.to_list(), on_invalid="ignore"), object)


def crs_of(text: str) -> pyproj.CRS:
    """Return a coordinate reference system by its code; raise InputError where it is none."""
    try:
        return pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        raise InputError(
            f"No coordinate reference system is called {text}; an example is EPSG:2232."
        ) from error


def _unfit(shapes: Shapes, kinds: Sequence[int], must_be: str) -> Reasons:
    found = shapely.get_type_id(shapes)
    bounds = shapely.bounds(shapes)
    reasons = np.full(len(shapes), None, object)
    reasons[~np.isfinite(bounds).all(axis=1)] = _NO_NUMBER
    for i in np.flatnonzero(~np.isin(found, kinds)).tolist():
        reasons[i] = f"It is a {getattr(shapes[i], 'geom_type', '')}; {must_be}."
    reasons[shapely.is_empty(shapes)] = _EMPTY
    reasons[shapely.is_missing(shapes)] = _NONE
    return reasons


def _refuse_or_reject(
    file: str, crs: pyproj.CRS, x: NDArray[np.float64], y: NDArray[np.float64], reasons: Reasons
) -> None:
    """Name rows whose degrees are none; refuse feet or metres that are degrees."""
    is_some = reasons == None  # noqa: E711
    fits = (np.abs(x) <= 180) & (np.abs(y) <= 90)  # noqa: PLR2004
    if crs.is_geographic:
        for i in np.flatnonzero(is_some & ~fits).tolist():
            reasons[i] = (
                f"{x[i]:,.1f}, {y[i]:,.1f} are no degrees. If the file is in feet or metres, say "
                "--crs EPSG:…"
            )
    elif is_some.any() and fits[is_some].all():
        raise InputError(
            f"{file}: its coordinates are said to be in {crs.name}, but all of them fit into "
            f"degrees (the first x is {x[is_some][0]:g}). Say the --crs they are really in."
        )


def _with_points(
    said: pl.DataFrame,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    crs: pyproj.CRS,
    reasons: Reasons,
) -> pl.DataFrame:
    lon, lat = _degrees(crs)(np.column_stack([x, y])).T
    is_some = reasons == None  # noqa: E711
    reasons[is_some & ~(np.isfinite(lon) & np.isfinite(lat))] = _outside(crs)
    reasons[is_some & (x == 0) & (y == 0)] = _ZERO
    return said.with_columns(
        pl.Series("lon", lon), pl.Series("lat", lat), pl.Series(UNFIT, reasons.tolist(), pl.String)
    )


def _degrees(crs: pyproj.CRS) -> Any:
    """Return what turns pairs, shape (n, 2), into degrees of EPSG:4326."""
    if crs == pyproj.CRS.from_user_input(DEGREES):
        return lambda pairs: pairs
    transformer = pyproj.Transformer.from_crs(crs, DEGREES, always_xy=True)
    return lambda pairs: np.column_stack(transformer.transform(pairs[:, 0], pairs[:, 1]))


def _merged(shapes: Shapes) -> Shapes:
    """Join the parts of a line where one begins at the other's end; the direction stays."""
    is_multi = shapely.get_type_id(shapes) == _MULTILINE
    if is_multi.any():
        shapes = shapes.copy()
        shapes[is_multi] = shapely.line_merge(shapes[is_multi], directed=True)
    return shapes


def _outside(crs: pyproj.CRS) -> str:
    return f"It lies outside of where {crs.name} is defined."
