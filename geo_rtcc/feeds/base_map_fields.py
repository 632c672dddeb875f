"""Which fields of a file of streets, water or parks say class and name, and what they say."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.street_classes import LEFT_OUT, PLAIN, ClassMap, class_map, joined, preset_for
from geo_rtcc.feeds.street_names import tidy
from geo_rtcc.feeds.vector_file import listed, refuse_missing_fields, texts

UNCLASSED = "local"
EMPTY = "(empty)"
OTHER_NAMES = ("name", "fullname", "full_name", "hp_name", "hs_name", "gnis_name", "park_name")


@dataclass(frozen=True, kw_only=True)
class Classed:
    """How a file's features are drawn.

    Parameters
    ----------
    drawn
        A road class, or ``LEFT_OUT``, for each feature.
    class_field, by
        Where the classes stand and by which map they are read; None where nothing says a class.
    left_out, unknown
        How many features have a value that isn't drawn, or that the map doesn't have.
    """

    drawn: list[str]
    class_field: str | None = None
    by: ClassMap | None = None
    left_out: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)


def classed(
    path: Path, frame: gpd.GeoDataFrame, class_field: str | None, by: ClassMap | None
) -> Classed:
    """Return how each street is drawn.

    Raises InputError if the named field or map doesn't fit the file. Where neither is named, a
    shipped map is taken that does, and else every street is ``UNCLASSED``.
    """
    if class_field is None and by is None:
        by = preset_for(_columns(frame))
        found = _first(frame, by.class_fields) if by else None
        read = _read(frame, found, by) if by and found else None
        return read if read and read.by else Classed(drawn=[UNCLASSED] * len(frame))
    by = by or preset_for([class_field or ""]) or class_map(PLAIN)
    wanted = [class_field] if class_field else list(by.class_fields)
    if not wanted:
        raise InputError(f"The class map {by.name} names no field: say --street-class FIELD.")
    found = _first(frame, wanted)
    if found is None:
        refuse_missing_fields(path, frame, wanted[:1])
    read = _read(frame, str(found), by)
    if read.by is None:
        values = listed(sorted(set(_values(frame, str(found)))))
        raise InputError(
            f"{path.name}: the class map {by.name} has none of the values of {found}: {values}. "
            "Name another field with --street-class, or a map of these values with --class-map."
        )
    return read


def name_fields(
    path: Path, frame: gpd.GeoDataFrame, named: str | None, by: ClassMap | None, *, is_street: bool
) -> tuple[str, ...]:
    """Return the fields that make a name: those ``named`` ("A + B"), else the usual ones there are.

    Raises InputError if the file lacks a named one.
    """
    if named:
        fields = tuple(_first(frame, [each]) or each for each in joined(named))
        refuse_missing_fields(path, frame, fields)
        return fields
    options: Iterable[tuple[str, ...]] = ((each,) for each in OTHER_NAMES)
    if is_street:
        options = (*(by.name_fields if by else ()), *class_map(PLAIN).name_fields)
    for option in options:
        found = [_first(frame, [each]) for each in option]
        if all(found):
            return tuple(each for each in found if each)
    return ()


def names(frame: gpd.GeoDataFrame, fields: Sequence[str]) -> list[str | None]:
    """Return each feature's name, tidied; None without one."""
    if not fields:
        return [None] * len(frame)
    columns = [texts(frame[each]) for each in fields]
    return [tidy(" ".join(parts)) for parts in zip(*columns, strict=True)]


def _read(frame: gpd.GeoDataFrame, found: str, by: ClassMap) -> Classed:
    """Class by one field; ``by`` is None in the answer if the map has none of its values."""
    values = _values(frame, found)
    drawn_as = {value: by.class_of(value) for value in set(values)}
    counts = Counter(values).most_common()
    return Classed(
        drawn=[drawn_as[value] or UNCLASSED for value in values],
        class_field=found,
        by=by if any(drawn_as.values()) else None,
        left_out={value: n for value, n in counts if drawn_as[value] == LEFT_OUT},
        unknown={value: n for value, n in counts if drawn_as[value] is None},
    )


def _values(frame: gpd.GeoDataFrame, found: str) -> list[str]:
    return [value or EMPTY for value in texts(frame[found])]


def _columns(frame: gpd.GeoDataFrame) -> list[str]:
    return [str(column) for column in frame.columns if column != frame.geometry.name]


def _first(frame: gpd.GeoDataFrame, wanted: Sequence[str]) -> str | None:
    """Return the first of these fields that the file has; case doesn't matter."""
    have = _columns(frame)
    by_fold = {column.casefold(): column for column in reversed(have)}
    found = (each if each in have else by_fold.get(each.casefold()) for each in wanted)
    return next((each for each in found if each), None)
