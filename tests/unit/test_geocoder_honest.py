"""What a text says is not bent until it fits: it gets no answer, and what came near is shown."""

import pytest

from geo_rtcc.geocoder.geocoder import Geocoder
from geo_rtcc.models import Geofile, Outcome
from tests.cad_town import town


@pytest.fixture(scope="module")
def geocoder() -> Geocoder:
    return Geocoder(town())


@pytest.mark.parametrize(
    "text",
    [
        "130 OAK ST, OAKDALE",  # a street of Riverton only, miles from Oakdale
        "100 BLOCK OF OAK ST, OAKDALE",
        "12-34 N MAIN ST",  # no such house, and 34 is another
        "1 234 N MAIN ST",  # which of the two numbers?
        "12,34 N MAIN ST",
        "550 PARK PL",  # ends long before, and Park Ave is another street
    ],
)
def test_there_is_no_answer_but_what_came_near(geocoder: Geocoder, text: str) -> None:
    answer = geocoder.geocode(text)
    assert (answer.outcome, answer.best) == (Outcome.UNMATCHED, None)


def test_a_hyphen_may_divide_a_flat_from_its_house(geocoder: Geocoder) -> None:
    answer = geocoder.geocode("1250-5 N MAIN ST")
    assert answer.best is not None
    assert answer.best.reference == "1200–1298 N Main St, even side"


@pytest.mark.parametrize("text", ["217 1/ 2", "100 ST NW", "444 ST. ANTHONYS STRET CIR"])
def test_a_number_that_nobody_wrote_is_no_street(geocoder: Geocoder, text: str) -> None:
    assert "1st Ave" not in str(geocoder.geocode(text))


def test_without_a_geofile_only_coordinates_are_answered_and_never_in_a_guessed_order() -> None:
    nothing = Geocoder(Geofile())
    clear, either = nothing.geocode("LL(-93.25,45.01)"), nothing.geocode("-77.03, 38.9")
    assert clear.best is not None
    assert (clear.best.lon, clear.best.lat) == (-93.25, 45.01)
    assert (either.outcome, len(either.candidates)) == (Outcome.AMBIGUOUS, 2)
    assert nothing.geocode("100 MAIN ST").outcome is Outcome.UNMATCHED
