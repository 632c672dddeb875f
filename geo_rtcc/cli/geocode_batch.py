"""``geo-rtcc geocode --batch``: a CSV of addresses, answered row by row."""

import csv
import json
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from geo_rtcc.cli.area_loading import counted
from geo_rtcc.errors import InputError
from geo_rtcc.geocoder.geocoder import Geocoder
from geo_rtcc.ingest.late_geocoder import geocoder_of
from geo_rtcc.models import Geocoded
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database
from geo_rtcc.store.reading import one_instant

COLUMNS = (
    "outcome", "match_type", "longitude", "latitude", "score", "uncertainty_m", "reference",
    "reason", "candidates",
)  # fmt: skip
PROCESSES = 2
MANY_ROWS = 20_000  # from here on a second process is worth its own reading of the geofile
_USUAL = ("address", "location", "text", "block", "street", "intersection")
_BLOCK_ROWS = 2_000
_DELIMITERS = (",", ";", "\t", "|")

Row = list[str]
Block = list[Row]
Answer = Callable[[Sequence[str]], Block]

_geocoder: list[Geocoder] = []  # of a process of its own, once it has started


def geocode_file(
    database: Database,
    settings: Settings,
    source: Path,
    target: Path,
    *,
    column: str | None,
    console: Console,
) -> Counter[str]:
    """Answer the column of addresses of every row; return how many rows had which outcome.

    ``target`` appears only when all of it is there, with the delimiter of ``source``. Raises
    InputError naming file, row or column.
    """
    if source.exists() and target.exists() and target.samefile(source):
        raise InputError(f"{source.name}: OUT is the file IN itself. Say another OUT.")
    rows = _rows(source)
    header = next(rows, [])
    at = _column(header, column, source.name)
    total = sum(1 for _ in rows)  # reads it to its end: what can't be read is told at once
    names = [f"geocoded_{name}" if name in header else name for name in COLUMNS]
    outcomes: Counter[str] = Counter()
    part = target.with_name(f"{target.name}.part")
    began = perf_counter()
    try:
        with (
            part.open("w", encoding="utf-8", newline="") as file,
            _answered(database, settings, _blocks(source), at, total) as blocks,
            _progress(console) as progress,
        ):
            writer = csv.writer(file, delimiter=_delimiter(source), lineterminator="\n")
            writer.writerow([*header, *names])
            task = progress.add_task(source.name, total=total, rate="")
            for block, answers in blocks:
                writer.writerows(
                    [*row, *answer] for row, answer in zip(block, answers, strict=True)
                )
                outcomes.update(answer[0] for answer in answers)
                rate = outcomes.total() / (perf_counter() - began)
                progress.update(task, advance=len(block), rate=f"{rate:,.0f} rows/s")
        part.replace(target)
    except OSError as error:
        raise InputError(f"{target}: can't be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
    found = ", ".join(f"{n:,} {outcome}" for outcome, n in outcomes.most_common())
    took = f"{counted(total, 'row')} in {perf_counter() - began:,.1f} s"
    console.print(f"{took}: {found or 'none'}", highlight=False)
    return outcomes


def _delimiter(source: Path) -> str:
    with source.open(encoding="utf-8-sig", newline="") as file:
        unquoted = "".join(file.readline().split('"')[::2])
    return max(_DELIMITERS, key=unquoted.count)


def _rows(source: Path) -> Iterator[Row]:
    """Read the header, then rows of as many fields."""
    at, width = 0, 0
    try:
        delimiter = _delimiter(source)
        with source.open(encoding="utf-8-sig", newline="") as file:
            for at, row in enumerate(csv.reader(file, delimiter=delimiter)):
                width = width or len(row)
                if len(row) > width:
                    raise InputError(
                        f"{source.name}: row {at} has {len(row)} fields, the header {width}."
                    )
                yield row + [""] * (width - len(row))
    except (UnicodeError, csv.Error) as error:
        text = f"{source.name}: not a CSV in UTF-8 after row {at}"
        raise InputError(f"{text}: {error}.") from error
    except OSError as error:
        raise InputError(f"{source}: can't be read: {error.strerror}.") from error


def _blocks(source: Path) -> Iterator[Block]:
    rows = islice(_rows(source), 1, None)
    while block := list(islice(rows, _BLOCK_ROWS)):
        yield block


def _column(header: Row, wanted: str | None, name: str) -> int:
    """Return where the addresses are: the column that is named, or has a usual name."""
    lowered = [column.strip().lower() for column in header]
    for one in (wanted.strip().lower(),) if wanted else _USUAL:
        if one in lowered:
            return lowered.index(one)
    raise InputError(
        f"{name}: no column {wanted or ' or '.join(_USUAL)}; it has "
        f"{', '.join(header) or 'no header'}. Say --column NAME."
    )


@contextmanager
def _answered(
    database: Database, settings: Settings, blocks: Iterator[Block], at: int, total: int
) -> Iterator[Iterator[tuple[Block, Block]]]:
    """Give the blocks with their answers, in order."""
    if total < MANY_ROWS:
        geocoder = _read(database, settings)
        yield ((block, _answers(geocoder, [row[at] for row in block])) for block in blocks)
        return
    # new processes: a copy of this one would have its threads' locks, without the threads
    start = (database.conninfo, settings)
    with ProcessPoolExecutor(PROCESSES, get_context("spawn"), _start, start) as pool:
        yield _ahead(pool, blocks, at)


def _ahead(
    pool: ProcessPoolExecutor, blocks: Iterator[Block], at: int
) -> Iterator[tuple[Block, Block]]:
    pending: deque[tuple[Block, Future[Block]]] = deque()
    for block in blocks:
        pending.append((block, pool.submit(_answer, [row[at] for row in block])))
        if len(pending) > 2 * PROCESSES:
            first, answers = pending.popleft()
            yield first, answers.result()
    for first, answers in pending:
        yield first, answers.result()


def _start(conninfo: str, settings: Settings) -> None:
    with Database(conninfo) as database:
        _geocoder.append(_read(database, settings))


def _read(database: Database, settings: Settings) -> Geocoder:
    with one_instant(database) as connection:
        return geocoder_of(connection, settings)


def _answer(texts: Sequence[str]) -> Block:
    return _answers(_geocoder[0], texts)


def _answers(geocoder: Geocoder, texts: Sequence[str]) -> Block:
    return [_row(answer) for answer in geocoder.geocode_many(texts)]


def _row(answer: Geocoded) -> Row:
    best = answer.best
    found: list[Any] = [""] * 6
    if best:
        found = [best.match_type, f"{best.lon:.7f}", f"{best.lat:.7f}", f"{best.score:.3f}",
                 f"{best.uncertainty_m:.0f}", best.reference]  # fmt: skip
    others = [
        {"longitude": round(one.lon, 7), "latitude": round(one.lat, 7), "score": one.score,
         "match_type": one.match_type, "reference": one.reference}
        for one in answer.candidates
    ]  # fmt: skip
    told = json.dumps(others, ensure_ascii=False) if others else ""
    return [str(answer.outcome), *found, answer.reason, told]


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        console=console,
    )
