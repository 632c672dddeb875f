"""``geo-rtcc load cameras``: where an agency's plate cameras stand."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console

from geo_rtcc.cli.load_options import SOME_REJECTED
from geo_rtcc.errors import InputError
from geo_rtcc.ingest.load_cameras import CameraSummary, load_cameras
from geo_rtcc.settings import Settings
from geo_rtcc.store.opening import open_database


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", required=True, help="Code of the feed whose reads name these cameras.")
@click.option("--zone", default="UTC", show_default=True, help="Of the source, where it is new.")
@click.option("--encoding", help="The file's encoding, when the guess is wrong.")
@click.option("--delimiter", help="The CSV delimiter, when the guess is wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on stdout.")
def cameras(
    *,
    file: Path,
    source: str,
    zone: str,
    encoding: str | None,
    delimiter: str | None,
    as_json: bool,
) -> None:
    """Load plate cameras from a CSV or GeoJSON FILE; loading it again changes nothing.

    Columns: external_id, and where known name, lon, lat, heading_deg, is_mobile, unit. Reads that
    come without coordinates are put where their camera stands.

    Example: geo-rtcc load cameras cameras.csv --source gates

    Exit codes: 0 all rows used, 3 some were rejected, 1 the file can't be read.
    """
    settings = Settings.from_env()
    with open_database(settings) as database:
        summary = load_cameras(
            database,
            file,
            source=source,
            zone=_zone(zone),
            now=datetime.now(UTC),
            delimiter=delimiter,
            encoding=encoding,
        )
    if as_json:
        click.echo(json.dumps(asdict(summary)))
    else:
        _show(Console(stderr=True), summary)
    if summary.rejected:
        raise SystemExit(SOME_REJECTED)


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError) as error:
        raise InputError(f"{name!r} is not an IANA zone such as America/Chicago.") from error


def _show(console: Console, summary: CameraSummary) -> None:
    console.print(
        f"[bold]{summary.file}[/bold]: {summary.rows:,} cameras of {summary.source}, "
        f"{summary.changed:,} new or changed, {summary.without_point:,} without a place",
        highlight=False,
    )
    if summary.rejected:
        console.print(f"{summary.rejected:,} rows were rejected: geo-rtcc quarantine list")
