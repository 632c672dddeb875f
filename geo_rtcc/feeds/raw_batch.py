"""Rows of a file as they came, in batches, whatever the file's format."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geo_rtcc.models import RejectedRecord

BATCH_ROWS = 50_000


@dataclass
class RawBatch:
    """Some rows of a file, as they came.

    Parameters
    ----------
    frame
        The agency's columns; text, or a Parquet file's own types.
    row_numbers
        1-based data row of each row, shape (n,).
    rejected
        Rows up to here that could not be split into fields.
    whole
        Fetches the same rows with all columns, where ``frame`` has only some.
    """

    frame: pl.DataFrame
    row_numbers: NDArray[np.int64]
    rejected: list[RejectedRecord] = field(default_factory=list)
    whole: Callable[[], pl.DataFrame] | None = None

    def payload(self, row: int) -> dict[str, Any]:
        """Return one row as it came, with the columns that nobody asked for."""
        frame = self.whole() if self.whole else self.frame
        return frame.row(row, named=True)


def open_plain(path: Path) -> IO[bytes]:
    """Open a file to read its bytes, unzipped where it is gz, whatever its name."""
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    return cast(IO[bytes], gzip.open(path)) if zipped else path.open("rb")
