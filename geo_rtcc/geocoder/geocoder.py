"""The geocoder: one location string → one place, a tie, or a reason why there is none."""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
import shapely

from geo_rtcc.geocoder.addresses import AddressIndex
from geo_rtcc.geocoder.evidence import Evidence, Reference
from geo_rtcc.geocoder.named_crossings import NamedCrossings
from geo_rtcc.geocoder.parsing import Form, Parsed, parse
from geo_rtcc.geocoder.places import MarkerIndex, PlaceIndex
from geo_rtcc.geocoder.plane import Plane
from geo_rtcc.geocoder.reverse import Reverse
from geo_rtcc.geocoder.roads import RoadIndex
from geo_rtcc.geocoder.street_ids import streets_of
from geo_rtcc.geocoder.towns import Towns
from geo_rtcc.geocoder.weighing import Policy, decide
from geo_rtcc.models import (
    NO_HINT,
    Candidate,
    Geocoded,
    Geofile,
    Hint,
    MatchType,
    Nearby,
    Outcome,
    Taught,
    location_key,
)

_EMPTY = Geocoded(outcome=Outcome.UNMATCHED, reason="No geofile is loaded.")
_EITHER_ORDER = "Either number may be the latitude, and no geofile is loaded that would tell."
_NOTHING = Geocoded(outcome=Outcome.UNMATCHED, reason="It names no place.")


class Geocoder:
    """Finds location strings in one state of an agency's geofile.

    Building it takes seconds for a million address points; it does not change afterwards and may be
    asked by many threads.

    Parameters
    ----------
    geofile
        Frames by the schemas of ``models.geofile``; points EPSG:4326.
    """

    def __init__(self, geofile: Geofile, *, policy: Policy | None = None) -> None:
        self.is_empty = geofile.is_empty
        self._policy = policy or Policy()
        self._taught = geofile.taught
        self._plane = _plane(geofile)
        self._reference = _reference(geofile, self._plane)
        self._evidence = Evidence(self._reference)
        self._reverse = _reverse(self._reference)

    def geocode(self, text: str, hint: Hint = NO_HINT) -> Geocoded:
        """Answer one location string.

        Trusted in this order: what a person taught for this very text, coordinates in it, address
        point, number along the street, intersection, block, common place, marker, street. The
        first reading of the text that has a good answer wins; ties are decided by postal code,
        community and beat, or told.
        """
        if taught := self._taught.get(location_key(text)):
            return Geocoded(outcome=Outcome.MATCHED, best=_taught(taught))
        if self.is_empty:
            return self._by_coordinates(parse(text))
        answers = []
        for parsed in parse(text):
            answer = self._answer(parsed, hint)
            if answer.outcome is Outcome.MATCHED:
                return answer
            answers.append(answer)
        return _most_told(answers)

    def _by_coordinates(self, readings: Sequence[Parsed]) -> Geocoded:
        """Answer without a geofile, which would tell in which order two numbers are meant."""
        points = [one for one in readings if one.form is Form.COORDINATES]
        if not points:
            return _EMPTY
        if len(points) == 1:
            return self._answer(points[0], NO_HINT)
        found = tuple(each.candidate() for one in points for each in self._evidence.of(one))
        return Geocoded(outcome=Outcome.AMBIGUOUS, candidates=found, reason=_EITHER_ORDER)

    def geocode_many(
        self, texts: Sequence[str], hints: Sequence[Hint] | None = None
    ) -> list[Geocoded]:
        """Answer many strings, in order; what is asked twice is looked up once."""
        known: dict[tuple[str, int], Geocoded] = {}
        answers = []
        for text, hint in zip(texts, hints or [NO_HINT] * len(texts), strict=True):
            key = (text, id(hint))
            if key not in known:
                known[key] = self.geocode(text, hint)
            answers.append(known[key])
        return answers

    def reverse(self, lon: float, lat: float) -> Nearby | None:
        """Return what lies nearest to a point (degrees, EPSG:4326), or None if nothing is near."""
        return None if self.is_empty else self._reverse.near(lon, lat)

    def distance_m(self, lon: float, lat: float, other_lon: float, other_lat: float) -> float:
        """Return the distance of two points (degrees, EPSG:4326) in metres."""
        return self._plane.distance_m(lon, lat, other_lon, other_lat)

    def _answer(self, parsed: Parsed, hint: Hint) -> Geocoded:
        return decide(
            self._evidence.of(parsed),
            policy=self._policy,
            plane=self._plane,
            hint=hint,
            zip_code=parsed.zip_code,
            community=parsed.community,
            missing=self._missing(parsed),
        )

    def _missing(self, parsed: Parsed) -> str:
        """Say what of a reading the reference doesn't have."""
        if parsed.form is Form.PLACE:
            return "No place of the geofile is called that."
        if parsed.form is Form.MARKER:
            return f"The geofile has no {parsed.marker_kind} {parsed.marker} of {parsed.route}."
        unknown = [each for each in parsed.streets if not self._reference.streets.resolve(each)]
        if unknown:
            return f"No street of the geofile is called {' or '.join(unknown)}."
        if parsed.form is Form.INTERSECTION:
            return f"{' and '.join(parsed.streets)} don't meet."
        if parsed.form in (Form.ADDRESS, Form.BLOCK) and parsed.streets:
            return f"{parsed.streets[0]} has no such number."
        return "It names no place."


