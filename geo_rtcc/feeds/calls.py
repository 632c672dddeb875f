"""Raw rows → calls for service, by a column mapping; whatever can't be used is handed back.

A row needs an id and a readable time of receipt. A row whose coordinates can't be used is kept
without a point, and its raw payload is kept as well, so that a better mapping can retry it.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from geo_rtcc.feeds.columns import joined_text, without_nul
from geo_rtcc.feeds.mapping import TIMES, ColumnMapping
from geo_rtcc.feeds.points import points
from geo_rtcc.feeds.raw_batch import RawBatch
from geo_rtcc.feeds.rejections import EARLIEST, FUTURE_GRACE, reasons, rejected_record
from geo_rtcc.feeds.times import instant
from geo_rtcc.models import Category, MatchType, RejectedRecord

_TEXT_FIELDS = {
    "external_id": "external_id",
    "call_type": "call_type",
    "call_type_name": "call_type_name",
    "priority": "priority_text",
    "disposition": "disposition",
    "address": "address",
    "agency_beat": "agency_beat",
    "agency_district": "agency_district",
    "agency_shift": "agency_shift",
}


@dataclass
class ParsedCalls:
    """One batch, parsed.

    Parameters
    ----------
    frame
        One row a usable call: ``row_number``, our fields (instants in UTC), ``lon`` and ``lat``
        (degrees, EPSG:4326, null where unknown), ``category``, ``match_type``, ``is_on_view``.
    rejected
        Rows that can't be used at all.
    unplaced
        Rows that are in ``frame`` without a point because their coordinates can't be used.
    """

    frame: pl.DataFrame
    rejected: list[RejectedRecord]
    unplaced: list[RejectedRecord]


def parse_calls(batch: RawBatch, mapping: ColumnMapping, *, now: datetime) -> ParsedCalls:
    """Parse one batch; calls received more than a day after ``now`` or before 1970 are rejected."""
    raw = batch.frame
    if not len(raw):
        return ParsedCalls(pl.DataFrame(), list(batch.rejected), [])
    clean = without_nul(raw, mapping)
    lon, lat, problem = points(clean, mapping)
    parsed = _with_category(_fields(clean, mapping, now), mapping).with_columns(
        pl.Series("row_number", batch.row_numbers),
        pl.Series("lon", lon, nan_to_null=True),
        pl.Series("lat", lat, nan_to_null=True),
        pl.Series("match_type", np.where(np.isnan(lon), MatchType.NONE, MatchType.GIVEN)),
    )
    why = reasons(raw, parsed, mapping, now)
    good = np.array([reason is None for reason in why])
    rejected = [
        rejected_record(batch, mapping, row, *reason) for row, reason in enumerate(why) if reason
    ]
    unplaced = [
        rejected_record(batch, mapping, int(row), "x", "The coordinates are not a place on Earth.")
        for row in np.flatnonzero(problem & good)
    ]
    return ParsedCalls(parsed.filter(good), [*batch.rejected, *rejected], unplaced)


def _fields(raw: pl.DataFrame, mapping: ColumnMapping, now: datetime) -> pl.DataFrame:
    """Return texts, instants, on-view and priority, row by row."""
    fields = raw.select(
        *(_text(mapping, field, raw) for field in _TEXT_FIELDS),
        *(instant(mapping, field, raw) for field in TIMES),
        _on_view(mapping, raw),
    )
    # 1900-01-01, 9999-12-31 and the like stand for "never" in every time but that of receipt
    plausible = (
        pl.when(pl.col(name).is_between(EARLIEST, now + FUTURE_GRACE)).then(name).alias(name)
        for name in TIMES
        if name != "received_at"
    )
    return fields.with_columns(
        pl.col("priority_text")
        .replace_strict(dict(mapping.priority), default=None, return_dtype=pl.Int16)
        .alias("priority"),
        pl.col("call_type").fill_null("(none)"),
        *plausible,
    )


def _text(mapping: ColumnMapping, field: str, raw: pl.DataFrame) -> pl.Expr:
    text = joined_text(mapping, field, raw)
    name = _TEXT_FIELDS[field]
    if text is None:
        return pl.lit(None, dtype=pl.String).alias(name)
    values = mapping.values.get(field)
    return (text.replace(dict(values)) if values else text).alias(name)


def _on_view(mapping: ColumnMapping, raw: pl.DataFrame) -> pl.Expr:
    text = joined_text(mapping, "on_view", raw)
    if text is None:
        return pl.lit(False).alias("is_on_view")
    return text.is_in(list(mapping.on_view)).fill_null(False).alias("is_on_view")


def _with_category(parsed: pl.DataFrame, mapping: ColumnMapping) -> pl.DataFrame:
    """Add the category, decided once for each call type and name."""
    kinds = parsed.select("call_type", "call_type_name").unique()
    code = pl.col("call_type")
    chosen = code.replace_strict(dict(mapping.category), default=None, return_dtype=pl.String)
    words = pl.concat_str([code, pl.col("call_type_name")], separator=" ", ignore_nulls=True)
    for part, category in mapping.category_contains:
        found = words.str.to_uppercase().str.contains(part.upper(), literal=True)
        chosen = chosen.fill_null(pl.when(found).then(pl.lit(category.value)))
    kinds = kinds.with_columns(chosen.fill_null(Category.OTHER.value).alias("category"))
    return parsed.join(
        kinds,
        on=["call_type", "call_type_name"],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
