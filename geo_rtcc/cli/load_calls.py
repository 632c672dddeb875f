"""``geo-rtcc load calls``: files of calls for service."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from geo_rtcc.cli.load_options import SOME_REJECTED, list_presets_option
from geo_rtcc.errors import InputError
from geo_rtcc.feeds.mapping import ColumnMapping, load_preset, preset_names, read_mapping
from geo_rtcc.ingest import LoadSummary, load_calls
from geo_rtcc.settings import Settings
from geo_rtcc.store.opening import open_database


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--preset", help="A shipped mapping; see --list-presets.")
@click.option("--mapping", "mapping_file", type=click.Path(path_type=Path), help="Your own, TOML.")
@click.option("--encoding", help="The file's encoding, when the guess is wrong.")
@click.option("--delimiter", help="The CSV delimiter, when the guess is wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on stdout.")
@list_presets_option(preset_names)
def calls(
    *,
    file: Path,
    preset: str | None,
    mapping_file: Path | None,
    encoding: str | None,
    delimiter: str | None,
    as_json: bool,
) -> None:
    """Load calls for service from a CSV (plain or gz), GeoJSON or Parquet FILE.

    Each call gets its cell, beat, shift and operational date; loading a file again changes nothing.
    Rows that can't be used are kept with the reason: see geo-rtcc quarantine.

    Example: geo-rtcc load calls crime_Ward3.csv --preset dc

    Exit codes: 0 all rows used, 3 some were rejected, 1 nothing could be loaded.
    """
    mapping = _mapping(preset, mapping_file, encoding, delimiter)
    settings = Settings.from_env()
    console = Console(stderr=True)
    with open_database(settings) as database, console.status(f"{file.name}: reading") as status:
        summary = load_calls(
            database,
            settings,
            file,
            mapping,
            now=datetime.now(UTC),
            progress=lambda text: status.update(f"{file.name}: {text}"),
        )
    if as_json:
        click.echo(json.dumps(asdict(summary)))
    else:
        show(console, summary)
    if summary.rejected:
        raise SystemExit(SOME_REJECTED)


def _mapping(
    preset: str | None, file: Path | None, encoding: str | None, delimiter: str | None
) -> ColumnMapping:
    if (preset is None) == (file is None):
        raise InputError(f"Say --preset NAME ({', '.join(preset_names())}) or --mapping FILE.")
    mapping = load_preset(preset) if preset else read_mapping(file or Path())
    return mapping.reading(encoding=encoding, delimiter=delimiter)


def show(console: Console, summary: LoadSummary) -> None:
    """Print a load's summary for a person."""
    console.print(f"[bold]{summary.file}[/bold]: {summary.rows:,} rows, source {summary.source}")
    table = Table.grid(padding=(0, 2))
    for name in ("added", "updated", "unchanged", "repeated", "rejected"):
        table.add_row(name, f"{getattr(summary, name):,}")
    for match_type, n in summary.by_address.items():
        table.add_row(f"located by address: {match_type}", f"{n:,}")
    table.add_row("without a point", f"{summary.without_point:,}")
    table.add_row("of these in the beat they name", f"{summary.in_named_beat:,}")
    table.add_row("unusable coordinates", f"{summary.unplaced:,}")
    if summary.compared:
        table.add_row(
            "given points far from their address",
            f"{summary.disagreeing:,} of {summary.compared:,}",
        )
    table.add_row("outside every area", f"{summary.outside:,}")
    table.add_row("ambiguous beat", f"{summary.ambiguous:,}")
    console.print(table)
    for name, share in summary.agreement.items():
        console.print(
            f"{name}: the agency's own says the same in {share['same']:.2%} of {share['n']:,.0f} "
            f"rows, within the tolerance in {share['within_tolerance']:.2%}"
        )
    if summary.rejected:
        console.print("Rejected rows are kept: geo-rtcc quarantine list")
