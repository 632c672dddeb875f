"""What the browser says was picked is believed only as far as it makes sense."""

import pytest

from geo_rtcc.ui.place_map import Picked, as_picked, subject

GOOD = {"subject": "s", "number": 0, "lon": -93.0, "lat": 45}


def test_a_pick_is_taken_as_it_is() -> None:
    assert as_picked(GOOD, "s") == Picked(number=0, lon=-93.0, lat=45.0)


@pytest.mark.parametrize(
    "change", [{"subject": "of another string"}, {"number": -1}, {"number": "1"}, {"lon": None},
               {"lat": 91}, {"lon": float("nan")}, {"lon": 1e9}],
)  # fmt: skip
def test_what_makes_no_sense_picks_nothing(change: dict[str, object]) -> None:
    assert as_picked(GOOD | change, "s") is None
    assert as_picked(None, "s") is None


def test_a_string_is_named_without_being_said() -> None:
    assert "ELM" not in subject("12 ELM ST")
    assert subject("12 ELM ST") != subject("13 ELM ST")
