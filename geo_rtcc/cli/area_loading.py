"""What loading boundaries and loading shifts have in common: save, relocate calls, report."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol, TypeVar

import click
from rich.console import Console

from geo_rtcc.ingest import relocate
from geo_rtcc.settings import Settings
from geo_rtcc.store import load_runs, outbox
from geo_rtcc.store.database import Connection, Database, rows
from geo_rtcc.store.opening import open_database


class Saved(Protocol):
    """What saving a boundary set or a shift plan changed."""

    @property
    def since_on(self) -> date:
        """The first operational date that it may have changed."""

    @property
    def outcome(self) -> str:
        """What it was: new, replaced or unchanged."""

    @property
    def moves_calls(self) -> bool:
        """Whether calls may now lie in another area, shift or operational date."""


AnySaved = TypeVar("AnySaved", bound=Saved)


@dataclass(frozen=True)
class Source:
    """The file that is loaded, and when."""

    path: Path
    sha256: bytes
    now: datetime

    @classmethod
    def of(cls, path: Path) -> "Source":
        """Take the file as it is now."""
        return cls(path, sha256(path.read_bytes()).digest(), datetime.now(UTC))


def load_and_relocate(
    source: Source,
    what: str,
    save: Callable[[Connection], AnySaved],
    summarise: Callable[[AnySaved], dict[str, Any]],
    console: Console,
) -> dict[str, Any]:
    """Save a file's content, locate affected calls again, and return the summary of both.

    The load is noted as ended only when the calls are right. One that was interrupted between the
    two is made good by the next load of its kind, even of the same file.
    """
    settings = Settings.from_env()
    with open_database(settings) as database:
        with database.transaction() as connection:
            interrupted = rows(connection, "load_runs_settle", what=what, now=source.now)
            load_id = load_runs.begin(
                connection,
                what=what,
                source_id=None,
                file_name=source.path.name,
                file_sha256=source.sha256,
                now=source.now,
            )
            saved = save(connection)
            if saved.outcome != "unchanged":
                outbox.append(connection, topic="areas.changed", at=source.now)
        moved = 0
        if saved.moves_calls or interrupted:
            since_on = date.min if interrupted else saved.since_on
            moved = _relocate(database, settings, since_on, console)
        summary = {**summarise(saved), "calls_moved": moved}
        with database.transaction() as connection:
            ended_at = datetime.now(UTC)
            load_runs.end(connection, load_id, summary=json.dumps(summary), now=ended_at)
    return summary


def report(
    summary: Mapping[str, Any], lines: list[str], *, as_json: bool, console: Console
) -> None:
    """Tell people on stderr; with ``as_json`` also programs, on stdout."""
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if moved := summary["calls_moved"]:
        were = "was" if moved == 1 else "were"
        line = f"{counted(moved, 'call')} loaded before {were} located anew."
        console.print(line, highlight=False)
    if as_json:
        click.echo(json.dumps(summary))


def counted(number: int, noun: str) -> str:
    """Return "1 area", "2 areas"."""
    return f"{number:,} {noun}" + "s" * (number != 1)


def _relocate(database: Database, settings: Settings, since_on: date, console: Console) -> int:
    with console.status("Locating calls again") as status:
        now = datetime.now(UTC)
        done = relocate(database, settings, since_on=since_on, now=now, progress=status.update)
    return done.moved
