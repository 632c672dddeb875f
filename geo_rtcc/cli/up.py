"""``geo-rtcc up``: every part on the current database, until Ctrl-C."""

from typing import Any

import click

from geo_rtcc.cli.serve import Parts, all_options, run_parts
from geo_rtcc.supervisor.parts import all_parts


@click.command()
@all_options
def up(**options: Any) -> None:
    """Run database, ingest service, worker and web until Ctrl-C.

    A part that dies or hangs is started again; geo-rtcc status shows how each one is. One run on a
    data folder.

    Example: geo-rtcc up --port 8600 --ingest-port 8610
    """
    run_parts(Parts(make=all_parts, is_whole=True), **options)
