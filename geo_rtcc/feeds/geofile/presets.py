"""Presets and mappings: which fields of a file say what, read from TOML.

The shipped ones lie in ``presets/geofile``; an agency's own mapping has the same form.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from geo_rtcc.errors import MappingError
from geo_rtcc.feeds.geofile.records import OTHER_STREETS, TARGETS
from geo_rtcc.feeds.toml_file import read_toml
from geo_rtcc.models.geofile import GeofileKind

PRESETS = Path(__file__).parents[1] / "presets" / "geofile"
PLAIN = "plain"
MAYBE = "?"  # ends a field of "A? + B" that a file need not have
# In which they are tried: what has the most telling fields comes first.
_ORDER = ("nena", "tiger", "dc", "sf", "openaddresses", PLAIN)
_KEYS = ("title", "crs", "missing", *GeofileKind)
_FORM_KEYS = ("layers", "known_by", "columns", "values", "constants")

Options = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Form:
    """How one kind of row stands in one kind of file or layer.

    Parameters
    ----------
    layers
        What its layer is called in a file of several.
    known_by
        Fields that a file has if it is of this form; none: it is never found by itself.
    columns
        For each of our columns, the fields that may say it, the first with a value in a row
        counts; the values of several joined ones are joined by a space.
    values, constants
        Our word for a value of a column, by the value in lower case; what holds for all rows.
    crs, missing
        Of x and y where the file doesn't say it; texts that mean nothing, in lower case.
    """

    preset: str
    kind: GeofileKind
    layers: tuple[str, ...] = ()
    known_by: tuple[str, ...] = ()
    columns: Mapping[str, Options] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    crs: str | None = None
    missing: tuple[str, ...] = ()

    def fits(self, present: Iterable[str]) -> bool:
        """Tell whether these fields are those of such a file; case doesn't matter."""
        have = {name.casefold() for name in present}
        return bool(self.known_by) and all(name.casefold() in have for name in self.known_by)


@dataclass(frozen=True, kw_only=True)
class Preset:
    """The forms of one publisher's files."""

    name: str
    title: str
    forms: tuple[Form, ...]

    def of(self, kind: GeofileKind) -> tuple[Form, ...]:
        """Return the forms of a kind; raise MappingError if there is none."""
        found = tuple(form for form in self.forms if form.kind is kind)
        if not found:
            kinds = ", ".join(dict.fromkeys(form.kind for form in self.forms))
            raise MappingError(f"{self.name} doesn't say how {kind} stand in a file, only {kinds}.")
        return found


def preset_names() -> list[str]:
    """Return the names of the shipped presets, in the order they are tried."""
    return [*_ORDER]


def preset_lines() -> list[str]:
    """Return each shipped preset in a line: name, kinds, title."""
    return [
        f"{preset.name}: {', '.join(dict.fromkeys(form.kind for form in preset.forms))} "
        f"({preset.title})"
        for preset in map(preset_of, _ORDER)
    ]


def forms_of(kind: GeofileKind, named: str | None) -> tuple[Form, ...]:
    """Return the forms to try, in order: those of the named preset or mapping, else of all."""
    if named is not None:
        return preset_of(named).of(kind)
    return tuple(form for name in _ORDER for form in preset_of(name).forms if form.kind is kind)


def preset_of(name: str) -> Preset:
    """Return the shipped preset of that name, or read the TOML file.

    Raises MappingError naming file and key, or the shipped ones where there is neither.
    """
    if name in _ORDER:
        return _shipped(name)
    if not Path(name).is_file():
        raise MappingError(f"{name} is neither a file nor one of: {', '.join(_ORDER)}.")
    return read_preset(Path(name))


def read_preset(path: Path) -> Preset:
    """Read and check a preset or mapping; raise MappingError naming file and key."""
    return read_toml(path, partial(_preset, path.stem))


@cache
def _shipped(name: str) -> Preset:
    return read_preset(PRESETS / f"{name}.toml")


def _preset(name: str, table: Mapping[str, Any]) -> Preset:
    _refuse_unknown(table, _KEYS, "")
    forms = [
        _form(name, kind, one, table)
        for kind in GeofileKind
        for one in _listed(table.get(kind, []), kind)
    ]
    if not forms:
        raise MappingError(f"it maps none of: {', '.join(GeofileKind)}.")
    return Preset(name=name, title=str(table.get("title", name)), forms=tuple(forms))


def _listed(value: object, key: str) -> list[Mapping[str, Any]]:
    listed = [value] if isinstance(value, dict) else value
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise MappingError(f"{key} must be a table such as [{key}.columns].")
    return listed


def _form(name: str, kind: GeofileKind, table: Mapping[str, Any], whole: Mapping[str, Any]) -> Form:
    at = f"{kind}."
    _refuse_unknown(table, _FORM_KEYS, at)
    parts = {key: table.get(key, {}) for key in ("columns", "values", "constants")}
    for key, part in parts.items():
        if not isinstance(part, dict):
            raise MappingError(f"{at}{key} must be a table.")
        _refuse_unknown(part, (*TARGETS[kind], OTHER_STREETS), f"{at}{key}.")
    if not parts["columns"]:
        raise MappingError(f"{at}columns is empty: it says which field is which.")
    return Form(
        preset=name,
        kind=kind,
        layers=_texts(table.get("layers", []), f"{at}layers"),
        known_by=_texts(table.get("known_by", []), f"{at}known_by"),
        columns={
            target: tuple(_joined(text) for text in _texts(said, f"{at}columns.{target}"))
            for target, said in parts["columns"].items()
        },
        values={target: _words(said, f"{at}{target}") for target, said in parts["values"].items()},
        constants={target: str(said) for target, said in parts["constants"].items()},
        crs=str(whole["crs"]) if "crs" in whole else None,
        missing=tuple(text.casefold() for text in _texts(whole.get("missing", []), "missing")),
    )


def _words(said: object, at: str) -> Mapping[str, str]:
    if not isinstance(said, dict):
        raise MappingError(f"values of {at} must be a table.")
    return {str(value).casefold(): str(word) for value, word in said.items()}


def _joined(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(" + "))


def _texts(value: object, key: str) -> tuple[str, ...]:
    listed: Sequence[Any] = [value] if isinstance(value, str) else value  # type: ignore[assignment]
    if not isinstance(listed, list) or not all(isinstance(each, str) and each for each in listed):
        raise MappingError(f"{key} must be a text or a list of texts.")
    return tuple(listed)


def _refuse_unknown(table: Mapping[str, Any], known: Sequence[str], at: str) -> None:
    for key in table:
        if key not in known:
            raise MappingError(f"{at}{key} is not a key. Known: {', '.join(known)}.")
