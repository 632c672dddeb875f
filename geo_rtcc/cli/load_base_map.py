"""``geo-rtcc load base-map``: an agency's own streets, water and parks."""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import click
from rich.console import Console
from rich.table import Table

from geo_rtcc.cli.area_loading import counted
from geo_rtcc.cli.load_options import SOME_REJECTED, show_remarks
from geo_rtcc.feeds.base_map import PARKS, STREETS, WATER, BaseMapSource, Layer
from geo_rtcc.feeds.street_classes import ClassMap, class_map, preset_names
from geo_rtcc.ingest.load_base_map import BaseMapSummary, load_base_map
from geo_rtcc.settings import Settings
from geo_rtcc.situation.map_file import VARIABLE, map_file
from geo_rtcc.store.opening import open_database

_PRESETS = ", ".join(preset_names())

Given = TypeVar("Given")


@click.command("base-map")
@click.option("--streets", multiple=True, required=True, metavar="FILE", help="Lines of streets.")
@click.option("--street-name", multiple=True, metavar="FIELD", help="Field of names, or A + B.")
@click.option("--street-class", multiple=True, metavar="FIELD", help="Field of their classes.")
@click.option(
    "--class-map",
    "maps",
    multiple=True,
    metavar="MAP",
    help=f"How classes are drawn: a TOML file, or one of {_PRESETS}.",
)
@click.option("--water", multiple=True, metavar="FILE", help="Polygons or lines of water.")
@click.option("--water-name", multiple=True, metavar="FIELD", help="Field of their names.")
@click.option("--parks", multiple=True, metavar="FILE", help="Polygons of parks.")
@click.option("--park-name", multiple=True, metavar="FIELD", help="Field of their names.")
@click.option("--force", is_flag=True, help="Take files of which much can't be drawn.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on stdout.")
def base_map(
    *,
    streets: Sequence[str],
    street_name: Sequence[str],
    street_class: Sequence[str],
    maps: Sequence[str],
    water: Sequence[str],
    water_name: Sequence[str],
    parks: Sequence[str],
    park_name: Sequence[str],
    force: bool,
    as_json: bool,
) -> None:
    """Replace the whole base map by files of streets, water and parks.

    GeoJSON, shapefiles (zip too) and GeoPackages, in any coordinate reference system that they
    state; FILE:LAYER names one layer of several. --streets, --water and --parks may be given
    several times; an option about their fields once for all of their files, or once for each.
    Classes and names are found by themselves in TIGER/Line and NENA files and under usual names.

    Example: geo-rtcc load base-map --streets roads.zip --class-map tiger --water hydro.geojson

    Exit codes: 0 all features used or left out by their class, 3 some were rejected, 1 a file can't
    be used and nothing has changed.
    """
    class_maps = tuple(class_map(each) for each in maps)
    sources = [
        *_sources(STREETS, streets, street_name, street_class, class_maps),
        *_sources(WATER, water, water_name),
        *_sources(PARKS, parks, park_name),
    ]
    settings, console, began = Settings.from_env(), Console(stderr=True), time.perf_counter()
    with open_database(settings) as database, console.status("reading") as status:
        now = datetime.now(UTC)
        summary = load_base_map(database, sources, now=now, is_forced=force, progress=status.update)
    seconds = time.perf_counter() - began
    _show(console, summary, seconds)
    if map_file(settings):
        instead = f"It is not shown while {VARIABLE} names {settings.base_map}."
        console.print(instead, markup=False, highlight=False, soft_wrap=True)
    if as_json:
        click.echo(json.dumps({**asdict(summary), "seconds": round(seconds, 2)}))
    if summary.rejected:
        raise SystemExit(SOME_REJECTED)


def _sources(
    layer: Layer,
    files: Sequence[str],
    names: Sequence[str],
    class_fields: Sequence[str] = (),
    maps: Sequence[ClassMap] = (),
) -> list[BaseMapSource]:
    found = []
    for i, text in enumerate(files):
        path, sublayer = _path(text)
        found.append(
            BaseMapSource(
                layer=layer,
                path=path,
                sublayer=sublayer,
                name_field=_of_file(f"--{layer.name}-name", names, files, i),
                class_field=_of_file("--street-class", class_fields, files, i),
                classes=_of_file("--class-map", maps, files, i),
            )
        )
    return found


def _of_file(option: str, given: Sequence[Given], files: Sequence[str], i: int) -> Given | None:
    """Return what was given for all files, or for each in their order."""
    if len(given) in (0, 1):
        return given[0] if given else None
    if len(given) != len(files):
        raise click.UsageError(
            f"{option} is given {len(given)} times for {counted(len(files), 'file')}: give it once "
            "for all of them, or once for each in their order."
        )
    return given[i]


def _path(text: str) -> tuple[Path, str | None]:
    """Split FILE:LAYER, unless a file has that very name."""
    before, colon, layer = text.rpartition(":")
    is_layer = colon and layer and not Path(text).exists() and Path(before).is_file()
    return (Path(before), layer) if is_layer else (Path(text), None)


def _show(console: Console, summary: BaseMapSummary, seconds: float) -> None:
    lines = [
        f"{each.file}: feature {each.row}, {each.field}: {each.reason}"
        for each in summary.rejections
    ]
    show_remarks(console, summary.remarks, lines, summary.rejected)
    table = Table.grid(padding=(0, 2))
    for layer in summary.layers:
        length = "" if layer.length_km is None else f"{layer.length_km:,.1f} km"
        kind = layer.road_class if layer.layer == "street" else ""
        table.add_row(layer.layer, kind, f"{layer.features:,}", length)
    console.print(table)
    done = f"The base map now has {counted(summary.features, 'feature')}; {seconds:.1f} s."
    console.print(done, highlight=False)
