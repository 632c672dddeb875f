"""Beats to measure with: an agency's own, and synthetic ones for any place."""

from datetime import date, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo_rtcc.feeds.boundaries import read_boundaries
from geo_rtcc.models import AreaKind, Beat
from geo_rtcc.store.areas import save_boundary_set
from geo_rtcc.store.database import Connection


def agency_beats(path: Path, code: str) -> list[Beat]:
    """Read an agency's beats from GeoJSON, in order of code."""
    frame = gpd.read_file(path)
    pairs = zip(frame[code].astype(str), frame.geometry, strict=True)
    return [_beat(name, shape) for name, shape in sorted(pairs, key=lambda pair: pair[0])]


def synthetic_beats(bounds: tuple[float, float, float, float], n: int, seed: int = 1) -> list[Beat]:
    """Make ``n`` beats that tile ``bounds`` (degrees): Voronoi cells with winding borders."""
    west, south, east, north = bounds
    rng = np.random.default_rng(seed)
    seeds = rng.uniform((west, south), (east, north), (n, 2))
    frame = shapely.box(*bounds)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=frame))
    cells = shapely.segmentize(shapely.intersection(cells, frame), (east - west) / 2000)
    scale = (east - west) / 400

    def wind(points: np.ndarray) -> np.ndarray:
        x, y = points.T * 2 * np.pi / (scale * 16)
        shift = np.column_stack([np.sin(y) + np.sin(2.7 * x + y), np.cos(x) + np.sin(3.1 * y - x)])
        return points + shift * scale / 3

    shapes = shapely.make_valid(shapely.transform(cells, wind))
    return [_beat(f"{at:03}", shape) for at, shape in enumerate(shapes)]


def beats_frame(beats: list[Beat]) -> gpd.GeoDataFrame:
    """Return the beats as a geopandas user would hold them."""
    return gpd.GeoDataFrame(
        {"code": [beat.code for beat in beats]},
        geometry=[beat.outline for beat in beats],
        crs="EPSG:4326",
    )


def save_beats(connection: Connection, beats: list[Beat], folder: Path, now: datetime) -> None:
    """Store beats by way of a file in a folder, in force since 2020."""
    file = folder / "beats.geojson"
    beats_frame(beats).to_file(file)
    save_boundary_set(
        connection,
        read_boundaries(file, kind=AreaKind.BEAT, code_field="code"),
        effective_on=date(2020, 1, 1),
        file_name=file.name,
        file_sha256=b"",
        now=now,
    )


def _beat(code: str, shape: shapely.Geometry) -> Beat:
    whole = shape if isinstance(shape, shapely.MultiPolygon) else shapely.MultiPolygon([shape])
    return Beat(code=code, name=code, outline=whole)
