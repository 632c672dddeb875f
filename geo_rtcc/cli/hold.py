"""``geo-rtcc hold``: records that a case needs are kept whatever their retention says."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from getpass import getuser
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from geo_rtcc.errors import InputError
from geo_rtcc.settings import Settings
from geo_rtcc.store.holds import BY_PLATE, Hold, PlacedHold, listed, place, release
from geo_rtcc.store.opening import open_database


@click.group()
def hold() -> None:
    """Keep what a case needs, whatever its retention.

    Example: geo-rtcc hold add --case 26-1234 --plate ABC123 --reason "subpoena"
    """


@hold.command()
@click.option("--case", "case_number", required=True, help="The case that needs the records.")
@click.option("--plate", help="Hold this plate's reads and hits.")
@click.option("--unit", help="Hold this unit's fixes, by its own id.")
@click.option("--call", help="Hold this call for service, by its own id.")
@click.option("--source", help="Only of this source: with --unit or --call.")
@click.option(
    "--from", "from_", metavar="INSTANT", help="Only from this instant on, with its zone."
)
@click.option("--to", metavar="INSTANT", help="Only before this instant, with its zone.")
@click.option("--reason", required=True, help="Why the records are needed.")
@click.option("--by", default=getuser, help="Who decided it.  [default: this account]")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a hold.")
def add(
    *,
    plate: str | None, unit: str | None, call: str | None, from_: str | None, to: str | None,
    by: str, as_json: bool, **given: Any,
) -> None:  # fmt: skip
    """Hold records; they outlive their retention until the hold is released.

    Example: geo-rtcc hold add --case 26-1234 --plate ABC123 --from 2026-05-01T00:00Z --reason theft
    """
    selected = [("avl_fix", unit), ("call_for_service", call)]
    wanted = [{"kind": kind, "plate": plate} for kind in BY_PLATE if plate is not None]
    wanted += [{"kind": kind, "external_id": key} for kind, key in selected if key is not None]
    if not wanted:
        raise InputError("Say what to hold: --plate, --unit or --call.")
    span = {"from_at": _instant("--from", from_), "to_at": _instant("--to", to)}
    holds = [Hold(**each, **span, **given) for each in wanted]  # type: ignore[arg-type]
    now = datetime.now(UTC)
    with open_database(Settings.from_env()) as database, database.transaction() as connection:
        placed = [place(connection, each, by=by, now=now) for each in holds]
    for each in placed:
        click.echo(json.dumps(asdict(each)) if as_json else _sentence(each))


@hold.command("list")
@click.option("--case", "case_number", help="Only this case's.")
@click.option("--all", "with_released", is_flag=True, help="Released ones too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(case_number: str | None, with_released: bool, as_json: bool) -> None:
    """List holds, newest first.

    Example: geo-rtcc hold list --case 26-1234
    """
    with open_database(Settings.from_env()) as database, database.transaction() as connection:
        found = listed(connection, case_number=case_number, with_released=with_released)
    if as_json:
        for each in found:
            click.echo(json.dumps(each, default=str))
        return
    table = Table("id", "case", "kind", "what", "from", "to", "reason", "placed", "released")
    for each in found:
        table.add_row(*_row(each))
    Console().print(table if found else "No case holds anything.")


@hold.command("release")
@click.argument("hold_id", type=int)
@click.option("--by", default=getuser, help="Who decided it.  [default: this account]")
def release_(hold_id: int, by: str) -> None:
    """Release a hold; records past their time go at the worker's next run.

    Example: geo-rtcc hold release 7
    """
    with open_database(Settings.from_env()) as database, database.transaction() as connection:
        release(connection, hold_id, by=by, now=datetime.now(UTC))
    click.echo(f"Hold {hold_id} is released.")


def _instant(option: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise InputError(f"{option} needs an instant with its zone, such as 2026-05-01T18:00Z.")
    return found


def _sentence(each: PlacedHold) -> str:
    return (
        f"Hold {each.hold_id} is placed: {each.n:,} {each.kind} records, {each.held_n:,} of them "
        "past their time."
    )


def _row(each: dict[str, Any]) -> list[str]:
    what = each["plate"] or " ".join(filter(None, (each["source"], each["external_id"])))
    return [
        str(each["hold_id"]), each["case_number"], each["kind"], what, _at(each["from_at"]),
        _at(each["to_at"]), each["reason"], f"{_at(each['placed_at'])} {each['placed_by']}",
        f"{_at(each['released_at'])} {each['released_by'] or ''}".strip(),
    ]  # fmt: skip


def _at(value: datetime | None) -> str:
    return f"{value:%Y-%m-%d %H:%M}Z" if value else ""
