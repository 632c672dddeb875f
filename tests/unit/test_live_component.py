"""What the browser says is selected is believed only as far as it makes sense."""

import pytest

from geo_rtcc.ui.live_component import Selected, _selected


def test_a_selection_is_taken_as_it_is() -> None:
    value = {"kind": "call", "key": "1.2", "at": 1.5, "more": "left out"}
    assert _selected(value) == Selected(kind="call", key="1.2", at_s=1.5)


@pytest.mark.parametrize("at", [None, "yesterday", [], {}])
def test_a_selection_without_an_instant_has_none(at: object) -> None:
    assert _selected({"kind": "unit", "key": "7", "at": at}) == Selected(
        kind="unit", key="7", at_s=0.0
    )


@pytest.mark.parametrize(
    "value", [None, "call", [], 5, {}, {"kind": "call"}, {"kind": 1, "key": "1.2"},
              {"kind": "call", "key": 12}],
)  # fmt: skip
def test_what_makes_no_sense_selects_nothing(value: object) -> None:
    assert _selected(value) is None
