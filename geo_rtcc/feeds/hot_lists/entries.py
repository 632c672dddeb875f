"""Rows of a hot list's own columns → entries; those that can't be used, with field and reason."""

from collections.abc import Callable

import numpy as np
import polars as pl

from geo_rtcc.feeds.hot_lists import columns
from geo_rtcc.feeds.hot_lists.mapping import FIELDS, HotListMapping
from geo_rtcc.feeds.hot_lists.parsed import ENTRY_SCHEMA, ParsedHotList
from geo_rtcc.feeds.hot_lists.rows import add_rejected
from geo_rtcc.models import RejectedRecord
from geo_rtcc.models.hot_lists import HotListChange
from geo_rtcc.plates import normal_plates, state_codes

LONGEST_PLATE = 12  # characters, normalised; the longest of any state has 8
_LONGEST = {
    "external_id": 200, "plate": 100, "state": 100, "category": 200, "priority": 100,
    "reason": 2_000, "case_number": 200, "vehicle": 500,
}  # fmt: skip
_FIRST_YEAR, _LAST_YEAR = 1970, 9000
_UNREADABLE = "The text is not a date or time in any of the mapping's formats."
Check = tuple[str, pl.Series, str]
Raw = Callable[[int], dict[str, str | None]]


def entries_of(
    raw: pl.DataFrame, numbers: list[int], mapping: HotListMapping, *, zone: str, payload: Raw
) -> ParsedHotList:
    """Turn rows of texts into entries.

    Parameters
    ----------
    raw
        The list's columns as texts.
    numbers
        Each row's place in the list, from 1.
    zone
        IANA zone of dates and times that carry none.
    payload
        A row's index → the row as it came.
    """
    texts = pl.DataFrame([columns.field_text(mapping, field, raw) for field in FIELDS])
    frame = _frame(texts, mapping, zone)
    faults = _faults(texts, frame)
    rejected: list[RejectedRecord] = []
    for row, (field, reason) in faults.items():
        column = mapping.column_of(field, raw.columns) or field
        add_rejected(rejected, numbers[row], column, reason, payload(row))
    usable = np.ones(len(frame), dtype=bool)
    usable[list(faults)] = False
    good = _open_ended(frame.filter(pl.Series(usable)))
    entries = good.unique("external_id", keep="last", maintain_order=True)
    return ParsedHotList(entries.select(list(ENTRY_SCHEMA)), rejected, len(good) - len(entries))


def _frame(texts: pl.DataFrame, mapping: HotListMapping, zone: str) -> pl.DataFrame:
    change = columns.change(texts["change"], mapping)
    frame = texts.select(
        "external_id",
        normal_plates(texts["plate"].fill_null("")).alias("plate"),
        texts["plate"].fill_null("").alias("plate_text"),
        state_codes(texts["state"]).alias("state"),
        texts["state"].alias("state_text"),
        "category",
        columns.ncic_files(texts["ncic_file"], texts["category"], mapping),
        columns.priority(texts["priority"], mapping),
        "reason",
        "case_number",
        "vehicle",
        columns.starts(texts["effective_at"], mapping, zone),
        columns.ends(texts["expires_at"], mapping, zone),
        pl.lit(mapping.inactive_after_days, dtype=pl.Int32).alias("inactive_after_days"),
        change,
    )
    made = pl.concat_str(
        "plate",
        pl.coalesce("state", pl.col("state_text").str.to_lowercase(), pl.lit("")),
        pl.col("category").fill_null("").str.to_lowercase(),
        separator="/",
    )
    return frame.with_columns(external_id=pl.coalesce("external_id", made))


def _open_ended(frame: pl.DataFrame) -> pl.DataFrame:
    """Leave open what has always been in effect, or never ends."""
    started, end = pl.col("effective_at").dt.year(), pl.col("expires_at")
    return frame.with_columns(
        effective_at=pl.when(started >= _FIRST_YEAR).then("effective_at"),
        expires_at=pl.when(~_is_never(end)).then("expires_at"),
    )


def _is_never(end: pl.Expr) -> pl.Expr:
    # the first and last year of many calendars stand for "no date"
    return (end.dt.year() >= _LAST_YEAR) | (end.dt.year() <= 2)  # noqa: PLR2004


def _faults(texts: pl.DataFrame, frame: pl.DataFrame) -> dict[int, tuple[str, str]]:
    """Return row → field and sentence of those rows that can't be used; the first fault counts."""
    checks = [*_plate_checks(texts, frame), *_length_checks(texts), *_time_checks(texts, frame)]
    found: dict[int, tuple[str, str]] = {}
    for field, is_bad, reason in reversed(checks):
        found |= dict.fromkeys(is_bad.fill_null(False).arg_true().to_list(), (field, reason))
    return dict(sorted(found.items()))


def _plate_checks(texts: pl.DataFrame, frame: pl.DataFrame) -> list[Check]:
    is_removal = frame["change"] == HotListChange.REMOVE
    is_needed = ~(is_removal & texts["external_id"].is_not_null())
    length = frame["plate"].str.len_chars()
    is_long = length > LONGEST_PLATE
    return [
        ("plate", is_needed & texts["plate"].is_null(), "There is no plate."),
        ("plate", is_needed & (length == 0), "The plate has neither letters nor digits."),
        ("plate", is_long, f"The plate is longer than {LONGEST_PLATE} letters and digits."),
    ]


def _length_checks(texts: pl.DataFrame) -> list[Check]:
    return [
        (
            field,
            texts[field].str.len_chars() > most,
            f"The text is longer than {most:,} characters.",
        )
        for field, most in _LONGEST.items()
    ]


def _time_checks(texts: pl.DataFrame, frame: pl.DataFrame) -> list[Check]:
    start, end = frame["effective_at"], frame["expires_at"]
    is_end = end.is_not_null() & ~pl.DataFrame({"end": end}).select(_is_never(pl.col("end")))["end"]
    is_late = start.dt.year() >= _LAST_YEAR
    return [
        ("effective_at", texts["effective_at"].is_not_null() & start.is_null(), _UNREADABLE),
        ("effective_at", is_late, f"The date lies after the year {_LAST_YEAR}."),
        ("expires_at", texts["expires_at"].is_not_null() & end.is_null(), _UNREADABLE),
        ("expires_at", is_end & (end.dt.year() < _FIRST_YEAR), "The expiry lies before 1970."),
        ("expires_at", is_end & (end <= start), "The entry expires before it takes effect."),
    ]
