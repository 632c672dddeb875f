"""``geo-rtcc quarantine``: rejected records, and another try at them."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.mapping import load_preset, read_mapping
from geo_rtcc.feeds.table_kinds import CALLS, READS
from geo_rtcc.ingest import retry_messages, retry_quarantine, retry_reads
from geo_rtcc.settings import Settings
from geo_rtcc.store.opening import open_database


@click.group()
def quarantine() -> None:
    """List, show and retry records that could not be used.

    Example: geo-rtcc quarantine retry --preset dc
    """


@quarantine.command("list")
@click.option("--source", help="Only records of this source, such as dc.")
@click.option("--limit", default=50, show_default=True, help="How many at most, newest first.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(source: str | None, limit: int, as_json: bool) -> None:
    """List open records with their reason, without their payload.

    Example: geo-rtcc quarantine list --source dc
    """
    with open_database(Settings.from_env()) as database:
        records = database.fetch("quarantine_list", source=source, n=limit)
    if as_json:
        for record in records:
            click.echo(json.dumps(record, default=str))
        return
    table = Table()
    for name in ("id", "source", "kind", "file", "row", "field", "reason", "rejected (UTC)"):
        table.add_column(name)
    for record in records:
        table.add_row(*(str(value) for value in _shown(record)))
    Console().print(table if records else "No open records.")


def _shown(record: dict[str, Any]) -> list[Any]:
    when = record["rejected_at"].strftime("%Y-%m-%d %H:%M")
    return [*[value for key, value in record.items() if key != "rejected_at"], when]


@quarantine.command()
@click.argument("quarantine_id", type=int)
def show(quarantine_id: int) -> None:
    """Print one record with its raw payload, as JSON.

    Example: geo-rtcc quarantine show 17
    """
    with open_database(Settings.from_env()) as database:
        records = database.fetch("quarantine_show", quarantine_id=quarantine_id)
    if not records:
        raise InputError(f"No record has the id {quarantine_id}: geo-rtcc quarantine list")
    click.echo(json.dumps(records[0], default=str, indent=2))


@quarantine.command()
@click.option("--preset", help="A shipped mapping: its file's rows.")
@click.option("--mapping", "file", type=click.Path(path_type=Path), help="Your own, TOML.")
@click.option("--source", help="A feed: its messages.")
@click.option("--reads", is_flag=True, help="The mapping is of plate reads, not of calls.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def retry(
    *, preset: str | None, file: Path | None, source: str | None, reads: bool, as_json: bool
) -> None:
    """Try the open records of a mapping's source, or the messages of a feed, again.

    Records that can be used now are stored and closed; the others stay.

    Example: geo-rtcc quarantine retry --mapping my.toml
    """
    if sum(one is not None for one in (preset, file, source)) != 1:
        raise InputError(
            "Say --preset NAME or --mapping FILE for rows, --source FEED for messages."
        )
    settings, now = Settings.from_env(), datetime.now(UTC)
    with open_database(settings) as database:
        if source:
            summary = retry_messages(database, settings, source, now=now)
        else:
            kind = READS if reads else CALLS
            mapping = load_preset(preset, kind) if preset else read_mapping(file or Path(), kind)
            again = retry_reads if reads else retry_quarantine
            summary = again(database, settings, mapping, now=now)
    if as_json:
        click.echo(json.dumps(asdict(summary)))
    else:
        click.echo(f"{summary.tried:,} records tried, {summary.resolved:,} can be used now.")
