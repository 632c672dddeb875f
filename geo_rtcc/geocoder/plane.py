"""Metres on the plane that touches WGS 84 at a reference's middle: exact enough for one agency."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

Floats = NDArray[np.float64]

_EARTH = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Plane:
    """Turns degrees (EPSG:4326) into metres east and north of a middle, and back.

    An equirectangular plane: over 100 km distances are right to a few metres in a thousand.
    """

    lon: float
    lat: float
    lon_m: float
    lat_m: float

    @classmethod
    def around(cls, lon: float, lat: float) -> "Plane":
        """Return the plane around a point; lengths of a degree are those of the ellipsoid there."""
        half = 0.005
        _, _, lat_m = _EARTH.inv(lon, lat - half, lon, lat + half)
        _, _, lon_m = _EARTH.inv(lon - half, lat, lon + half, lat)
        return cls(lon, lat, lon_m / (2 * half), lat_m / (2 * half))

    def metres(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return x and y in metres."""
        return (lon - self.lon) * self.lon_m, (lat - self.lat) * self.lat_m

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """Return lon and lat in degrees."""
        return self.lon + x / self.lon_m, self.lat + y / self.lat_m

    def distance_m(self, lon: float, lat: float, other_lon: float, other_lat: float) -> float:
        """Return the distance of two points in metres."""
        return float(np.hypot((lon - other_lon) * self.lon_m, (lat - other_lat) * self.lat_m))
