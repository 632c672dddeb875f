"""What lies nearest to a point, in words for alerts and briefs."""

import math
from collections.abc import Callable

from geo_rtcc.geocoder.addresses import AddressIndex
from geo_rtcc.geocoder.found import Found
from geo_rtcc.geocoder.named_crossings import NamedCrossings
from geo_rtcc.geocoder.roads import RoadIndex
from geo_rtcc.models import MatchType, Nearby

ADDRESS_M = 40.0
CORNER_M = 25.0
STREET_M = 100.0


class Reverse:
    """Names the address, intersection or block nearest to a point.

    Parameters
    ----------
    names
        Gives a street's name for people.
    """

    def __init__(
        self,
        roads: RoadIndex | None,
        addresses: AddressIndex,
        crossings: NamedCrossings,
        names: Callable[[int], str],
    ) -> None:
        self._roads, self._addresses, self._crossings = roads, addresses, crossings
        self._name = names

    def near(self, lon: float, lat: float) -> Nearby | None:
        """Return what is nearest to a point (degrees, EPSG:4326).

        An address point up to 40 m away or an intersection up to 25 m away, whichever is nearer;
        else the block of the nearest street up to 100 m away; else None: far from everything,
        no name is better than a wrong one.
        """
        if not (math.isfinite(lon) and math.isfinite(lat)):
            return None
        corners = (self._address(lon, lat), self._listed(lon, lat), self._junction(lon, lat))
        known = [each for each in corners if each]
        if known:
            return min(known, key=lambda each: each.distance_m)
        return self._block(lon, lat)

    def _address(self, lon: float, lat: float) -> Nearby | None:
        return _nearby(self._addresses.nearest(lon, lat, ADDRESS_M))

    def _listed(self, lon: float, lat: float) -> Nearby | None:
        return _nearby(self._crossings.nearest(lon, lat, CORNER_M))

    def _junction(self, lon: float, lat: float) -> Nearby | None:
        found = self._roads.nearest_crossing(lon, lat, CORNER_M) if self._roads else None
        if not found:
            return None
        streets, at_lon, at_lat, distance_m = found
        return Nearby(
            text=" / ".join(dict.fromkeys(self._name(street) for street in streets)),
            match_type=MatchType.INTERSECTION,
            lon=at_lon,
            lat=at_lat,
            distance_m=distance_m,
        )

    def _block(self, lon: float, lat: float) -> Nearby | None:
        found = self._roads.nearest(lon, lat, STREET_M) if self._roads else None
        if not found:
            return None
        street, distance_m, at_lon, at_lat, low, _ = found
        name = self._name(street)
        return Nearby(
            text=name if low is None else f"{low // 100 * 100} block of {name}",
            match_type=MatchType.STREET if low is None else MatchType.BLOCK,
            lon=at_lon,
            lat=at_lat,
            distance_m=distance_m,
        )


def _nearby(found: tuple[Found, float] | None) -> Nearby | None:
    if not found:
        return None
    place, distance_m = found
    return Nearby(
        text=place.reference,
        match_type=place.match_type,
        lon=place.lon,
        lat=place.lat,
        distance_m=distance_m,
    )
