"""``geo-rtcc ingest``: the ingest service, until Ctrl-C."""

import json
import os
from dataclasses import replace

import click

from geo_rtcc.settings import Settings
from geo_rtcc.supervisor.ports import loopback


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Where to listen; 0 takes any free one.  [default: GEO_RTCC_INGEST_PORT or 8502]",
)
@click.option("--address", help="Loopback only, until sign-in is configured.", metavar="IP")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object when it listens.")
def ingest(port: int | None, address: str | None, as_json: bool) -> None:
    """Take calls, plate reads, unit positions and hot lists over HTTP until Ctrl-C.

    It listens at once; /readyz says when the database can take records. Logs go to standard error.

    Example: geo-rtcc ingest --port 8602
    """
    from geo_rtcc.api.app import create_app  # noqa: PLC0415  imports much, which --help can spare
    from geo_rtcc.api.server import listen, run  # noqa: PLC0415

    settings = Settings.from_env()
    host = loopback(address or settings.address)
    wished = settings.ingest_port if port is None else port
    with listen(host, wished) as listener:
        taken = int(listener.getsockname()[1])
        url = f"http://{f'[{host}]' if ':' in host else host}:{taken}"
        facts = {"url": url, "port": taken, "pid": os.getpid()}
        click.echo(json.dumps(facts) if as_json else f"The ingest service listens: {url}")
        run(create_app(replace(settings, address=host, ingest_port=taken)), listener)
