"""The agency's geofile: what addresses are looked up in. Frames, because a county has a million.

Column names follow NENA's NG911 GIS data model (NENA-STA-006) in plain words. A street stands in
each row as its whole name in ``street`` and, where the file gives them, in its parts; all parts are
null where it gives whole names only.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl


class GeofileKind(StrEnum):
    """What a geofile set holds. Values equal ``geofile_set.kind`` in the database."""

    ROADS = "roads"
    ADDRESSES = "addresses"
    PLACES = "places"
    INTERSECTIONS = "intersections"
    ALIASES = "aliases"


STREET_PARTS = (
    "pre_modifier", "pre_direction", "pre_type", "pre_separator", "name", "post_type",
    "post_direction", "post_modifier",
)  # fmt: skip
_STREET: dict[str, pl.DataType] = {
    "street": pl.String(),
    **dict.fromkeys(STREET_PARTS, pl.String()),
    "other_streets": pl.List(pl.String()),  # whole names the same thing is also known by
}
_POINT: dict[str, pl.DataType] = {"lon": pl.Float64(), "lat": pl.Float64()}

# One row a road segment. Numbers run from the line's start to its end; null where the file has no
# range. Parity is NENA's: O odd, E even, B both, Z none. one_way: B both ways, FT from start to
# end, TF against it. shape is WKB, a LineString of at least two points, EPSG:4326.
ROAD_SCHEMA: dict[str, pl.DataType] = {
    **_STREET,
    "from_left": pl.Int32(),
    "to_left": pl.Int32(),
    "from_right": pl.Int32(),
    "to_right": pl.Int32(),
    "parity_left": pl.String(),
    "parity_right": pl.String(),
    "zip_left": pl.String(),
    "zip_right": pl.String(),
    "community_left": pl.String(),
    "community_right": pl.String(),
    "road_class": pl.String(),
    "one_way": pl.String(),
    "speed_limit_kmh": pl.Float32(),
    "shape": pl.Binary(),
}
# One row an address point, or a unit of one.
ADDRESS_SCHEMA: dict[str, pl.DataType] = {
    **_STREET,
    "number_prefix": pl.String(),
    "number": pl.Int32(),
    "number_suffix": pl.String(),
    "unit": pl.String(),
    "zip": pl.String(),
    "community": pl.String(),
    "place_name": pl.String(),
    **_POINT,
}
# One row a common place ("place"), or an exit or a milepost with the route it lies on.
PLACE_SCHEMA: dict[str, pl.DataType] = {
    "kind": pl.String(),  # place, exit, milepost
    "name": pl.String(),
    "address": pl.String(),
    "route": pl.String(),  # exits and mileposts: "I-10"
    "marker": pl.String(),  # its number: "768", "12.4", "12B"
    "direction": pl.String(),  # of travel, where it matters: "EB"
    "zip": pl.String(),
    "community": pl.String(),
    **_POINT,
}
# One row a named intersection; two or more whole street names.
INTERSECTION_SCHEMA: dict[str, pl.DataType] = {
    "streets": pl.List(pl.String()),
    "zip": pl.String(),
    "community": pl.String(),
    **_POINT,
}
# One row a name that people use for a street or a place of the geofile.
ALIAS_SCHEMA: dict[str, pl.DataType] = {
    "kind": pl.String(),  # street, place
    "alias": pl.String(),
    "name": pl.String(),
}
SCHEMAS: Mapping[GeofileKind, Mapping[str, pl.DataType]] = {
    GeofileKind.ROADS: ROAD_SCHEMA,
    GeofileKind.ADDRESSES: ADDRESS_SCHEMA,
    GeofileKind.PLACES: PLACE_SCHEMA,
    GeofileKind.INTERSECTIONS: INTERSECTION_SCHEMA,
    GeofileKind.ALIASES: ALIAS_SCHEMA,
}


@dataclass(frozen=True, kw_only=True)
class Taught:
    """Where a person placed a location string: degrees, EPSG:4326; metres."""

    lon: float
    lat: float
    uncertainty_m: float
    reference: str


def _empty(kind: GeofileKind) -> pl.DataFrame:
    return pl.DataFrame(schema=dict(SCHEMAS[kind]))


@dataclass(frozen=True, kw_only=True)
class Geofile:
    """All that addresses are looked up in, each frame by its schema above.

    Parameters
    ----------
    taught
        By ``location_key``: strings that a person has placed.
    """

    roads: pl.DataFrame = field(default_factory=lambda: _empty(GeofileKind.ROADS))
    addresses: pl.DataFrame = field(default_factory=lambda: _empty(GeofileKind.ADDRESSES))
    places: pl.DataFrame = field(default_factory=lambda: _empty(GeofileKind.PLACES))
    intersections: pl.DataFrame = field(default_factory=lambda: _empty(GeofileKind.INTERSECTIONS))
    aliases: pl.DataFrame = field(default_factory=lambda: _empty(GeofileKind.ALIASES))
    taught: Mapping[str, Taught] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look anything up in."""
        frames = (self.roads, self.addresses, self.places, self.intersections)
        return not self.taught and not any(len(frame) for frame in frames)


LONGEST_KEY = 300
# What the database takes for a space: a no-break space is none.
_SPACES = re.compile(r"[ \t\n\r\f\v\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+")


def location_key(text: str) -> str:
    """Return what makes two location strings one: upper case, single spaces, 300 characters.

    Equals the function of this name in the database, which makes no two letters of one ("ß").
    """
    upper = text.upper()
    if len(upper) != len(text):
        upper = "".join(u if len(u := letter.upper()) == 1 else letter for letter in text)
    return _SPACES.sub(" ", upper).strip(" ")[:LONGEST_KEY]
