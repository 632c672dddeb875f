"""What every bench prints: a table for people, or one JSON object a line with ``--json``."""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TypeVar

from rich.console import Console
from rich.table import Table

Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured figure; ``ratio`` is how many times the peer's value is ours."""

    figure: str
    value: float
    unit: str
    peer: str | None = None
    peer_value: float | None = None
    ratio: float | None = None
    sizes: str = ""


def arguments(description: str) -> argparse.Namespace:
    """Read the arguments that every bench takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="one JSON object a figure and line")
    parser.add_argument("--size", choices=("full", "small"), default="full")
    parser.add_argument("--only", default="", help="only figures whose names start with this")
    return parser.parse_args()


def best(work: Callable[[], Answer], runs: int = 3) -> tuple[float, Answer]:
    """Run ``work`` a few times; return the median of its seconds and its answer."""
    seconds = []
    for _ in range(runs):
        began = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), answer


def speedup(figure: str, ours: float, peer: str, theirs: float, sizes: str) -> Figure:
    """Return how many times faster ours is than the peer, both in seconds of the same run."""
    ratio = round(theirs / ours, 2)
    return Figure(
        figure=figure, value=round(ours, 4), unit="s", peer=peer, peer_value=round(theirs, 4),
        ratio=ratio, sizes=sizes,
    )  # fmt: skip


def show(figures: list[Figure], *, as_json: bool, small: bool) -> None:
    """Print the figures; small-size ones say so."""
    if as_json:
        for figure in figures:
            row = asdict(figure)
            if small:
                row["sizes"] = f"SMALL: {row['sizes']}"
            sys.stdout.write(json.dumps(row) + "\n")
        return
    table = Table(title="small sizes, not the figures of record" if small else None)
    for name in ("figure", "value", "unit", "peer", "peer value", "ratio", "sizes"):
        table.add_column(name)
    for one in figures:
        table.add_row(*("" if value is None else str(value) for value in asdict(one).values()))
    Console(width=160).print(table)


def note(text: str) -> None:
    """Tell a person what is going on, on stderr."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
