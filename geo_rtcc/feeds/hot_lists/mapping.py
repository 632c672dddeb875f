"""How a hot list's columns become ours: a TOML file, shipped (a preset) or the agency's own.

Column names are compared without regard to case, spaces and underscores.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from geo_rtcc.errors import MappingError
from geo_rtcc.feeds.hot_lists.ncic import folded
from geo_rtcc.models.hot_lists import NcicFile

FIELDS = (
    "external_id", "plate", "state", "category", "ncic_file", "priority", "reason", "case_number",
    "vehicle", "effective_at", "expires_at", "change",
)  # fmt: skip
LOWEST_PRIORITY = 100

_KEYS = {
    "title", "zone", "delimiter", "encoding", "missing", "header", "columns", "fixed_width",
    "skip_lines", "dates", "priority", "ncic", "values", "remove", "inactive_after_days",
}  # fmt: skip
_PRESETS = Path(__file__).parents[1] / "presets" / "hot_lists"
_FORMATS = ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f")


@dataclass(frozen=True, kw_only=True)
class HotListMapping:
    """One kind of hot list, ready to use.

    Parameters
    ----------
    zone
        IANA zone of dates and times that carry none; None leaves it to whoever sends the list.
    delimiter, encoding
        None: found from the list itself.
    header
        The columns of a list that has no line of names; empty where it has one.
    fixed_width
        Column → first and last character, from 1; empty for delimited lists.
    skip_lines
        Lines before the header, or before the first row of a list without.
    columns
        Our field → the list's columns in order of preference.
    formats
        strftime formats of dates and times; one without hours is a date, one with ``%z`` trusts
        the text's own zone.
    priority
        The list's text, folded → 0 (highest) to 100.
    ncic
        The list's category, folded → NCIC's file, before the usual names are tried.
    values
        Our field → the list's text, folded → the text to read in its place.
    remove
        Folded texts of ``change`` that take an entry off the list.
    inactive_after_days
        Entries without an expiry end so many days after they took effect.
    """

    title: str
    zone: str | None
    delimiter: str | None
    encoding: str | None
    missing: tuple[str, ...]
    header: tuple[str, ...]
    fixed_width: Mapping[str, tuple[int, int]]
    skip_lines: int
    columns: Mapping[str, tuple[str, ...]]
    formats: tuple[str, ...]
    priority: Mapping[str, int]
    ncic: Mapping[str, NcicFile]
    values: Mapping[str, Mapping[str, str]]
    remove: tuple[str, ...]
    inactive_after_days: int | None

    def column_of(self, field: str, present: Iterable[str]) -> str | None:
        """Return the list's column for our ``field``, or None where the list has none."""
        have = {key(name): name for name in reversed(list(present))}
        names = (have.get(key(name)) for name in self.columns.get(field, ()))
        return next((name for name in names if name is not None), None)

    def recognised(self, present: Iterable[str]) -> int:
        """Return how many of our fields these columns bring."""
        have = list(present)
        return sum(self.column_of(field, have) is not None for field in self.columns)

    def reading(self, *, encoding: str | None, delimiter: str | None) -> "HotListMapping":
        """Return the mapping with another encoding or delimiter, where one is given."""
        return replace(
            self,
            encoding=_encoding(encoding) or self.encoding,
            delimiter=_delimiter(delimiter) or self.delimiter,
        )


def key(column: str) -> str:
    """Return a column name as it is compared: "Plate Number" and "plate_number" are the same."""
    return "".join(folded(column).split()) or column.strip()


def preset_names() -> list[str]:
    """Return the names of the shipped mappings."""
    return sorted(path.stem for path in _PRESETS.glob("*.toml"))


@cache
def load_preset(name: str) -> HotListMapping:
    """Read the shipped mapping ``name``; raise MappingError, with the known names, if unknown."""
    if name not in preset_names():
        raise MappingError(f"No preset {name!r} of hot lists. There are: {_listed(preset_names())}")
    return read_mapping(_PRESETS / f"{name}.toml")


