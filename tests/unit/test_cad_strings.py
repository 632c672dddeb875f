"""Location strings as CADs send them, against what a dispatcher would say."""

import pytest
from shapely.geometry import Point

from geo_rtcc.geocoder.geocoder import Geocoder
from geo_rtcc.models import Geocoded, Hint, Outcome
from tests.cad_strings import CASES, Case
from tests.cad_town import place, town
from tests.geocode_truth import error_m

BEAT_DEG = 0.0015  # some 150 m


@pytest.fixture(scope="module")
def geocoder() -> Geocoder:
    return Geocoder(town())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.text[:40]!a}")
def test_a_cad_string_is_understood_as_a_dispatcher_would(geocoder: Geocoder, case: Case) -> None:
    answer = geocoder.geocode(case.text, _hint(case))
    if case.match_type is None:
        _assert_withheld(answer, case)
        return
    assert answer.outcome is Outcome.MATCHED, answer
    assert answer.best is not None
    assert answer.best.match_type is case.match_type
    assert error_m([place(*case.at)], answer.best.lon, answer.best.lat) <= case.within_m


def _assert_withheld(answer: Geocoded, case: Case) -> None:
    """A tie shows all its places; elsewhere a tie is as good as no match."""
    assert answer.best is None
    assert answer.reason
    if case.is_tie:
        assert answer.outcome is Outcome.AMBIGUOUS
        assert len(answer.candidates) == case.candidates
    assert answer.outcome is not Outcome.MATCHED


def _hint(case: Case) -> Hint:
    within = case.beat and Point(place(*case.beat)).buffer(BEAT_DEG)
    return Hint(zip_code=case.zip_code, within=within)
