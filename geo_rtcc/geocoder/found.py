"""What a part of the reference says about a question: a place, before it is weighed."""

from dataclasses import dataclass

from geo_rtcc.models import MatchType


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One place found in the reference.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326.
    quality
        0 to 1: how well the number (or the crossing) fits; 1 is an exact one. The names of streets
        are weighed apart.
    uncertainty_m
        Radius that holds nine of ten such answers, metres.
    reference
        For people: "1200–1298 Main St, even side".
    zip_code, community
        Empty where the reference doesn't say.
    """

    match_type: MatchType
    lon: float
    lat: float
    quality: float
    uncertainty_m: float
    reference: str
    zip_code: str = ""
    community: str = ""
