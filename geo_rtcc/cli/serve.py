"""``geo-rtcc serve``: the app on the current database, until Ctrl-C."""

import json
import os
import sys
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from geo_rtcc.settings import Settings
from geo_rtcc.supervisor import Plan, Prepare, Report, supervise

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


def app_options(command: Command) -> Command:
    """Add the options that ``serve`` and ``demo`` share."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@click.command()
@app_options
def serve(**options: Any) -> None:
    """Run the app on the current database until Ctrl-C.

    Example: geo-rtcc serve --port 8600
    """
    run_app(None, **options)


def run_app(
    prepare: Prepare | None,
    *,
    port: int | None,
    address: str | None,
    data_dir: Path | None,
    no_browser: bool,
    as_json: bool,
    once: bool,
) -> None:
    """Run the parts with the options given on top of ``GEO_RTCC_*``."""
    settings = Settings.from_env()
    plan = Plan(
        settings=replace(
            settings,
            port=settings.port if port is None else port,
            address=address or settings.address,
            data_dir=data_dir.absolute() if data_dir else settings.data_dir,
        ),
        prepare=prepare,
        exact_port=port is not None or bool(os.environ.get("GEO_RTCC_PORT")),
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


def announce(report: Report, *, as_json: bool) -> None:
    """Say where the page is, on standard output."""
    if as_json:
        click.echo(json.dumps(asdict(report), default=str))
        return
    click.echo(f"The app is ready: {report.url}")
    click.echo("Ctrl-C stops it.", err=True)


def open_browser(url: str) -> None:
    """Open the page where there is a display; a browser that can't start is no failure."""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        with suppress(webbrowser.Error, OSError):
            webbrowser.open(url)
