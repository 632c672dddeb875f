"""Mileposts and exits along routes."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from geo_rtcc.geocoder.found import Found
from geo_rtcc.geocoder.lexicon import words_of
from geo_rtcc.geocoder.plane import Plane
from geo_rtcc.models import MatchType

_POST_M = 40.0
_EXIT_M = 120.0  # the ramps of an interchange
_BEND = 0.05  # of the way between two posts: roads bend
_WIDEST_M = 3_500.0  # two miles
_OTHER_DIRECTION = 0.95
_OTHER_LETTER = 0.9
_ONE_PLACE_M = 100.0
_SYSTEMS = {
    **dict.fromkeys(("I", "IH", "INTERSTATE"), "I"),
    **dict.fromkeys(("US", "USH", "USHWY"), "US"),
    **dict.fromkeys(("SR", "SH", "STATE", "SHWY", "STHWY"), "STATE"),
    **dict.fromkeys(("CR", "COUNTY"), "COUNTY"),
}
_ROUTE_NUMBER = re.compile(r"\d{1,4}[A-Z]?")
_MARKER = re.compile(r"(\d+(?:\.\d+)?) ?([A-Z]*)")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Marker:
    system: str
    direction: str  # its first letter
    value: float
    letters: str
    x: float
    y: float
    reference: str
    zip_code: str
    community: str


class MarkerIndex:
    """Looks mileposts and exits up by route and number.

    Parameters
    ----------
    markers
        By ``PLACE_SCHEMA``, of kinds exit and milepost; degrees, EPSG:4326.
    """

    def __init__(self, markers: pl.DataFrame, plane: Plane) -> None:
        self._plane = plane
        has_point = pl.col("lon").is_finite() & pl.col("lat").is_finite()
        self._known: dict[tuple[str, str], list[_Marker]] = defaultdict(list)
        for row in markers.filter(has_point).iter_rows(named=True):
            _, number = _route(row["route"] or "")
            if number and (marker := self._marker(row)):
                self._known[row["kind"], number].append(marker)

    def find(self, route: str, marker: str, kind: str, direction: str) -> list[Found]:
        """Return where a marker of a route stands; two carriageways' are one place.

        A milepost that isn't known lies on the line between the two next to it, if these are no
        more than two miles apart.

        Parameters
        ----------
        route, marker
            As written: "I 10", "768", "12.4", "12B".
        kind
            exit or milepost.
        direction
            Of travel, "EB"; empty if not said.
        """
        system, number = _route(route)
        asked = _value(marker)
        if not asked:
            return []
        known = [
            one
            for one in self._known.get((kind, number), ())
            if not system or one.system in ("", system)
        ]
        same = [one for one in known if one.value == asked[0]]
        if same:
            return self._exact(same, asked[1], direction, _EXIT_M if kind == "exit" else _POST_M)
        return self._between(known, asked[0], direction) if kind == "milepost" else []

    def _exact(
        self, same: Sequence[_Marker], letters: str, direction: str, uncertainty_m: float
    ) -> list[Found]:
        lettered = [one for one in same if one.letters == letters]
        going, quality = _going(lettered or same, direction)
        quality *= 1.0 if lettered else _OTHER_LETTER
        found: list[Found] = []
        for one in going:
            lon, lat = self._plane.degrees(one.x, one.y)
            near = (self._plane.distance_m(lon, lat, other.lon, other.lat) for other in found)
            if all(off_m > _ONE_PLACE_M for off_m in near):
                found.append(self._found(one, quality, uncertainty_m))
        return found

    def _between(self, known: Sequence[_Marker], value: float, direction: str) -> list[Found]:
        going, quality = _going(known, direction)
        below = max((one for one in going if one.value < value), key=_by_value, default=None)
        above = min((one for one in going if one.value > value), key=_by_value, default=None)
        if below is None or above is None:
            return []
        gap_m = float(np.hypot(above.x - below.x, above.y - below.y))
        if gap_m > _WIDEST_M:
            return []
        share = (value - below.value) / (above.value - below.value)
        there = replace(
            below,
            x=below.x + share * (above.x - below.x),
            y=below.y + share * (above.y - below.y),
            reference=f"Between {below.reference} and {above.reference}",
        )
        return [self._found(there, quality, _POST_M + _BEND * gap_m)]

    def _found(self, one: _Marker, quality: float, uncertainty_m: float) -> Found:
        lon, lat = self._plane.degrees(one.x, one.y)
        return Found(
            match_type=MatchType.MARKER,
            lon=lon,
            lat=lat,
            quality=quality,
            uncertainty_m=uncertainty_m,
            reference=one.reference,
            zip_code=one.zip_code,
            community=one.community,
        )

    def _marker(self, row: dict[str, str | None]) -> _Marker | None:
        value = _value(row["marker"] or "")
        if not value:
            return None
        x, y = self._plane.metres(np.array(row["lon"]), np.array(row["lat"]))
        parts = (row["route"], row["direction"], row["kind"], row["marker"])
        return _Marker(
            system=_route(row["route"] or "")[0],
            direction=(row["direction"] or "").strip().upper()[:1],
            value=value[0],
            letters=value[1],
            x=float(x),
            y=float(y),
            reference=" ".join(part for part in parts if part),
            zip_code=row["zip"] or "",
            community=row["community"] or "",
        )


def _by_value(one: _Marker) -> float:
    return one.value


def _going(known: Sequence[_Marker], direction: str) -> tuple[Sequence[_Marker], float]:
    """Keep the markers of a direction of travel; if there are none, all at lower quality."""
    letter = direction.strip().upper()[:1]
    going = [one for one in known if not letter or one.direction in ("", letter)]
    return (going, 1.0) if going else (known, _OTHER_DIRECTION)


def _route(text: str) -> tuple[str, str]:
    """Return a route's system (empty if not said) and its number: "I-10 EB" is I, 10."""
    words = words_of(text)
    system = next((_SYSTEMS[word] for word in words if word in _SYSTEMS), "")
    return system, next((word for word in words if _ROUTE_NUMBER.fullmatch(word)), "")


def _value(marker: str) -> tuple[float, str] | None:
    match = _MARKER.fullmatch(marker.strip().upper())
    return (float(match[1]), match[2]) if match else None
