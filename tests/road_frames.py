"""Small road networks in metres from LON, LAT, for tests of the geocoder."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import shapely

from geo_rtcc.geocoder.found import Found
from geo_rtcc.geocoder.plane import Plane
from geo_rtcc.geocoder.roads import RoadIndex
from geo_rtcc.models.geofile import ROAD_SCHEMA

LON, LAT = -90.0, 40.0
PLANE = Plane.around(LON, LAT)
Points = Sequence[tuple[float, float]]


def road(
    street: str,
    points: Points,
    left: tuple[int | None, int | None] = (None, None),
    right: tuple[int | None, int | None] = (None, None),
    **more: Any,
) -> dict[str, Any]:
    """Make a row of ``ROAD_SCHEMA``; points in metres east and north."""
    shape = shapely.LineString([PLANE.degrees(x, y) for x, y in points])
    numbers = dict(
        zip(("from_left", "to_left", "from_right", "to_right"), left + right, strict=True)
    )
    return {"street": street, "shape": shapely.to_wkb(shape), **numbers, **more}


def roads_index(*roads: dict[str, Any]) -> tuple[RoadIndex, dict[str, int]]:
    """Index roads; a street called "A;B" bears both names. Returns the ids of the names too."""
    names = list(dict.fromkeys(name for row in roads for name in row["street"].split(";")))
    ids = {name: at for at, name in enumerate(names)}
    frame = pl.DataFrame(
        [{column: row.get(column) for column in ROAD_SCHEMA} for row in roads], schema=ROAD_SCHEMA
    )
    street_ids = [tuple(ids[name] for name in row["street"].split(";")) for row in roads]
    return RoadIndex(frame, street_ids, PLANE, names.__getitem__), ids


def metres(found: Found) -> tuple[float, float]:
    """Return where a place lies, metres east and north, to the centimetre."""
    x, y = (found.lon - LON) * PLANE.lon_m, (found.lat - LAT) * PLANE.lat_m
    return round(x, 2), round(y, 2)
