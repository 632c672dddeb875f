"""``geo-rtcc geofile``: which sets addresses are looked up in, and how to remove one."""

import json
from dataclasses import asdict
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.table import Column, Table

from geo_rtcc.cli.area_loading import counted
from geo_rtcc.errors import InputError
from geo_rtcc.models.geofile import GeofileKind
from geo_rtcc.settings import Settings
from geo_rtcc.store.geofile import GeofileSet, remove_set, sets
from geo_rtcc.store.opening import open_database


@click.group()
def geofile() -> None:
    """Look after what addresses are looked up in; geo-rtcc load geofile replaces a set.

    Example: geo-rtcc geofile list
    """


@geofile.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(as_json: bool) -> None:
    """List the sets with file, preset, time of load and number of rows.

    Example: geo-rtcc geofile list
    """
    with open_database(Settings.from_env()) as database, database.transaction() as connection:
        found = sets(connection)
    if as_json:
        for each in found:
            click.echo(json.dumps(asdict(each), default=str))
    else:
        Console().print(_table(found) if found else "No set is loaded: geo-rtcc load geofile")


@geofile.command()
@click.argument("kind", type=click.Choice([kind.value for kind in GeofileKind]))
@click.argument("name", metavar="SET")
def remove(kind: str, name: str) -> None:
    """Remove a SET of one kind with all of its rows.

    Calls that were located by it stay where they are.

    Example: geo-rtcc geofile remove addresses neighbour
    """
    now = datetime.now(UTC)
    with open_database(Settings.from_env()) as database, database.transaction() as connection:
        known = {(each.kind.value, each.name): each.n for each in sets(connection)}
        if not remove_set(connection, kind=GeofileKind(kind), name=name, now=now):
            others = ", ".join(" ".join(each) for each in known) or "none at all"
            raise InputError(f"There is no set {name} of {kind}. Loaded: {others}.")
    rows = counted(known.get((kind, name), 0), "row")
    click.echo(f"The set {name} of {kind} is removed, with {rows}.")


def _table(found: list[GeofileSet]) -> Table:
    file, loaded_at = Column("file", overflow="fold"), Column("loaded_at", no_wrap=True)
    table = Table("kind", "set", file, "preset", loaded_at, "rows")
    for each in found:
        at = f"{each.loaded_at.astimezone(UTC):%Y-%m-%d %H:%M}Z"
        table.add_row(str(each.kind), each.name, each.file_name, each.preset, at, f"{each.n:,}")
    return table
