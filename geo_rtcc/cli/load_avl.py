"""``geo-rtcc load avl``: files of recorded unit positions."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table

from geo_rtcc.cli.load_options import SOME_REJECTED
from geo_rtcc.errors import InputError
from geo_rtcc.feeds.avl import FORMATS
from geo_rtcc.feeds.avl.csv_fixes import FixMapping, read_fix_mapping
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat
from geo_rtcc.ingest.load_avl import AvlSummary, load_avl
from geo_rtcc.models import AvlFix
from geo_rtcc.settings import Settings
from geo_rtcc.store.opening import open_database

_NAMES = [one.name for one in FORMATS]


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--preset", type=click.Choice(_NAMES), help="The format of recorded messages.")
@click.option("--mapping", "mapping_file", type=click.Path(path_type=Path), help="Of a CSV, TOML.")
@click.option("--source", required=True, help="Code under which unit ids are unique.")
@click.option("--zone", default="UTC", show_default=True, help="Zone of times that carry none.")
@click.option("--recorded-at", help="When the recording ended, ISO 8601; now if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on stdout.")
def avl(
    *,
    file: Path,
    preset: str | None,
    mapping_file: Path | None,
    source: str,
    zone: str,
    recorded_at: str | None,
    as_json: bool,
) -> None:
    """Load recorded unit positions from FILE (plain or gz); loading it again adds nothing.

    Messages that can't be used are kept with the reason: see geo-rtcc quarantine.
    TAIP tells the time of day but not the day: say --recorded-at for older recordings.

    Example: geo-rtcc load avl monday.nmea --preset nmea --source fleet

    Exit codes: 0 all messages used, 3 some were rejected, 1 the file can't be read.
    """
    how = _how(preset, mapping_file)
    now = datetime.now(UTC)
    context = _context(source, zone, recorded_at, now)
    settings, console = Settings.from_env(), Console(stderr=True)
    with open_database(settings) as database, console.status(f"{file.name}: reading") as status:
        summary = load_avl(
            database,
            settings,
            file,
            how,
            context=context,
            now=now,
            progress=lambda text: status.update(f"{file.name}: {text}"),
        )
    if as_json:
        click.echo(json.dumps(asdict(summary)))
    else:
        _show(console, summary)
    if summary.rejected:
        raise SystemExit(SOME_REJECTED)


def _how(preset: str | None, mapping_file: Path | None) -> FeedFormat[AvlFix] | FixMapping:
    if (preset is None) == (mapping_file is None):
        raise InputError(f"Say --preset NAME ({', '.join(_NAMES)}) or --mapping FILE.")
    if mapping_file is not None:
        return read_fix_mapping(mapping_file)
    return next(one for one in FORMATS if one.name == preset)


def _context(source: str, zone: str, recorded_at: str | None, now: datetime) -> FeedContext:
    try:
        place = ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise InputError(f"zone {zone!r} is not an IANA zone such as America/Chicago.") from error
    try:
        at = datetime.fromisoformat(recorded_at) if recorded_at else now
        at = (at if at.tzinfo else at.replace(tzinfo=place)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InputError("--recorded-at must be a time such as 2024-05-31T18:00:00Z.") from error
    return FeedContext(source=source, zone=zone, now=at)


def _show(console: Console, summary: AvlSummary) -> None:
    console.print(
        f"[bold]{summary.file}[/bold]: {summary.messages:,} messages, source {summary.source}"
    )
    table = Table.grid(padding=(0, 2))
    for name in ("added", "repeated", "expired", "rejected", "ignored"):
        table.add_row(name, f"{getattr(summary, name):,}")
    console.print(table)
    if summary.rejected:
        console.print("Rejected messages are kept: geo-rtcc quarantine list")
