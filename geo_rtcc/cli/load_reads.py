"""``geo-rtcc load reads``: files of plate reads."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table

from geo_rtcc.cli.load_options import SOME_REJECTED, list_presets_option
from geo_rtcc.errors import InputError
from geo_rtcc.feeds.mapping import ColumnMapping, load_preset, preset_names, read_mapping
from geo_rtcc.feeds.parsed import FeedFormat
from geo_rtcc.feeds.reads import FORMATS
from geo_rtcc.feeds.table_kinds import READS
from geo_rtcc.ingest.load_reads import ReadSummary, load_reads
from geo_rtcc.settings import Settings
from geo_rtcc.store.opening import open_database
from geo_rtcc.store.retention import keep_for, keep_text

_LIVE = {one.name: one for one in FORMATS}


def _presets() -> list[str]:
    titles = {name: load_preset(name, READS).title for name in preset_names(READS)}
    titles |= {name: one.title for name, one in _LIVE.items()}
    return [f"{name}: {title}" for name, title in titles.items()]


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--preset", help="A shipped mapping or a live format; see --list-presets.")
@click.option("--mapping", "mapping_file", type=click.Path(path_type=Path), help="Your own, TOML.")
@click.option("--source", help="Code under which ids are unique; a mapping names its own.")
@click.option("--zone", default="UTC", show_default=True, help="Zone of messages' bare times.")
@click.option("--encoding", help="A table's encoding, when the guess is wrong.")
@click.option("--delimiter", help="The CSV delimiter, when the guess is wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on stdout.")
@list_presets_option(_presets)
def reads(
    *,
    file: Path,
    preset: str | None,
    mapping_file: Path | None,
    source: str | None,
    zone: str,
    encoding: str | None,
    delimiter: str | None,
    as_json: bool,
) -> None:
    """Load plate reads from a table (CSV, GeoJSON, Parquet) or recorded messages in FILE.

    Reads that are stored already are not stored again, so an interrupted load is made whole by
    doing it again. Rows that can't be used are kept with the reason: see geo-rtcc quarantine.

    Example: geo-rtcc load reads october.csv.gz --preset seattle_alpr

    Exit codes: 0 all rows used, 3 some were rejected, 1 the file can't be read.
    """
    how = _how(preset, mapping_file, encoding, delimiter)
    source = source or (how.source if isinstance(how, ColumnMapping) else None)
    if source is None:
        raise InputError(f"Say --source CODE, under which the ids of {preset} are unique.")
    settings, console, now = Settings.from_env(), Console(stderr=True), datetime.now(UTC)
    with open_database(settings) as database, console.status(f"{file.name}: reading") as status:
        summary = load_reads(
            database,
            settings,
            file,
            how,
            source=source,
            zone=_zone(zone),
            now=now,
            progress=lambda text: status.update(f"{file.name}: {text}"),
        )
    _show(console, summary, now)
    if as_json:
        click.echo(json.dumps(asdict(summary)))
    if summary.rejected:
        raise SystemExit(SOME_REJECTED)


def _how(
    preset: str | None, file: Path | None, encoding: str | None, delimiter: str | None
) -> ColumnMapping | FeedFormat[Any]:
    names = [*preset_names(READS), *_LIVE]
    if (preset is None) == (file is None):
        raise InputError(f"Say --preset NAME ({', '.join(names)}) or --mapping FILE.")
    if preset in _LIVE:
        return _LIVE[preset]
    if preset is not None and preset not in names:
        raise InputError(f"No preset {preset!r}. There are: {', '.join(names)}.")
    mapping = load_preset(preset, READS) if preset else read_mapping(file or Path(), READS)
    return mapping.reading(encoding=encoding, delimiter=delimiter)


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError) as error:
        raise InputError(f"{name!r} is not an IANA zone such as America/Chicago.") from error


def _show(console: Console, summary: ReadSummary, now: datetime) -> None:
    """Print a load's summary for a person."""
    console.print(f"[bold]{summary.file}[/bold]: {summary.rows:,} rows, source {summary.source}")
    table = Table.grid(padding=(0, 2))
    for name in ("added", "repeated", "expired", "rejected", "ignored"):
        table.add_row(name, f"{getattr(summary, name):,}")
    table.add_row("unverified hits", f"{summary.hits:,}")
    table.add_row("without coordinates", f"{summary.without_point:,}")
    table.add_row("of these unusable", f"{summary.unplaced:,}")
    console.print(table)
    if summary.expired and summary.oldest_at:
        keep = keep_text(keep_for(now - datetime.fromisoformat(summary.oldest_at)))
        console.print(
            f"{summary.expired:,} reads are older than reads are kept, and were not stored. To "
            f"keep them: geo-rtcc retention set plate_read {keep}, then load the file again.",
            soft_wrap=True,
            highlight=False,
        )
    if summary.rejected:
        console.print("Rejected rows are kept: geo-rtcc quarantine list")
