"""Washington: block strings, licensed places and signals on the arterials and on each other."""

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from pyproj import Transformer

from geo_rtcc.feeds.geofile import read_geofile
from geo_rtcc.models.geofile import Geofile, GeofileKind
from tests.geocode_truth import EARTH, Point, Question, Trial

SIGNAL_M = 40.0  # a signal this near to a crime's intersection is that intersection's
_BLOCK = re.compile(r"(\d+) (?:- )?(\d+) BLOCK OF (.+)")
_SUFFIXES = {
    "AV": "AVE", "AVENUE": "AVE", "STREET": "ST", "ROAD": "RD", "PLACE": "PL", "CIRCLE": "CIR",
    "BOULEVARD": "BLVD", "PARKWAY": "PKWY", "DRIVE": "DR", "BRIDGE": "BRG", "FREEWAY": "FWY",
}  # fmt: skip
_SHORT = {"NORTH": "N", "SOUTH": "S", "EAST": "E"}
QUADRANTS = ("NW", "NE", "SW", "SE")


def plain(street: str) -> tuple[str, str]:
    """Return a street's name in one spelling, and its quadrant: for denominators alone."""
    words = [_SUFFIXES.get(word, word) for word in street.upper().replace(".", "").split()]
    quadrant = words.pop() if words and words[-1] in QUADRANTS else ""
    if len(words) > 1 and words[1] == "CAPITOL":
        words[0] = _SHORT.get(words[0], words[0])
    return " ".join(words), quadrant


@cache
def features(shared: Path, name: str) -> list[dict[str, Any]]:
    """Return the features of one of the city's GeoJSON files."""
    return json.loads((shared / f"data/dc/{name}.geojson").read_text())["features"]


@cache
def reference(shared: Path, name: str, kind: GeofileKind) -> pl.DataFrame:
    """Return one of the city's files as a geofile has it."""
    return read_geofile(shared / f"data/dc/{name}.geojson", kind, "dc").frame


def roads(shared: Path) -> pl.DataFrame:
    """Return the arterials with the ranges that their blocks are meant to have."""
    return reference(shared, "major-roads", GeofileKind.ROADS)


Ranges = dict[str, list[tuple[str, int, int]]]


def ranges(shared: Path) -> Ranges:
    """Return for each arterial's plain name its quadrants and ranges, for denominators."""
    found: Ranges = {}
    for row in roads(shared).iter_rows(named=True):
        name, quadrant = plain(row["street"])
        for side in ("left", "right"):
            ends = [row[f"from_{side}"], row[f"to_{side}"]]
            if None not in ends:
                found.setdefault(name, []).append((quadrant, min(ends), max(ends)))
    return found


def is_on(known: Ranges, street: str, low: int, high: int) -> bool:
    """Return whether a range of that street overlaps."""
    name, quadrant = plain(street)
    return any(
        at in ("", quadrant) and first <= high and last >= low
        for at, first, last in known.get(name, ())
    )


def crimes(shared: Path) -> dict[str, tuple[Point, int]]:
    """Return each BLOCK string with the median of its coordinates and its incidents."""
    wards = [
        pl.read_csv(shared / f"data/dc/crime_Ward{ward}.csv", infer_schema_length=0).select(
            "BLOCK", pl.col("XBLOCK", "YBLOCK").cast(pl.Float64)
        )
        for ward in (3, 4, 8)
    ]
    month = [
        (row["BLOCKSITEADDRESS"], float(row["BLOCKXCOORD"]), float(row["BLOCKYCOORD"]))
        for row in (one["properties"] for one in features(shared, "crime-incidents-last-30-days"))
    ]
    both = pl.concat([*wards, pl.DataFrame(month, wards[0].schema, orient="row")])
    strings = (
        both.with_columns(pl.col("BLOCK").str.replace_all(r"\s+", " ").str.strip_chars())
        .group_by("BLOCK")
        .agg(pl.col("XBLOCK", "YBLOCK").median(), pl.len())
        .sort("BLOCK")
    )
    to_degrees = Transformer.from_crs(26985, 4326, always_xy=True)
    lon, lat = to_degrees.transform(strings["XBLOCK"].to_numpy(), strings["YBLOCK"].to_numpy())
    points = zip(lon.tolist(), lat.tolist(), strict=True)
    return dict(zip(strings["BLOCK"], zip(points, strings["len"], strict=True), strict=True))


def blocks(shared: Path) -> Trial:
    """Ask all block strings of arterials; those whose range overlaps one should be answered."""
    known, questions, names = ranges(shared), [], 0
    strings = crimes(shared)
    found = {text: _BLOCK.fullmatch(text) for text in strings}
    for text, match in found.items():
        if match is None or plain(match[3])[0] not in known:
            continue
        names += 1
        numbers = sorted((int(match[1]), int(match[2])))
        on_range = is_on(known, match[3], *numbers)
        questions.append(_question(text, strings[text], "block", is_answerable=on_range))
    counts = {"distinct strings": len(strings), "of them blocks": sum(map(bool, found.values()))}
    on = sum(question.is_answerable for question in questions)
    return Trial(
        name="dc.blocks",
        geofile=Geofile(roads=roads(shared)),
        questions=tuple(questions),
        denominators={**counts, "on a street named like an arterial": names, "on its ranges": on},
    )


def _question(
    text: str, place: tuple[Point, int], form: str, *, is_answerable: bool = True
) -> Question:
    point, count = place
    return Question(
        text=text, points=(point,), form=form, weight=count, is_answerable=is_answerable
    )


def near(point: Point, points: Iterable[Point], within_m: float) -> bool:
    """Return whether any of the points is that near."""
    lon, lat = point
    return any(
        abs(lon - x) < 0.001 and abs(lat - y) < 0.001 and EARTH.inv(lon, lat, x, y)[2] <= within_m
        for x, y in points
    )
