"""Files → batches of raw columns: CSV, Parquet or GeoJSON, told by the first bytes.

CSV and GeoJSON come as text, so that nothing is guessed; Parquet keeps its own types.
"""

import csv
import zlib
from collections.abc import Container, Iterator
from pathlib import Path

import pyarrow as pa

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.csv_rows import csv_rows
from geo_rtcc.feeds.geojson_rows import geojson_rows
from geo_rtcc.feeds.parquet_rows import parquet_rows
from geo_rtcc.feeds.raw_batch import RawBatch, open_plain


def read_batches(
    path: Path,
    *,
    delimiter: str | None = None,
    encoding: str | None = None,
    columns: Container[str] | None = None,
) -> Iterator[RawBatch]:
    """Yield the file's rows in batches; the kind of file is told by its first bytes.

    ``columns`` are those the caller will use; of a Parquet file only these are read.

    Raises InputError naming the file where it is missing, empty or of no known kind.
    """
    if not path.is_file():
        raise InputError(f"{path.name}: there is no such file.")
    if path.stat().st_size == 0:
        raise InputError(f"{path.name}: the file is empty.")
    try:
        with path.open("rb") as file:
            head = file.read(4)
        if head == b"PAR1":
            yield from parquet_rows(path, columns)
        elif _first_character(path) in "{[":
            yield from geojson_rows(path)
        else:
            yield from csv_rows(path, delimiter, encoding)
    except UnicodeError as error:
        text = (
            f"{path.name}: is not text in {encoding or 'the encoding it seems to have'}: {error}."
        )
        raise InputError(f"{text} Say the right one with --encoding.") from error
    except (pa.ArrowException, OSError, EOFError, zlib.error, csv.Error) as error:
        raise InputError(f"{path.name}: can't be read: {error}") from error


def _first_character(path: Path) -> str:
    with open_plain(path) as file:
        head = file.read(1024).decode("latin-1").removeprefix("\u00ef\u00bb\u00bf").lstrip()
    return head[:1] or " "
