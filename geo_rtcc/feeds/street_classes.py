"""Class maps: which of an agency's road classes is drawn how, read from TOML.

The shipped ones lie in ``presets/streets``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from geo_rtcc.errors import MappingError
from geo_rtcc.feeds.toml_file import read_toml
from geo_rtcc.models import ROAD_CLASSES

PRESETS = Path(__file__).parent / "presets" / "streets"
PLAIN = "plain"
LEFT_OUT = "left out"
_KEYS = ("title", "class", "name", "classes")


@dataclass(frozen=True, kw_only=True)
class ClassMap:
    """How the streets of one kind of file are classed and named.

    Parameters
    ----------
    class_fields
        Where the class may stand; the first that the file has counts.
    name_fields
        Where the name may stand, as above; the values of several are joined by a space.
    exact, beginnings
        Class, or ``LEFT_OUT``, by a value or by how it begins; the longest beginning counts.
    """

    name: str
    title: str
    class_fields: tuple[str, ...] = ()
    name_fields: tuple[tuple[str, ...], ...] = ()
    exact: Mapping[str, str] = field(default_factory=dict, repr=False)
    beginnings: Mapping[str, str] = field(default_factory=dict, repr=False)

    def class_of(self, value: str) -> str | None:
        """Return a road class or ``LEFT_OUT``, or None for a value that the map doesn't have."""
        plain = _plain(value)
        if plain in self.exact:
            return self.exact[plain]
        fitting = [begin for begin in self.beginnings if plain.startswith(begin)]
        return self.beginnings[max(fitting, key=len)] if fitting else None


def preset_names() -> list[str]:
    """Return the names of the shipped class maps."""
    return sorted(path.stem for path in PRESETS.glob("*.toml"))


def class_map(name: str) -> ClassMap:
    """Return the shipped class map of that name, or read the TOML file.

    Raises MappingError naming file and key, or the shipped ones where there is neither.
    """
    if name in preset_names():
        return read_class_map(PRESETS / f"{name}.toml")
    if not Path(name).is_file():
        raise MappingError(f"{name} is neither a file nor one of: {', '.join(preset_names())}.")
    return read_class_map(Path(name))


def preset_for(present: Iterable[str]) -> ClassMap | None:
    """Return the shipped class map that has one of these as its class field."""
    have = {each.casefold() for each in present}
    for name in ("tiger", "nena", PLAIN):
        found = class_map(name)
        if any(each.casefold() in have for each in found.class_fields):
            return found
    return None


def read_class_map(path: Path) -> ClassMap:
    """Read and check a class map; raise MappingError naming file and key."""
    return read_toml(path, partial(_class_map, path.stem))


def joined(text: str) -> tuple[str, ...]:
    """Return the fields of "A + B"."""
    return tuple(each.strip() for each in text.split(" + "))


def _class_map(name: str, table: Mapping[str, Any]) -> ClassMap:
    for key in table:
        if key not in _KEYS:
            raise MappingError(f"{key} is not a key. Known: {', '.join(_KEYS)}.")
    classes = table.get("classes")
    if not isinstance(classes, dict) or not classes:
        raise MappingError('it has no [classes] such as "S1400" = "local".')
    for value, drawn in classes.items():
        if drawn not in (*ROAD_CLASSES, LEFT_OUT):
            known = ", ".join((*ROAD_CLASSES, LEFT_OUT))
            raise MappingError(f"classes.{value} is {drawn!r}; it must be one of: {known}.")
    plain = {_plain(value): drawn for value, drawn in classes.items()}
    return ClassMap(
        name=name,
        title=str(table.get("title", name)),
        class_fields=tuple(_texts(table, "class")),
        name_fields=tuple(joined(each) for each in _texts(table, "name")),
        exact={value: drawn for value, drawn in plain.items() if not value.endswith("*")},
        beginnings={key[:-1]: drawn for key, drawn in plain.items() if key.endswith("*")},
    )


def _texts(table: Mapping[str, Any], key: str) -> Sequence[str]:
    value = table.get(key, [])
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(each, str) and each for each in listed):
        raise MappingError(f"{key} must be a field or a list of fields.")
    return listed


def _plain(value: str) -> str:
    """Return a value without what spelling changes: case, underscores, hyphens, double spaces."""
    return " ".join(value.casefold().replace("_", " ").replace("-", " ").split())
