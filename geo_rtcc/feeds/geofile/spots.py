"""Addresses, places, intersections and aliases: rows at a point, or with none."""

import re

import polars as pl

from geo_rtcc.feeds.geofile.fields import TOO_LONG, Fields, street_columns, too_long
from geo_rtcc.feeds.geofile.numbers import with_address_parts, with_number_parts
from geo_rtcc.feeds.geofile.records import NOWHERE, Built, refused
from geo_rtcc.models.geofile import STREET_PARTS

_KINDS = ("place", "exit", "milepost")
_BETWEEN = re.compile(r"\s+(?:AND|AT|X)\s+|[,&/@;\\]", re.IGNORECASE)
_REMARK = re.compile(r"\([^)]*\)?")
_QUADRANTS = ("NE", "NW", "SE", "SW")
_DIRECTIONS = (*_QUADRANTS, "N", "S", "E", "W")
_TWO = 2


def addresses(said: pl.DataFrame, fields: Fields) -> Built:
    """Return address points; each needs a street and a number, or a place's name instead of one."""
    found = with_address_parts(said).with_columns(_said=pl.col("number"))
    named = street_columns(with_number_parts(found))
    number, street = pl.col("number"), pl.col("street")
    bare = number.is_null() & pl.col("place_name").is_null()
    return Built(
        frame=named.with_columns(
            refused(
                (fields.name("address"), "It is no house number with a street.",
                 street.is_null() & pl.col("address").is_not_null()),
                (fields.name("street", "name", "address"), "It has no street.",
                 street.is_null()),
                (fields.name("number", "address"), "Its house number can't be read.",
                 number.is_null() & pl.col("_said").is_not_null()),
                (fields.name("number", "address"), "It has no house number.", bare),
                NOWHERE,
                (fields.name("street", "name", "address"), TOO_LONG,
                 too_long("street", *STREET_PARTS, "number_prefix", "unit", "place_name")),
            )
        )
    )  # fmt: skip


def places(said: pl.DataFrame, fields: Fields) -> Built:
    """Return places, exits and mileposts; the latter two need a route and their number."""
    kind = pl.col("kind").str.to_lowercase()
    marker, route = pl.col("marker"), pl.col("route")
    kinded = said.with_columns(
        kind=pl.when(kind.is_in(_KINDS)).then(kind).otherwise(pl.lit("place")),
        marker=marker.str.replace(r"\.0+$", ""),
    )
    is_marker = pl.col("kind") != "place"
    label = pl.concat_str(route, "kind", marker, separator=" ")
    return Built(
        frame=kinded.with_columns(
            name=pl.coalesce("name", pl.when(is_marker).then(label))
        ).with_columns(
            refused(
                (fields.name("route"), "It has no route.", is_marker & route.is_null()),
                (fields.name("marker"), "It has no number of its own on the route.",
                 is_marker & marker.is_null()),
                (fields.name("name"), "It has no name.", pl.col("name").is_null()),
                NOWHERE,
                (fields.name("name"), TOO_LONG, too_long("name", "address", "route", "marker")),
            )
        )
    )  # fmt: skip


def intersections(said: pl.DataFrame, fields: Fields) -> Built:
    """Return named intersections; each names two streets at least."""
    numbered = [f"street_{i}" for i in range(1, 5)]
    listed = [
        split_names(names) if names else [one for one in ones if one]
        for names, *ones in said.select("names", *numbered).iter_rows()
    ]
    name = fields.name("names", "street_1")
    return Built(
        frame=said.with_columns(streets=pl.Series(listed, dtype=pl.List(pl.String))).with_columns(
            refused(
                (name, "It names no two streets.", pl.col("streets").list.len() < _TWO),
                NOWHERE,
                (name, TOO_LONG, too_long("names", *numbered)),
            )
        )
    )


def aliases(said: pl.DataFrame, fields: Fields) -> Built:
    """Return aliases, of streets where the file doesn't say of what."""
    kind = pl.col("kind").str.to_lowercase()
    return Built(
        frame=said.with_columns(kind=kind.fill_null("street")).with_columns(
            refused(
                (fields.name("kind"), "It must be street or place.",
                 ~kind.is_in(["street", "place"]).fill_null(True)),
                (fields.name("alias"), "It has no alias.", pl.col("alias").is_null()),
                (fields.name("name"), "It has no name.", pl.col("name").is_null()),
                (fields.name("alias"), TOO_LONG, too_long("alias", "name")),
            )
        )
    )  # fmt: skip


def split_names(text: str) -> list[str]:
    """Return the streets that an intersection's name names.

    A quadrant at the end, "H ST AND 5TH ST, NW", is that of all streets without one.
    """
    parts = [" ".join(part.split()) for part in _BETWEEN.split(_REMARK.sub(" ", text))]
    found = [part.strip(" .-") for part in parts]
    names = [part for part in found if part and part.upper() not in _DIRECTIONS]
    if len(names) < _TWO:
        return [part for part in found if part]
    said = [part for part in found if part.upper() in _QUADRANTS]
    if not said:
        return names
    return [
        name if name.upper().split()[-1] in _QUADRANTS else f"{name} {said[-1]}" for name in names
    ]
