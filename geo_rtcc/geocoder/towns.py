"""How far each community of a reference reaches, and what lies elsewhere."""

from collections.abc import Mapping

import polars as pl
import shapely

from geo_rtcc.geocoder.found import Found
from geo_rtcc.geocoder.plane import Plane
from geo_rtcc.models import Geofile

Box = tuple[float, float, float, float]  # west, south, east, north; degrees, EPSG:4326

_EDGE_M = 3_000.0  # a post office serves houses beyond the town that it is named after


class Towns:
    """The communities of a geofile; a name that isn't among them says nothing."""

    def __init__(self, geofile: Geofile, plane: Plane) -> None:
        self._boxes, self._plane = _boxes(geofile), plane

    def __contains__(self, name: str) -> bool:
        """Whether a name in upper case is a community's."""
        return name in self._boxes

    def is_elsewhere(self, found: Found, name: str) -> bool:
        """Return whether a place bears another community's name and lies well outside this one."""
        box = self._boxes.get(name)
        if box is None or not found.community or found.community.upper() == name:
            return False
        lon = min(max(found.lon, box[0]), box[2])
        lat = min(max(found.lat, box[1]), box[3])
        return self._plane.distance_m(found.lon, found.lat, lon, lat) > _EDGE_M


def _boxes(geofile: Geofile) -> Mapping[str, Box]:
    """Return the box around all that bears a community's name, by that name in upper case."""
    columns = ("community", "lon", "lat")
    frames = [
        each.select(columns) for each in (geofile.addresses, geofile.places, geofile.intersections)
    ]
    start = shapely.get_point(shapely.from_wkb(geofile.roads["shape"].to_numpy()), 0)
    at = {"lon": shapely.get_x(start), "lat": shapely.get_y(start)}
    frames += [
        pl.DataFrame({"community": geofile.roads[side], **at})
        for side in ("community_left", "community_right")
    ]
    place = pl.col("lon", "lat")
    boxes = (
        pl.concat(frames)
        .drop_nulls("community")
        .filter(pl.col("lon").is_finite() & pl.col("lat").is_finite())
        .group_by(pl.col("community").str.to_uppercase())
        .agg(place.min().name.suffix("_low"), place.max().name.suffix("_high"))
    )
    return {
        name: (west, south, east, north) for name, west, south, east, north in boxes.iter_rows()
    }
