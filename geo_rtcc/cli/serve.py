"""``geo-rtcc serve``: the web alone on the current database, until Ctrl-C."""

import json
import os
import sys
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import click

from geo_rtcc.settings import Settings
from geo_rtcc.supervisor import Part, Plan, Prepare, Report, supervise
from geo_rtcc.supervisor.parts import web_alone

Command = Callable[..., None]

INTERRUPTED = 130  # by convention 128 + SIGINT: stopped before the page answered

OPTIONS = (
    click.option(
        "--port",
        type=click.IntRange(0, 65535),
        help="Where the page is; 0 takes any free port.  [default: 8501, or the next free one]",
    ),
    click.option("--address", help="Loopback only, until sign-in is configured.", metavar="IP"),
    click.option(
        "--data-dir",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder of the database and logs.  [default: GEO_RTCC_DATA_DIR]",
    ),
    click.option("--no-browser", is_flag=True, help="Don't open the page in a browser."),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object when ready."),
    click.option("--once", is_flag=True, help="Stop when the page has answered; implies --json."),
)


INGEST_PORT = click.option(
    "--ingest-port",
    type=click.IntRange(0, 65535),
    help="Where the ingest service is; 0 takes any free port.  "
    "[default: 8502, or the next free one]",
)


def web_options(command: Command) -> Command:
    """Add the options that ``serve``, ``up`` and ``demo`` share."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def all_options(command: Command) -> Command:
    """Add the options that ``up`` and ``demo`` share."""
    return web_options(INGEST_PORT(command))


@click.command()
@web_options
def serve(**options: Any) -> None:
    """Run the web alone on the current database until Ctrl-C.

    It shows what is stored; geo-rtcc up also takes in what is new.

    Example: geo-rtcc serve --port 8600
    """
    run_parts(Parts(make=web_alone, is_whole=False), **options)


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a command runs: see the fields of the same names in ``Plan``."""

    make: Callable[[Settings], Sequence[Part]]
    is_whole: bool
    prepare: Prepare | None = None


def run_parts(
    parts: Parts,
    *,
    no_browser: bool,
    as_json: bool,
    once: bool,
    port: int | None,
    ingest_port: int | None = None,
    **places: Any,
) -> None:
    """Run the parts with the options given on top of ``GEO_RTCC_*``."""
    plan = Plan(
        settings=settings_with(port=port, ingest_port=ingest_port, **places),
        parts=parts.make,
        is_whole=parts.is_whole,
        prepare=parts.prepare,
        exact_port=port is not None or bool(os.environ.get("GEO_RTCC_PORT")),
        exact_ingest_port=ingest_port is not None or bool(os.environ.get("GEO_RTCC_INGEST_PORT")),
        once=once,
    )
    reports: list[Report] = []

    def ready(report: Report) -> None:
        reports.append(report)
        announce(report, as_json=as_json or once)
        if not (no_browser or once):
            open_browser(report.url)

    supervise(plan, say=lambda words: click.echo(words, err=True), ready=ready)
    if not reports:
        sys.exit(INTERRUPTED)


def settings_with(
    *, port: int | None, ingest_port: int | None, address: str | None, data_dir: Path | None
) -> Settings:
    """Return the settings of the environment with what the command line says instead."""
    settings = Settings.from_env()
    return replace(
        settings,
        port=settings.port if port is None else port,
        ingest_port=settings.ingest_port if ingest_port is None else ingest_port,
        address=address or settings.address,
        data_dir=data_dir.absolute() if data_dir else settings.data_dir,
    )


def announce(report: Report, *, as_json: bool) -> None:
    """Say where the page is, on standard output."""
    if as_json:
        click.echo(json.dumps(asdict(report), default=str))
        return
    click.echo(f"The app is ready: {report.url}")
    if report.ingest_url:
        click.echo(f"Feeds post to {report.ingest_url}")
    click.echo("Ctrl-C stops it.", err=True)


def open_browser(url: str) -> None:
    """Open the page where there is a display; a browser that can't start is no failure."""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        with suppress(webbrowser.Error, OSError):
            webbrowser.open(url)
