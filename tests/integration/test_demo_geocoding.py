"""The demo city's calls without coordinates, located by its own geofile: how far off, and which."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from demo_city import KNOWN, day

from geo_rtcc.demo.calls import calls_between
from geo_rtcc.demo.city import City, build_city
from geo_rtcc.demo.geofile import city_geofile
from geo_rtcc.demo.placeless import AT_PLACE_M
from geo_rtcc.demo.truth import without_point
from geo_rtcc.geocoder.geocoder import Geocoder
from geo_rtcc.models import Geocoded, Hint, MatchType, Outcome

Told = tuple[dict[str, Any], Geocoded]


@pytest.fixture(scope="module")
def city() -> City:
    return build_city()


@pytest.fixture(scope="module")
def geocoder(city: City) -> Geocoder:
    return Geocoder(city_geofile(city))


@pytest.fixture(scope="module")
def answered(city: City, geocoder: Geocoder) -> list[Told]:
    """Forty days' records of the ground truth, each with the answer to what was said."""
    beats = zip(city.beats["code"], city.beats.geometry, strict=True)
    hints = {code: Hint(within=outline) for code, outline in beats}
    wanted = (city, day(30), day(70))
    said_in = dict(calls_between(*wanted, **KNOWN).select("incident", "beat").rows())
    truth = without_point(*wanted, **KNOWN)["without_point"]
    answers = geocoder.geocode_many(
        [one["said"] for one in truth], [hints[said_in[one["incident"]]] for one in truth]
    )
    return list(zip(truth, answers, strict=True))


def _off_m(geocoder: Geocoder, told: list[Told], *kinds: MatchType) -> np.ndarray:
    return np.array(
        [
            geocoder.distance_m(answer.best.lon, answer.best.lat, one["lon"], one["lat"])
            for one, answer in told
            if answer.best and (not kinds or answer.best.match_type in kinds)
        ]
    )


def test_of_what_can_be_found_nearly_all_is(answered: list[Told]) -> None:
    found = Counter(answer.outcome for one, answer in answered if one["is_findable"])
    assert found.total() > 1_800
    assert found[Outcome.MATCHED] > 0.98 * found.total()


def test_answers_lie_where_the_calls_were(geocoder: Geocoder, answered: list[Told]) -> None:
    off = _off_m(geocoder, answered)
    assert (off > 150).mean() < 0.002
    assert np.median(_off_m(geocoder, answered, MatchType.ADDRESS)) < 1
    assert np.quantile(_off_m(geocoder, answered, MatchType.INTERSECTION), 0.9) < 10
    assert np.quantile(_off_m(geocoder, answered, MatchType.BLOCK), 0.9) < 100
    assert _off_m(geocoder, answered, MatchType.PLACE).max() <= AT_PLACE_M + 1


def test_nine_of_ten_answers_lie_within_their_uncertainty(
    geocoder: Geocoder, answered: list[Told]
) -> None:
    own = [(one, got) for one, got in answered if got.best and got.best.match_type != "place"]
    off = _off_m(geocoder, own)
    assert (off <= [got.best.uncertainty_m for _, got in own if got.best]).mean() > 0.9


def test_what_nobody_can_find_waits_for_a_person_and_is_not_guessed(answered: list[Told]) -> None:
    waiting = Counter(one["said"] for one, answer in answered if not answer.best)
    assert 40 < len(waiting) < 120
    assert waiting.most_common(1)[0][1] > 10
    lost = [answer for one, answer in answered if not one["is_findable"]]
    chains = [answer for answer in lost if answer.best]  # of which the beat decides
    assert len(chains) < 0.3 * len(lost)
    assert {answer.best.match_type for answer in chains if answer.best} == {MatchType.PLACE}


def test_without_the_beat_a_chain_store_is_a_tie(geocoder: Geocoder) -> None:
    answer = geocoder.geocode("@ZIPWAY FUEL")
    assert answer.outcome is Outcome.AMBIGUOUS
    assert len(answer.candidates) == 7
