"""Denver: half of the addresses of six years as reference, the other half as questions."""

import random
import re
from pathlib import Path

import polars as pl

from geo_rtcc.models.geofile import Geofile, GeofileKind
from tests.geocode_truth import EARTH, Point, Question, Trial, frame

SEED = 5
SCATTER_M = 100.0
_ADDRESS = re.compile(r"(\d{1,6}) (?:(1/2) )?((?:[NSEW] )?[A-Z0-9].*[A-Z].*)")
_UNIT = re.compile(r"\s+(?:APT|UNIT|STE|#)\s*(\S+)$")
_BLOCK = re.compile(r"\bBLO?C?K\b")


def halves(shared: Path, *, asked: int | None = None, seed: int = SEED) -> Trial:
    """Return the trial of two random halves of all distinct strings.

    The reference has the plain addresses of its half as address points, and its intersection
    strings as named intersections; block strings are only ever questions.

    Parameters
    ----------
    asked
        How many of the other half to ask; None for all.
    """
    strings = distinct(shared)
    texts = sorted(strings)
    rng = random.Random(seed)
    rng.shuffle(texts)
    reference, others = texts[: len(texts) // 2], texts[len(texts) // 2 :]
    questions = [_question(text, strings[text][0]) for text in others]
    firm = [one for one in questions if _scatter_m(strings[one.text]) <= SCATTER_M]
    counts = {"distinct strings": len(texts), "asked half": len(others)}
    return Trial(
        name="denver.halves",
        geofile=geofile_of({text: strings[text] for text in reference}),
        questions=tuple(firm if asked is None else rng.sample(firm, min(asked, len(firm)))),
        denominators={**counts, "own coordinates agree": len(firm)},
        apart=tuple(one for one in questions if _scatter_m(strings[one.text]) > SCATTER_M),
    )


Places = tuple[Point, tuple[Point, ...]]


def distinct(shared: Path) -> dict[str, Places]:
    """Return each string's median point and the points that it was ever put at."""
    lon, lat = pl.col("GEO_LON"), pl.col("GEO_LAT")
    rows = (
        pl.scan_parquet(shared / "data/denver/offenses_2019_2024.parquet")
        .select(pl.col("INCIDENT_ADDRESS").str.strip_chars().alias("text"), lon, lat)
        .filter(lon.is_between(-105.2, -104.5) & lat.is_between(39.5, 40.0))
        .group_by("text")
        .agg(lon.median().alias("x"), lat.median().alias("y"), pl.struct(lon, lat).unique())
        .collect()
    )
    return {
        text: ((x, y), tuple((one["GEO_LON"], one["GEO_LAT"]) for one in points))
        for text, x, y, points in rows.iter_rows()
    }


def form_of(text: str) -> str:
    """Return what a string looks like; "other" is alleys behind a block, and no location at all."""
    if re.search(r"/|&", text.replace(" 1/2 ", " ")):
        return "other" if _BLOCK.search(text) or re.match(r"\d+ ", text) else "intersection"
    if _BLOCK.search(text):
        return "block" if re.match(r"\d+ BLO?C?K ", text) else "other"
    return "address" if _ADDRESS.fullmatch(text) else "other"


def _question(text: str, point: Point) -> Question:
    form = form_of(text)
    return Question(text=text, points=(point,), form=form, is_answerable=form != "other")


def _scatter_m(places: Places) -> float:
    (lon, lat), points = places
    return max(EARTH.inv(lon, lat, *point)[2] for point in points)


def geofile_of(strings: dict[str, Places]) -> Geofile:
    """Return address points and named intersections of the strings that agree with themselves."""
    firm = {text: places[0] for text, places in strings.items() if _scatter_m(places) <= SCATTER_M}
    return Geofile(addresses=_addresses(firm), intersections=_intersections(firm))


def _addresses(points: dict[str, Point]) -> pl.DataFrame:
    rows = []
    for text, (lon, lat) in points.items():
        found = _ADDRESS.fullmatch(text) if form_of(text) == "address" else None
        if found:
            number, half, street = found.groups()
            unit = _UNIT.search(street)
            name = street[: unit.start()] if unit else street
            rows.append((int(number), half, name, unit and unit.group(1), lon, lat))
    names = ("number", "number_suffix", "street", "unit", "lon", "lat")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    return frame(GeofileKind.ADDRESSES, columns)


def _intersections(points: dict[str, Point]) -> pl.DataFrame:
    rows = [
        (re.split(r"\s*[/&]\s*", text), lon, lat)
        for text, (lon, lat) in points.items()
        if form_of(text) == "intersection"
    ]
    columns = dict(zip(("streets", "lon", "lat"), map(list, zip(*rows, strict=True)), strict=True))
    return frame(GeofileKind.INTERSECTIONS, columns)
