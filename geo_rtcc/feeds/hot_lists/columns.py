"""A hot list's texts → our fields, column by column."""

from collections.abc import Callable

import polars as pl

from geo_rtcc.feeds.hot_lists.mapping import LOWEST_PRIORITY, HotListMapping
from geo_rtcc.feeds.hot_lists.ncic import folded, ncic_file
from geo_rtcc.feeds.times import to_utc
from geo_rtcc.models.hot_lists import HotListChange, NcicFile

_CLOCK = ("%H", "%I", "%T", "%R", "%k", "%l", "%X", "%c", "%s")


def field_text(mapping: HotListMapping, field: str, raw: pl.DataFrame) -> pl.Series:
    """Return the list's text for our field, trimmed; null where it has none."""
    column = mapping.column_of(field, raw.columns)
    if column is None:
        return pl.Series(field, [None] * len(raw), dtype=pl.String)
    text = raw[column].str.strip_chars().alias(field)
    missing = ["", *mapping.missing, *map(str.lower, mapping.missing)]
    text = text.set(text.is_in(missing), None)
    values = mapping.values.get(field)
    return _each(text, lambda one: values.get(folded(one), one)) if values else text


def priority(text: pl.Series, mapping: HotListMapping) -> pl.Series:
    """Return 0 (highest) to 100 by the mapping's words, else as a number, else null."""

    def rank(one: str) -> int | None:
        known = mapping.priority.get(folded(one))
        if known is None and one.isdecimal() and len(one) < 10:  # noqa: PLR2004
            known = int(one)
        return known if known is not None and known <= LOWEST_PRIORITY else None

    return _each(text, rank, pl.Int16())


def ncic_files(given: pl.Series, category: pl.Series, mapping: HotListMapping) -> pl.Series:
    """Return NCIC's file as the list gives it, else as its category names it."""

    def file(one: str) -> NcicFile | None:
        return mapping.ncic.get(folded(one)) or ncic_file(one)

    return (
        _each(given, file).zip_with(given.is_not_null(), _each(category, file)).alias("ncic_file")
    )


def change(text: pl.Series, mapping: HotListMapping) -> pl.Series:
    """Return "remove" by the mapping's words, else "put"."""
    removal = _each(
        text, lambda one: HotListChange.REMOVE if folded(one) in mapping.remove else None
    )
    return removal.fill_null(HotListChange.PUT.value).alias("change")


def starts(text: pl.Series, mapping: HotListMapping, zone: str) -> pl.Series:
    """Return the first instant in UTC: of a date, the start of that day in the zone."""
    return _instants(text, mapping, zone, days=0)


def ends(text: pl.Series, mapping: HotListMapping, zone: str) -> pl.Series:
    """Return the first instant in UTC at which it is over: of a date, the midnight after it."""
    return _instants(text, mapping, zone, days=1)


def _instants(text: pl.Series, mapping: HotListMapping, zone: str, *, days: int) -> pl.Series:
    """Parse by the first format that fits; ``days`` are added to dates, which carry no time."""

    def parse(distinct: pl.Series) -> pl.Series:
        parsed = [_parsed(distinct, form, zone, days) for form in mapping.formats]
        return pl.select(pl.coalesce(parsed)).to_series()

    return _by_distinct(text, parse)


def _parsed(text: pl.Series, form: str, zone: str, days: int) -> pl.Series:
    if "%z" in form:
        numeric = text.str.replace(r"[Zz]$", "+0000")
        return numeric.str.to_datetime(form, time_unit="us", time_zone="UTC", strict=False)
    if any(part in form for part in _CLOCK):
        wall = _in_calendar(text.str.to_datetime(form, time_unit="us", strict=False))
    else:
        date = _in_calendar(text.str.to_date(form, strict=False))
        wall = date.dt.offset_by(f"{days}d").cast(pl.Datetime("us"))
    return pl.DataFrame({"wall": wall}).select(to_utc(pl.col("wall"), zone)).to_series()


def _in_calendar(at: pl.Series) -> pl.Series:
    return at.set(~at.dt.year().is_between(1, 9999), None)


def _each(
    text: pl.Series, convert: Callable[[str], object], dtype: pl.DataType | None = None
) -> pl.Series:
    """Convert every distinct text once."""
    kind = dtype or pl.String()
    return _by_distinct(text, lambda some: pl.Series(list(map(convert, some)), dtype=kind))


def _by_distinct(text: pl.Series, convert: Callable[[pl.Series], pl.Series]) -> pl.Series:
    distinct = text.drop_nulls().unique()
    found = pl.DataFrame({"text": distinct, "found": convert(distinct)})
    asked = pl.DataFrame({"text": text})
    return asked.join(found, on="text", how="left", maintain_order="left")["found"].alias(text.name)
