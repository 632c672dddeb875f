"""What the geocoder is asked and what it answers."""

from dataclasses import dataclass
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

from geo_rtcc.models.calls import MatchType


class Outcome(StrEnum):
    """What came of a location string."""

    MATCHED = "matched"  # one answer, good enough to act on
    AMBIGUOUS = "ambiguous"  # several answers, none better than the others
    UNMATCHED = "unmatched"  # none, or none that is good enough


@dataclass(frozen=True, kw_only=True, slots=True)
class Hint:
    """What else is known of where a string lies.

    Parameters
    ----------
    zip_code
        Five digits.
    within
        The beat it is said to lie in, EPSG:4326. A tie is decided by it; nothing is moved into it.
    """

    zip_code: str | None = None
    within: BaseGeometry | None = None


NO_HINT = Hint()


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """One place that a string may mean.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326.
    score
        0 to 1: how well text and place agree. Not a probability; docs/geocoder.md gives the share
        of right answers measured at each score.
    uncertainty_m
        Radius within which nine of ten such answers lie, metres, as measured.
    reference
        What it was found by, for people: "Address point 1234 N Main St".
    """

    match_type: MatchType
    lon: float
    lat: float
    score: float
    uncertainty_m: float
    reference: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Geocoded:
    """The answer to one location string.

    Parameters
    ----------
    best
        The answer; None unless matched.
    candidates
        Best first, at most ten: of an ambiguous string all that tie, of an unmatched one what came
        nearest (which may be too uncertain or too unlike), of a matched one nothing.
    reason
        Why there is no answer, a sentence for people; empty if matched.
    """

    outcome: Outcome
    best: Candidate | None = None
    candidates: tuple[Candidate, ...] = ()
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Nearby:
    """What lies nearest to a point: an address, an intersection or a block of a street.

    Parameters
    ----------
    text
        For people: "1234 N Main St", "Main St / 5th Ave", "1200 block of Main St".
    distance_m
        From the point to what the text names, metres.
    """

    text: str
    match_type: MatchType
    lon: float
    lat: float
    distance_m: float
