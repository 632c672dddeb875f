"""Parquet → batches of raw columns, with the file's own types."""

from collections.abc import Container, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import cast

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.raw_batch import BATCH_ROWS, RawBatch


def parquet_rows(path: Path, columns: Container[str] | None) -> Iterator[RawBatch]:
    """Yield the rows of a Parquet file; only ``columns`` are read, unless a row is rejected."""
    done = 0
    with pq.ParquetFile(path) as file:
        names = file.schema_arrow.names
        used = [name for name in names if columns is None or name in columns] or names
        _refuse_valueless(file.schema_arrow, used, path.name)

        @lru_cache(maxsize=1)
        def whole(start: int, length: int) -> pl.DataFrame:
            return pl.scan_parquet(path).slice(start, length).collect()

        for batch in file.iter_batches(BATCH_ROWS, columns=used):
            frame = cast(pl.DataFrame, pl.from_arrow(batch.cast(_with_text(batch.schema))))
            numbers = np.arange(done + 1, done + len(frame) + 1)
            yield RawBatch(frame, numbers, whole=partial(whole, done, len(frame)))
            done += len(frame)


def _with_text(schema: pa.Schema) -> pa.Schema:
    """Take bytes for UTF-8, which is what older writers mean by them."""
    return pa.schema(
        [f.with_type(pa.string()) if pa.types.is_binary(f.type) else f for f in schema]
    )


def _refuse_valueless(schema: pa.Schema, names: list[str], file: str) -> None:
    """Refuse columns whose type is no single text, number, date or time."""
    for name in names:
        kind = schema.field(name).type
        if pa.types.is_nested(kind) or pa.types.is_duration(kind) or pa.types.is_decimal256(kind):
            raise InputError(
                f"{file}: the column {name} is a {kind}, which is not one text, number or time. "
                "Write it as one of these, or leave it out of the mapping."
            )
