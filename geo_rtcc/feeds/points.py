"""An agency's coordinates → degrees, EPSG:4326, and which of them can't be a place."""

import numpy as np
import polars as pl
import pyproj
from numpy.typing import NDArray

from geo_rtcc.feeds.columns import joined_text
from geo_rtcc.feeds.geojson_rows import LATITUDE, LONGITUDE
from geo_rtcc.feeds.mapping import ColumnMapping

_WKT_POINT = r"(?i)^\s*POINT\s*\(\s*([-+.\deE]+)[\s,]+([-+.\deE]+)\s*\)\s*$"
_PAIR = r"^\s*\(?\s*([-+.\deE]+)\s*,\s*([-+.\deE]+)\s*\)?\s*$"


def points(
    raw: pl.DataFrame, mapping: ColumnMapping
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Return lon and lat (degrees, EPSG:4326, NaN where unknown) and which ones are unusable.

    0, 0 means "missing" in every agency's export seen so far, and is treated as such.
    """
    x, y, given, crs = _coordinates(raw, mapping)
    missing = (x == 0) & (y == 0)
    x[missing], y[missing] = np.nan, np.nan
    given &= ~missing
    if crs != "EPSG:4326":
        to_degrees = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        x, y = to_degrees.transform(x, y)
    usable = np.isfinite(x) & np.isfinite(y) & (np.abs(x) <= 180) & (np.abs(y) <= 90)  # noqa: PLR2004
    return np.where(usable, x, np.nan), np.where(usable, y, np.nan), given & ~usable


def _coordinates(
    raw: pl.DataFrame, mapping: ColumnMapping
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_], str]:
    x, y = (joined_text(mapping, axis, raw) for axis in ("x", "y"))
    point = joined_text(mapping, "point", raw)
    crs, given = mapping.crs, pl.lit(False)
    if x is None and point is not None:
        given = ~point.str.to_uppercase().str.contains("EMPTY", literal=True)
        x, y = (
            pl.coalesce(point.str.extract(_WKT_POINT, a), point.str.extract(_PAIR, b))
            for a, b in ((1, 2), (2, 1))
        )
    elif x is None and {LONGITUDE, LATITUDE} <= set(raw.columns):
        x, y, crs = pl.col(LONGITUDE), pl.col(LATITUDE), "EPSG:4326"
    if x is None or y is None:
        nothing = np.full(len(raw), np.nan)
        return nothing, nothing.copy(), np.zeros(len(raw), dtype=bool), crs
    numeric = mapping.column_of("x", raw.columns)
    if numeric and all(raw.schema[column].is_numeric() for column in numeric):
        x, y = (pl.col(*(mapping.column_of(axis, raw.columns) or ())) for axis in ("x", "y"))
    numbers = [axis.cast(pl.Float64, strict=False) for axis in (x, y)]
    for text, number in zip((x, y), numbers, strict=True):
        given |= text.is_not_null() & number.is_not_nan().fill_null(True)
    pair = raw.select(x=numbers[0], y=numbers[1], given=given.fill_null(False))
    east, north = (pair[axis].fill_null(float("nan")).to_numpy().copy() for axis in ("x", "y"))
    return east, north, pair["given"].to_numpy().copy(), crs
