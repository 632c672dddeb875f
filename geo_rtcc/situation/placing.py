"""What is known of one location string that waits for a place, for whoever places it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process, utils

from geo_rtcc.geocoder.geocoder import Geocoder
from geo_rtcc.geocoder.parsing import parse
from geo_rtcc.models import Geocoded, MatchType
from geo_rtcc.situation.live_map.surroundings import area_map
from geo_rtcc.store.database import Database

Bounds = tuple[float, float, float, float]
MOST_LIKELY = 8


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The geocoder's answer to a string.

    Parameters
    ----------
    streets
        The streets that the text names, in standard words.
    unknown
        Those of them that the geofile doesn't have.
    """

    answer: Geocoded
    streets: tuple[str, ...]
    unknown: tuple[str, ...]


def asked(geocoder: Geocoder, text: str) -> Asked:
    """Ask the geocoder for a string."""
    named = (street for parsed in parse(text) for street in parsed.streets)
    streets = tuple(dict.fromkeys(named))
    return Asked(
        answer=geocoder.geocode(text),
        streets=streets,
        unknown=tuple(street for street in streets if not _is_known(geocoder, street)),
    )


def likely_streets(names: Sequence[str], text: str) -> list[str]:
    """Return the street names most like a text, best first."""
    found = process.extract(
        text, names, scorer=fuzz.WRatio, processor=utils.default_process, limit=MOST_LIKELY
    )
    return [name for name, _, _ in found]


def said_to_lie(database: Database, beats: Iterable[str], on: date) -> Bounds | None:
    """Return the box around the beats that a source names, of those in force on a day."""
    codes = set(beats)
    with database.transaction() as connection:
        areas = area_map(connection, on).areas
    corners = [at for area in areas if area.code in codes for ring in area.rings for at in ring]
    if not corners:
        return None
    lons, lats = zip(*corners, strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def _is_known(geocoder: Geocoder, street: str) -> bool:
    answer = geocoder.geocode(street)
    found = (answer.best, *answer.candidates)
    return any(each is not None and each.match_type is MatchType.STREET for each in found)
