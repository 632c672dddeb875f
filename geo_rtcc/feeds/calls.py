"""Raw rows → calls for service, by a column mapping; whatever can't be used is handed back.

A row needs an id and a readable time of receipt. A row whose coordinates can't be used is kept
without a point, and its raw payload is kept as well, so that a better mapping can retry it.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pyproj
from numpy.typing import NDArray

from geo_rtcc.feeds.mapping import TIMES, ColumnMapping
from geo_rtcc.feeds.tables import LATITUDE, LONGITUDE, RawBatch
from geo_rtcc.models import Category, MatchType, RejectedRecord

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_FUTURE_GRACE = timedelta(days=1)
_LONGEST_KEY = 2_000  # bytes; a PostgreSQL index entry holds 2,700
_WKT_POINT = r"(?i)^\s*POINT\s*\(\s*([-+.\deE]+)[\s,]+([-+.\deE]+)\s*\)\s*$"
_PAIR = r"^\s*\(?\s*([-+.\deE]+)\s*,\s*([-+.\deE]+)\s*\)?\s*$"
_INSTANT = pl.Datetime("us", "UTC")


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
    clean = _without_nul(raw, mapping)
    parsed = clean.select(
        pl.Series("row_number", batch.row_numbers),
        *(_text(mapping, field, clean) for field in _TEXT_FIELDS),
        *(_time(mapping, field, clean) for field in TIMES),
        _on_view(mapping, clean),
    )
    parsed = parsed.with_columns(
        pl.col("priority_text")
        .replace_strict(dict(mapping.priority), default=None, return_dtype=pl.Int16)
        .alias("priority"),
        pl.col("call_type").fill_null("(none)"),
    )
    parsed = _with_category(parsed, mapping)
    # 1900-01-01, 9999-12-31 and the like stand for "never" in every time but that of receipt
    parsed = parsed.with_columns(
        pl.when(pl.col(name).is_between(EARLIEST, now + _FUTURE_GRACE)).then(name).alias(name)
        for name in TIMES
        if name != "received_at"
    )
    lon, lat, problem = _points(clean, mapping)
    parsed = parsed.with_columns(
        pl.Series("lon", lon, nan_to_null=True),
        pl.Series("lat", lat, nan_to_null=True),
        pl.Series("match_type", np.where(np.isnan(lon), MatchType.NONE, MatchType.GIVEN)),
    )
    reasons = _reasons(raw, parsed, mapping, now)
    good = np.array([reason is None for reason in reasons])
    rejected = [
        _record(batch, mapping, row, *reason) for row, reason in enumerate(reasons) if reason
    ]
    unplaced = [
        _record(batch, mapping, int(row), "x", "The coordinates are not a place on Earth.")
        for row in np.flatnonzero(problem & good)
    ]
    return ParsedCalls(parsed.filter(good), [*batch.rejected, *rejected], unplaced)


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


def _without_nul(raw: pl.DataFrame, mapping: ColumnMapping) -> pl.DataFrame:
    """Return the mapped columns without NUL characters, which PostgreSQL can't store."""
    used = [column for column in raw.columns if column in mapping.used_columns()]
    frame = raw.select(*used, *({LONGITUDE, LATITUDE} & set(raw.columns)))
    tainted = [
        column.name
        for column in frame
        if column.dtype == pl.String and column.str.contains("\0", literal=True).any()
    ]
    return frame.with_columns(pl.col(tainted).str.replace_all("\0", "", literal=True))


def _joined(mapping: ColumnMapping, field: str, raw: pl.DataFrame) -> pl.Expr | None:
    """Return the agency's text for our field, trimmed, with missing texts as null."""
    columns = mapping.column_of(field, raw.columns)
    if columns is None:
        return None
    parts = [_as_text(column, raw.schema[column]) for column in columns]
    text = parts[0] if len(parts) == 1 else pl.concat_str(parts, separator=" ").str.strip_chars()
    return pl.when(~text.is_in(["", *mapping.missing])).then(text)


