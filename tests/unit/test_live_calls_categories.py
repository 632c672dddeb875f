"""One scale of priorities and one set of words for what a call is about."""

import pytest

from geo_rtcc.demo.call_types import CALL_TYPES
from geo_rtcc.feeds import priorities
from geo_rtcc.feeds.categories import category_of
from geo_rtcc.models import Category


@pytest.mark.parametrize(
    ("told", "category"),
    [
        ("BURGLAR ALARM", Category.ALARM), ("Robbery in progress", Category.VIOLENCE),
        ("SHOTS FIRED", Category.WEAPONS), ("Person with a gun", Category.WEAPONS),
        ("AUTO THEFT", Category.VEHICLE), ("StolenVehicle", Category.VEHICLE),
        ("Suspicious vehicle", Category.DISORDER), ("Vehicle accident", Category.TRAFFIC),
        ("BURGLARY", Category.PROPERTY), ("Check welfare", Category.WELFARE),
        ("LOUD_MUSIC", Category.DISORDER), ("Begun", Category.OTHER), ("", Category.OTHER),
        ("Assist other agency", Category.OTHER), ("DV", Category.VIOLENCE),
        ("DVD player found", Category.OTHER),
    ],
)  # fmt: skip
def test_a_call_type_is_told_by_its_words(told: str, category: Category) -> None:
    assert category_of(told) == category


def test_an_agencys_own_types_are_nearly_all_told_by_their_names() -> None:
    others = {one.code for one in CALL_TYPES if category_of(one.code, one.name) != one.category}
    assert others == {"DOMD"}  # a domestic argument: disorder to the demo city, violence to others


def test_the_code_and_the_name_of_a_type_count_alike() -> None:
    assert category_of("459", "Burglary") == category_of("Burglary", None) == Category.PROPERTY


def test_the_priority_of_an_eido_runs_the_other_way() -> None:
    told = [priorities.of_eido(number) for number in range(11)]
    assert told == [5, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert priorities.of_eido(11) is priorities.of_eido(-1) is priorities.of_eido(None) is None
