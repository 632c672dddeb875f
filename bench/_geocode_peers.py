"""The strings that PostGIS's geocoders can answer too, asked of both in one run."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import psycopg

from bench import _geocode_standardiser as standardiser
from bench import _geocode_tiger as tiger
from bench._geocode_tiger import SAN_FRANCISCO, WASHINGTON, City, PeerAnswers
from bench.database import fresh_database
from bench.figures import Figure, note
from geo_rtcc.geocoder.geocoder import Geocoder
from tests import geocode_dc_places, geocode_sf
from tests.geocode_truth import NEAR_M, WRONG_M, Question, Trial, error_m

# Its own rating above which an answer of the tiger geocoder is none; its authors call 0 exact. At 5
# it loses no right answer to these strings and answers fewest of those that it can't know.
WORST_RATING = 5
TIGER = "postgis_tiger_geocoder"
JOIN = "address_standardizer and an equality join"

Peer = Callable[[Sequence[Question]], PeerAnswers]


def peers(shared: Path, sample: int | None) -> list[Figure]:
    """Measure ranges and intersections beside tiger's geocoder, address points beside a join."""
    ranges = geocode_dc_places.by_range(shared)
    corners = geocode_sf.intersections(shared)
    points = geocode_dc_places.by_point(shared)
    figures: list[Figure] = []
    with fresh_database() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        tiger.install(connection)
        for trial, city in ((ranges, WASHINGTON), (corners, SAN_FRANCISCO)):
            note(f"filling {TIGER}'s tables: {city.name}")
            with connection.transaction():
                tiger.fill(connection, trial.geofile.roads, city)
        figures += _beside("peer_ranges", ranges, TIGER, sample,
                           _tiger(connection, tiger.addresses, WASHINGTON))  # fmt: skip
        figures += _beside("peer_corners", corners, TIGER, sample,
                           _tiger(connection, tiger.crossings, SAN_FRANCISCO))  # fmt: skip

        def join(questions: Sequence[Question]) -> PeerAnswers:
            return standardiser.addresses(connection, points.geofile.addresses, questions)

        figures += _beside("peer_points", points, JOIN, None, join)
    return figures


def _tiger(connection: psycopg.Connection[Any], ask: Any, city: City) -> Peer:
    return lambda questions: ask(connection, questions, city, WORST_RATING)


def _beside(name: str, trial: Trial, peer: str, sample: int | None, ask: Peer) -> list[Figure]:
    """Ask both the same strings, one after the other, each in one process.

    Strings that the reference has no place for are asked too: only the wrong answers count them.
    """
    questions = trial.questions if sample is None else Random(1).sample(trial.questions, sample)
    note(f"asking {len(questions):,} strings of {trial.name} beside {peer}")
    theirs = ask(questions)
    geocoder = Geocoder(trial.geofile)
    began = time.perf_counter()
    answers = [geocoder.geocode(question.text) for question in questions]
    seconds = time.perf_counter() - began
    errors = tuple(
        error_m(question.points, answer.best.lon, answer.best.lat) if answer.best else None
        for question, answer in zip(questions, answers, strict=True)
    )
    known = [question.is_answerable for question in questions]
    sizes = f"{len(questions):,} strings of {trial.name}, {sum(known):,} answerable"
    ours = Asked(answers=PeerAnswers(errors_m=errors, seconds=seconds), known=known)
    return _compare(name, ours, Asked(answers=theirs, known=known), peer, sizes)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Answers, and which of the strings the reference has a place for."""

    answers: PeerAnswers
    known: Sequence[bool]

    def given(self, *, known_only: bool = True) -> np.ndarray:
        """Return metres off of the answers given."""
        pairs = zip(self.answers.errors_m, self.known, strict=True)
        return np.array([m for m, known in pairs if m is not None and (known or not known_only)])

    def share(self, within_m: float) -> float:
        """Return the share of the answerable strings whose answer is that near."""
        return float((self.given() <= within_m).sum() / sum(self.known))

    def wrong(self) -> float:
        """Return the share of all answers that are over 150 m off."""
        return float((self.given(known_only=False) > WRONG_M).mean())


@dataclass(frozen=True, kw_only=True)
class _Measure:
    name: str
    unit: str
    of: Callable[[Asked], float]
    digits: int
    more_is_better: bool = True


def _compare(name: str, ours: Asked, theirs: Asked, peer: str, sizes: str) -> list[Figure]:
    """Return figures whose ratios are above 1 where ours is better."""
    return [
        Figure(
            figure=f"geocode.{name}_{one.name}", value=round(one.of(ours), one.digits),
            unit=one.unit, peer=peer, peer_value=round(one.of(theirs), one.digits),
            ratio=_ratio(one, one.of(ours), one.of(theirs)), sizes=sizes,
        )
        for one in _MEASURES
    ]  # fmt: skip


def _ratio(measure: _Measure, ours: float, theirs: float) -> float | None:
    over, under = (ours, theirs) if measure.more_is_better else (theirs, ours)
    return round(over / under, 2) if under else None


def _per_s(asked: Asked) -> float:
    return len(asked.known) / asked.answers.seconds


_MEASURES = (
    _Measure(name="per_s", unit="1/s", of=_per_s, digits=0),
    _Measure(name="matched", unit="share", of=lambda asked: asked.share(np.inf), digits=4),
    _Measure(name="right", unit="share", of=lambda asked: asked.share(WRONG_M), digits=4),
    _Measure(name="within_25m", unit="share", of=lambda asked: asked.share(NEAR_M), digits=4),
    _Measure(name="median_m", unit="m", digits=2, more_is_better=False,
             of=lambda asked: float(np.median(asked.given()))),
    _Measure(name="p90_m", unit="m", digits=2, more_is_better=False,
             of=lambda asked: float(np.quantile(asked.given(), 0.9))),
    _Measure(name="wrong_share", unit="share", of=Asked.wrong, digits=4, more_is_better=False),
)  # fmt: skip
