"""Candidates → answer, tie or none."""

import shapely

from geo_rtcc.geocoder.found import Found
from geo_rtcc.geocoder.plane import Plane
from geo_rtcc.geocoder.weighing import Policy, Weighed, decide
from geo_rtcc.models import NO_HINT, Geocoded, Hint, MatchType, Outcome

PLANE = Plane.around(-93.0, 45.0)
EAST, WEST = -92.95, -93.05


def at(
    lon: float, score: float, *, zip_code: str = "", town: str = "", within_m: float = 20
) -> Weighed:
    found = Found(
        match_type=MatchType.ADDRESS, lon=lon, lat=45.0, quality=1.0, uncertainty_m=within_m,
        reference=f"place at {lon}", zip_code=zip_code, community=town,
    )  # fmt: skip
    return Weighed(score=score, found=found)


def decided(
    *weighed: Weighed, hint: Hint = NO_HINT, zip_code: str = "", town: str = ""
) -> Geocoded:
    return decide(
        weighed, policy=Policy(), plane=PLANE, hint=hint, zip_code=zip_code, community=town,
        missing="Nothing there.",
    )  # fmt: skip


def test_the_best_of_unequal_answers_is_given() -> None:
    answer = decided(at(EAST, 0.88), at(WEST, 0.97))
    assert answer.outcome is Outcome.MATCHED
    assert answer.best is not None
    assert (answer.best.lon, answer.best.score) == (WEST, 0.97)


def test_equal_answers_far_apart_are_a_tie_with_all_of_them() -> None:
    answer = decided(at(EAST, 0.95), at(WEST, 0.96), at(-93.0, 0.85))
    assert (answer.outcome, answer.best) == (Outcome.AMBIGUOUS, None)
    assert [one.lon for one in answer.candidates] == [WEST, EAST]
    assert "2 places" in answer.reason


def test_equal_answers_at_one_junction_are_one_place() -> None:
    answer = decided(at(EAST, 0.95), at(EAST + 0.0004, 0.96))
    assert answer.outcome is Outcome.MATCHED


def test_the_beat_decides_a_tie_and_nothing_else() -> None:
    beat = Hint(within=shapely.box(EAST - 0.01, 44.9, EAST + 0.01, 45.1))
    tie = decided(at(EAST, 0.95), at(WEST, 0.96), hint=beat)
    clear = decided(at(EAST, 0.88), at(WEST, 0.96), hint=beat)
    assert tie.best is not None
    assert clear.best is not None
    assert (tie.best.lon, clear.best.lon) == (EAST, WEST)


def test_a_beat_that_holds_none_of_a_tie_leaves_it_one() -> None:
    beat = Hint(within=shapely.box(-94, 44.9, -93.9, 45.1))
    assert decided(at(EAST, 0.95), at(WEST, 0.96), hint=beat).outcome is Outcome.AMBIGUOUS


def test_postal_code_and_town_in_the_text_decide_a_tie() -> None:
    two = (
        at(EAST, 0.95, zip_code="62101", town="Eastham"),
        at(WEST, 0.95, zip_code="62102", town="Westham"),
    )
    by_zip, by_town = decided(*two, zip_code="62102"), decided(*two, town="EASTHAM")
    assert by_zip.best is not None
    assert by_town.best is not None
    assert (by_zip.best.lon, by_town.best.lon) == (WEST, EAST)


def test_another_postal_code_speaks_against_an_answer() -> None:
    answer = decided(at(EAST, 0.95, zip_code="62101"), zip_code="62109")
    assert answer.best is not None
    assert answer.best.score < 0.9


def test_what_is_too_unlike_or_too_uncertain_is_shown_and_not_answered() -> None:
    unlike, uncertain = decided(at(EAST, 0.7)), decided(at(EAST, 0.99, within_m=900))
    assert (unlike.outcome, uncertain.outcome) == (Outcome.UNMATCHED, Outcome.UNMATCHED)
    assert len(unlike.candidates) == len(uncertain.candidates) == 1
    assert "too unlike" in unlike.reason
    assert "900 m" in uncertain.reason


def test_nothing_found_says_what_is_missing() -> None:
    assert decided() == Geocoded(outcome=Outcome.UNMATCHED, reason="Nothing there.")
