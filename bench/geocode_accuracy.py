"""How right the geocoder is, on each agency's own data: tables, and the worst answers in full."""

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench._geocode_tables import markdown
from geo_rtcc.geocoder.geocoder import Geocoder
from tests.geocode_denver import SEED
from tests.geocode_trials import TRIALS, trials
from tests.geocode_truth import Asked, Trial, by_form, evaluate, precision, score

SHARED = Path(os.environ.get("GEO_RTCC_TEST_DATA") or Path(__file__).parents[2] / "shared")
Answers = Sequence[Asked]
COLUMNS = (
    "asked", "answerable", "matched", "median_m", "p90_m", "p99_m", "within_near", "wrong",
    "wrong_share", "coverage",
)  # fmt: skip


def main() -> None:
    """Ask what the arguments say; print tables or one JSON object a trial and form."""
    wanted = _arguments()
    console = Console(width=200)
    rows: list[tuple[Trial, Answers, Answers]] = []
    for trial, asked, apart, seconds in _all_asked(wanted.only, wanted.sample, wanted.seed):
        rows.append((trial, asked, apart))
        if wanted.json:
            _write(trial, asked, seconds)
        elif not wanted.markdown:
            _print(console, trial, asked, seconds)
            _failures(console, asked, wanted.failures, wanted.form)
    everything = [one for _, asked, _ in rows for one in asked]
    if wanted.markdown:
        sys.stdout.write(markdown(rows))
    elif wanted.json:
        sys.stdout.write(json.dumps({"trial": "all", **_all(everything)}) + "\n")
    else:
        console.print(_precision("all", everything))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a trial and form")
    parser.add_argument("--markdown", action="store_true", help="the tables of docs/geocoder.md")
    parser.add_argument(
        "--only", default="", help=f"trials whose names start so: {', '.join(TRIALS)}"
    )
    parser.add_argument("--form", default="", help="failures of this form only")
    parser.add_argument("--failures", type=int, default=0, help="how many of each kind to print")
    parser.add_argument("--sample", type=int, default=0, help="ask at most so many a trial, seeded")
    parser.add_argument("--seed", type=int, default=SEED, help="of the division of Denver")
    return parser.parse_args()


def _all_asked(
    only: str, sample: int, seed: int
) -> Iterator[tuple[Trial, tuple[Asked, ...], tuple[Asked, ...], float]]:
    for whole in trials(SHARED, only, seed):
        trial = whole
        if sample and len(whole.questions) > sample:
            picked = random.Random(1).sample(whole.questions, sample)
            trial = replace(whole, questions=tuple(picked))
        geocoder = Geocoder(trial.geofile)
        began = time.perf_counter()
        asked = evaluate(geocoder, trial.questions)
        seconds = time.perf_counter() - began
        yield trial, asked, evaluate(geocoder, trial.apart), seconds


def _write(trial: Trial, asked: Sequence[Asked], seconds: float) -> None:
    for form, ones in {"all": asked, **by_form(asked)}.items():
        row = {"trial": trial.name, "form": form, "seconds": seconds, **_all(ones)}
        if form == "all":
            row["denominators"] = dict(trial.denominators)
        sys.stdout.write(json.dumps(row) + "\n")


def _all(asked: Sequence[Asked]) -> dict[str, object]:
    return {**asdict(score(asked)), "precision": [asdict(one) for one in precision(asked)]}


def _print(console: Console, trial: Trial, asked: Sequence[Asked], seconds: float) -> None:
    counts = ", ".join(f"{count:,} {what}" for what, count in trial.denominators.items())
    rate = len(asked) / max(seconds, 1e-9)
    console.print(f"\n[bold]{trial.name}[/]: {counts}; {len(trial.apart)} apart; {rate:,.0f}/s")
    table = Table("form", *(name.replace("_", " ") for name in COLUMNS), "outcomes", "match types")
    for form, ones in {"all": asked, **by_form(asked)}.items():
        one = asdict(score(ones))
        cells = [_cell(name, one[name]) for name in COLUMNS]
        counts = [
            ", ".join(f"{k} {v}" for k, v in one[name].items())
            for name in ("outcomes", "match_types")
        ]
        table.add_row(form, *cells, *counts)
    console.print(table)
    console.print(_precision(trial.name, asked))


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{key} {count}" for key, count in sorted(counts.items()))


def _cell(name: str, value: float) -> str:
    if name in ("matched", "within_near", "wrong_share", "coverage"):
        return f"{value:.4f}"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def _precision(name: str, asked: Sequence[Asked]) -> Table:
    table = Table(
        "score from", "answers", "within 150 m", "within 50 m", title=f"precision, {name}"
    )
    for one in precision(asked):
        table.add_row(
            f"{one.threshold:.2f}", f"{one.answers:,}", f"{one.within_150_m:.4f}",
            f"{one.within_50_m:.4f}",
        )  # fmt: skip
    return table


def _failures(console: Console, asked: Sequence[Asked], most: int, form: str) -> None:
    """Print the answers farthest off, and a sample of the answerable questions without one."""
    asked = [one for one in asked if not form or one.question.form == form]
    off = sorted((one for one in asked if one.error_m > 25), key=lambda one: -one.error_m)
    for one in off[:most]:
        best = one.answer.best
        assert best is not None
        console.print(
            f"  OFF {one.error_m:,.0f} m (±{best.uncertainty_m:.0f})  {one.question.text!r} → "
            f"{best.match_type} {best.score:.3f} {best.reference!r}",
            markup=False, highlight=False, soft_wrap=True,
        )  # fmt: skip
    missed = [one for one in asked if one.question.is_answerable and not one.is_matched]
    for one in random.Random(1).sample(missed, min(most, len(missed))):
        likely = "; ".join(
            f"{each.match_type} {each.score:.3f} ±{each.uncertainty_m:.0f} {each.reference!r}"
            for each in one.answer.candidates[:3]
        )
        console.print(
            f"  MISS {one.question.text!r}: {one.answer.outcome} – {one.answer.reason} {likely}",
            markup=False, highlight=False, soft_wrap=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
