"""``geo-rtcc retention``: how long each kind of data is kept."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from getpass import getuser
from typing import Any

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from geo_rtcc.settings import Settings
from geo_rtcc.store.opening import open_database
from geo_rtcc.store.retention import (
    KINDS,
    PARTITIONED,
    Retention,
    changes,
    keep_from_text,
    keep_text,
    removals,
    retentions,
    set_keep,
)
from geo_rtcc.store.retention_run import run_retention

_STEPS = {"call_for_service": "month", "quarantine": "row"}


@click.group()
def retention() -> None:
    """Say how long data is kept, and remove what is too old.

    Example: geo-rtcc retention set plate_read 30d
    """


@retention.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def show(as_json: bool) -> None:
    """List how long each kind of data is kept, and in which steps it goes.

    Example: geo-rtcc retention show --json
    """
    with open_database(Settings.from_env()) as database, database.transaction() as connection:
        found = [_shown(each) for each in retentions(connection).values()]
    if as_json:
        _print_json(found)
    else:
        _print(found, "Nothing is kept.")


@retention.command("set")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("keep", metavar="KEEP")
@click.option("--by", default=getuser, help="Who decided it.  [default: this account]")
def set_(kind: str, keep: str, by: str) -> None:
    """Keep a kind for KEEP from now on: minutes, hours or days (3m, 12h, 30d), or forever.

    What is older goes at the worker's next run, or by: geo-rtcc retention run

    Example: geo-rtcc retention set plate_read 30d --by "Capt. Lee"
    """
    wanted = keep_from_text(keep)
    with open_database(Settings.from_env()) as database, database.transaction() as connection:
        new = set_keep(connection, kind, wanted, by=by, now=datetime.now(UTC))
    shown = _shown(new)
    click.echo(f"{kind} is kept {_words(shown['keep'])} from now on, by {shown['by']}.")


@retention.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def run(as_json: bool) -> None:
    """Remove now what has reached its time and no case holds.

    Example: geo-rtcc retention run
    """
    with open_database(Settings.from_env()) as database:
        done = run_retention(database, now=datetime.now(UTC))
    if as_json:
        click.echo(json.dumps(asdict(done), default=str))
        return
    _print([asdict(gone) for gone in done.removals], "Nothing has reached its time.")
    for name in done.postponed:
        click.echo(f"{name} is in use; the next run tries again.")


@retention.command()
@click.option("--changes", "of_changes", is_flag=True, help="Who changed what is kept, instead.")
@click.option("--limit", default=50, show_default=True, help="How many at most, newest first.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def log(of_changes: bool, limit: int, as_json: bool) -> None:
    """List what was removed, or who changed what is kept.

    Example: geo-rtcc retention log --changes
    """
    with open_database(Settings.from_env()) as database, database.transaction() as connection:
        found = (changes if of_changes else removals)(connection, limit)
    if as_json:
        _print_json(found)
    else:
        _print(found, "The log is empty.")


def _shown(each: Retention) -> dict[str, Any]:
    step = keep_text(each.width) if each.kind in PARTITIONED else _STEPS[each.kind]
    return {"kind": each.kind, "keep": keep_text(each.keep), "by": step}


def _words(keep: str) -> str:
    return keep if keep == "forever" else f"for {keep}"


def _print_json(found: list[dict[str, Any]]) -> None:
    for each in found:
        click.echo(json.dumps(each, default=str))


def _print(found: list[dict[str, Any]], nothing: str) -> None:
    shown = [_brief(each) if "rows_held" in each else each for each in found]
    table = Table(box=SIMPLE)
    for name in shown[0] if shown else ():
        table.add_column(name.replace("_", " "), overflow="fold")
    for each in shown:
        table.add_row(*(_cell(value) for value in each.values()))
    Console().print(table if shown else nothing)


def _brief(removal: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a partition's name says already."""
    when = {"ran_at": removal["ran_at"]} if "ran_at" in removal else {}
    what = removal["partition_name"] or f"rows of {removal['kind']}"
    return {**when, "what": what, "dropped": removal["rows_dropped"], "held": removal["rows_held"]}


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}Z"
    return "" if value is None else str(value)