def read_mapping(path: Path) -> HotListMapping:
    """Read and check a mapping file; raise MappingError naming file and key."""
    try:
        return _mapping(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise MappingError(f"{path.name}: can't be read: {error.strerror}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MappingError(f"{path.name}: can't be read as TOML: {error}") from error
    except MappingError as error:
        raise MappingError(f"{path.name}: {error}") from error


def _mapping(table: dict[str, Any]) -> HotListMapping:
    _refuse_unknown(table, _KEYS, "")
    columns = _section(table, "columns")
    _refuse_unknown(columns, set(FIELDS), "columns.")
    if "plate" not in columns:
        raise MappingError("columns.plate is missing; every mapping needs it.")
    dates = _section(table, "dates")
    _refuse_unknown(dates, {"formats"}, "dates.")
    priority = _section(table, "priority")
    return HotListMapping(
        title=str(table.get("title", "")),
        zone=known_zone(table["zone"]) if "zone" in table else None,
        delimiter=_delimiter(table.get("delimiter")),
        encoding=_encoding(table.get("encoding")),
        missing=_texts(table, "missing"),
        header=_texts(table, "header"),
        fixed_width={
            name: _span(name, span) for name, span in _section(table, "fixed_width").items()
        },
        skip_lines=_whole(table, "skip_lines", 0, 1000) or 0,
        columns={field: _texts(columns, field) for field in columns},
        formats=_texts(dates, "formats") or _FORMATS,
        priority={
            folded(text): _whole(priority, text, 0, LOWEST_PRIORITY) or 0 for text in priority
        },
        ncic={folded(text): _file(name) for text, name in _section(table, "ncic").items()},
        values=_values(_section(table, "values")),
        remove=tuple(map(folded, _texts(table, "remove"))) or ("remove",),
        inactive_after_days=_whole(table, "inactive_after_days", 1, 36_500),
    )


def _refuse_unknown(table: Mapping[str, Any], known: set[str], prefix: str) -> None:
    for name in table:
        if name not in known:
            raise MappingError(f"{prefix}{name} is not a key. Known: {_listed(sorted(known))}")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) + "."


def _section(table: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = table.get(name, {})
    if not isinstance(value, dict):
        raise MappingError(f"{name} must be a table, [{name}].")
    return value


def _texts(table: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = table.get(name, [])
    listed = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) and text for text in listed):
        raise MappingError(f"{name} must be a text or a list of texts.")
    return tuple(listed)


def _whole(table: Mapping[str, Any], name: str, low: int, high: int) -> int | None:
    value = table.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise MappingError(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
    return value


def _span(column: str, span: Any) -> tuple[int, int]:
    is_pair = isinstance(span, list) and len(span) == 2 and all(type(n) is int for n in span)  # noqa: PLR2004
    if not is_pair or not 1 <= span[0] <= span[1]:
        raise MappingError(f"fixed_width.{column} must be [first, last] character, from 1.")
    return span[0], span[1]


def known_zone(name: Any) -> str:
    """Return an IANA zone's name; raise MappingError for any other."""
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError, TypeError) as error:
        raise MappingError(f"zone {name!r} is not an IANA zone such as America/Chicago.") from error


def _delimiter(text: Any) -> str | None:
    if text is not None and (not isinstance(text, str) or len(text) != 1 or text in '"\r\n'):
        raise MappingError(f"delimiter must be one character such as ; and not {text!r}.")
    return text


def _encoding(name: Any) -> str | None:
    if name is None:
        return None
    try:
        b"a".decode(name, "replace")
    except (LookupError, UnicodeError, TypeError) as error:
        raise MappingError(f"No encoding is called {name!r}; an example is cp1252.") from error
    return str(name)


def _file(name: Any) -> NcicFile:
    try:
        return NcicFile(name)
    except ValueError:
        raise MappingError(f"{name!r} is no NCIC file. There are: {_listed(NcicFile)}") from None


def _values(table: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    _refuse_unknown(table, set(FIELDS), "values.")
    return {
        field: {folded(theirs): str(ours) for theirs, ours in _section(table, field).items()}
        for field in table
    }
