"""How an agency's columns become ours: a TOML file, shipped (a preset) or the agency's own.

A mapping names the zone of times that carry none, the formats they may have, the CRS of x and y,
and for each of our fields the agency's column. ``"A + B"`` joins two columns with a space; a list
takes the first column that the file has.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyproj

from geo_rtcc.errors import MappingError
from geo_rtcc.feeds.table_kinds import CALLS, KINDS, TableKind
from geo_rtcc.feeds.toml_file import read_toml
from geo_rtcc.models import Category

TIMES = tuple(name for name in CALLS.fields if name.endswith("_at"))
PLATES = ("normal", "opaque")


@dataclass(frozen=True, kw_only=True)
class ColumnMapping:
    """One agency's columns, ready to use.

    Parameters
    ----------
    source
        Short code under which external ids are unique.
    zone
        IANA zone of wall-clock times. A repeated hour is taken as its first occurrence; an hour
        that the clocks skip is read with the offset in force before it.
    crs
        Of x and y, anything pyproj knows.
    missing
        Texts that mean "no value", besides the empty text.
    columns
        Our field → the agency's columns in order of preference, each a tuple to be joined.
    formats
        strftime formats of times; one with ``%z`` trusts the text's own zone, others don't.
    on_view
        Texts of the on-view column that mean officer-initiated.
    priority
        The agency's text → 1 (most urgent) to 5.
    values
        Our field → the agency's text → the text to keep ("FIRST" → "1").
    category, category_contains
        The agency's call type → ours: exactly, then by the first contained text.
    plates
        Of reads: "normal", or "opaque" where the publisher has hashed them and they are kept as
        they are.
    confidence_of
        Of reads: what a confidence of 1 is written as.
    """

    title: str
    source: str
    zone: str
    crs: str
    missing: tuple[str, ...]
    columns: Mapping[str, tuple[tuple[str, ...], ...]]
    formats: tuple[str, ...]
    on_view: tuple[str, ...]
    priority: Mapping[str, int]
    values: Mapping[str, Mapping[str, str]]
    category: Mapping[str, Category]
    category_contains: tuple[tuple[str, Category], ...]
    delimiter: str | None = None
    encoding: str | None = None
    kind: TableKind = CALLS
    plates: str = "normal"
    confidence_of: float = 1.0

    def column_of(self, field: str, present: Iterable[str]) -> tuple[str, ...] | None:
        """Return the file's columns for our ``field``, or None where the file has none."""
        have = set(present)
        options = self.columns.get(field, ())
        return next((option for option in options if have.issuperset(option)), None)

    def used_columns(self) -> set[str]:
        """Return every column that any of our fields may come from."""
        return {name for options in self.columns.values() for one in options for name in one}

    def check_fits(self, present: Iterable[str], file: str) -> None:
        """Raise MappingError, naming the columns, where a required field has no column."""
        have = list(present)
        for field in self.kind.required:
            if self.column_of(field, have) is None:
                wanted = " or ".join(" + ".join(option) for option in self.columns.get(field, ()))
                raise MappingError(
                    f"{file}: no column {wanted or 'is mapped'} for {field}. "
                    f"The file has: {', '.join(have[:40])}. Use another --preset or a --mapping."
                )

    def reading(self, *, encoding: str | None, delimiter: str | None) -> "ColumnMapping":
        """Return the mapping with another encoding or delimiter, where one is given."""
        return replace(
            self, encoding=encoding or self.encoding, delimiter=delimiter or self.delimiter
        )


def preset_names(kind: TableKind = CALLS) -> list[str]:
    """Return the names of the shipped mappings."""
    return sorted(path.stem for path in kind.presets.glob("*.toml"))


def load_preset(name: str, kind: TableKind = CALLS) -> ColumnMapping:
    """Read the shipped mapping ``name``; raise MappingError, with the known names, if unknown."""
    if name not in preset_names(kind):
        raise MappingError(f"No preset {name!r}. There are: {', '.join(preset_names(kind))}.")
    return read_mapping(kind.presets / f"{name}.toml", kind)


def read_mapping(path: Path, kind: TableKind = CALLS) -> ColumnMapping:
    """Read and check a mapping file; raise MappingError naming file and key."""
    return read_toml(path, lambda table: _mapping(table, kind))