def _as_text(column: str, dtype: pl.DataType) -> pl.Expr:
    if dtype.is_float():  # a whole number that some tool made a float of: 201.0 is "201"
        return pl.col(column).fill_nan(None).cast(pl.String).str.replace(r"\.0$", "")
    text = pl.col(column).cast(pl.String, strict=False)
    return text.str.strip_chars() if dtype == pl.String else text


def _text(mapping: ColumnMapping, field: str, raw: pl.DataFrame) -> pl.Expr:
    text = _joined(mapping, field, raw)
    name = _TEXT_FIELDS[field]
    if text is None:
        return pl.lit(None, dtype=pl.String).alias(name)
    values = mapping.values.get(field)
    return (text.replace(dict(values)) if values else text).alias(name)


def _on_view(mapping: ColumnMapping, raw: pl.DataFrame) -> pl.Expr:
    text = _joined(mapping, "on_view", raw)
    if text is None:
        return pl.lit(False).alias("is_on_view")
    return text.is_in(list(mapping.on_view)).fill_null(False).alias("is_on_view")


def _time(mapping: ColumnMapping, field: str, raw: pl.DataFrame) -> pl.Expr:
    """Return an instant in UTC; text in no known format becomes null."""
    columns = mapping.column_of(field, raw.columns)
    if columns is None:
        return pl.lit(None, dtype=_INSTANT).alias(field)
    dtype = raw.schema[columns[0]]
    if len(columns) == 1 and dtype == pl.Datetime and dtype.time_zone:  # type: ignore[attr-defined]
        return pl.col(columns[0]).dt.convert_time_zone("UTC").dt.cast_time_unit("us").alias(field)
    if len(columns) == 1 and dtype in (pl.Date, pl.Datetime):
        return _to_utc(pl.col(columns[0]).cast(pl.Datetime("us")), mapping.zone).alias(field)
    text = _joined(mapping, field, raw)
    assert text is not None
    candidates = [_parse_time(text, form, mapping.zone) for form in mapping.formats]
    return pl.coalesce(candidates).alias(field)


def _parse_time(text: pl.Expr, form: str, zone: str) -> pl.Expr:
    if "%z" in form:
        numeric = text.str.replace(r"[Zz]$", "+0000")
        return numeric.str.to_datetime(form, time_unit="us", time_zone="UTC", strict=False)
    return _to_utc(text.str.to_datetime(form, time_unit="us", strict=False), zone)


def _to_utc(wall: pl.Expr, zone: str) -> pl.Expr:
    """Place wall-clock times in their zone: a repeated hour is its first occurrence, a skipped
    hour is read with the offset in force before it.
    """
    hour = pl.duration(hours=1)
    placed = _place(wall, zone)
    return pl.coalesce(placed, _place(wall - hour, zone) + hour)


def _place(wall: pl.Expr, zone: str) -> pl.Expr:
    placed = wall.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return placed.dt.convert_time_zone("UTC")


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


