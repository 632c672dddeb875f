"""Calls of a message: columns of integers, every repeated text once."""

from typing import Any

import polars as pl

from geo_rtcc.views import words
from geo_rtcc.views.live_cells import MICRO, CellTable
from geo_rtcc.views.palette import CATEGORY_STYLES

RECEIVED, DISPATCHED, ON_SCENE, CLOSED, UNKNOWN = range(5)

_CATEGORIES = {str(category): index for index, category in enumerate(CATEGORY_STYLES)}
_LOWEST_PRIORITY = 9


def call_columns(calls: pl.DataFrame, cells: CellTable) -> tuple[list[str], dict[str, Any]]:
    """Return calls (CALL_SCHEMA, oldest first) as columns, and the texts they point into."""
    at = calls["received_at"].dt.epoch("us") // 1_000_000
    closed = calls["closed_at"].dt.epoch("us") // 1_000_000
    lon, lat = (_micro(calls[name]) for name in ("lon", "lat"))
    west, south, start = (_lowest(column) for column in (lon, lat, at))
    texts, indexes = _indexed(calls)
    return texts, {
        "base": [west / MICRO, south / MICRO, start],
        "run": _steps(calls["call_id"] // 2**32),
        "row": _steps(calls["call_id"] % 2**32),
        "lon": (lon - west).to_list(),
        "lat": (lat - south).to_list(),
        "at": _steps(at, start),
        "closed": (closed - at).to_list(),
        **_digits(calls),
        **indexes,
        "radius": _radii(calls["uncertainty_m"]),
        "cell": cells.index_of(calls["cell"]),
        "units": _units(calls),
        "others": _others(calls),
    }


def _digits(calls: pl.DataFrame) -> dict[str, str]:
    closed, scene, sent = (
        pl.col(name).is_not_null() for name in ("closed_at", "on_scene_at", "dispatched_at")
    )
    step = (
        pl.when(closed)
        .then(CLOSED)
        .when(pl.col("is_closing_known").not_())
        .then(UNKNOWN)
        .when(scene)
        .then(ON_SCENE)
        .when(sent)
        .then(DISPATCHED)
        .otherwise(RECEIVED)
    )
    category = pl.col("category").replace_strict(_CATEGORIES, return_dtype=pl.Int8)
    priority = pl.col("priority").fill_null(0).clip(0, _LOWEST_PRIORITY)
    flags = pl.col("is_on_view").cast(pl.Int8) + 2 * pl.col("is_area_ambiguous").cast(pl.Int8)
    found = calls.select(step=step, category=category, priority=priority, flags=flags)
    return {name: "".join(map(str, column.to_list())) for name, column in found.to_dict().items()}


def _indexed(calls: pl.DataFrame) -> tuple[list[str], dict[str, list[int]]]:
    """Return the distinct texts, "" first, and each text column as indexes into them."""
    columns = {
        "type": calls["call_type"],
        "area": calls["area"],
        "shift": calls["shift"],
        "sure": _sentences(calls),
        "source": calls["source"],
        "address": calls["address"],
    }
    filled = {name: column.fill_null("").rename("text") for name, column in columns.items()}
    texts = pl.concat([pl.Series("text", [""]), *filled.values()]).unique(maintain_order=True)
    # Streets side by side compress a fifth better than addresses in order of their calls.
    is_address = texts.is_in(filled["address"].unique().to_list()) & (texts != "")
    addresses = texts.filter(is_address).to_frame()
    street = pl.col("text").str.extract(r"^\S*\s(.*)$").fill_null("")
    texts = pl.concat([texts.filter(~is_address), addresses.sort(street, "text")["text"]])
    kind = pl.Enum(texts)
    return texts.to_list(), {
        name: column.cast(kind).to_physical().to_list() for name, column in filled.items()
    }


def _sentences(calls: pl.DataFrame) -> pl.Series:
    """Return how sure each point is; nothing where there is no point to be sure of."""
    said: dict[tuple[str, float | None], str] = {}
    pairs = list(zip(calls["match_type"].to_list(), calls["uncertainty_m"].to_list(), strict=True))
    for pair in pairs:
        if pair not in said:
            said[pair] = words.certainty(*pair)
    return pl.Series("sure", [said[pair] for pair in pairs], dtype=pl.String)


def _micro(degrees: pl.Series) -> pl.Series:
    return (degrees * MICRO).round().cast(pl.Int64)


def _lowest(column: pl.Series) -> int:
    lowest = column.min()
    return lowest if isinstance(lowest, int) else 0


def _steps(column: pl.Series, start: int = 0) -> list[int]:
    return (column - column.shift(1, fill_value=start)).to_list()


def _radii(uncertainty_m: pl.Series) -> list[float]:
    radii = uncertainty_m.cast(pl.Float64).fill_null(0).clip(0).round(1)
    return [int(radius) if radius.is_integer() else radius for radius in radii.to_list()]


def _units(calls: pl.DataFrame) -> dict[str, list[str]]:
    rows = zip(calls["closed_at"].is_null().to_list(), calls["units"].to_list(), strict=True)
    return {str(index): signs for index, (is_open, signs) in enumerate(rows) if is_open and signs}


def _others(calls: pl.DataFrame) -> dict[str, str]:
    rows = zip(calls["is_area_ambiguous"].to_list(), calls["other_areas"].to_list(), strict=True)
    return {str(index): codes for index, (is_so, codes) in enumerate(rows) if is_so and codes}
