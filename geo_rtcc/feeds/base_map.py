"""An agency's files of streets, water and parks → features of the base map."""

from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.base_map_fields import UNCLASSED, Classed, classed, name_fields, names
from geo_rtcc.feeds.base_map_shapes import AREAS, LINES, drawable
from geo_rtcc.feeds.street_classes import LEFT_OUT, ClassMap
from geo_rtcc.feeds.street_names import LONGEST
from geo_rtcc.feeds.vector_file import SHOWN, read_features
from geo_rtcc.models import BaseFeature

# Above this share of unfit features, and this number, a file is taken for damaged.
DAMAGED_SHARE, DAMAGED_COUNT = 0.1, 10


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A layer of the base map: its name, what its features are called, and their shapes."""

    name: str
    word: str
    must_be: str
    kinds: tuple[shapely.GeometryType, ...]


STREETS = Layer(name="street", word="streets", must_be="a street must be a line", kinds=LINES)
WATER = Layer(
    name="water", word="water", must_be="water must be a polygon or a line", kinds=(*AREAS, *LINES)
)
PARKS = Layer(name="park", word="parks", must_be="a park must be a polygon", kinds=AREAS)


@dataclass(frozen=True, kw_only=True)
class BaseMapSource:
    """One file, or one layer of it, and what the agency says of its fields.

    ``name_field`` may be several, "A + B"; what is None is found by itself.
    """

    layer: Layer
    path: Path
    sublayer: str | None = None
    name_field: str | None = None
    class_field: str | None = None
    classes: ClassMap | None = None


@dataclass(frozen=True, kw_only=True)
class RejectedFeature:
    """A feature that can't be drawn; ``row`` counts from 1."""

    file: str
    row: int
    field: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class BaseMapFile:
    """What came of one file.

    ``rows`` counts its features: those of the base map, left out and rejected. ``name_fields`` is
    empty where nothing says a name.
    """

    file: str
    layer: Layer
    crs: str
    rows: int
    features: tuple[BaseFeature, ...] = field(repr=False)
    rejected: tuple[RejectedFeature, ...]
    classes: Classed = field(repr=False)
    name_fields: tuple[str, ...]

    def remarks(self) -> list[str]:
        """Say what was chosen and what is missing, a sentence each."""
        found, by = self.classes, self.classes.by
        names = f"names from {' + '.join(self.name_fields)}" if self.name_fields else "no names"
        origin = (
            f"classes from {found.class_field} by the class map {by.name}, {names}" if by else names
        )
        said = [
            f"{self.file}: {len(self.features):,} of {self.rows:,} features are drawn as "
            f"{self.layer.word} ({origin}; from {self.crs})."
        ]
        if found.left_out:
            said.append(f"{self.file}: left out by their class: {_counts(found.left_out)}.")
        if by and found.unknown:
            said.append(
                f"{self.file}: drawn as {UNCLASSED}, since the class map {by.name} doesn't have "
                f"their class: {_counts(found.unknown)}."
            )
        if self.layer is STREETS and by is None:
            said.append(
                f"{self.file} says no class of street that is known here: all are {UNCLASSED}, "
                "which is drawn close up only. Name the field of classes with --street-class."
            )
        return said


def read_base_map_file(source: BaseMapSource, *, is_forced: bool = False) -> BaseMapFile:
    """Read one file: find fields, class, name, reproject, and reject what can't be drawn.

    Parameters
    ----------
    is_forced
        Take a file that seems damaged all the same.

    Raises
    ------
    InputError
        Naming file and row or field: it can't be read, states no coordinate reference system or a
        wrong one, lacks a field that was named, has no class that the named map knows, or too many
        of its features can't be drawn.
    """
    layer, path = source.layer, source.path
    choose = f"as {path.name}:LAYER"
    frame = read_features(path, source.sublayer, what=layer.word, choose=choose)
    found, fields = _fields(source, frame)
    named = names(frame, fields)
    wanted = np.flatnonzero(np.array(found.drawn) != LEFT_OUT)
    shapes, unfit = drawable(path, frame, wanted, layer.kinds, layer.must_be)
    too_long = [row for row in wanted.tolist() if len(named[row] or "") > LONGEST]
    rejected = _rejected(path, unfit, too_long, fields)
    _refuse_damaged(source, rejected, len(wanted), is_forced=is_forced)
    dropped = {each.row - 1 for each in rejected}
    return BaseMapFile(
        file=path.name,
        layer=layer,
        crs=frame.crs.name,
        rows=len(frame),
        features=tuple(
            BaseFeature(
                layer=layer.name, road_class=found.drawn[row], name=named[row], shape=shapes[row]
            )
            for row in wanted.tolist()
            if row not in dropped
        ),
        rejected=tuple(rejected),
        classes=found,
        name_fields=fields,
    )


def _fields(source: BaseMapSource, frame: gpd.GeoDataFrame) -> tuple[Classed, tuple[str, ...]]:
    is_street = source.layer is STREETS
    found = Classed(drawn=[source.layer.name] * len(frame))
    if is_street:
        found = classed(source.path, frame, source.class_field, source.classes)
    by = source.classes or found.by
    return found, name_fields(source.path, frame, source.name_field, by, is_street=is_street)


def _rejected(
    path: Path, unfit: dict[int, str], too_long: list[int], fields: tuple[str, ...]
) -> list[RejectedFeature]:
    said = {row: ("geometry", reason) for row, reason in unfit.items()}
    for row in too_long:
        said[row] = (fields[0], f"The name is longer than {LONGEST} characters.")
    return [
        RejectedFeature(file=path.name, row=row + 1, field=name, reason=reason)
        for row, (name, reason) in sorted(said.items())
    ]


def _refuse_damaged(
    source: BaseMapSource, rejected: list[RejectedFeature], wanted: int, *, is_forced: bool
) -> None:
    name, word = source.path.name, source.layer.word
    if not wanted:
        raise InputError(
            f"{name}: every feature is left out by its class. Use another --class-map."
        )
    if len(rejected) < wanted and (
        is_forced or len(rejected) <= max(DAMAGED_COUNT, DAMAGED_SHARE * wanted)
    ):
        return
    shown = " ".join(f"Feature {each.row}: {each.reason}" for each in rejected[:3])
    advice = "" if len(rejected) == wanted else " If the rest is right, say --force."
    raise InputError(
        f"{name}: {len(rejected):,} of {wanted:,} features can't be drawn as {word}. {shown} "
        f"Is it the right file, and whole?{advice}"
    )


def _counts(values: dict[str, int]) -> str:
    texts = [f"{value} ({n:,})" for value, n in values.items()]
    more = f" and {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
    return ", ".join(texts[:SHOWN]) + more
