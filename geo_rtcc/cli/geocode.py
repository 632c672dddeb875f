"""``geo-rtcc geocode``: addresses to points by the agency's geofile, and points to addresses."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import numpy as np
import polars as pl
from rich.console import Console

from geo_rtcc.cli.geocode_batch import geocode_file
from geo_rtcc.errors import InputError
from geo_rtcc.geocoder.geocoder import Geocoder
from geo_rtcc.ingest.late_geocoder import geocoder_of
from geo_rtcc.ingest.locator import Locator
from geo_rtcc.models import Candidate, Geocoded, Hint, Nearby
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database
from geo_rtcc.store.opening import open_database
from geo_rtcc.store.reading import one_instant

_NOT_FOUND = 3
_HALF_TURN = 180
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("text", required=False)
@click.option("--zip", "zip_code", metavar="ZIP", help="Postal code that it is said to lie in.")
@click.option("--beat", metavar="CODE", help="Beat in force today that it is said to lie in.")
@click.option("--reverse", nargs=2, type=float, metavar="LON LAT", help="Say what lies there.")
@click.option("--batch", nargs=2, type=_FILE, metavar="IN OUT", help="A CSV to answer row by row.")
@click.option("--column", metavar="NAME", help="The batch's column of addresses.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def geocode(
    *,
    text: str | None,
    zip_code: str | None,
    beat: str | None,
    reverse: tuple[float, float] | None,
    batch: tuple[Path, Path] | None,
    column: str | None,
    as_json: bool,
) -> None:
    """Say where TEXT lies: an address, a block, an intersection, a common place, a milepost.

    Only the loaded geofile is asked; nothing leaves the building. A batch keeps the rows and their
    order, and adds outcome, match_type, longitude, latitude, score, uncertainty_m, reference,
    reason and candidates; OUT is written anew. Degrees are WGS 84, uncertainty is in metres.
    A TEXT that begins with - comes after --.

    Example: geo-rtcc geocode "1200 block of N Main St" --beat 3C

    Exit codes: 0 found (or the batch is done), 3 ambiguous or not found, 1 or 2 nothing done.
    """
    if sum(one is not None for one in (text, reverse, batch)) != 1:
        raise click.UsageError("Say TEXT, --reverse LON LAT or --batch IN OUT: one of them.")
    if text is None and (zip_code or beat):
        raise click.UsageError("--zip and --beat go with TEXT.")
    if batch is None and column:
        raise click.UsageError("--column goes with --batch.")
    settings = Settings.from_env()
    with open_database(settings) as database:
        if batch:
            geocode_file(database, settings, *batch, column=column, console=Console(stderr=True))
            return
        geocoder = _geocoder(database, settings)
        if reverse:
            found = _nearby(geocoder.reverse(*_on_earth(reverse)), as_json=as_json)
        else:
            hint = Hint(zip_code=zip_code, within=_beat(database, settings, beat))
            found = _answer(geocoder.geocode(text or "", hint), as_json=as_json)
    if not found:
        raise SystemExit(_NOT_FOUND)


def _geocoder(database: Database, settings: Settings) -> Geocoder:
    with one_instant(database) as connection:
        return geocoder_of(connection, settings)


def _beat(database: Database, settings: Settings, code: str | None) -> Any:
    """Return the outline of the beat of that code that is in force now."""
    if code is None:
        return None
    locator = Locator.of(database, settings)
    now_us = np.array([int(datetime.now(UTC).timestamp() * 1_000_000)])
    area = locator.area(int(locator.named(pl.Series([code]), now_us)[0]))
    if area is None:
        raise InputError(f"--beat {code}: no beat of that code is in force today.")
    return area.outline


def _on_earth(point: tuple[float, float]) -> tuple[float, float]:
    lon, lat = point
    if not (abs(lon) <= _HALF_TURN and abs(lat) <= _HALF_TURN / 2):
        raise InputError(
            f"--reverse {lon:g} {lat:g}: degrees are LON from -180 to 180, then LAT from -90 to 90."
        )
    return point


def _nearby(found: Nearby | None, *, as_json: bool) -> bool:
    if as_json:
        click.echo(json.dumps(_record(found) if found else None))
    elif found:
        click.echo(f"{found.text} ({found.distance_m:.0f} m away)")
    else:
        click.echo("Nothing of the geofile is near.")
    return found is not None


def _answer(answer: Geocoded, *, as_json: bool) -> bool:
    if as_json:
        click.echo(
            json.dumps(
                {
                    "outcome": answer.outcome,
                    "best": _record(answer.best) if answer.best else None,
                    "candidates": [_record(one) for one in answer.candidates],
                    "reason": answer.reason,
                }
            )
        )
        return answer.best is not None
    if answer.best:
        click.echo(_line(answer.best))
    else:
        click.echo(f"{str(answer.outcome).capitalize()}: {answer.reason}")
        for one in answer.candidates:
            click.echo(f"  {_line(one)}")
    return answer.best is not None


def _line(one: Candidate) -> str:
    trust = f"{one.match_type}, score {one.score:.2f}, ±{one.uncertainty_m:.0f} m"
    return f"{one.lon:.6f} {one.lat:.6f}  {trust}: {one.reference}"


def _record(one: Candidate | Nearby) -> dict[str, Any]:
    names = [name for name in one.__slots__ if name not in ("lon", "lat")]
    point = {"longitude": one.lon, "latitude": one.lat}
    return {**point, **{name: getattr(one, name) for name in names}}
