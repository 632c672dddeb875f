"""Washington: signalised intersections, as questions and as reference."""

import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import polars as pl
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from geo_rtcc.models.geofile import Geofile, GeofileKind
from tests.geocode_dc import (
    QUADRANTS,
    SIGNAL_M,
    crimes,
    features,
    near,
    plain,
    reference,
    roads,
)
from tests.geocode_truth import Point, Question, Trial

SIGNALS = "signalized-intersections-acisa"
TO_METRES = Transformer.from_crs(4326, 26985, always_xy=True)
_SIGNAL_SPLIT = re.compile(r"\s+AND\s+|\s*&\s*|,\s*")


def signals(shared: Path) -> list[tuple[str, tuple[str, ...], Point]]:
    """Return each signal's name, its streets with the name's quadrant, and its point."""
    found = []
    for one in features(shared, SIGNALS):
        name = (one["properties"]["NAME"] or "").strip()
        parts = [part.strip() for part in _SIGNAL_SPLIT.split(name) if part.strip()]
        quadrant = parts.pop() if parts and parts[-1] in QUADRANTS else ""
        if len(parts) > 1:
            streets = tuple(f"{part} {quadrant}".strip() for part in parts)
            found.append((name, streets, tuple(one["geometry"]["coordinates"][:2])))
    return found


def at_signals(shared: Path) -> Trial:
    """Ask the crimes' intersections of the signals, whose names are cut and may lack quadrants."""
    known = signals(shared)
    points = [point for _, _, point in known]
    strings = {text: place for text, place in crimes(shared).items() if " AND " in text}
    questions = tuple(
        Question(text=text, points=(point,), form="intersection", weight=count,
                 is_answerable=near(point, points, SIGNAL_M))
        for text, (point, count) in strings.items()
    )  # fmt: skip
    signal = sum(question.is_answerable for question in questions)
    return Trial(
        name="dc.signals",
        geofile=Geofile(intersections=reference(shared, SIGNALS, GeofileKind.INTERSECTIONS)),
        questions=questions,
        denominators={"signals with two streets or more": len(known),
                      "distinct strings": len(questions),
                      f"with a signal within {SIGNAL_M:.0f} m": signal},
    )  # fmt: skip


def of_arterials(shared: Path) -> Trial:
    """Ask the signals' names of the arterials' lines.

    Those should be answered whose streets are all arterials that come within ``SIGNAL_M`` of the
    signal: the file has only parts of most streets.
    """
    lines = _lines(roads(shared))
    asked: dict[str, tuple[list[Point], bool]] = {}
    for name, streets, point in signals(shared):
        points, is_answerable = asked.setdefault(name, ([], True))
        points.append(point)
        meets = all(_is_near(lines.get(plain(street)[0]), point) for street in streets)
        asked[name] = (points, is_answerable and meets)
    questions = tuple(
        Question(text=name, points=tuple(points), form="intersection", is_answerable=meets)
        for name, (points, meets) in sorted(asked.items())
    )
    both = sum(question.is_answerable for question in questions)
    return Trial(
        name="dc.arterials",
        geofile=Geofile(roads=roads(shared)),
        questions=questions,
        denominators={"distinct names": len(questions), "all streets arterials there": both},
    )


def _lines(streets: pl.DataFrame) -> dict[str, BaseGeometry]:
    """Return the lines of each arterial's plain name, in metres (EPSG:26985)."""
    shapes = shapely.transform(shapely.from_wkb(streets["shape"].to_numpy()), _metres)
    found = defaultdict(list)
    for street, line in zip(streets["street"], shapes, strict=True):
        found[plain(street)[0]].append(line)
    return {name: shapely.MultiLineString(parts) for name, parts in found.items()}


def _metres(degrees: np.ndarray) -> np.ndarray:
    return np.column_stack(TO_METRES.transform(degrees[:, 0], degrees[:, 1]))


def _is_near(lines: BaseGeometry | None, point: Point) -> bool:
    return (
        lines is not None and lines.distance(shapely.Point(TO_METRES.transform(*point))) < SIGNAL_M
    )
