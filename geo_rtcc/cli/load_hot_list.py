"""``geo-rtcc load hotlist``: a whole hot list, or changes to one, from a file."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from geo_rtcc.cli.hot_list import instant_of
from geo_rtcc.cli.load_options import SOME_REJECTED, list_presets_option
from geo_rtcc.errors import InputError
from geo_rtcc.feeds.hot_lists import HotListMapping, load_preset, preset_names, read_mapping
from geo_rtcc.ingest.hot_list_files import load_hot_list
from geo_rtcc.ingest.hot_lists import HotListSummary
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database
from geo_rtcc.store.opening import open_database
from geo_rtcc.store.shift_plans import shift_plans


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--list", "code", required=True, help="Code of the list, such as stolen.")
@click.option("--preset", help="A shipped mapping; see --list-presets. Else: plain.")
@click.option("--mapping", "mapping_file", type=click.Path(path_type=Path), help="Your own, TOML.")
@click.option("--delimiter", help="The CSV delimiter, when the guess is wrong.")
@click.option("--encoding", help="The file's encoding, when the guess is wrong.")
@click.option("--zone", help="IANA zone of its dates. Else the mapping's or the shift plan's.")
@click.option("--delta", "is_delta", is_flag=True, help="Change the list; don't replace it.")
@click.option("--as-of", help="When the list was made, ISO 8601. Else when the file was written.")
@click.option(
    "--force", "is_forced", is_flag=True, help="Take an older, empty or far shorter list."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on stdout.")
@list_presets_option(preset_names)
def hotlist(
    *,
    file: Path,
    code: str,
    preset: str | None,
    mapping_file: Path | None,
    delimiter: str | None,
    encoding: str | None,
    zone: str | None,
    is_delta: bool,
    as_of: str | None,
    is_forced: bool,
    as_json: bool,
) -> None:
    """Replace a hot list by a FILE: CSV of any delimiter, fixed width or JSON, plain or gz.

    Matching goes on with the list as it was until all of the new one is there. Rows that can't be
    used are kept with the reason: see geo-rtcc quarantine.

    Example: geo-rtcc load hotlist stolen.csv --list stolen --preset genetec

    Exit codes: 0 all rows used, 3 some were rejected, 1 nothing was changed.
    """
    mapping = _mapping(preset, mapping_file).reading(encoding=encoding, delimiter=delimiter)
    with open_database(Settings.from_env()) as database:
        summary = load_hot_list(
            database,
            file,
            mapping,
            code=code,
            zone=zone or mapping.zone or _zone_of_shifts(database),
            now=datetime.now(UTC),
            as_of=None if as_of is None else instant_of(as_of, "--as-of"),
            is_delta=is_delta,
            is_forced=is_forced,
        )
    if as_json:
        click.echo(json.dumps(summary.as_dict()))
    else:
        _show(Console(stderr=True), summary)
    if summary.rejected:
        raise SystemExit(SOME_REJECTED)


def _mapping(preset: str | None, file: Path | None) -> HotListMapping:
    if preset is not None and file is not None:
        raise InputError("Say --preset NAME or --mapping FILE, not both.")
    return read_mapping(file) if file else load_preset(preset or "plain")


def _zone_of_shifts(database: Database) -> str:
    with database.transaction() as connection:
        plans = shift_plans(connection)
    return plans[-1].zone if plans else "UTC"


def _show(console: Console, summary: HotListSummary) -> None:
    console.print(f"[bold]{summary.list}[/bold]: {summary.entries:,} entries, {summary.zone} dates")
    table = Table.grid(padding=(0, 2))
    for name in ("added", "changed", "unchanged", "removed", "repeated", "rejected"):
        table.add_row(name, f"{getattr(summary, name):,}")
    table.add_row("made", f"{summary.as_of:%Y-%m-%d %H:%M} UTC")
    console.print(table)
    for one in summary.rejections[:5]:
        console.print(f"row {one['row']}, {one['field'] or 'all of it'}: {one['reason']}")
    if summary.rejected:
        console.print("Rejected rows are kept: geo-rtcc quarantine list")
