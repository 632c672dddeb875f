"""Colours, shapes and bins keep their promises."""

import pytest

from geo_rtcc.models import Category
from geo_rtcc.views.palette import (
    BIN_STARTS,
    CATEGORY_STYLES,
    LEVEL_STYLES,
    MAP_COLOURS,
    PRIORITY_RADII_PX,
    THEMES,
    Theme,
    bin_colours,
    bin_labels,
    contrast,
)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("category", Category)
def test_markers_stand_out_from_every_ground(category: Category, theme: Theme) -> None:
    colours, style = MAP_COLOURS[theme], CATEGORY_STYLES[category]
    for ground in ("land", "water", "park"):
        seen = max(contrast(c, colours[ground]) for c in (style.fill(theme), colours["outline"]))
        assert seen >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_beat_outlines_and_labels_stand_out(theme: Theme) -> None:
    colours = MAP_COLOURS[theme]
    assert contrast(colours["beat"], colours["land"]) >= 3
    assert contrast(colours["beatLabel"], colours["halo"]) >= 4.5
    assert contrast(colours["muted"], colours["surface"]) >= 4.5


def test_every_category_has_a_fill_and_a_shape_of_its_own() -> None:
    assert len({style.corners for style in CATEGORY_STYLES.values()}) == len(Category)
    for theme in THEMES:
        assert len({style.fill(theme) for style in CATEGORY_STYLES.values()}) == len(Category)


@pytest.mark.parametrize("resolution", [8, 9])
def test_bins_cover_every_count_once(resolution: int) -> None:
    starts = BIN_STARTS[resolution]
    assert starts[0] == 1
    assert list(starts) == sorted(set(starts))
    assert len(bin_labels(resolution)) == len(bin_colours("dark")) == len(starts)


def test_bin_labels_read_as_ranges() -> None:
    assert bin_labels(9) == ("1", "2", "3–4", "5–8", "9–16", "17+")


@pytest.mark.parametrize("theme", THEMES)
def test_the_busiest_bin_stands_out_most(theme: Theme) -> None:
    land = MAP_COLOURS[theme]["land"]
    contrasts = [contrast(colour, land) for colour in bin_colours(theme)]
    assert contrasts == sorted(contrasts)


def test_more_urgent_calls_are_larger() -> None:
    radii = [PRIORITY_RADII_PX[priority] for priority in (1, 2, 3, 4)]
    assert radii == sorted(radii, reverse=True)
    assert PRIORITY_RADII_PX[0] == PRIORITY_RADII_PX[3]


@pytest.mark.parametrize("theme", THEMES)
def test_levels_stand_out_from_every_surface_and_differ_in_shape(theme: Theme) -> None:
    for style in LEVEL_STYLES.values():
        for ground in ("land", "surface"):
            assert contrast(style.fill(theme), MAP_COLOURS[theme][ground]) >= 3
    assert len({style.corners for style in LEVEL_STYLES.values()}) == len(LEVEL_STYLES)
