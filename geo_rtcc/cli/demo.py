"""``geo-rtcc demo``: everything on the demo city, from nothing, with live feeds."""

from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from typing import Any

import click

from geo_rtcc.cli.serve import Parts, all_options, run_parts
from geo_rtcc.errors import InputError
from geo_rtcc.settings import Settings
from geo_rtcc.store.database import Database, rows
from geo_rtcc.store.installation import fact
from geo_rtcc.supervisor import Part, Say
from geo_rtcc.supervisor.parts import all_parts, feeds


@click.command()
@all_options
@click.option(
    "--speed",
    type=click.FloatRange(0, min_open=True),
    default=1.0,
    show_default=True,
    help="How fast the city's time runs; over 1, from some hours ago until it catches up.",
)
def demo(speed: float, **options: Any) -> None:
    """Load the demo city and run everything on it until Ctrl-C, with live feeds.

    With --once no feeds run: what was loaded stays as it is.

    Example: geo-rtcc demo --once
    """
    is_live = not options["once"]

    def make(settings: Settings) -> tuple[Part, ...]:
        return (*all_parts(settings), *([feeds(settings, speed)] if is_live else []))

    prepare = partial(load, speed=speed if is_live else 1.0)
    run_parts(Parts(make=make, is_whole=True, prepare=prepare), **options)


def load(database: Database, settings: Settings, say: Say, *, speed: float = 1.0) -> dict[str, Any]:
    """Load the demo city, or what is missing of it; return its summary.

    Feeds that run faster than real time are left the last hours to play, since they may not run
    ahead of it. Raises InputError if the database holds something else.
    """
    # Imported here because it is heavy: meanwhile the app starts beside it.
    from geo_rtcc.demo.living import played_from  # noqa: PLC0415
    from geo_rtcc.demo.loading import load_demo_city  # noqa: PLC0415
    from geo_rtcc.demo.plan import CITY_NAME  # noqa: PLC0415

    refuse_agency_data(database, CITY_NAME)
    until_at = played_from(datetime.now(UTC), speed)
    summary = load_demo_city(database, settings, now=until_at, progress=say)
    return asdict(summary)


def refuse_agency_data(database: Database, city: str) -> None:
    """Raise InputError rather than mix invented calls into an agency's own."""
    with database.transaction() as connection:
        known = fact(connection, "demo") or fact(connection, "name") == city
        found = rows(connection, "agency_data_found")[0]["found"]
    if found and not known:
        raise InputError(
            "This database holds data that is not the demo city's, and invented calls would be "
            "mixed into it. Give the demo a folder of its own: geo-rtcc demo --data-dir DIR "
            "(without GEO_RTCC_DSN)."
        )
