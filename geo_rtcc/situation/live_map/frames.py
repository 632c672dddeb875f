"""Rows of named queries as frames."""

from typing import Any

import polars as pl

from geo_rtcc.store.database import Connection
from geo_rtcc.store.reading import tuples

_INSTANT = pl.Datetime("us", "UTC")


def frame(
    connection: Connection, name: str, /, schema: dict[str, Any], **parameters: Any
) -> pl.DataFrame:
    """Run the named query; return its columns, which are in the order of ``schema``.

    Instants come as microseconds since 1970 UTC.
    """
    found = tuples(connection, name, **parameters)
    if not found:
        return pl.DataFrame(schema=schema)
    columns = zip(schema.items(), zip(*found, strict=True), strict=True)
    return pl.DataFrame([_series(name, dtype, values) for (name, dtype), values in columns])


def _series(name: str, dtype: Any, values: tuple[Any, ...]) -> pl.Series:
    if dtype == _INSTANT:
        return pl.Series(name, values, dtype=pl.Int64).cast(_INSTANT)
    return pl.Series(name, values, dtype=dtype)
