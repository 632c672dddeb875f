"""Counts by H3 cell as one compact drawing: outlines, fixed bins, low counts hatched."""

import polars as pl

from geo_rtcc import cells
from geo_rtcc.models import AreaKind
from geo_rtcc.views import words
from geo_rtcc.views.look import look
from geo_rtcc.views.maps import Drawing, deltas
from geo_rtcc.views.palette import CATEGORY_STYLES, Theme


def cell_totals(counts: pl.DataFrame, resolution: int) -> pl.DataFrame:
    """Return one row a cell of ``resolution``, busiest last: ``cell, n, areas, categories``.

    Parameters
    ----------
    counts
        ``area``, ``cell`` (H3 resolution 9, 0 without a point), ``category``, ``n``.

    Returns
    -------
    totals
        ``areas`` joins the codes of the areas the cell's calls lie in; ``categories`` lists its
        categories with their counts, largest first.
    """
    located = counts.filter((pl.col("cell") != cells.NO_CELL) & (pl.col("n") > 0))
    lifted = located.with_columns(
        cell=pl.Series(cells.parents(located["cell"].to_numpy(), resolution), dtype=pl.Int64),
        label=pl.col("category").replace_strict(
            {str(category): style.label for category, style in CATEGORY_STYLES.items()},
            return_dtype=pl.String,
        ),
    )
    by_label = lifted.group_by("cell", "label").agg(pl.col("n").sum()).sort("n", descending=True)
    listed = by_label.group_by("cell", maintain_order=True).agg(
        categories=pl.format("{} {}", "label", "n").str.join(", ")
    )
    totals = lifted.group_by("cell").agg(
        pl.col("n").sum(), areas=pl.col("area").drop_nulls().unique().sort().str.join(", ")
    )
    return totals.join(listed, on="cell").sort("n", "cell")


def hexagons(counts: pl.DataFrame, resolution: int, kind: AreaKind, theme: Theme) -> Drawing:
    """Return the cells as filled hexagons; arguments as ``cell_totals``."""
    totals = cell_totals(counts, resolution)
    rings = cells.outlines(totals["cell"].to_list())
    areas = totals["areas"].unique(maintain_order=True).to_list()
    at = {area: index for index, area in enumerate(areas)}
    return Drawing(
        "cells",
        {
            "look": look(theme),
            "resolution": resolution,
            "corners": "".join(str(len(ring)) for ring in rings),
            "lon": deltas(lon for ring in rings for lon, _ in ring),
            "lat": deltas(lat for ring in rings for _, lat in ring),
            "n": totals["n"].to_list(),
            "words": totals["categories"].to_list(),
            "areas": areas,
            "area": [at[area] for area in totals["areas"]],
            "areaWord": words.AREA_WORDS[kind],
        },
    )
