"""Calls as one compact drawing: columns of integers, every repeated text once."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from geo_rtcc.models import AreaKind, Category
from geo_rtcc.views import words
from geo_rtcc.views.maps import Drawing, deltas
from geo_rtcc.views.palette import CATEGORY_STYLES, MAP_COLOURS, PRIORITY_RADII_PX, Theme

_CATEGORIES = [str(category) for category in Category]
_SIZES = sorted(PRIORITY_RADII_PX)


def points(calls: pl.DataFrame, kind: AreaKind, zone: str, theme: Theme) -> Drawing:
    """Return located calls as canvas markers: colour and shape by category, size by priority.

    Parameters
    ----------
    calls
        As ``situation.live.LiveCalls.calls``. The most urgent are drawn last, on top.
    """
    ordered = calls.with_columns(size=_size(), rank=pl.col("priority").fill_null(9)).sort(
        "rank", "received_at", descending=[True, False]
    )
    texts = {name: _coded(ordered[name]) for name in ("call_type", "address", "area")}
    sure = _certainties(ordered)
    return Drawing(
        "points",
        _look(kind, zone, theme)
        | {
            "lon": deltas(ordered["lon"]),
            "lat": deltas(ordered["lat"]),
            "time": _differences(ordered["received_at"].dt.epoch("s").to_list()),
            "category": "".join(str(_CATEGORIES.index(name)) for name in ordered["category"]),
            "size": "".join(map(str, ordered["size"])),
            "onView": "".join("1" if flag else "0" for flag in ordered["is_on_view"]),
            "types": texts["call_type"][0],
            "type": texts["call_type"][1],
            "addresses": texts["address"][0],
            "address": texts["address"][1],
            "areas": texts["area"][0],
            "area": texts["area"][1],
            "others": _others(ordered),
        }
        | sure,
    )


def _look(kind: AreaKind, zone: str, theme: Theme) -> dict[str, Any]:
    return {
        "colours": MAP_COLOURS[theme],
        "styles": [
            {"label": style.label, "fill": style.fill(theme), "corners": style.corners}
            for style in CATEGORY_STYLES.values()
        ],
        "radii": [PRIORITY_RADII_PX[size] for size in _SIZES],
        "sizes": ["", "1", "2", "3", "4 or lower"],
        "zone": zone,
        "areaWord": words.AREA_WORDS[kind],
    }


def _size() -> pl.Expr:
    priority = pl.col("priority").fill_null(0).cast(pl.Int64)
    return pl.when(priority < 1).then(0).otherwise(priority.clip(1, 4))


def _coded(column: pl.Series) -> tuple[list[str], list[int]]:
    """Return the distinct texts (null as empty) and each row's index into them."""
    texts = column.fill_null("")
    distinct = texts.unique(maintain_order=True).to_list()
    at = {text: index for index, text in enumerate(distinct)}
    return distinct, [at[text] for text in texts]


def _certainties(calls: pl.DataFrame) -> dict[str, Any]:
    """Return the sentences on how sure a point is, their radii in metres, and each row's index."""
    pairs = list(zip(calls["match_type"], calls["uncertainty_m"], strict=True))
    distinct = list(dict.fromkeys(pairs))
    at = {pair: index for index, pair in enumerate(distinct)}
    return {
        "certainties": [words.certainty(*pair) for pair in distinct],
        "radiiM": [round(radius or 0, 1) for _, radius in distinct],
        "certainty": [at[pair] for pair in pairs],
    }


def _others(calls: pl.DataFrame) -> dict[int, str]:
    """Return the other areas of the rows whose area is ambiguous."""
    rows = zip(calls["is_area_ambiguous"], calls["other_areas"], strict=True)
    return {index: other or "" for index, (ambiguous, other) in enumerate(rows) if ambiguous}


def _differences(values: Sequence[int]) -> list[int]:
    return [value - before for value, before in zip(values, [0, *values[:-1]], strict=True)]
