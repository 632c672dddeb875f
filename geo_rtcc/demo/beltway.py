"""Exits and mileposts of the Kestrel Beltway, which the state signs as route 47."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely

from geo_rtcc.demo.city import City
from geo_rtcc.demo.geometry import Floats, degrees, lines_of, metres
from geo_rtcc.demo.lots import frontage
from geo_rtcc.demo.plan import BELTWAY, LIMIT

ROUTE, STREET = "SR 47", "Kestrel Beltway Expy"
MILE_M = 1609.344
_EVERY_MILES, _ONE_EXIT_M = 0.5, 60.0


@dataclass(frozen=True, eq=False)
class Marker:
    """One sign: kind ``exit`` or ``milepost``, its number, and where it is (plane metres)."""

    kind: str
    number: str
    name: str
    xy: tuple[float, float]

    @property
    def lonlat(self) -> tuple[float, float]:
        """The sign in EPSG:4326."""
        lon, lat = degrees(np.array([self.xy]))[0]
        return float(lon), float(lat)


def mile_at(xy: Floats) -> Floats:
    """Return miles along the beltway, from where it comes into the city in the south-west."""
    begin = shapely.line_locate_point(BELTWAY, shapely.Point(_inside().coords[0]))
    along = shapely.line_locate_point(BELTWAY, shapely.points(xy))
    return np.asarray((along - begin) / MILE_M)


@lru_cache(maxsize=2)
def exits(city: City) -> tuple[Marker, ...]:
    """Return an exit at each main road, numbered by its mile; several of one mile get letters."""
    taken: list[tuple[str, Floats]] = []
    for road, xy in _crossed(city):
        if all(np.hypot(*(xy - other)) > _ONE_EXIT_M for _, other in taken):
            taken.append((road, xy))
    miles = [int(mile_at(xy[None])[0]) + 1 for _, xy in taken]
    numbers = [
        f"{mile}{chr(65 + miles[:at].count(mile))}" if miles.count(mile) > 1 else str(mile)
        for at, mile in enumerate(miles)
    ]
    return tuple(
        Marker("exit", number, f"Exit {number}, {road}", (float(xy[0]), float(xy[1])))
        for number, (road, xy) in zip(numbers, taken, strict=True)
    )


def mileposts() -> tuple[Marker, ...]:
    """Return a milepost every half mile."""
    inside = _inside()
    count = int(inside.length / (_EVERY_MILES * MILE_M))
    miles = [at * _EVERY_MILES for at in range(1, count + 1)]
    points = [inside.interpolate(mile * MILE_M) for mile in miles]
    return tuple(
        Marker("milepost", f"{mile:g}", f"Milepost {mile:g}", (point.x, point.y))
        for mile, point in zip(miles, points, strict=True)
    )


def _inside() -> shapely.LineString:
    return max(lines_of(shapely.intersection(BELTWAY, LIMIT)), key=shapely.length)


def _crossed(city: City) -> list[tuple[str, Floats]]:
    """Return main roads and where they meet the beltway, in the order of its miles."""
    front = frontage(city.streets)
    main = set(front.name[front.road_class == "arterial"])
    found = []
    for segment in np.flatnonzero(front.road_class == "expressway"):
        ends = metres(shapely.get_coordinates(city.streets.geometry.iloc[segment])[[0, -1]])
        found += [
            (str(road).title(), xy)
            for road, xy in zip(front.crossing[segment], ends, strict=True)
            if road in main
        ]
    return sorted(found, key=lambda one: float(mile_at(one[1][None])[0]))
