"""Calls without coordinates: how many, what they say, and that nothing planted is among them."""

from collections import Counter
from random import Random

import numpy as np
import pytest
from demo_city import KNOWN, day
from rapidfuzz.distance import OSA

from geo_rtcc.demo import wording
from geo_rtcc.demo.calls import placed_between
from geo_rtcc.demo.city import City
from geo_rtcc.demo.lots import frontage, lot_numbers
from geo_rtcc.demo.placeless import PlacedCalls
from geo_rtcc.demo.truth import without_point


@pytest.fixture(scope="module")
def placed(city: City) -> PlacedCalls:
    return placed_between(city, day(30), day(60), **KNOWN)


def test_six_in_a_hundred_come_without_coordinates(placed: PlacedCalls) -> None:
    assert 0.05 < placed.said.is_placeless.mean() < 0.07


def test_one_in_150_says_what_nobody_finds_and_some_of_it_often(placed: PlacedCalls) -> None:
    lost = Counter(placed.said.text[~placed.said.is_findable])
    assert 1 / 220 < lost.total() / len(placed.xy) < 1 / 110
    assert len(lost) > 24
    assert lost.most_common(1)[0][1] > 5


def test_what_is_planted_keeps_its_coordinates(placed: PlacedCalls) -> None:
    planted = (placed.calls.series >= 0) | (placed.calls.hotspot >= 0)
    assert planted.sum() > 50
    assert not placed.said.is_placeless[planted].any()


def test_every_way_of_saying_where_occurs(placed: PlacedCalls) -> None:
    said = " | ".join(placed.said.text[placed.said.is_placeless])
    for sign in (" BLOCK OF ", "XX ", " / ", " AND ", "@", " APT ", "SR 47 ", " AV ", "HWY 8"):
        assert sign in said, sign


def test_a_block_is_the_hundred_of_the_house(city: City, placed: PlacedCalls) -> None:
    rows = np.array([n for n, text in enumerate(placed.said.text) if " BLOCK " in text])
    calls = placed.calls
    where = (calls.segment[rows], calls.side[rows], calls.lot[rows])
    numbers = lot_numbers(frontage(city.streets), *where)
    said = [int(text.split()[0]) for text in placed.said.text[rows]]
    assert said == (numbers // 100 * 100).tolist()


def test_a_misspelt_name_is_one_slip_from_the_right_one() -> None:
    slips = {wording.misspelt(Random(n), "PROVIDENCE") for n in range(200)}
    assert len(slips) > 12
    assert all(OSA.distance(one, "PROVIDENCE") == 1 and one[0] == "P" for one in slips)
    assert wording.misspelt(Random(1), "53RD") == "53RD"


def test_the_truth_keeps_where_such_calls_are(city: City, placed: PlacedCalls) -> None:
    found = without_point(city, day(30), day(60), **KNOWN)["without_point"]
    assert len(found) == placed.said.is_placeless.sum()
    assert {one["said"] for one in found} == set(placed.said.text) - {""}
    assert all(-90.3 < one["lon"] < -90.1 and 40.6 < one["lat"] < 40.72 for one in found)
