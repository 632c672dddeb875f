"""What comes of a file of the geofile, and what each kind of row is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from geo_rtcc.models.geofile import SCHEMAS, STREET_PARTS, GeofileKind

# Columns of every frame on its way: the file's row, and why it can't be used.
ROW, FIELD, REASON = "_row", "_field", "_reason"
# Why its geometry can't be used, and which field says where it lies.
UNFIT, PLACED_BY = "_unfit", "_placed_by"

_STREET = ("street", *STREET_PARTS)
_POINT = ("x", "y", "point")
_SIDES = ("from_left", "to_left", "from_right", "to_right", "parity_left", "parity_right")
# What a mapping may name for each kind, all of it text at first.
TARGETS: Mapping[GeofileKind, tuple[str, ...]] = {
    GeofileKind.ROADS: (
        *_STREET, *_SIDES, "valid_left", "valid_right", "zip_left", "zip_right", "community_left",
        "community_right", "road_class", "one_way", "speed_limit_mph", "speed_limit_kmh",
        "expires", "rank", "shape",
    ),
    GeofileKind.ADDRESSES: (
        *_STREET, "address", "number_prefix", "number", "number_suffix", "unit", "zip",
        "community", "place_name", "expires", *_POINT,
    ),
    GeofileKind.PLACES: (
        "kind", "name", "address", "route", "marker", "direction", "zip", "community", "expires",
        *_POINT,
    ),
    GeofileKind.INTERSECTIONS: (
        "names", "street_1", "street_2", "street_3", "street_4", "zip", "community", "expires",
        *_POINT,
    ),
    GeofileKind.ALIASES: ("kind", "alias", "name"),
}  # fmt: skip
OTHER_STREETS = "other_streets"


@dataclass(frozen=True, kw_only=True)
class RejectedRow:
    """A row that can't be used; ``row`` counts from 1."""

    file: str
    row: int
    field: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class GeofileFile:
    """What came of one file.

    Parameters
    ----------
    rows
        Of the file: those in the frame or made one with another there, left out, and rejected.
    frame
        By the schema of its kind.
    left_out
        How many rows are left out on purpose, by why.
    remarks
        What was chosen by itself and what could not be read, a sentence each.
    """

    file: str
    kind: GeofileKind
    preset: str
    rows: int
    frame: pl.DataFrame = field(repr=False)
    rejected: tuple[RejectedRow, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Built:
    """Rows of one kind on their way: the schema's columns, ``ROW``, ``FIELD`` and ``REASON``."""

    frame: pl.DataFrame
    left_out: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def fit(self, kind: GeofileKind) -> pl.DataFrame:
        """Return the rows that can be used, by the kind's schema."""
        fit = self.frame.filter(pl.col(REASON).is_null())
        return fit.select(pl.col(name).cast(dtype) for name, dtype in SCHEMAS[kind].items())


Check = tuple[str | pl.Expr, str | pl.Expr, pl.Expr]
# Of rows that need a point or a line and have none that can be used.
NOWHERE: Check = (pl.col(PLACED_BY), pl.col(UNFIT), pl.col(UNFIT).is_not_null())


def refused(*checks: Check) -> tuple[pl.Expr, pl.Expr]:
    """Return the columns ``FIELD`` and ``REASON`` by the first of these checks that is true.

    Each check is a field, a reason, and when it holds.
    """
    fields = [pl.when(holds).then(_said(name)) for name, _, holds in checks]
    reasons = [pl.when(holds).then(_said(reason)) for _, reason, holds in checks]
    return pl.coalesce(fields).alias(FIELD), pl.coalesce(reasons).alias(REASON)


def _said(text: str | pl.Expr) -> pl.Expr:
    return pl.lit(text) if isinstance(text, str) else text
