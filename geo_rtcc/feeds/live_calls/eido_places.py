"""Where an EIDO says that the incident is: the best of its locations."""

from dataclasses import dataclass
from typing import Any

from geo_rtcc.feeds.live_calls.eido_parts import Component, Parts, words
from geo_rtcc.feeds.messages import RefusedError
from geo_rtcc.feeds.pidf_lo import PidfLocation, parse_location
from geo_rtcc.feeds.values import text

# Best first. Where the call was routed by is often no more than a cell tower's sector.
_PREFERRED = ("currentincident", "initialincident", "caller", "routinglocation")
_NAMED_BY_INCIDENT = 1.5  # other kinds, after the incident's own and before the caller's
_ELSEWHERE = {"unitlocation", "destination", "staging", "agencylocation"}
_VALUE = "locationByValue"


@dataclass(frozen=True)
class _Candidate:
    rank: float
    place: PidfLocation


def place_of(parts: Parts, incident: Component) -> PidfLocation:
    """Return point and address of the best kind of location that has either."""
    own = parts.referred(incident.get("locationReference"))
    named = {id(each) for each in own}
    others = [each for each in parts.locations if id(each) not in named]
    ranked = [(_rank(each, is_own=True), each) for each in own]
    ranked += [(_rank(each, is_own=False), each) for each in others]
    wanted = sorted(
        ((rank, each) for rank, each in ranked if rank is not None), key=lambda one: one[0]
    )
    found = [_Candidate(rank, _known_place(parts, each)) for rank, each in wanted]
    usable = [each for each in found if each.place.lon is not None or each.place.address]
    if not usable:
        return PidfLocation(has_bad_point=any(each.place.has_bad_point for each in found))
    return _together([each.place for each in usable if each.rank == usable[0].rank], found)


def _together(best: list[PidfLocation], found: list[_Candidate]) -> PidfLocation:
    """Join the point of one location with the address of another of the same kind."""
    placed = next((each for each in best if each.lon is not None), PidfLocation())
    address = placed.address or next((each.address for each in best if each.address), None)
    is_bad = placed.lon is None and any(each.place.has_bad_point for each in found)
    return PidfLocation(placed.lon, placed.lat, placed.uncertainty_m, address, is_bad)


def _rank(location: Component, *, is_own: bool) -> float | None:
    kinds = words(location.get("locationTypeDescriptionRegistryText"))
    for rank, kind in enumerate(_PREFERRED):
        if kind in kinds:
            return rank
    return _NAMED_BY_INCIDENT if is_own and not kinds & _ELSEWHERE else None


def _known_place(parts: Parts, location: Component) -> PidfLocation:
    if id(location) not in parts.places:
        parts.places[id(location)] = _place(location)
    return parts.places[id(location)]


def _place(location: Component) -> PidfLocation:
    value, field = location.get(_VALUE), "locationDescriptionText"
    described = _described(location.get(field), field)
    if not isinstance(value, str) or not value.strip():
        return PidfLocation(address=described)
    try:
        found = parse_location(value.strip(), _VALUE)
        address = text(found.address, _VALUE)
    except RefusedError:
        # the call is worth more than its location: it is kept, and marked as without a point
        return PidfLocation(address=described, has_bad_point=True)
    return PidfLocation(
        found.lon, found.lat, found.uncertainty_m, address or described, found.has_bad_point
    )


def _described(value: Any, field: str) -> str | None:
    return text(value, field) if isinstance(value, str) else None
