"""``geo-rtcc load geofile``: what addresses are looked up in."""

import json
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from geo_rtcc.cli.area_loading import counted
from geo_rtcc.cli.load_options import SOME_REJECTED, list_presets_option, show_remarks
from geo_rtcc.feeds.geofile import preset_lines, preset_names
from geo_rtcc.ingest.load_geofile import MAIN, GeofileSource, GeofileSummary, load_geofile
from geo_rtcc.ingest.regeocode import RegeocodeSummary, regeocode_waiting
from geo_rtcc.models.geofile import GeofileKind
from geo_rtcc.settings import Settings
from geo_rtcc.store.opening import open_database

_PRESETS = ", ".join(preset_names())


@click.command("geofile")
@click.argument("kind", type=click.Choice([kind.value for kind in GeofileKind]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--preset", help=f"A TOML file, or one of {_PRESETS}. Found by the fields else.")
@list_presets_option(preset_lines)
@click.option("--set", "name", default=MAIN, show_default=True, help="Which set it replaces.")
@click.option("--layer", help="Layer of a GeoPackage with several.")
@click.option("--crs", metavar="EPSG:CODE", help="Of a CSV's coordinates, unless degrees.")
@click.option("--force", is_flag=True, help="Take a file of which much can't be used.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on stdout.")
def geofile(
    *,
    kind: str,
    file: Path,
    preset: str | None,
    name: str,
    layer: str | None,
    crs: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Replace a set of roads, addresses, places, intersections or aliases by a FILE.

    GeoPackage, shapefile (zip too), GeoJSON and CSV (gz too). The set is replaced as a whole; other
    sets, of the same kind too, stay. Calls that have waited for a point are located again then.

    Example: geo-rtcc load geofile roads ng911.gpkg --preset nena

    Exit codes: 0 all rows used or left out on purpose, 3 some were rejected, 1 the file can't be
    used and nothing has changed.
    """
    source = GeofileSource(
        path=file, kind=GeofileKind(kind), name=name, preset=preset, layer=layer, crs=crs
    )
    settings, console, began = Settings.from_env(), Console(stderr=True), time.perf_counter()
    with open_database(settings) as database, console.status("reading") as status:
        now = datetime.now(UTC)
        summary = load_geofile(database, source, now=now, is_forced=force, progress=status.update)
        status.update("locating calls that wait for a point")
        calls = regeocode_waiting(
            database, settings, keys=None, now=datetime.now(UTC), progress=status.update
        )
    seconds = time.perf_counter() - began
    _show(console, summary, calls, seconds)
    if as_json:
        told = {**asdict(summary), "calls": asdict(calls), "seconds": round(seconds, 2)}
        click.echo(json.dumps(told))
    if summary.rejected:
        raise SystemExit(SOME_REJECTED)


def _show(
    console: Console, summary: GeofileSummary, calls: RegeocodeSummary, seconds: float
) -> None:
    lines = [
        f"{each.file}: row {each.row}, {each.field or 'all of it'}: {each.reason}"
        for each in summary.rejections
    ]
    show_remarks(console, summary.remarks, lines, summary.rejected)
    if calls.checked:
        waited = f"{counted(calls.checked, 'call')} had no point; {calls.located:,} of them are"
        console.print(f"{waited} located now.", highlight=False)
    rows = counted(summary.n, "row")
    done = f"The set {summary.name} of {summary.kind} has {rows}; {seconds:.1f} s."
    console.print(done, markup=False, highlight=False)
