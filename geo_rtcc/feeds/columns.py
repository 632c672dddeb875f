"""An agency's columns as text: trimmed, joined, "missing" as null, without NUL."""

import polars as pl

from geo_rtcc.feeds.geojson_rows import LATITUDE, LONGITUDE
from geo_rtcc.feeds.mapping import ColumnMapping


def without_nul(raw: pl.DataFrame, mapping: ColumnMapping) -> pl.DataFrame:
    """Return the mapped columns without NUL characters, which PostgreSQL can't store."""
    used = [column for column in raw.columns if column in mapping.used_columns()]
    frame = raw.select(*used, *({LONGITUDE, LATITUDE} & set(raw.columns)))
    tainted = [
        column.name
        for column in frame
        if column.dtype == pl.String and column.str.contains("\0", literal=True).any()
    ]
    return frame.with_columns(pl.col(tainted).str.replace_all("\0", "", literal=True))


def joined_text(mapping: ColumnMapping, field: str, raw: pl.DataFrame) -> pl.Expr | None:
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
