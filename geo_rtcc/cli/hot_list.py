"""``geo-rtcc hotlist``: what the hot lists hold, how old they are, and what is suppressed."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from geo_rtcc.errors import InputError
from geo_rtcc.settings import Settings
from geo_rtcc.store import hot_lists
from geo_rtcc.store.opening import open_database

_HOUR = 3600
_SHOWN = ("plate", "state", "category", "priority", "reason", "expires_at")


@click.group()
def hotlist() -> None:
    """Look after the hot lists; geo-rtcc load hotlist replaces or changes one.

    Example: geo-rtcc hotlist list
    """


@hotlist.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(as_json: bool) -> None:
    """List the hot lists with size and age; one that is too old is stale.

    Example: geo-rtcc hotlist list
    """
    with open_database(Settings.from_env()) as database:
        ages = hot_lists.ages(database, datetime.now(UTC))
    found = [
        {
            "list": one.code,
            "entries": one.entries,
            "as_of": one.as_of,
            "replaced_at": one.replaced_at,
            "age_h": round(one.age_s / _HOUR, 2),
            "stale_after_h": one.stale_after.total_seconds() / _HOUR,
            "is_stale": one.is_stale,
        }
        for one in ages
    ]
    _print(found, as_json=as_json, nothing="No hot lists: geo-rtcc load hotlist")


@hotlist.command()
@click.argument("code", metavar="LIST")
@click.option("--plate", help="Only entries of this plate.")
@click.option("--limit", default=50, show_default=True, help="How many at most, newest first.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def show(code: str, plate: str | None, limit: int, as_json: bool) -> None:
    """Print entries of a LIST, newest first.

    Example: geo-rtcc hotlist show stolen --plate ABC1234
    """
    with open_database(Settings.from_env()) as database:
        found = hot_lists.entries(database, code, plate=plate, n=limit)
    shown = found if as_json else [{name: one[name] for name in _SHOWN} for one in found]
    _print(shown, as_json=as_json, nothing="No such entries.")


@hotlist.command()
@click.argument("plate")
@click.option("--state", help="Only entries of this state, such as TX.")
@click.option("--list", "code", help="Only entries of this list.")
@click.option("--read-plate", help="Only for reads of this plate.")
@click.option("--reason", required=True, help="Why.")
@click.option("--by", required=True, help="Who asks for it.")
@click.option("--until", help="When it ends, ISO 8601; else it is ended by hand.")
def suppress(
    *,
    plate: str,
    state: str | None,
    code: str | None,
    read_plate: str | None,
    reason: str,
    by: str,
    until: str | None,
) -> None:
    """Mark hits of a listed PLATE that keeps matching wrongly as suppressed, from now on.

    The hits are stored all the same, and the entry stays on its list.

    Example: geo-rtcc hotlist suppress ABC1234 --state TX --reason recovered --by "desk 2"
    """
    until_at = None if until is None else instant_of(until, "--until")
    with open_database(Settings.from_env()) as database:
        number = hot_lists.suppress(
            database,
            plate,
            state=state,
            list_code=code,
            read_plate=read_plate,
            reason=reason,
            by=by,
            until_at=until_at,
            now=datetime.now(UTC),
        )
    click.echo(f"Suppression {number} is in force; to end it: geo-rtcc hotlist unsuppress {number}")


@hotlist.command()
@click.argument("suppression_id", type=int)
def unsuppress(suppression_id: int) -> None:
    """End a suppression now.

    Example: geo-rtcc hotlist unsuppress 3
    """
    with open_database(Settings.from_env()) as database:
        hot_lists.unsuppress(database, suppression_id, now=datetime.now(UTC))
    click.echo(f"Suppression {suppression_id} has ended.")


@hotlist.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def suppressions(as_json: bool) -> None:
    """List the suppressions in force, newest first.

    Example: geo-rtcc hotlist suppressions
    """
    with open_database(Settings.from_env()) as database:
        found = [asdict(one) for one in hot_lists.suppressions(database, now=datetime.now(UTC))]
    _print(found, as_json=as_json, nothing="Nothing is suppressed.")


@hotlist.command("stale-after")
@click.argument("code", metavar="LIST")
@click.argument("hours", type=float)
def stale_after(code: str, hours: float) -> None:
    """Say after how many HOURS without a new version a LIST is stale.

    Example: geo-rtcc hotlist stale-after stolen 12
    """
    with open_database(Settings.from_env()) as database:
        hot_lists.set_stale_after(database, code, hours)
    click.echo(f"{code} is stale after {hours:g} hours.")


def instant_of(text: str, option: str) -> datetime:
    """Return an instant in UTC; raise InputError for a text that is none or has no zone."""
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise InputError(f"{option} must be a time with its zone, such as 2024-05-31T23:59:59Z.")


def _print(found: list[dict[str, Any]], *, as_json: bool, nothing: str) -> None:
    if as_json:
        for record in found:
            click.echo(json.dumps(record, default=str))
        return
    table = Table(*(found[0] if found else ()))
    for record in found:
        table.add_row(*map(_cell, record.values()))
    Console().print(table if found else nothing)


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}Z"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
