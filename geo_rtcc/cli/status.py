"""``geo-rtcc status``: whether all is well, and what is not."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from geo_rtcc.errors import ClusterError
from geo_rtcc.settings import Settings
from geo_rtcc.situation.system import System, system
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import Database
from geo_rtcc.views import words
from geo_rtcc.views.system import feed_age, kind_words

Line = tuple[object, ...]

PATIENCE_S = 5.0
NOT_WELL = 1
WIDE = 160  # columns where no terminal says how many there are


@click.command()
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the database and logs.  [default: GEO_RTCC_DATA_DIR]",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(data_dir: Path | None, as_json: bool) -> None:
    """Show every part, the age of every feed and hot list, and what is in quarantine.

    Starts nothing. Exit code 0 when all is well, 1 when something is not; records in quarantine
    alone are not a fault.

    Example: geo-rtcc status --json
    """
    settings = Settings.from_env()
    settings = replace(settings, data_dir=data_dir.absolute() if data_dir else settings.data_dir)
    with ExitStack() as stack:
        found = system(
            settings,
            lambda: stack.enter_context(Database(_conninfo(settings), patience_s=PATIENCE_S)),
            datetime.now(UTC),
        )
    problems = found.problems()
    if as_json:
        click.echo(json.dumps({**asdict(found), "problems": problems}, default=_plain))
    else:
        show(found, problems)
    sys.exit(NOT_WELL if problems else 0)


def _conninfo(settings: Settings) -> str:
    """Return where the database is; raise ClusterError if the embedded one doesn't run."""
    if settings.dsn:
        return settings.dsn
    cluster = EmbeddedCluster(settings.data_dir)
    if not cluster.is_running():
        raise ClusterError(f"The database in {cluster.files.base} does not run.")
    return cluster.conninfo()


def show(found: System, problems: Sequence[str]) -> None:
    """Print everything as tables, what is not well last."""
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    for head, lines in (
        ("part|state|since|process|restarts|last end|at", _parts(found)),
        ("feed|source|newest record|stored|added|updated|rejected", _feeds(found)),
        ("hot list|entries|age|may get", _hot_lists(found)),
        ("worker task|ran|took|error", _tasks(found)),
        ("in quarantine|source|records|field|reason", _quarantine(found)),
    ):
        print_table(console, head.split("|"), lines)
    said = "\n".join(problems) or "All is well."
    console.print(said, markup=False, highlight=False, soft_wrap=True)


def _parts(found: System) -> Iterator[Line]:
    for part in found.run.parts:
        since = words.duration(found.at - part.since)
        yield part.name, part.state, since, part.pid, part.restarts, part.why, part.url


def _feeds(found: System) -> Iterator[Line]:
    for feed in found.feeds:
        age, stored = feed_age(feed, found.at).text, _ago(feed.last_stored_at, found)
        counts = (f"{n:,}" for n in (feed.added, feed.updated, feed.rejected))
        yield kind_words(feed.kind), feed.source, age, stored, *counts


def _hot_lists(found: System) -> Iterator[Line]:
    for each in found.hot_lists:
        limit = words.duration(timedelta(seconds=each.stale_after_s))
        yield each.code, f"{each.entries:,}", words.duration(found.at - each.made_at), limit


def _tasks(found: System) -> Iterator[Line]:
    for task in found.tasks:
        yield task.name, _ago(task.ran_at, found), f"{task.took_ms:,} ms", task.error


def _quarantine(found: System) -> Iterator[Line]:
    for each in found.quarantine:
        kind, records = kind_words(each.kind), f"{each.records:,}"
        yield kind, each.source, records, each.field_name, each.reason


def _ago(instant: datetime, found: System) -> str:
    return f"{words.duration(max(found.at - instant, timedelta()))} ago"


def print_table(console: Console, names: Sequence[str], lines: Iterable[Line]) -> None:
    """Print a table, unless it is empty."""
    table = Table(*names, box=None, pad_edge=False, header_style="bold")
    for line in lines:
        table.add_row(*(escape(str("–" if cell in (None, "") else cell)) for cell in line))
    if table.row_count:
        console.print(table)
        console.print()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