def _mapping(table: dict[str, Any], kind: TableKind) -> ColumnMapping:
    _refuse_other_kind(table, kind)
    _refuse_unknown(table, kind.keys, "")
    columns = _section(table, "columns")
    _refuse_unknown(columns, kind.fields, "columns.")
    for field in kind.required:
        if field not in columns:
            raise MappingError(f"columns.{field} is missing; every mapping needs it.")
    return ColumnMapping(
        title=str(table.get("title") or table.get("source", "")),
        source=_text(table, "source"),
        zone=_zone(_text(table, "zone")).key,
        crs=_crs(str(table.get("crs", "EPSG:4326"))),
        missing=tuple(str(text) for text in table.get("missing", ())),
        columns={field: _options(field, value) for field, value in columns.items()},
        formats=_formats(_section(table, "times")),
        on_view=tuple(str(text) for text in _section(table, "on_view").get("true", ())),
        priority=_priorities(_section(table, "priority")),
        values=_values(_section(table, "values"), kind),
        category={key: _category(value) for key, value in _section(table, "category").items()},
        category_contains=tuple(
            (key, _category(value)) for key, value in _section(table, "category_contains").items()
        ),
        delimiter=table.get("delimiter"),
        encoding=table.get("encoding"),
        kind=kind,
        plates=_plates(table.get("plates", "normal")),
        confidence_of=_confidence_of(table.get("confidence_of", 1)),
    )


def _refuse_other_kind(table: Mapping[str, Any], kind: TableKind) -> None:
    named = table.get("kind", CALLS.name)
    if named not in KINDS:
        raise MappingError(f"kind {named!r} is not one of {', '.join(KINDS)}.")
    if named != kind.name:
        raise MappingError(
            f"it maps {named}, not {kind.name}: use geo-rtcc load {named}, "
            f'or say kind = "{kind.name}" in it.'
        )


def _refuse_unknown(table: Mapping[str, Any], known: Iterable[str], prefix: str) -> None:
    for key in table:
        if key not in known:
            raise MappingError(f"{prefix}{key} is not a key. Known: {', '.join(sorted(known))}.")


def _section(table: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise MappingError(f"{key} must be a table, [{key}].")
    return value


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise MappingError(f"{key} is missing.")
    return value


def _zone(name: str) -> ZoneInfo:
    try:
        zone: tzinfo = ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise MappingError(f"zone {name!r} is not an IANA zone such as America/Chicago.") from error
    assert isinstance(zone, ZoneInfo)
    return zone


def _crs(name: str) -> str:
    try:
        pyproj.CRS.from_user_input(name)
    except pyproj.exceptions.CRSError as error:
        raise MappingError(f"crs {name!r} is not known, write it like EPSG:4326.") from error
    return name


def _options(field: str, value: Any) -> tuple[tuple[str, ...], ...]:
    options = value if isinstance(value, list) else [value]
    if not options or not all(isinstance(option, str) and option for option in options):
        raise MappingError(f"columns.{field} must be a column name or a list of them.")
    return tuple(tuple(option.split(" + ")) for option in options)


def _formats(times: Mapping[str, Any]) -> tuple[str, ...]:
    _refuse_unknown(times, {"formats"}, "times.")
    formats = times.get("formats", ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S"])
    if not isinstance(formats, list) or not formats:
        raise MappingError('times.formats must be a list such as ["%Y-%m-%d %H:%M:%S"].')
    return tuple(str(text) for text in formats)


def _priorities(table: Mapping[str, Any]) -> dict[str, int]:
    for text, rank in table.items():
        if not isinstance(rank, int) or not 1 <= rank <= 5:  # noqa: PLR2004
            raise MappingError(f"priority.{text} must be 1 (most urgent) to 5, not {rank!r}.")
    return dict(table)


def _values(table: Mapping[str, Any], kind: TableKind) -> dict[str, dict[str, str]]:
    _refuse_unknown(table, kind.fields, "values.")
    return {
        field: {str(theirs): str(ours) for theirs, ours in _section(table, field).items()}
        for field in table
    }


def _plates(value: Any) -> str:
    if value not in PLATES:
        raise MappingError(f"plates must be one of {', '.join(PLATES)}, not {value!r}.")
    return str(value)


def _confidence_of(value: Any) -> float:
    if not isinstance(value, int | float) or not value > 0:
        raise MappingError(f"confidence_of must be a number such as 100, not {value!r}.")
    return float(value)


def _category(value: Any) -> Category:
    try:
        return Category(value)
    except ValueError:
        known = ", ".join(Category)
        raise MappingError(f"{value!r} is not a category. There are: {known}.") from None