def _taught(taught: Taught) -> Candidate:
    return Candidate(
        match_type=MatchType.TAUGHT,
        lon=taught.lon,
        lat=taught.lat,
        score=1.0,
        uncertainty_m=taught.uncertainty_m,
        reference=taught.reference,
    )


def _most_told(answers: Sequence[Geocoded]) -> Geocoded:
    """Return the answer that helps most: a tie, else the first with candidates, else the first."""
    ties = [one for one in answers if one.outcome is Outcome.AMBIGUOUS]
    near = [one for one in answers if one.candidates]
    return (ties or near or answers or [_NOTHING])[0]


def _plane(geofile: Geofile) -> Plane:
    """Return the plane around the middle of the reference, by medians: slips lie far away."""
    lon, lat = (np.concatenate(each) for each in zip(*_points(geofile), strict=True))
    if not len(lon):
        return Plane.around(0.0, 0.0)
    return Plane.around(float(np.median(lon)), float(np.median(lat)))


def _points(geofile: Geofile) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    for frame in (geofile.addresses, geofile.places, geofile.intersections):
        yield frame["lon"].to_numpy(), frame["lat"].to_numpy()
    lines = shapely.from_wkb(geofile.roads["shape"].to_numpy())
    start = shapely.get_point(lines, 0)
    yield shapely.get_x(start), shapely.get_y(start)
    taught = list(geofile.taught.values())
    yield np.array([one.lon for one in taught]), np.array([one.lat for one in taught])


def _reference(geofile: Geofile, plane: Plane) -> Reference:
    streets = streets_of(geofile)
    names = streets.index.name
    kinds = pl.col("kind")
    places = geofile.places.filter(kinds == "place")
    aliases = geofile.aliases.filter(kinds == "place").select("alias", "name").rows()
    return Reference(
        plane=plane,
        streets=streets,
        roads=RoadIndex(geofile.roads, streets.of_roads, plane, names),
        addresses=AddressIndex(geofile.addresses, streets.of_addresses, plane, names),
        crossings=NamedCrossings(geofile.intersections, streets.resolve, plane, names),
        places=PlaceIndex(places, geofile.addresses, aliases, plane),
        markers=MarkerIndex(geofile.places.filter(kinds != "place"), plane),
        towns=Towns(geofile, plane),
        is_empty=geofile.is_empty,
    )


def _reverse(reference: Reference) -> Reverse:
    return Reverse(
        reference.roads, reference.addresses, reference.crossings, reference.streets.index.name
    )
