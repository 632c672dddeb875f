"""Roads: numbers along each side, direction and speed, one segment under several names."""

import polars as pl

from geo_rtcc.feeds.geofile.fields import TOO_LONG, Fields, street_columns, too_long
from geo_rtcc.feeds.geofile.numbers import range_number
from geo_rtcc.feeds.geofile.records import (
    FIELD,
    NOWHERE,
    OTHER_STREETS,
    REASON,
    ROW,
    Built,
    refused,
)
from geo_rtcc.feeds.geofile.road_parts import parted
from geo_rtcc.models.geofile import ROAD_SCHEMA, STREET_PARTS

SIDES = ("left", "right")
_NAMELESS = "no name"
_KMH = 1.609344
_SAME = (
    "shape", "from_left", "to_left", "from_right", "to_right", "parity_left", "parity_right",
    "zip_left", "zip_right", "community_left", "community_right",
)  # fmt: skip


def roads(said: pl.DataFrame, fields: Fields) -> Built:
    """Return road segments; ``said`` has ``shape`` as WKB and why it is unfit.

    Segments without a name are left out: nobody asks for them by address. Those of the same line
    and numbers are one, under several names: the common name (TIGER's RTTYP M) comes first.
    """
    every = street_columns(said)
    named = every.filter(pl.col("street").is_not_null())
    numbered = named.with_columns(
        *(
            each
            for side in SIDES
            for end in ("from", "to")
            for each in range_number(f"{end}_{side}")
        ),
        *(pl.col(f"parity_{side}").str.to_uppercase().str.slice(0, 1) for side in SIDES),
        one_way=_one_way(),
        speed_limit_kmh=_speed(),
    )
    checked = (
        numbered.with_columns(each for side in SIDES for each in _range(side))
        .with_columns(_parity(side) for side in SIDES)
        .with_columns(
            refused(
                NOWHERE,
                (fields.name("street", "name"), TOO_LONG, too_long("street", *STREET_PARTS)),
            )
        )
    )
    nameless = len(every) - len(named)
    wanted = [*ROAD_SCHEMA, ROW, FIELD, REASON]
    fit = checked.filter(pl.col(REASON).is_null())
    unfit = checked.filter(pl.col(REASON).is_not_null())
    one = _as_one(fit)
    return Built(
        frame=pl.concat([parted(one).select(wanted), unfit.select(wanted)]),
        left_out={_NAMELESS: nameless} if nameless else {},
        remarks=_remarks(numbered, fields, repeated=len(fit) - len(one)),
    )


def _one_way() -> pl.Expr:
    text = pl.col("one_way").str.to_uppercase()
    return pl.when(text.is_in(["B", "FT", "TF"])).then(text)


def _speed() -> pl.Expr:
    kmh, mph = (
        pl.col(f"speed_limit_{unit}").cast(pl.Float32, strict=False) for unit in ("kmh", "mph")
    )
    speed = pl.coalesce(kmh, mph * _KMH)
    return pl.when((speed > 0) & speed.is_finite()).then(speed)


def _range(side: str) -> tuple[pl.Expr, pl.Expr]:
    """Return both ends, or null: 0 to 0 and one end alone say nothing, nor do sides not valid."""
    low, high = pl.col(f"from_{side}"), pl.col(f"to_{side}")
    is_some = low.is_not_null() & high.is_not_null() & ((low != 0) | (high != 0))
    is_used = is_some & ~_is_off(side) & (pl.col(f"parity_{side}") != "Z").fill_null(True)
    return pl.when(is_used).then(low), pl.when(is_used).then(high)


def _is_off(side: str) -> pl.Expr:
    return pl.col(f"valid_{side}").str.to_uppercase().is_in(["N", "NO"]).fill_null(False)


def _parity(side: str) -> pl.Expr:
    """Return what the file says, else what the range's ends are; Z without a range."""
    low, high, given = pl.col(f"from_{side}"), pl.col(f"to_{side}"), pl.col(f"parity_{side}")
    first = pl.when(low % 2 == 0).then(pl.lit("E")).otherwise(pl.lit("O"))
    seen = pl.when((low - high) % 2 != 0).then(pl.lit("B")).otherwise(first)
    parity = pl.when(low.is_null()).then(pl.lit("Z"))
    return (
        parity.when(given.is_in(["O", "E", "B"]))
        .then(given)
        .otherwise(seen)
        .alias(f"parity_{side}")
    )


def _remarks(numbered: pl.DataFrame, fields: Fields, *, repeated: int) -> tuple[str, ...]:
    said = [f"{repeated:,} rows are lines of others under another name."] if repeated else []
    for side in SIDES:
        unread = numbered.select(pl.sum(f"_unread_from_{side}", f"_unread_to_{side}")).row(0)
        if sum(unread):
            ends = f"{fields.name(f'from_{side}')} and {fields.name(f'to_{side}')}"
            said.append(
                f"{ends}: {sum(unread):,} values are no plain number, such as 12-34; those sides "
                "have no range."
            )
        if off := numbered.select(_is_off(side).sum()).item():
            said.append(f"{fields.name(f'valid_{side}')}: N {off:,} times, no range there.")
    return tuple(said)


def _as_one(fit: pl.DataFrame) -> pl.DataFrame:
    """Make one of segments that differ by names only; the first is known by the others too."""
    rank = pl.when(pl.col("rank") == "M").then(0).when(pl.col("rank").is_null()).then(1)
    own = pl.concat_list("street")
    listed = fit.sort(rank.otherwise(2), ROW, maintain_order=True).with_columns(
        pl.concat_list(own, pl.col(OTHER_STREETS).fill_null([])).alias(OTHER_STREETS)
    )
    rest = [name for name in listed.columns if name not in (*_SAME, OTHER_STREETS)]
    merged = listed.group_by(_SAME, maintain_order=True).agg(
        pl.col(rest).first(),
        pl.col(OTHER_STREETS).list.explode().unique(maintain_order=True),
    )
    others = pl.col(OTHER_STREETS).list.set_difference(own)
    return merged.with_columns(
        pl.when(others.list.len() > 0).then(others).alias(OTHER_STREETS)
    ).sort(ROW)
