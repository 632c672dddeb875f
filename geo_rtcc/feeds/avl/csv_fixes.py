"""Unit positions in a CSV file, by a TOML mapping of columns, as our own JSON.

The rows become messages of the ``plain`` format, so that a rejected one can be read again.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from geo_rtcc.errors import MappingError
from geo_rtcc.feeds.avl.measures import KNOT_MPS, MPH_MPS
from geo_rtcc.feeds.avl.plain import parse_plain
from geo_rtcc.feeds.parsed import FeedContext, Parsed
from geo_rtcc.feeds.raw_batch import RawBatch
from geo_rtcc.feeds.tables import read_batches
from geo_rtcc.models import AvlFix

NEEDED = ("unit", "fix_at", "lon", "lat")
FIELDS = (*NEEDED, "speed", "heading_deg", "accuracy_m", "call_sign", "unit_kind", "status")
SPEEDS = {"m/s": 1.0, "km/h": 1 / 3.6, "mph": MPH_MPS, "knots": KNOT_MPS}
_MEASURED = {"speed": "speed_mps", "heading_deg": "heading_deg", "accuracy_m": "accuracy_m"}
_KEYS = {"title", "delimiter", "encoding", "speed_unit", "time_formats", "columns"}


@dataclass(frozen=True, kw_only=True)
class FixMapping:
    """Which of a file's columns is which of ours.

    Parameters
    ----------
    columns
        Our field → the file's column.
    speed_mps
        Metres a second of one unit of the file's speed.
    time_formats
        strptime formats of times that are not ISO 8601.
    """

    columns: Mapping[str, str]
    speed_mps: float = 1.0
    time_formats: tuple[str, ...] = ()
    delimiter: str | None = None
    encoding: str | None = None


def read_fix_mapping(path: Path) -> FixMapping:
    """Read a mapping; raise MappingError naming file and key where it can't be used."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise MappingError(f"{path.name}: can't be read: {error.strerror}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MappingError(f"{path.name}: can't be read as TOML: {error}") from error
    if wrong := _fault(table):
        raise MappingError(f"{path.name}: {wrong}.")
    return FixMapping(
        columns=table["columns"],
        speed_mps=SPEEDS[table.get("speed_unit", "m/s")],
        time_formats=tuple(map(str, table.get("time_formats", ()))),
        delimiter=table.get("delimiter"),
        encoding=table.get("encoding"),
    )


def _fault(table: Mapping[str, Any]) -> str | None:
    """Return what is wrong with a mapping, if anything is."""
    columns = table.get("columns")
    if not isinstance(columns, dict):
        return "columns is missing, the table of our field = the file's column"
    unknown = [*(set(table) - _KEYS), *(f"columns.{name}" for name in set(columns) - set(FIELDS))]
    if unknown:
        return f"{min(unknown)} is not known"
    if missing := [name for name in NEEDED if name not in columns]:
        return f"columns.{missing[0]} is missing"
    if others := [name for name, column in columns.items() if not isinstance(column, str)]:
        return f"columns.{others[0]} must be the name of a column"
    return _option_fault(table)


def _option_fault(table: Mapping[str, Any]) -> str | None:
    if str(table.get("speed_unit", "m/s")) not in SPEEDS:
        return f"speed_unit must be one of {', '.join(SPEEDS)}"
    if not isinstance(table.get("time_formats", []), list):
        return 'time_formats must be a list such as ["%m/%d/%Y %H:%M:%S"]'
    texts = [name for name in ("delimiter", "encoding") if not isinstance(table.get(name, ""), str)]
    return f"{texts[0]} must be a text" if texts else None


def read_fixes(path: Path, mapping: FixMapping, context: FeedContext) -> Iterator[Parsed[AvlFix]]:
    """Yield the file's fixes batch by batch.

    Raises InputError where it can't be read, MappingError where it lacks a mapped column.
    """
    for batch in read_batches(path, delimiter=mapping.delimiter, encoding=mapping.encoding):
        yield _batch(batch, mapping, context, path.name)


def _batch(batch: RawBatch, mapping: FixMapping, context: FeedContext, file: str) -> Parsed[AvlFix]:
    if not len(batch.frame):
        return Parsed(rejected=list(batch.rejected))
    for name in mapping.columns.values():
        if name not in batch.frame.columns:
            have = ", ".join(batch.frame.columns[:40])
            raise MappingError(f"{file}: there is no column {name}. The file has: {have}.")
    rows = batch.frame.select(mapping.columns.values()).iter_rows()
    messages = [_message(dict(zip(mapping.columns, row, strict=True)), mapping) for row in rows]
    parsed = parse_plain(msgspec.json.encode(messages), context)
    parsed.rejected = [
        replace(one, row_number=int(batch.row_numbers[one.row_number - 1]))
        for one in parsed.rejected
    ] + batch.rejected
    return parsed


def _message(row: dict[str, Any], mapping: FixMapping) -> dict[str, Any]:
    told = {name: value for name, value in row.items() if value not in (None, "")}
    for name, ours in _MEASURED.items():
        value = _number(told.pop(name, None))
        if value is not None:
            told[ours] = value * (mapping.speed_mps if name == "speed" else 1.0)
    if "fix_at" in told:
        told["fix_at"] = _time(told["fix_at"], mapping.time_formats)
    return {
        name: value if name in _MEASURED.values() else str(value) for name, value in told.items()
    }


def _number(value: Any) -> float | None:
    try:
        return None if value is None else float(value)
    except ValueError:
        return None


def _time(value: Any, formats: tuple[str, ...]) -> str:
    for form in formats:
        try:
            return datetime.strptime(str(value).strip(), form).isoformat()  # noqa: DTZ007
        except ValueError:
            continue
    return str(value)
