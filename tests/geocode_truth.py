"""Asks a geocoder questions whose answers are known, and counts what comes of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from pyproj import Geod

from geo_rtcc.geocoder.geocoder import Geocoder
from geo_rtcc.models.geocoding import NO_HINT, Geocoded, Hint, Outcome
from geo_rtcc.models.geofile import SCHEMAS, Geofile, GeofileKind

EARTH = Geod(ellps="WGS84")
WRONG_M = 150.0
NEAR_M = 25.0
THRESHOLDS = (0.6, 0.7, 0.8, 0.85, 0.9, 0.95)

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A location string and where it is.

    Parameters
    ----------
    points
        Degrees, EPSG:4326; any of them is right (a chain's branches).
    form
        What the string looks like: "address", "block", "intersection" ...
    weight
        How many records bear it.
    is_answerable
        Whether the reference holds what it names; others only count as wrong or not.
    """

    text: str
    points: tuple[Point, ...]
    form: str
    weight: int = 1
    is_answerable: bool = True
    hint: Hint = NO_HINT


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A reference, the questions put to it, and how these were chosen from how many.

    Parameters
    ----------
    apart
        Strings left out of the questions because their own coordinates contradict each other.
    """

    name: str
    geofile: Geofile
    questions: tuple[Question, ...]
    denominators: Mapping[str, int] = field(default_factory=dict)
    apart: tuple[Question, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question, its answer, and how far off that is in metres (NaN without an answer)."""

    question: Question
    answer: Geocoded
    error_m: float

    @property
    def is_matched(self) -> bool:
        """Whether there is one answer."""
        return self.answer.outcome is Outcome.MATCHED


@dataclass(frozen=True, kw_only=True)
class Score:
    """What came of a set of questions; shares are of 1, errors in metres.

    Parameters
    ----------
    matched
        Share of the answerable questions, and the same by weight.
    wrong_share
        Answers more than ``WRONG_M`` off among all answers, also to unanswerable questions.
    coverage
        Share of the answers that lie within their own ``uncertainty_m``.
    """

    asked: int
    answerable: int
    matched: float
    matched_weighted: float
    outcomes: Mapping[str, int]
    match_types: Mapping[str, int]
    median_m: float
    p90_m: float
    p99_m: float
    within_near: float
    within_near_weighted: float
    wrong: int
    wrong_share: float
    coverage: float


def evaluate(geocoder: Geocoder, questions: Sequence[Question]) -> tuple[Asked, ...]:
    """Ask all questions in one batch."""
    answers = geocoder.geocode_many(
        [question.text for question in questions], [question.hint for question in questions]
    )
    return tuple(
        Asked(question=question, answer=answer, error_m=_error_m(question, answer))
        for question, answer in zip(questions, answers, strict=True)
    )


def _error_m(question: Question, answer: Geocoded) -> float:
    if answer.best is None:
        return float("nan")
    return error_m(question.points, answer.best.lon, answer.best.lat)


def error_m(points: Sequence[Point], lon: float, lat: float) -> float:
    """Return the distance to the nearest of the points, along the ellipsoid."""
    return min(EARTH.inv(lon, lat, *point)[2] for point in points)


def score(asked: Sequence[Asked]) -> Score:
    """Sum up answers."""
    answerable = [one for one in asked if one.question.is_answerable]
    matched = [one for one in asked if one.is_matched]
    errors = np.array([one.error_m for one in matched] or [np.nan])
    weights = np.array([one.question.weight for one in matched] or [1])
    near = errors <= NEAR_M
    wrong = int((errors > WRONG_M).sum())
    hits = [one for one in answerable if one.is_matched]
    return Score(
        asked=len(asked),
        answerable=len(answerable),
        matched=len(hits) / max(len(answerable), 1),
        matched_weighted=_weight(hits) / max(_weight(answerable), 1),
        outcomes=dict(Counter(one.answer.outcome.value for one in asked)),
        match_types=dict(
            Counter(one.answer.best.match_type.value for one in matched if one.answer.best)
        ),
        median_m=float(np.median(errors)),
        p90_m=float(np.quantile(errors, 0.9)),
        p99_m=float(np.quantile(errors, 0.99)),
        within_near=float(near.mean()),
        within_near_weighted=float((near * weights).sum() / weights.sum()),
        wrong=wrong,
        wrong_share=wrong / max(len(matched), 1),
        coverage=float(np.mean([_is_covered(one) for one in matched] or [np.nan])),
    )


def _weight(asked: Sequence[Asked]) -> int:
    return sum(one.question.weight for one in asked)


def _is_covered(one: Asked) -> bool:
    return one.answer.best is not None and one.error_m <= one.answer.best.uncertainty_m


@dataclass(frozen=True, kw_only=True)
class Precision:
    """Of the best candidates with at least this score: how many, and the shares that are right."""

    threshold: float
    answers: int
    within_150_m: float
    within_50_m: float


def precision(asked: Sequence[Asked]) -> tuple[Precision, ...]:
    """Return precision at each threshold.

    The best candidate counts, also where the answer itself was withheld as too uncertain or too
    unlike; that of an ambiguous string does not, since nothing says which one to take.
    """
    scored = []
    for one in asked:
        best = one.answer.best or next(iter(one.answer.candidates), None)
        if best is not None and one.answer.outcome is not Outcome.AMBIGUOUS:
            scored.append((best.score, error_m(one.question.points, best.lon, best.lat)))
    values = np.array(scored or [(0.0, 0.0)])
    return tuple(_precision(threshold, values) for threshold in THRESHOLDS)


def _precision(threshold: float, scored: np.ndarray) -> Precision:
    kept = scored[scored[:, 0] >= threshold, 1]
    return Precision(
        threshold=threshold,
        answers=len(kept),
        within_150_m=float((kept <= WRONG_M).mean()) if len(kept) else float("nan"),
        within_50_m=float((kept <= 50.0).mean()) if len(kept) else float("nan"),
    )


def by_form(asked: Sequence[Asked]) -> dict[str, tuple[Asked, ...]]:
    """Return the answers apart by the questions' form."""
    forms = sorted({one.question.form for one in asked})
    return {form: tuple(one for one in asked if one.question.form == form) for form in forms}


def frame(kind: GeofileKind, columns: Mapping[str, Any]) -> pl.DataFrame:
    """Return a frame of a geofile by its schema; columns that are not given are null."""
    schema = SCHEMAS[kind]
    given = pl.DataFrame({name: pl.Series(columns[name], dtype=schema[name]) for name in columns})
    missing = [
        pl.lit(None, dtype=schema[name]).alias(name) for name in schema.keys() - given.columns
    ]
    return given.with_columns(missing).select(list(schema))
