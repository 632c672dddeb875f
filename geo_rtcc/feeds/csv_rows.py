"""CSV → batches of text: gz, any delimiter and encoding, nothing dropped in silence."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv as pa_csv

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.raw_batch import RawBatch, open_plain
from geo_rtcc.models import RejectedRecord

_BLOCK_BYTES = 8 << 20
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_BYTES = 1 << 16


def csv_rows(path: Path, delimiter: str | None, encoding: str | None) -> Iterator[RawBatch]:
    """Yield the rows of a CSV file as text; delimiter and encoding are found where not given.

    Rows without the header's number of fields are handed back as rejected, with their text.
    """
    with open_plain(path) as file:
        sample = file.read(_SAMPLE_BYTES)
    encoding = encoding or _encoding_of(path, sample)
    _refuse_unknown(encoding, delimiter)
    first_lines = sample.decode(encoding, "replace")
    delimiter = delimiter or _delimiter_of(first_lines)
    header = _header(first_lines, delimiter, path.name)
    malformed: list[tuple[int, RejectedRecord]] = []

    def reject(row: pa_csv.InvalidRow) -> str:
        number = (row.number or 0) - 1
        reason = f"Row {number} has {row.actual_columns} fields, the header {row.expected_columns}."
        raw = {"text": row.text}
        malformed.append(
            (number, RejectedRecord(row_number=number, field_name="", reason=reason, raw=raw))
        )
        return "skip"

    with open_plain(path) as file:
        reader = pa_csv.open_csv(
            file,
            read_options=pa_csv.ReadOptions(
                use_threads=False, block_size=_BLOCK_BYTES, encoding=encoding.replace("_sig", "")
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=reject
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False
            ),
        )
        yield from _numbered(reader, malformed)


def _numbered(
    reader: pa_csv.CSVStreamingReader, malformed: list[tuple[int, RejectedRecord]]
) -> Iterator[RawBatch]:
    """Give each good row its number in the file, counting the rows that were skipped."""
    number, reported = 0, 0
    for batch in reader:
        frame = cast(pl.DataFrame, pl.from_arrow(batch))
        skipped = np.array([row for row, _ in malformed], dtype=np.int64)
        numbers = np.arange(number + 1, number + len(frame) + len(skipped) + 1)
        numbers = numbers[~np.isin(numbers, skipped)][: len(frame)]
        number = int(numbers[-1]) if len(numbers) else number
        yield RawBatch(frame, numbers, [record for _, record in malformed[reported:]])
        reported = len(malformed)
    if reported < len(malformed):
        rest = [record for _, record in malformed[reported:]]
        yield RawBatch(pl.DataFrame(), np.zeros(0, dtype=np.int64), rest)


def _encoding_of(path: Path, sample: bytes) -> str:
    """Tell the encoding: a byte-order mark, else UTF-8 if all of it is, else Windows-1252.

    Older exports of American agencies are Windows-1252; guessing further from a few accents is
    wrong as often as right, so anything else has to be said.
    """
    if sample.startswith(b"\xef\xbb\xbf"):
        return "utf_8_sig"
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf_16"
    try:
        with open_plain(path) as file, io.TextIOWrapper(file, "utf-8") as text:
            while text.read(1 << 20):
                pass
        return "utf-8"
    except UnicodeDecodeError:
        return "cp1252"


def _refuse_unknown(encoding: str, delimiter: str | None) -> None:
    if delimiter and (len(delimiter) > 1 or delimiter in '"\r\n'):
        raise InputError(f"The delimiter must be one character such as ; and not {delimiter!r}.")
    try:
        "".encode(encoding)
    except LookupError:
        raise InputError(f"No encoding is called {encoding!r}; an example is cp1252.") from None


def _delimiter_of(text: str) -> str:
    line = next(filter(None, text.splitlines()), "")
    unquoted = "".join(line.split('"')[::2])
    return max(_DELIMITERS, key=unquoted.count)


def _header(text: str, delimiter: str, name: str) -> list[str]:
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    header = next(filter(None, csv.reader(lines, delimiter=delimiter)), [])
    repeated = sorted({column for column in header if header.count(column) > 1})
    if repeated:
        raise InputError(f"{name}: the header names {', '.join(repeated)} more than once.")
    return header
