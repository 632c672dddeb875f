"""``geo-rtcc loadgen``: load on this machine's own ingest service, and how it bore it."""

import json
import secrets
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from geo_rtcc.cli.feeds import URL, service_url
from geo_rtcc.errors import InputError

if TYPE_CHECKING:
    from geo_rtcc.demo.load_payloads import Payloads
    from geo_rtcc.demo.loadgen import Measured


@click.command()
@click.option("--kind", type=click.Choice(["reads", "calls", "fixes"]), required=True,
              help="What to send.")  # fmt: skip
@click.option("--rate", type=click.FloatRange(min=0), default=1000.0, show_default=True,
              help="Records a second; 0 is as many as go.")  # fmt: skip
@click.option("--seconds", type=click.FloatRange(0, 3600, min_open=True), default=10.0,
              show_default=True, help="How long.")  # fmt: skip
@click.option("--batch", type=click.IntRange(1, 10_000), default=1, show_default=True,
              help="Records a request.")  # fmt: skip
@click.option("--connections", type=click.IntRange(1, 256), default=8, show_default=True,
              help="Connections at once.")  # fmt: skip
@click.option("--resend", is_flag=True, help="Send again what was not acknowledged.")
@click.option("--prefix", help="Begins every external id.  [default: a new one each time]")
@click.option("--plates", type=click.Path(path_type=Path),
              help="A file of plates, one a line or a CSV column named plate.")  # fmt: skip
@click.option("--plate-share", type=click.FloatRange(0, 1), default=0.01, show_default=True,
              help="Share of reads that bear one of --plates.")  # fmt: skip
@click.option("--acknowledged", type=click.Path(dir_okay=False, path_type=Path),
              help="Write each acknowledged external id here.")  # fmt: skip
@click.option("--source", default="loadgen", show_default=True, help="The records' source.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of plates and places.")
@URL
@click.option("--json", "as_json", is_flag=True, help="Print what was measured as JSON.")
def loadgen(
    *, kind: str, rate: float, seconds: float, batch: int, connections: int, resend: bool,
    prefix: str | None, plates: Path | None, plate_share: float, acknowledged: Path | None,
    source: str, seed: int, ingest_url: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Send made-up records to the ingest service on this machine's loopback, and measure.

    Latency is from sending a request to its answer, which comes after the commit. The load is
    stored: use a database of its own.

    Example: geo-rtcc loadgen --kind reads --rate 5000 --batch 100 --seconds 30

    Exit codes: 0 all acknowledged, 3 some records were rejected, 1 nothing was acknowledged.
    """
    from geo_rtcc.demo.load_payloads import PATHS, payloads, plates_in  # noqa: PLC0415
    from geo_rtcc.demo.loadgen import Load, loopback_address, measure  # noqa: PLC0415

    url = service_url(ingest_url)
    loopback_address(url)
    made: Payloads = payloads(
        kind, prefix=prefix or f"L{secrets.token_hex(4)}-", seed=seed,
        plates=plates_in(plates) if plates else (), share=plate_share,
    )  # fmt: skip
    load = Load(
        path=f"{PATHS[kind]}?source={source}", rate=rate, seconds=seconds, batch=batch,
        connections=connections, resend=resend,
    )  # fmt: skip
    with ExitStack() as stack:
        try:
            file = (
                stack.enter_context(acknowledged.open("w", encoding="utf-8"))
                if acknowledged
                else None
            )
        except OSError as error:
            raise InputError(f"{acknowledged}: can't be written: {error.strerror}.") from error
        found = measure(url, load, made, acknowledged=file)
    _report(found, as_json=as_json)
    if not found.records_acknowledged:
        raise InputError(f"Nothing was acknowledged by {url}. Does the ingest service run there?")
    if found.rejected:
        sys.exit(3)


def _report(found: "Measured", *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found.as_dict()))
        return
    table = Table.grid(padding=(0, 2))
    for name, value in found.as_dict().items():
        shown = "–" if value is None else f"{value:,}" if isinstance(value, int | float) else value
        table.add_row(name.replace("_", " "), str(shown))
    Console(stderr=True).print(table)
