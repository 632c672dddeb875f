"""How the browser draws is what the palette says, in the form that the browser reads."""

import json
import re
from pathlib import Path

import pytest

from geo_rtcc.models import Category
from geo_rtcc.views.look import look
from geo_rtcc.views.palette import (
    BIN_STARTS,
    CATEGORY_STYLES,
    LOW_COUNT,
    THEMES,
    Theme,
)

TYPES = Path(__file__).parents[2] / "geo_rtcc/ui/assets/live/types.js"


def described(name: str) -> set[str]:
    """Return the properties that types.js gives an object."""
    text = TYPES.read_text("utf-8").split(f"@typedef {{object}} {name}\n")[1]
    return set(re.findall(r"@property \{.*?\} (\w+)(?:\s|$)", text.split("@typedef")[0]))


@pytest.mark.parametrize("theme", THEMES)
def test_it_has_what_the_browser_expects_and_is_plain(theme: Theme) -> None:
    found = look(theme)
    assert set(found) == described("Look")
    assert json.loads(json.dumps(found))["theme"] == theme


@pytest.mark.parametrize("theme", THEMES)
def test_categories_are_in_wire_order_with_their_looks(theme: Theme) -> None:
    found = look(theme)["categories"]
    assert [each["name"] for each in found] == [str(category) for category in Category]
    for each, style in zip(found, CATEGORY_STYLES.values(), strict=True):
        assert (each["label"], each["fill"]) == (style.label, style.fill(theme))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("resolution", BIN_STARTS)
def test_every_count_has_a_bin_and_a_colour(theme: Theme, resolution: int) -> None:
    bins = look(theme)["bins"]
    starts = bins["starts"][str(resolution)]
    assert len(starts) == len(bins["colours"])
    assert starts == tuple(sorted(set(starts)))
    assert starts[0] == 1
    assert bins["low"] == LOW_COUNT


def test_the_themes_differ_in_colour_only() -> None:
    light, dark = look("light"), look("dark")
    assert light["colours"].keys() == dark["colours"].keys()
    assert light["radii"] == dark["radii"]
    assert light["bins"]["starts"] == dark["bins"]["starts"]
    for one, other in zip(light["categories"], dark["categories"], strict=True):
        assert one["corners"] == other["corners"]
