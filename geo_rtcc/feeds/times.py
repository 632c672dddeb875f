"""An agency's times → instants in UTC, by a mapping's formats and zone."""

import polars as pl

from geo_rtcc.feeds.columns import joined_text
from geo_rtcc.feeds.mapping import ColumnMapping

_INSTANT = pl.Datetime("us", "UTC")


def instant(mapping: ColumnMapping, field: str, raw: pl.DataFrame) -> pl.Expr:
    """Return an instant in UTC; text in no known format becomes null."""
    columns = mapping.column_of(field, raw.columns)
    if columns is None:
        return pl.lit(None, dtype=_INSTANT).alias(field)
    dtype = raw.schema[columns[0]]
    if len(columns) == 1 and dtype == pl.Datetime and dtype.time_zone:  # type: ignore[attr-defined]
        return pl.col(columns[0]).dt.convert_time_zone("UTC").dt.cast_time_unit("us").alias(field)
    if len(columns) == 1 and dtype in (pl.Date, pl.Datetime):
        return to_utc(pl.col(columns[0]).cast(pl.Datetime("us")), mapping.zone).alias(field)
    text = joined_text(mapping, field, raw)
    assert text is not None
    candidates = [_parse_time(text, form, mapping.zone) for form in mapping.formats]
    return pl.coalesce(candidates).alias(field)


def _parse_time(text: pl.Expr, form: str, zone: str) -> pl.Expr:
    if "%z" in form:
        numeric = text.str.replace(r"[Zz]$", "+0000")
        return numeric.str.to_datetime(form, time_unit="us", time_zone="UTC", strict=False)
    return to_utc(text.str.to_datetime(form, time_unit="us", strict=False), zone)


def to_utc(wall: pl.Expr, zone: str) -> pl.Expr:
    """Place wall-clock times in their zone: a repeated hour is its first occurrence, a skipped
    hour is read with the offset in force before it.
    """
    hour = pl.duration(hours=1)
    placed = _place(wall, zone)
    return pl.coalesce(placed, _place(wall - hour, zone) + hour)


def _place(wall: pl.Expr, zone: str) -> pl.Expr:
    placed = wall.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return placed.dt.convert_time_zone("UTC")
