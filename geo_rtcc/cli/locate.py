"""``geo-rtcc locate``: cell, beat, ambiguity, shift and operational date of points."""

import csv
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Any

import click
import numpy as np

from geo_rtcc.cells import name_of
from geo_rtcc.errors import InputError
from geo_rtcc.ingest import Located, Locator
from geo_rtcc.settings import Settings
from geo_rtcc.shifts import FIRST_YEAR, LAST_YEAR
from geo_rtcc.store.opening import open_database

COLUMNS = (
    "longitude", "latitude", "instant", "cell", "beat", "beat_is_ambiguous", "other_beats",
    "shift", "operational_on", "error",
)  # fmt: skip
_SOME_REJECTED = 3
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BLOCK_ROWS = 100_000
_YEARS = range(FIRST_YEAR + 1, LAST_YEAR)  # in any zone

Point = tuple[float, float, datetime]


@click.command()
@click.argument("longitude", type=float, required=False)
@click.argument("latitude", type=float, required=False)
@click.argument("instant", required=False)
@click.option(
    "--batch",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True),
    help="A CSV with longitude, latitude and instant columns, or - for standard input.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, also for --batch.")
def locate(
    longitude: float | None,
    latitude: float | None,
    instant: str | None,
    batch: Path | None,
    as_json: bool,
) -> None:
    """Say cell, beat, ambiguity, shift and operational date of LONGITUDE LATITUDE INSTANT.

    Degrees are WGS 84; the instant is ISO 8601 with a zone. One point is answered as JSON, a batch
    as CSV in the order of its rows (or JSON with --json). Rows that can't be read keep their place,
    with the reason in the column "error".

    Example: geo-rtcc locate -- -77.0369 38.8977 2016-07-04T21:30:00-04:00

    Exit codes: 0 all located, 3 some rows can't be read, 1 or 2 nothing done.
    """
    if batch is None:
        if longitude is None or latitude is None or instant is None:
            raise click.UsageError("Say LONGITUDE LATITUDE INSTANT, or --batch FILE.")
        row = {"longitude": str(longitude), "latitude": str(latitude), "instant": instant}
        _point(row, where="")
        rows: Iterator[dict[str, str]] = iter([row])
    else:
        rows = _rows(batch)
    settings = Settings.from_env()
    with open_database(settings) as database:
        locator = Locator.of(database, settings)
    failed = _write(rows, locator, as_json=as_json or batch is None)
    if failed:
        click.echo(f"{failed:,} rows can't be read; see the column error.", err=True)
        raise SystemExit(_SOME_REJECTED)


def _rows(batch: Path) -> Iterator[dict[str, str]]:
    with click.open_file(str(batch), encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        try:
            names = _names(reader.fieldnames or [], batch.name)
            for row in reader:
                yield {ours: row.get(theirs) or "" for ours, theirs in names.items()}
        except (UnicodeError, csv.Error) as error:
            text = f"{batch.name}: not a CSV in UTF-8 after row {max(reader.line_num - 1, 0)}"
            raise InputError(f"{text}: {error}.") from error


def _names(header: Any, name: str) -> dict[str, str]:
    """Find the three columns, by any of their usual names."""
    usual = {
        "longitude": ("longitude", "lon", "lng", "x"),
        "latitude": ("latitude", "lat", "y"),
        "instant": ("instant", "received_at", "time", "timestamp"),
    }
    lowered = {column.strip().lower(): column for column in header}
    found = {
        ours: next((lowered[name] for name in names if name in lowered), "")
        for ours, names in usual.items()
    }
    for ours, theirs in found.items():
        if not theirs:
            raise InputError(
                f"{name}: no column {' or '.join(usual[ours])}; it has "
                f"{', '.join(header) or 'no header'}."
            )
    return found


def _write(rows: Iterator[dict[str, str]], locator: Locator, *, as_json: bool) -> int:
    """Locate and print in blocks; return how many rows could not be read."""
    writer = None if as_json else csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    if writer:
        writer.writeheader()
    failed, done = 0, 0
    while block := list(islice(rows, _BLOCK_ROWS)):
        for answer in _answers(block, locator, done):
            failed += bool(answer["error"])
            if writer:
                writer.writerow(answer)
            else:
                _print_json(sys.stdout, answer)
        done += len(block)
    return failed


def _print_json(out: IO[str], answer: dict[str, Any]) -> None:
    if not answer["error"]:
        del answer["error"]
        answer["longitude"] = float(answer["longitude"])
        answer["latitude"] = float(answer["latitude"])
    answer["other_beats"] = (answer["other_beats"] or "").split()
    out.write(json.dumps(answer) + "\n")


def _answers(block: list[dict[str, str]], locator: Locator, done: int) -> Iterator[dict[str, Any]]:
    points: list[Point | None] = []
    errors: list[str] = []
    for at, row in enumerate(block, done + 1):
        try:
            points.append(_point(row, where=f"Row {at}: "))
            errors.append("")
        except InputError as error:
            points.append(None)
            errors.append(str(error))
    good = [point for point in points if point]
    located = locator.locate(
        np.array([point[0] for point in good], dtype=float),
        np.array([point[1] for point in good], dtype=float),
        np.array([_microseconds(point[2]) for point in good], dtype=np.int64),
    )
    at = 0
    for row, point, reason in zip(block, points, errors, strict=True):
        answer: dict[str, Any] = dict.fromkeys(COLUMNS[3:-1])
        if point:
            answer = _answer(located, at, locator)
            at += 1
        yield {**row, **answer, "error": reason}


def _answer(located: Located, at: int, locator: Locator) -> dict[str, Any]:
    area = locator.area(int(located.area_id[at]))
    others = (locator.area(one) for one in located.others.get(at, ()))
    shift = locator.shift(int(located.shift_id[at]))
    return {
        "cell": name_of(int(located.cell[at])),
        "beat": area.code if area else None,
        "beat_is_ambiguous": bool(located.is_ambiguous[at]),
        "other_beats": " ".join(other.code for other in others if other),
        "shift": shift.code if shift else None,
        "operational_on": (_EPOCH + timedelta(days=int(located.operational_day[at])))
        .date()
        .isoformat(),
    }


def _point(row: dict[str, str], *, where: str) -> Point:
    """Read one row; raise InputError naming row, field and what is wrong."""
    lon = _degrees(row["longitude"], f"{where}longitude", 180.0)
    lat = _degrees(row["latitude"], f"{where}latitude", 90.0)
    try:
        instant = datetime.fromisoformat(row["instant"])
    except ValueError:
        raise InputError(
            f"{where}instant {row['instant'][:40]!r} is not ISO 8601, such as "
            "2016-07-04T21:30:00-04:00."
        ) from None
    if instant.tzinfo is None:
        raise InputError(f"{where}instant {row['instant']!r} needs a zone, such as -04:00 or Z.")
    if instant.year not in _YEARS:
        raise InputError(f"{where}instant must lie in {_YEARS[0]}–{_YEARS[-1]}.")
    return lon, lat, instant


def _degrees(text: str, name: str, limit: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not -limit <= value <= limit:
        raise InputError(f"{name} must be degrees from -{limit:g} to {limit:g}, not {text[:40]!r}.")
    return value


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)
