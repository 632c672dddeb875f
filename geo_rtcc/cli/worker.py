"""``geo-rtcc worker``: the periodic work beside the ingest service."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from threading import Event

import click

from geo_rtcc import logs
from geo_rtcc.settings import Settings
from geo_rtcc.store.opening import open_database
from geo_rtcc.supervisor.signals import stoppable
from geo_rtcc.worker import TaskReport, run_once, work


@click.command()
@click.option("--once", is_flag=True, help="Do every task once, then end.")
@click.option("--json", "as_json", is_flag=True, help="With --once: one JSON object a task.")
def worker(once: bool, as_json: bool) -> None:
    """Make partitions ahead, enforce retention and compact counts, until Ctrl-C.

    One worker works on a database at a time; others wait for their turn. Logs go to standard
    error, one JSON object a line.

    Example: geo-rtcc worker --once
    """
    logs.configure()
    settings = Settings.from_env()
    if not once:
        with stoppable(lambda words: logs.logger().info("worker.stopped", says=words)):
            work(settings, stop=Event())
        return
    with open_database(settings) as database:
        reports = run_once(database, now=datetime.now(UTC))
    for report in reports:
        click.echo(json.dumps(asdict(report)) if as_json else _sentence(report))
    if any(report.error for report in reports):
        sys.exit(1)


def _sentence(report: TaskReport) -> str:
    done = ", ".join(f"{name.replace('_', ' ')} {n:,}" for name, n in report.figures.items())
    return f"{report.name}: {report.error or done} ({report.took_ms:,} ms)"
