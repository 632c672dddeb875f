"""Files → batches of raw columns: CSV (gz, any encoding or delimiter), Parquet, GeoJSON.

CSV and GeoJSON come as text, so that nothing is guessed; Parquet keeps its own types. Rows that
don't have the header's number of fields are handed back as rejected records, with their text.
"""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from geo_rtcc.errors import InputError
from geo_rtcc.models import RejectedRecord

BATCH_ROWS = 50_000
LONGITUDE, LATITUDE = "geometry.longitude", "geometry.latitude"

_BLOCK_BYTES = 8 << 20
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_BYTES = 1 << 16


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
            yield from _parquet(path, columns)
        elif _first_character(path) in "{[":
            yield from _geojson(path)
        else:
            yield from _csv(path, delimiter, encoding)
    except UnicodeError as error:
        text = (
            f"{path.name}: is not text in {encoding or 'the encoding it seems to have'}: {error}."
        )
        raise InputError(f"{text} Say the right one with --encoding.") from error
    except (pa.ArrowException, OSError, EOFError, zlib.error, csv.Error) as error:
        raise InputError(f"{path.name}: can't be read: {error}") from error


def _open(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    return cast(IO[bytes], gzip.open(path)) if zipped else path.open("rb")


def _first_character(path: Path) -> str:
    with _open(path) as file:
        head = file.read(1024).decode("latin-1").removeprefix("\u00ef\u00bb\u00bf").lstrip()
    return head[:1] or " "


def _parquet(path: Path, columns: Container[str] | None) -> Iterator[RawBatch]:
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


def _csv(path: Path, delimiter: str | None, encoding: str | None) -> Iterator[RawBatch]:
    with _open(path) as file:
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

    with _open(path) as file:
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
        with _open(path) as file, io.TextIOWrapper(file, "utf-8") as text:
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


def _geojson(path: Path) -> Iterator[RawBatch]:
    with _open(path) as file:
        try:
            document = json.load(file)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path.name}: is not valid JSON: {error}") from error
    features = document.get("features") if isinstance(document, dict) else document
    if not isinstance(features, list) or not features:
        raise InputError(f"{path.name}: holds no features.")
    for start in range(0, len(features), BATCH_ROWS):
        part = features[start : start + BATCH_ROWS]
        rows = [_properties(feature) for feature in part]
        try:
            frame = _text_frame(rows)
        except UnicodeEncodeError:
            frame = _text_frame([_without_surrogates(row) for row in rows])
        yield RawBatch(frame, np.arange(start + 1, start + len(rows) + 1))


def _text_frame(rows: list[dict[str, str | None]]) -> pl.DataFrame:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in names},
        schema=dict.fromkeys(names, pl.String),
    )


def _without_surrogates(row: dict[str, str | None]) -> dict[str, str | None]:
    """Replace halves of a surrogate pair, which JSON can write but no encoding can hold."""
    text = json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")
    return cast(dict[str, str | None], json.loads(text))


def _properties(feature: Any) -> dict[str, str | None]:
    """Flatten one feature (or plain object) to text; a point's coordinates get own names."""
    if not isinstance(feature, dict):
        return {"value": json.dumps(feature)}
    is_feature = feature.get("type") == "Feature"
    values = feature.get("properties") if is_feature else feature
    if not isinstance(values, dict):
        values = {"properties": values}
    row = {str(key): _text(value) for key, value in values.items()}
    if is_feature and (geometry := feature.get("geometry")):
        row[LONGITUDE], row[LATITUDE] = _spot(geometry)
    return row


def _spot(geometry: Any) -> tuple[str | None, str | None]:
    """Return a point's coordinates; of anything else, text that is no coordinate."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return "not a point", "not a point"
    spot = geometry.get("coordinates") or [None, None]
    if not isinstance(spot, list) or len(spot) < 2:  # noqa: PLR2004
        return "not a pair", "not a pair"
    return _text(spot[0]), _text(spot[1])


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value)
