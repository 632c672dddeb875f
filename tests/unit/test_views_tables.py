"""Legends and tables show what the read models hold."""

import polars as pl

from geo_rtcc.models import AreaKind
from geo_rtcc.situation.review import AreaCount, ShiftReview
from geo_rtcc.views import legends, review, tables


def area(code: str | None, n: int, mean: float | None = 2.5) -> AreaCount:
    return AreaCount(
        code=code, n=n, previous_mean=mean, ambiguous=1, median_response_s=90.0, response_n=3
    )


def a_review(*areas: AreaCount, open_calls: int | None = 4) -> ShiftReview:
    return ShiftReview(
        cells=pl.DataFrame(), areas=areas, total=area(None, sum(a.n for a in areas)), on_view=7,
        open_calls=open_calls, without_point=2, outside=1, previous_on=(),
    )  # fmt: skip


def test_the_area_table_has_one_row_an_area() -> None:
    table = tables.area_table(
        a_review(area("11", 3), area(None, 2)), AreaKind.BEAT, {"11": "Elm"}, is_complete=True
    )
    assert table["Beat"].to_list() == ["11", "–"]
    assert table["Name"].to_list() == ["Elm", "In no beat"]
    assert table["Calls"].to_list() == [3, 2]
    assert table["Change"].to_list() == [0.5, -0.5]
    assert table["Response"].to_list() == [1.5, 1.5]


def test_calls_in_no_area_are_not_called_outside_since_some_have_no_point() -> None:
    table = tables.area_table(a_review(area(None, 3)), AreaKind.DISTRICT, {}, is_complete=True)
    assert table["District"].to_list() == ["In no district"]


def test_names_equal_to_codes_are_left_out() -> None:
    table = tables.area_table(
        a_review(area("11", 3)), AreaKind.SECTOR, {"11": "11"}, is_complete=True
    )
    assert table.columns[0] == "Sector"
    assert "Name" not in table.columns


def test_without_weeks_before_there_is_no_change() -> None:
    table = tables.area_table(a_review(area("11", 3, None)), AreaKind.BEAT, {}, is_complete=True)
    assert table["Change"].to_list()[0] is None


def test_low_bins_are_hatched_in_the_legend() -> None:
    legend = legends.bin_legend(9, "light")
    assert legend.count("<img") == 6
    assert "fewer than 3" in legend


def test_unrecorded_closing_times_are_not_called_open() -> None:
    figures = {
        label: value
        for label, value, _ in review.figures(a_review(open_calls=None), is_complete=True)
    }
    assert figures["Still open"] == "–"
    assert {label: value for label, value, _ in review.figures(a_review(), is_complete=True)}[
        "Still open"
    ] == "4"


def test_figures_escape_what_they_show() -> None:
    assert "<b>" not in legends.figures([("<b>", "1", "")])
    assert "<b>" not in legends.notes(["<b>"])


def test_an_unfinished_shift_is_not_compared() -> None:
    found = a_review(area("11", 3))
    table = tables.area_table(found, AreaKind.BEAT, {}, is_complete=False)
    assert table["Change"].to_list() == [None]
    assert review.figures(found, is_complete=False)[0] == (
        "Calls",
        "3",
        "up to where the data ends",
    )
