"""One shift on one operational date: counts by cell and area beside the weeks before."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl

from geo_rtcc.models import Category, CountKind
from geo_rtcc.situation.installation import Installation
from geo_rtcc.store.database import Database

PREVIOUS_WEEKS = 8


@dataclass(frozen=True, kw_only=True)
class ReviewFilter:
    """Which shift: an operational date and shift codes (empty: the whole operational date).

    Counts come from ``cell_count``, unless ``call_types`` names some: then from the calls.
    """

    operational_on: date
    shifts: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    call_types: tuple[str, ...] = ()
    with_on_view: bool = False

    def parameters(self) -> dict[str, Any]:
        """Return the parameters that all queries of this page share."""
        return {
            "shifts": list(self.shifts) or None,
            "categories": [str(category) for category in self.categories] or None,
        } | ({"call_types": list(self.call_types)} if self.call_types else {})


@dataclass(frozen=True, kw_only=True)
class AreaCount:
    """One row of the beat table.

    ``previous_mean`` is over the same weekday of the weeks with data before; None without any.
    ``code`` is None for calls outside every area.
    """

    code: str | None
    n: int
    previous_mean: float | None
    ambiguous: int
    median_response_s: float | None
    response_n: int


@dataclass(frozen=True, kw_only=True)
class ShiftReview:
    """What happened in one shift.

    Parameters
    ----------
    cells
        Columns ``area``, ``cell`` (H3 resolution 9; 0 without a point), ``category``, ``n``.
    on_view
        Officer-initiated calls of the shift, whether included in the other figures or not.
    open_calls
        Calls without a closing time; None when the source records none at all.
    previous_on
        The operational dates that ``previous_mean`` rests on.
    """

    cells: pl.DataFrame = field(repr=False)
    areas: tuple[AreaCount, ...]
    total: AreaCount
    on_view: int
    open_calls: int | None
    without_point: int
    outside: int
    previous_on: tuple[date, ...]


def shift_review(
    database: Database, which: ReviewFilter, known: Installation, codes: tuple[str, ...]
) -> ShiftReview:
    """Return the figures of one shift; every area of ``codes`` gets a row, also without calls."""
    everything = _counts(database, which)
    is_call = pl.col("kind") == str(CountKind.CALL)
    counted = everything if which.with_on_view else everything.filter(is_call)
    dates = _same_weekdays(which.operational_on, known.first_on)
    before = _previous(database, which, dates)
    timed, whole = _times(database, which)
    now = dict(counted.group_by("area").agg(pl.col("n").sum()).iter_rows())
    return ShiftReview(
        cells=counted.group_by("area", "cell", "category").agg(pl.col("n").sum()),
        areas=tuple(
            _area(code, now.get(code, 0), _mean(before.get(code, 0), dates), timed.get(code))
            for code in _rows(codes, now, before)
        ),
        total=_area(None, sum(now.values()), _mean(sum(before.values()), dates), whole),
        on_view=int(everything.filter(~is_call)["n"].sum()),
        open_calls=whole["open"] if whole["with_closed_at"] else None,
        without_point=int(counted.filter(pl.col("cell") == 0)["n"].sum()),
        outside=int(counted.filter((pl.col("cell") != 0) & pl.col("area").is_null())["n"].sum()),
        previous_on=dates,
    )


def _rows(
    codes: tuple[str, ...], now: dict[str | None, int], before: dict[str | None, int]
) -> list[str | None]:
    """Return the codes to list: the loaded areas, older ones with calls, then "in none"."""
    counted = set(now) | set(before)
    older = sorted(code for code in counted if code and code not in codes)
    return [*codes, *older, *([None] if None in counted else [])]


def _counts(database: Database, which: ReviewFilter) -> pl.DataFrame:
    _, values = database.columns(
        "situation_review_counts_by_type" if which.call_types else "situation_review_counts",
        operational_on=which.operational_on,
        **which.parameters(),
    )
    columns = {"area": pl.String, "cell": pl.Int64, "category": pl.String, "kind": pl.String}
    return pl.DataFrame(values, schema={**columns, "n": pl.Int64}, orient="row")


def _same_weekdays(on: date, first_on: date | None) -> tuple[date, ...]:
    """Return the same weekday of the weeks before, as far back as there is data."""
    weeks = [on - timedelta(weeks=week) for week in range(1, PREVIOUS_WEEKS + 1)]
    return tuple(week for week in weeks if first_on is not None and week >= first_on)


def _previous(
    database: Database, which: ReviewFilter, dates: tuple[date, ...]
) -> dict[str | None, int]:
    """Return the sum over ``dates`` by area code."""
    if not dates:
        return {}
    span = {"first_on": dates[-1], "last_on": dates[0]} if which.call_types else {}
    rows = database.fetch(
        "situation_previous_counts_by_type" if which.call_types else "situation_previous_counts",
        dates=list(dates),
        **span,
        with_on_view=which.with_on_view,
        **which.parameters(),
    )
    sums: dict[str | None, int] = {}
    for row in rows:
        sums[row["area"]] = sums.get(row["area"], 0) + row["n"]
    return sums


def _times(
    database: Database, which: ReviewFilter
) -> tuple[dict[str | None, dict[str, Any]], dict[str, Any]]:
    """Return what depends on single calls, by area code, and for all together."""
    rows = database.fetch(
        "situation_review_times",
        operational_on=which.operational_on,
        with_on_view=which.with_on_view,
        **{"call_types": None} | which.parameters(),
    )
    [whole] = [row for row in rows if row["is_total"]]
    return {row["area"]: row for row in rows if not row["is_total"]}, whole


def _mean(n: int, dates: tuple[date, ...]) -> float | None:
    return n / len(dates) if dates else None


def _area(code: str | None, n: int, mean: float | None, timed: dict[str, Any] | None) -> AreaCount:
    return AreaCount(
        code=code,
        n=n,
        previous_mean=mean,
        ambiguous=timed["ambiguous"] if timed else 0,
        median_response_s=timed["median_response_s"] if timed else None,
        response_n=timed["response_n"] if timed else 0,
    )


def call_type_names(database: Database) -> list[str]:
    """Return the agency's names of call types, sorted."""
    return [row["name"] for row in database.fetch("situation_call_types")]
