"""Geocoding: speed on 116,000 rows, how right on real data, beside PostGIS's own geocoders."""

import math
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from multiprocessing import get_context
from random import Random

import numpy as np

from bench import _geocode_city as city
from bench._geocode_peers import peers
from bench.figures import Figure, arguments, best, note, show
from bench.geocode_accuracy import SHARED
from geo_rtcc.geocoder.geocoder import Geocoder
from geo_rtcc.models import Geocoded
from tests.geocode_trials import trials
from tests.geocode_truth import Asked, Trial, evaluate, score

PROCESSES = 2
CHUNK = 1_000
DIGITS = 4

_shared: list[Geocoder] = []  # of the process that forks


def main() -> None:
    """Measure what the arguments ask for."""
    wanted = arguments(__doc__ or "")
    small = wanted.size == "small"
    figures: list[Figure] = []
    if _is_wanted(wanted.only, "batch", "single", "index"):
        figures += _speed(4_000 if small else 40_000)
    if _is_wanted(wanted.only, "sf", "dc", "denver", "wrong"):
        figures += _accuracy(1_000 if small else None)
    if _is_wanted(wanted.only, "peer"):
        figures += peers(SHARED, 100 if small else None)
    show(figures, as_json=wanted.json, small=small)


def _is_wanted(only: str, *names: str) -> bool:
    return any(f"geocode.{name}".startswith(only) or only.startswith(f"geocode.{name}")
               for name in names)  # fmt: skip


def _speed(count: int) -> list[Figure]:
    note("building the index in a process of its own")
    command = [sys.executable, "-m", "bench._geocode_build", str(SHARED)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    build_s, mib = map(float, done.stdout.split())
    geofile = city.reference(SHARED)
    texts = city.strings(SHARED, count)
    rows = f"{city.rows_of(geofile):,} reference rows (Denver's points, a grid county's ranges)"
    mix = ", ".join(f"{share:.0%} {kind}" for kind, share in city.MIX.items())
    note(f"geocoding {len(texts):,} distinct strings")
    fresh = Geocoder(geofile)
    one_s, answers = best(lambda: fresh.geocode_many(texts), 1)
    two_s = _two_processes_s(Geocoder(geofile), texts)
    matched = sum(answer.best is not None for answer in answers) / len(answers)
    sizes = f"{len(texts):,} distinct strings: {mix}; {matched:.1%} matched; {rows}"
    single = _single_ms(Geocoder(geofile), texts[:5_000])
    alone = f"nothing asked before, {rows}"
    return [
        _figure("batch_per_s", len(texts) / two_s, "1/s", f"{PROCESSES} processes, {sizes}"),
        _figure("batch_one_process_per_s", len(texts) / one_s, "1/s", "the same strings"),
        _figure("single_p50_ms", float(np.median(single)), "ms", alone),
        _figure("single_p99_ms", float(np.quantile(single, 0.99)), "ms", alone),
        _figure("index_build_s", build_s, "s", rows),
        _figure("index_mib", mib, "MiB", rows),
    ]


def _two_processes_s(geocoder: Geocoder, texts: Sequence[str]) -> float:
    """Return the seconds of a batch in two processes that have the index, answers brought back."""
    _shared[:] = [geocoder]
    chunks = [texts[at : at + CHUNK] for at in range(0, len(texts), CHUNK)]
    with get_context("fork").Pool(PROCESSES) as pool:
        seconds, _ = best(lambda: pool.map(_answers, chunks, chunksize=1), 1)
    return seconds


def _answers(texts: Sequence[str]) -> list[Geocoded]:
    return _shared[0].geocode_many(texts)


def _single_ms(geocoder: Geocoder, texts: Sequence[str]) -> list[float]:
    times = []
    for text in texts:
        began = time.perf_counter()
        geocoder.geocode(text)
        times.append(1000 * (time.perf_counter() - began))
    return times


def _figure(name: str, value: float, unit: str, sizes: str) -> Figure:
    """Return a figure of four significant digits."""
    digits = DIGITS - 1 - math.floor(math.log10(abs(value))) if value else 0
    return Figure(figure=f"geocode.{name}", value=round(value, digits), unit=unit, sizes=sizes)


def _accuracy(sample: int | None) -> list[Figure]:
    figures, everything = [], []
    for trial in trials(SHARED):
        note(f"asking {trial.name}")
        geocoder = Geocoder(trial.geofile)
        asked = evaluate(geocoder, _sampled(trial, sample).questions)
        everything += asked
        figures += _figures_of(trial, asked)
    whole = score(everything)
    answers = whole.outcomes["matched"]
    sizes = f"{whole.wrong:,} of {answers:,} answers over 150 m off, all sets together"
    return [*figures, _figure("wrong_share", whole.wrong_share, "share", sizes)]


def _sampled(trial: Trial, sample: int | None) -> Trial:
    if sample is None or len(trial.questions) <= sample:
        return trial
    return replace(trial, questions=tuple(Random(1).sample(trial.questions, sample)))


def _figures_of(trial: Trial, asked: Sequence[Asked]) -> Iterator[Figure]:
    one = score(asked)
    name = {"sf.intersections": "sf_intersections", "denver.halves": "denver"}.get(
        trial.name, trial.name.replace(".", "_")
    )
    short = name.removesuffix("_intersections")
    counts = ", ".join(f"{count:,} {what}" for what, count in trial.denominators.items())
    sizes = f"{one.answerable:,} answerable of {one.asked:,} asked; {counts}"
    by_record = one.matched_weighted != one.matched
    if by_record:
        yield _figure(f"{name}_matched", one.matched_weighted, "share", f"of records; {sizes}")
        yield _figure(f"{short}_within_25m", one.within_near_weighted, "share", "of records")
    apart = "_distinct" if by_record else ""
    yield _figure(f"{name}_matched{apart}", one.matched, "share", sizes)
    yield _figure(f"{short}_within_25m{apart}", one.within_near, "share", "of the answers")
    yield _figure(f"{short}_median_m", one.median_m, "m", "of the answers")
    yield _figure(f"{short}_p90_m", one.p90_m, "m", "of the answers")
    yield _figure(f"{short}_wrong_share", one.wrong_share, "share", f"{one.wrong} answers")


if __name__ == "__main__":
    main()
