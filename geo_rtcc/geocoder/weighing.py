"""Candidates → one answer, a tie, or none: never a guess."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import shapely

from geo_rtcc.geocoder.found import Found
from geo_rtcc.geocoder.plane import Plane
from geo_rtcc.models import Candidate, Geocoded, Hint, MatchType, Outcome

MOST_CANDIDATES = 10
_NAMED = 3
_ONE_PLACE_M = 60.0  # as wide as a junction with its carriageways
_BEAT_EDGE_DEG = 0.0005  # some 50 m: beats end in the middle of streets
_OTHER_ZIP = 0.93  # postal codes are misheard, and seldom


@dataclass(frozen=True, kw_only=True)
class Policy:
    """From when on an answer is given.

    Parameters
    ----------
    min_score
        An answer below this is none.
    max_uncertainty_m
        A place less certain than this, metres, gets no point: a long street's middle misleads.
    tie
        Answers whose scores differ by at most this are equally good.
    """

    min_score: float = 0.8
    max_uncertainty_m: float = 150.0
    tie: float = 0.03


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighed:
    """A place with the score of its names and number together."""

    score: float
    found: Found

    def candidate(self) -> Candidate:
        """Return it as people see it."""
        found = self.found
        return Candidate(
            match_type=found.match_type,
            lon=found.lon,
            lat=found.lat,
            score=round(self.score, 3),
            uncertainty_m=round(found.uncertainty_m, 1),
            reference=found.reference,
        )


Keeps = Callable[[Weighed], bool]


def decide(
    weighed: Iterable[Weighed],
    *,
    policy: Policy,
    plane: Plane,
    hint: Hint,
    zip_code: str,
    community: str,
    missing: str,
) -> Geocoded:
    """Choose among what was found.

    Parameters
    ----------
    zip_code, community
        As the text says; they count like the hint's.
    missing
        What to say where nothing was found.
    """
    zip_code = zip_code or hint.zip_code or ""
    places = _places([_by_zip(one, zip_code) for one in weighed], plane)
    if not places:
        return Geocoded(outcome=Outcome.UNMATCHED, reason=missing)
    best = _tied(places, policy, plane)
    for keeps in (_has_zip(zip_code), _has_community(community), _within(hint)):
        best = [one for one in best if keeps(one)] or best
    if too_weak := _weakness(best[0], policy, missing):
        return _without(places, Outcome.UNMATCHED, too_weak)
    if len(best) > 1:
        return _without(best, Outcome.AMBIGUOUS, _several(best))
    return Geocoded(outcome=Outcome.MATCHED, best=best[0].candidate())


def _places(weighed: Sequence[Weighed], plane: Plane) -> list[Weighed]:
    """Return each place once, as its best answer has it; best first."""
    kept: list[Weighed] = []
    order = sorted(weighed, key=lambda one: (-one.score, one.found.uncertainty_m))
    for one in order:
        if all(_apart_m(one, other, plane) > _ONE_PLACE_M for other in kept):
            kept.append(one)
        if len(kept) > MOST_CANDIDATES:
            break
    return kept


def _tied(places: Sequence[Weighed], policy: Policy, plane: Plane) -> list[Weighed]:
    first = places[0]
    return [one for one in places if one.score >= first.score - policy.tie]


def _apart_m(one: Weighed, other: Weighed, plane: Plane) -> float:
    a, b = one.found, other.found
    return plane.distance_m(a.lon, a.lat, b.lon, b.lat)


def _by_zip(one: Weighed, zip_code: str) -> Weighed:
    differs = zip_code and one.found.zip_code and zip_code != one.found.zip_code
    return Weighed(score=one.score * _OTHER_ZIP, found=one.found) if differs else one


def _has_zip(zip_code: str) -> Keeps:
    return lambda one: bool(zip_code) and one.found.zip_code == zip_code


def _has_community(community: str) -> Keeps:
    said = community.casefold()
    return lambda one: bool(said) and one.found.community.casefold() == said


def _within(hint: Hint) -> Keeps:
    def keeps(one: Weighed) -> bool:
        if hint.within is None:
            return False
        return bool(
            shapely.dwithin(
                hint.within, shapely.Point(one.found.lon, one.found.lat), _BEAT_EDGE_DEG
            )
        )

    return keeps


def _weakness(best: Weighed, policy: Policy, missing: str) -> str:
    found = best.found
    if best.score < policy.min_score:
        if found.match_type is MatchType.COORDINATES:
            return "The coordinates lie far from everything in the geofile."
        if found.match_type is MatchType.STREET:
            return f"{missing} Only the street is known: {found.reference}.".strip()
        return f"{missing} The nearest is {found.reference}, which is too unlike.".strip()
    if found.uncertainty_m > policy.max_uncertainty_m:
        return (
            f"{found.reference} says it only to within {found.uncertainty_m:,.0f} m: a number, a "
            "nearer one or a cross street is needed."
        )
    return ""


def _several(best: Sequence[Weighed]) -> str:
    shown = "; ".join(one.found.reference for one in best[:_NAMED])
    more = f" and {len(best) - _NAMED} more" if len(best) > _NAMED else ""
    return f"It may mean {len(best)} places: {shown}{more}."


def _without(places: Sequence[Weighed], outcome: Outcome, reason: str) -> Geocoded:
    shown = tuple(one.candidate() for one in places[:MOST_CANDIDATES])
    return Geocoded(outcome=outcome, candidates=shown, reason=reason)
