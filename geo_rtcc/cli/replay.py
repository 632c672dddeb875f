"""``geo-rtcc replay``: play recorded feeds into an ingest service."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console

from geo_rtcc.cli.feeds import URL, service_url


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--speed",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    help="How many times faster than recorded; 0 is as fast as it goes.",
)
@URL
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on stdout.")
def replay(*, file: Path, speed: float, ingest_url: str | None, as_json: bool) -> None:
    """Play the recording FILE, made by geo-rtcc feeds --record, into the ingest service.

    What the service has not acknowledged is sent again. Playing a file again stores nothing twice.

    Example: geo-rtcc replay evening.ndjson --speed 10

    Exit codes: 0 all acknowledged, 3 some records were rejected, 1 the file can't be read.
    """
    from geo_rtcc.demo.envelopes import read_recording  # noqa: PLC0415
    from geo_rtcc.demo.post import Poster  # noqa: PLC0415
    from geo_rtcc.demo.replaying import replay as play  # noqa: PLC0415

    console = Console(stderr=True)
    say = console.print
    with (
        Poster(service_url(ingest_url), say=say) as poster,
        console.status(f"{file.name}: reading") as status,
    ):
        play(
            read_recording(file),
            poster,
            speed=speed,
            progress=lambda count, at: status.update(
                f"{file.name}: {count:,} requests, {at:%Y-%m-%d %H:%M:%S} UTC"
            ),
        )
        tally = poster.tally
    if as_json:
        click.echo(json.dumps(asdict(tally)))
    else:
        console.print(
            f"{file.name}: {tally.sent:,} records sent, {tally.acknowledged:,} acknowledged, "
            f"{tally.repeated:,} of them stored already, {tally.rejected:,} rejected."
        )
    if tally.rejected or tally.refused:
        sys.exit(3)
