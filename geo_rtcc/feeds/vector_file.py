"""Open a file of shapes (GeoJSON, shapefile, zip, GeoPackage) and bring it to lon/lat degrees.

Refuses what would quietly put them in the wrong place: no stated coordinate reference system, and
coordinates that don't fit the stated one.
"""

import zipfile
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo_rtcc.errors import BoundaryError
from geo_rtcc.feeds.polygons import Shapes

READABLE = (".shp", ".gpkg", ".geojson", ".json")
POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
SHOWN = 10


def read_features(
    path: Path, layer: str | None = None, *, what: str = "areas", choose: str = "with --layer"
) -> gpd.GeoDataFrame:
    """Return the features of the file's one layer, or of ``layer``, with their stated CRS.

    A GeoJSON without a CRS is WGS 84 (RFC 7946, section 4). A geometry that is none, such as a line
    of one point, is None.

    Parameters
    ----------
    what, choose
        What errors call the features, and how they say that a layer is named.

    Raises
    ------
    BoundaryError
        There is no such file or layer, nothing in it, or no coordinate reference system.
    """
    if not path.is_file():
        raise BoundaryError(f"There is no file {path}.")
    source = _inside_zip(path, what) if path.suffix.lower() == ".zip" else str(path)
    try:
        frame = gpd.read_file(
            source, layer=_layer(path, source, layer, choose), on_invalid="ignore"
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        formats = "GeoJSON, shapefile, zipped shapefile or GeoPackage"
        raise BoundaryError(f"{path.name} can't be read as {formats}.") from error
    if frame.empty or not isinstance(frame, gpd.GeoDataFrame):
        raise BoundaryError(f"{path.name} has no {what} in it. Was it exported with a filter on?")
    # GDAL calls a GeoPackage's "I don't know" an undefined SRS.
    if frame.crs is None or frame.crs.name.lower().startswith(("undefined", "unknown")):
        raise BoundaryError(
            f"{path.name} doesn't state its coordinate reference system, so its numbers could be "
            "anywhere. Put a shapefile's .prj file beside it (or in the same zip); export any "
            "other file again, with the coordinate reference system stated."
        )
    return frame


def lonlat(path: Path, frame: gpd.GeoDataFrame, codes: Sequence[str]) -> Shapes:
    """Return the frame's polygons in EPSG:4326, without Z.

    Raises
    ------
    BoundaryError
        A feature is no polygon, or has coordinates that can't be right; it is named.
    """
    shapes = np.asarray(shapely.force_2d(frame.geometry.to_numpy()), object)
    for i in np.flatnonzero(~np.isin(shapely.get_type_id(shapes), POLYGONAL)).tolist():
        found = "no geometry" if shapes[i] is None else f"a {shapes[i].geom_type}"
        raise BoundaryError(f"{_where(path, i, codes)} is {found}; an area must be a polygon.")
    for i in np.flatnonzero(shapely.is_empty(shapes)).tolist():
        raise BoundaryError(f"{_where(path, i, codes)} has an empty polygon. Draw or remove it.")
    refuse_misfits(path, frame.crs, shapes, partial(_where, path, codes=codes))
    degrees = frame.geometry.force_2d().to_crs("EPSG:4326").to_numpy()
    for i in np.flatnonzero(~np.isfinite(shapely.bounds(degrees)).all(axis=1)).tolist():
        text = f"lies outside of where {frame.crs.name} is defined. Is that the right one?"
        raise BoundaryError(f"{_where(path, i, codes)} {text}")
    return np.asarray(degrees, object)


def refuse_missing_fields(path: Path, frame: pd.DataFrame, fields: Sequence[str | None]) -> None:
    """Raise BoundaryError, naming the fields there are, unless the frame has all of these."""
    available = [str(column) for column in frame.columns if column != "geometry"]
    for field in fields:
        if field and field not in available:
            has = f"It has: {', '.join(available)}." if available else "It has no fields at all."
            raise BoundaryError(f"{path.name} has no field {field}. {has}")


def texts(column: "pd.Series[Any]") -> list[str]:
    """Return values as text; a whole number that an empty neighbour made a float stays whole."""
    return [
        ""
        if pd.isna(value)
        else str(int(value))
        if isinstance(value, float) and value.is_integer()
        else str(value).strip()
        for value in column.tolist()
    ]


def listed(names: Iterable[object]) -> str:
    """Return the first names, and how many more there are."""
    texts = [str(name) for name in names]
    more = f" and {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
    return ", ".join(texts[:SHOWN]) + more


def refuse_misfits(path: Path, crs: object, shapes: Shapes, where: Callable[[int], str]) -> None:
    """Raise BoundaryError, saying ``where``, if coordinates can't be in that reference system."""
    bounds = shapely.bounds(shapes)
    too_far = np.abs(bounds) > np.array([180.0, 90.0, 180.0, 90.0])
    geographic, name = getattr(crs, "is_geographic", False), getattr(crs, "name", "")
    if geographic and too_far.any():
        i, side = (int(index) for index in np.argwhere(too_far)[0])
        axis, what = (("x", "longitude"), ("y", "latitude"))[side % 2]
        raise BoundaryError(
            f"{where(i)} has {axis} = {bounds[i, side]:,.1f}, which can't be a "
            f"{what}, but the file says its coordinates are degrees ({name}). They look like feet "
            "or metres: export again with the coordinate reference system they are really in."
        )
    if not geographic and not too_far.any():
        raise BoundaryError(
            f"{path.name} says its coordinates are in {name}, but all of them fit into degrees "
            f"(the first x is {bounds[0, 0]:g}). Export again with the one they are really in."
        )


def _layer(path: Path, source: str, layer: str | None, choose: str) -> str | None:
    layers = [str(name) for name, shape in pyogrio.list_layers(source) if shape is not None]
    if layer is not None and layer not in layers:
        raise BoundaryError(f"{path.name} has no layer {layer}. It has: {listed(layers)}.")
    if layer is None and len(layers) > 1:
        raise BoundaryError(f"{path.name} has several layers: {listed(layers)}. Name one {choose}.")
    return layer or (layers[0] if layers else None)


def _inside_zip(path: Path, things: str) -> str:
    """Return GDAL's name of the one readable file in a zip, in whatever folder it lies."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not name.startswith("__MACOSX/")]
    except zipfile.BadZipFile as error:
        raise BoundaryError(f"{path.name} is no zip file, or a damaged one.") from error
    found = [name for name in names if name.lower().endswith(READABLE)]
    if len(found) != 1:
        number = f"{len(found)} files of {things} ({listed(found)})"
        holds = number if found else f"no file of {things}"
        raise BoundaryError(f"{path.name} holds {holds}. Zip exactly one, with its companions.")
    return f"/vsizip/{path.absolute()}/{found[0]}"


def _where(path: Path, row: int, codes: Sequence[str]) -> str:
    return f"{path.name}: feature {row + 1} (code {codes[row]})"
