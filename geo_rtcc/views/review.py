"""The words and figures of the shift review."""

from html import escape

import polars as pl

from geo_rtcc import cells
from geo_rtcc.models import ShiftWindow
from geo_rtcc.situation.installation import AreaMap, Installation
from geo_rtcc.situation.review import ReviewFilter, ShiftReview
from geo_rtcc.views import words
from geo_rtcc.views.maps import Bounds


def heading(which: ReviewFilter, window: ShiftWindow | None, zone: str) -> str:
    """Return the heading of the page, as HTML."""
    line = words.shift_line(window, which.operational_on, zone)
    title, _, span = line.partition(": ")
    return f'<h1 class="rtcc-heading">{escape(title)}<small>{escape(span)}</small></h1>'


def figures(review: ShiftReview, *, is_complete: bool) -> list[tuple[str, str, str]]:
    """Return label, value and basis of the key figures.

    A time that the data doesn't cover to its end is not compared with whole ones.
    """
    total, weeks = review.total, len(review.previous_on)
    mean = "–" if total.previous_mean is None else words.one_decimal(total.previous_mean)
    basis = "no weeks before"
    if not is_complete:
        basis = "up to where the data ends"
    elif total.previous_mean is not None:
        basis = f"{words.signed(total.n - total.previous_mean)} on the mean before"
    return [
        ("Calls", f"{total.n:,}", basis),
        ("Mean before", mean, f"same weekday and hours, {weeks} week{'s' * (weeks != 1)}"),
        ("On-view", f"{review.on_view:,}", "officer-initiated, counted apart"),
        ("Median response", words.minutes(total.median_response_s),
         f"received to on scene, n = {total.response_n:,}"),
        ("Still open", "–" if review.open_calls is None else f"{review.open_calls:,}",
         "closing times not recorded" if review.open_calls is None else "no closing time"),
    ]  # fmt: skip


def notes(
    review: ShiftReview,
    which: ReviewFilter,
    known: Installation,
    area_map: AreaMap,
    *,
    is_complete: bool,
) -> list[str]:
    """Say what the figures rest on and what they leave out."""
    word = words.AREA_WORDS[area_map.kind].lower()
    sentences = []
    if not is_complete:
        sentences.append(
            "The data ends before this time does, so counts are not compared with the mean of "
            "whole ones."
        )
    if review.without_point:
        sentences.append(
            f"{words.calls(review.without_point)} without coordinates: counted, not on the map."
        )
    if review.outside and area_map.areas:
        sentences.append(
            f"{words.calls(review.outside)} outside every {word}: on the map and in the table."
        )
    if review.total.ambiguous:
        sentences.append(
            f"{words.calls(review.total.ambiguous)} so close to a boundary that another {word} "
            "may be right (column Ambiguous)."
        )
    what = "included" if which.with_on_view else "left out of calls, map and table"
    sentences.append(f"On-view (officer-initiated) calls are {what}.")
    if weeks := len(review.previous_on):
        sentences.append(
            f"Mean and change describe the {weeks} same weekdays before; a change by itself says "
            "nothing about chance."
        )
    if known.last_at:
        sentences.append(f"Data through {words.local_time(known.last_at, known.zone)}.")
    return sentences


def bounds(counts: pl.DataFrame) -> Bounds | None:
    """Return west, south, east, north of the cells in degrees, for an agency without areas."""
    present = counts.filter(pl.col("cell") != cells.NO_CELL)["cell"].unique().to_list()
    corners = [corner for ring in cells.outlines(present) for corner in ring]
    if not corners:
        return None
    lons, lats = zip(*corners, strict=True)
    return min(lons), min(lats), max(lons), max(lats)
