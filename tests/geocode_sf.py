"""San Francisco: a month's intersection strings on TIGER's road lines."""

from functools import cache
from pathlib import Path

import polars as pl

from geo_rtcc.feeds.geofile import read_geofile
from geo_rtcc.models.geofile import Geofile, GeofileKind
from tests.geocode_truth import Question, Trial


def intersections(shared: Path) -> Trial:
    """Return the strings with a slash, each with the median of its own coordinates."""
    rows = pl.read_csv(shared / "data/sf/crime.csv", infer_schema_length=0)
    strings = (
        rows.filter(pl.col("Address").str.contains("/"))
        .group_by("Address")
        .agg(pl.col("lng", "lat").cast(pl.Float64).median(), pl.len())
        .sort("Address")
    )
    questions = tuple(
        Question(text=text, points=((lon, lat),), form="intersection", weight=count)
        for text, lon, lat, count in strings.iter_rows()
    )
    counts = {"incidents": len(rows), "of them at intersections": int(strings["len"].sum())}
    return Trial(
        name="sf.intersections",
        geofile=Geofile(roads=roads(shared)),
        questions=questions,
        denominators={**counts, "distinct strings": len(questions)},
    )


@cache
def roads(shared: Path) -> pl.DataFrame:
    """Return TIGER's named lines; they have no ranges."""
    return read_geofile(shared / "data/sf/roads.zip", GeofileKind.ROADS, "tiger").frame