def _points(
    raw: pl.DataFrame, mapping: ColumnMapping
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Return lon and lat (degrees, EPSG:4326, NaN where unknown) and which ones are unusable.

    0, 0 means "missing" in every agency's export seen so far, and is treated as such.
    """
    x, y, given, crs = _coordinates(raw, mapping)
    missing = (x == 0) & (y == 0)
    x[missing], y[missing] = np.nan, np.nan
    given &= ~missing
    if crs != "EPSG:4326":
        to_degrees = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        x, y = to_degrees.transform(x, y)
    usable = np.isfinite(x) & np.isfinite(y) & (np.abs(x) <= 180) & (np.abs(y) <= 90)  # noqa: PLR2004
    return np.where(usable, x, np.nan), np.where(usable, y, np.nan), given & ~usable


def _coordinates(
    raw: pl.DataFrame, mapping: ColumnMapping
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_], str]:
    x, y = (_joined(mapping, axis, raw) for axis in ("x", "y"))
    point = _joined(mapping, "point", raw)
    crs, given = mapping.crs, pl.lit(False)
    if x is None and point is not None:
        given = ~point.str.to_uppercase().str.contains("EMPTY", literal=True)
        x, y = (
            pl.coalesce(point.str.extract(_WKT_POINT, a), point.str.extract(_PAIR, b))
            for a, b in ((1, 2), (2, 1))
        )
    elif x is None and {LONGITUDE, LATITUDE} <= set(raw.columns):
        x, y, crs = pl.col(LONGITUDE), pl.col(LATITUDE), "EPSG:4326"
    if x is None or y is None:
        nothing = np.full(len(raw), np.nan)
        return nothing, nothing.copy(), np.zeros(len(raw), dtype=bool), crs
    numeric = mapping.column_of("x", raw.columns)
    if numeric and all(raw.schema[column].is_numeric() for column in numeric):
        x, y = (pl.col(*(mapping.column_of(axis, raw.columns) or ())) for axis in ("x", "y"))
    numbers = [axis.cast(pl.Float64, strict=False) for axis in (x, y)]
    for text, number in zip((x, y), numbers, strict=True):
        given |= text.is_not_null() & number.is_not_nan().fill_null(True)
    pair = raw.select(x=numbers[0], y=numbers[1], given=given.fill_null(False))
    east, north = (pair[axis].fill_null(float("nan")).to_numpy().copy() for axis in ("x", "y"))
    return east, north, pair["given"].to_numpy().copy(), crs


def _reasons(
    raw: pl.DataFrame, parsed: pl.DataFrame, mapping: ColumnMapping, now: datetime
) -> list[tuple[str, str] | None]:
    """Return for each row why it can't be used, (field, sentence), or None."""
    reasons: list[tuple[str, str] | None] = [None] * len(parsed)
    received = pl.col("received_at")
    faults = parsed.with_row_index("at").select(
        "at",
        no_id=pl.col("external_id").is_null(),
        long_id=pl.col("external_id").str.len_bytes() > _LONGEST_KEY,
        long_type=pl.col("call_type").str.len_bytes() > _LONGEST_KEY,
        no_time=received.is_null(),
        early=received < EARLIEST,
        late=received > now + _FUTURE_GRACE,
    )
    for row in faults.filter(pl.any_horizontal(pl.exclude("at"))).iter_rows(named=True):
        reasons[row["at"]] = _reason(raw, row, mapping, now)
    return reasons


def _reason(
    raw: pl.DataFrame, row: dict[str, Any], mapping: ColumnMapping, now: datetime
) -> tuple[str, str]:
    if row["no_id"]:
        return "external_id", "There is no id."
    if row["long_id"] or row["long_type"]:
        field, what = ("external_id", "id") if row["long_id"] else ("call_type", "call type")
        return field, f"The {what} is longer than {_LONGEST_KEY:,} bytes."
    if row["no_time"]:
        columns = mapping.column_of("received_at", raw.columns) or ()
        text = " ".join(str(raw[column][row["at"]] or "") for column in columns)[:40].strip()
        if not text:
            return "received_at", "There is no time of receipt."
        return "received_at", f"{text!r} is not a time like {' or '.join(mapping.formats)}."
    if row["early"]:
        return "received_at", "The time of receipt lies before 1970."
    return "received_at", f"The time of receipt lies in the future of {now:%Y-%m-%d %H:%M} UTC."


def _record(
    batch: RawBatch, mapping: ColumnMapping, row: int, field: str, reason: str
) -> RejectedRecord:
    columns = mapping.column_of(field, batch.frame.columns)
    raw = {key: _plain(value) for key, value in batch.payload(row).items()}
    return RejectedRecord(
        row_number=int(batch.row_numbers[row]),
        field_name=" + ".join(columns) if columns else field,
        reason=reason,
        raw=raw,
    )


def _plain(value: Any) -> str | None:
    """Write a value as the text that it is read as, so that it means the same when retried."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.isoformat("T" if value.tzinfo else " ")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        return None if value != value else str(value).removesuffix(".0")  # noqa: PLR0124
    return (
        str(value) if isinstance(value, date | time | Decimal) else json.dumps(value, default=str)
    )
