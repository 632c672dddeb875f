"""How right the geocoder is on agencies' own strings, against the points they put them at."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from geo_rtcc.geocoder.geocoder import Geocoder
from tests import geocode_dc, geocode_dc_places, geocode_dc_signals, geocode_denver, geocode_sf
from tests.geocode_truth import Asked, Trial, by_form, evaluate, precision, score

DENVER_ASKED = 4_000


@dataclass(frozen=True, kw_only=True)
class Floor:
    """What a set of questions must reach, a little below what was measured."""

    make: Callable[[Path], Trial]
    matched: float
    p90_m: float
    wrong_share: float


def denver(shared: Path) -> Trial:
    return geocode_denver.halves(shared, asked=DENVER_ASKED)


FLOORS = {
    "blocks": Floor(make=geocode_dc.blocks, matched=0.9, p90_m=35, wrong_share=0.005),
    "ranges": Floor(make=geocode_dc_places.by_range, matched=0.97, p90_m=76, wrong_share=0.008),
    "arterials": Floor(
        make=geocode_dc_signals.of_arterials, matched=0.95, p90_m=10, wrong_share=0.02
    ),
    "signals": Floor(make=geocode_dc_signals.at_signals, matched=0.8, p90_m=40, wrong_share=0.05),
    "points": Floor(make=geocode_dc_places.by_point, matched=0.985, p90_m=1, wrong_share=0.002),
    "names": Floor(make=geocode_dc_places.by_name, matched=0.97, p90_m=1, wrong_share=0.006),
    "denver": Floor(make=denver, matched=0.81, p90_m=70, wrong_share=0.015),
}


@cache
def answers(make: Callable[[Path], Trial], shared: Path) -> tuple[Asked, ...]:
    trial = make(shared)
    return evaluate(Geocoder(trial.geofile), trial.questions)


def test_san_francisco_incidents_at_intersections_are_where_the_police_put_them(
    shared: Path,
) -> None:
    found = score(answers(geocode_sf.intersections, shared))
    assert found.asked == 1_491
    assert found.matched_weighted >= 0.97
    assert found.within_near_weighted >= 0.985


def test_san_francisco_distinct_intersections_are_as_right_as_the_file_allows(shared: Path) -> None:
    found = score(answers(geocode_sf.intersections, shared))
    assert found.matched >= 0.97
    assert found.within_near >= 0.98
    assert found.wrong <= 11  # whose points lie at another corner of their first street


@pytest.mark.parametrize("floor", FLOORS.values(), ids=list(FLOORS))
def test_answers_are_as_many_and_as_near_as_measured(floor: Floor, shared: Path) -> None:
    found = score(answers(floor.make, shared))
    assert found.matched >= floor.matched
    assert found.p90_m <= floor.p90_m
    assert found.wrong_share <= floor.wrong_share


def test_denver_plain_addresses_are_nearer_than_its_blocks(shared: Path) -> None:
    forms = by_form(answers(denver, shared))
    assert score(forms["address"]).matched >= 0.9
    assert score(forms["address"]).median_m < score(forms["block"]).median_m


def test_at_most_one_answer_in_a_hundred_is_over_150_m_off(shared: Path) -> None:
    makers = [geocode_sf.intersections, *(floor.make for floor in FLOORS.values())]
    everything = [one for make in makers for one in answers(make, shared)]
    assert score(everything).wrong_share <= 0.01
    lowest, *_, highest = precision(everything)
    assert lowest.within_150_m < highest.within_150_m
    assert highest.within_150_m >= 0.99


def test_nine_answers_in_ten_lie_within_their_stated_uncertainty(shared: Path) -> None:
    makers = [geocode_sf.intersections, *(floor.make for floor in FLOORS.values())]
    assert score([one for make in makers for one in answers(make, shared)]).coverage >= 0.9
