"""The demo city, whole: built once a process, the same for the same seed."""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from os import getpid
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo_rtcc.demo import areas, plan, water
from geo_rtcc.demo.geometry import in_degrees
from geo_rtcc.demo.places import located_places
from geo_rtcc.demo.streets import street_segments
from geo_rtcc.demo.ways import all_ways


@dataclass(frozen=True, kw_only=True, eq=False)
class City:
    """Everything that stands still. All geometry is EPSG:4326, lon/lat, rounded to 7 decimals.

    Parameters
    ----------
    streets
        One row a segment between intersections, with NENA's field names.
    water, parks, rail
        ``name`` and geometry.
    beats, sectors, districts
        ``code``, ``name``, ``parent_code`` and geometry; they tile the city exactly.
    places
        Common places: ``kind``, ``name``, ``address`` and a point.
    limit
        The city limit, a polygon.
    """

    name: str
    zone: str
    seed: int
    streets: gpd.GeoDataFrame = field(repr=False)
    water: gpd.GeoDataFrame = field(repr=False)
    parks: gpd.GeoDataFrame = field(repr=False)
    rail: gpd.GeoDataFrame = field(repr=False)
    beats: gpd.GeoDataFrame = field(repr=False)
    sectors: gpd.GeoDataFrame = field(repr=False)
    districts: gpd.GeoDataFrame = field(repr=False)
    places: gpd.GeoDataFrame = field(repr=False)
    limit: BaseGeometry = field(repr=False)


@lru_cache(maxsize=2)
def build_city(seed: int = plan.SEED, *, keep_in: Path | None = None) -> City:
    """Build the city; about two seconds, then kept in memory.

    Water, areas and main roads are drawn by hand and don't depend on ``seed``; winding streets,
    their names and the gaps in the grid do. ``keep_in`` names a folder in which the street network
    is kept for the next process.
    """
    streets = _kept_streets(seed, keep_in) if keep_in else _streets(seed)
    return City(
        name=plan.CITY_NAME,
        zone=plan.ZONE,
        seed=seed,
        streets=streets,
        water=_named(water.waters()),
        parks=_named(water.parks()),
        rail=_named({"Marl Valley Railroad": shapely.intersection(plan.RAIL, plan.LIMIT)}),
        beats=_areas(areas.beats()),
        sectors=_areas(areas.sectors()),
        districts=_areas(areas.districts()),
        places=located_places(streets),
        limit=in_degrees(shapely.union_all([area.outline for area in areas.districts()])),
    )


def _streets(seed: int) -> gpd.GeoDataFrame:
    return street_segments(all_ways(np.random.default_rng(seed)))


def _kept_streets(seed: int, folder: Path) -> gpd.GeoDataFrame:
    """Read the streets that an earlier process built from the same plan, or build and keep them."""
    path = folder / f"streets-{seed}-{plan_digest()}.parquet"
    if path.is_file():
        return gpd.read_parquet(path)
    streets = _streets(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("streets-*.parquet"):
        old.unlink(missing_ok=True)
    unfinished = path.with_suffix(f".{getpid()}")
    streets.to_parquet(unfinished)
    unfinished.replace(path)
    return streets


def plan_digest() -> str:
    """Return a digest of what the city is built by: another plan, another city."""
    digest = hashlib.sha256(shapely.geos_version_string.encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _named(shapes: dict[str, BaseGeometry]) -> gpd.GeoDataFrame:
    geometry = in_degrees(np.array(list(shapes.values()), dtype=object))
    return gpd.GeoDataFrame({"name": list(shapes)}, geometry=geometry, crs="EPSG:4326")


def _areas(planned: tuple[areas.PlannedArea, ...]) -> gpd.GeoDataFrame:
    columns = {
        "code": [area.code for area in planned],
        "name": [area.name for area in planned],
        "parent_code": [area.parent_code for area in planned],
    }
    outlines = in_degrees(np.array([area.outline for area in planned], dtype=object))
    return gpd.GeoDataFrame(columns, geometry=outlines, crs="EPSG:4326")
