"""The order of things: port, database, demo city, app, then watching until a signal."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from geo_rtcc.errors import AppError
from geo_rtcc.settings import Settings
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import Database
from geo_rtcc.store.opening import open_database
from geo_rtcc.supervisor.app import ENTRY, AppProcess
from geo_rtcc.supervisor.ports import claimed_port, loopback
from geo_rtcc.supervisor.signals import stoppable

RESTART_AFTER_S = (1.0, 2.0, 4.0, 8.0, 16.0)
HEALTHY_AFTER_S = 60.0
LOOK_EVERY_S = 5.0

Say = Callable[[str], None]
Prepare = Callable[[Database, Settings, Say], dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to run and how long.

    Parameters
    ----------
    prepare
        Called with the open database before the page is announced; its answer is reported.
    exact_port
        Refuse a taken port instead of taking the next one.
    once
        Stop as soon as the page has answered.
    """

    settings: Settings
    prepare: Prepare | None = None
    exact_port: bool = False
    once: bool = False
    entry: Path = ENTRY


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was started, and the seconds from the start until each part was ready."""

    url: str
    port: int
    data_dir: str
    app_pid: int | None
    prepared: dict[str, Any] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def supervise(plan: Plan, *, say: Say, ready: Callable[[Report], None]) -> None:
    """Start everything, call ``ready`` when the page answers, watch until a signal, stop it all.

    Nothing is stopped that this call did not start: a database shared with another start goes on.

    Raises
    ------
    UnsafeBindError
        The address is not loopback.
    AppError
        The port is taken, or the app does not come up or keeps stopping.
    ClusterError, DatabaseError, MigrationError
        The database can't be used.
    """
    address = loopback(plan.settings.address)
    with stoppable(say), ExitStack() as stack:
        claim = claimed_port(address, plan.settings.port, exact=plan.exact_port)
        port = stack.enter_context(claim)
        if plan.settings.port not in (0, port):
            say(f"Port {plan.settings.port} is taken by another program; using {port}.")
        settings = replace(plan.settings, address=address, port=port)
        app = start(plan, settings, stack, say=say, ready=ready)
        if not plan.once:
            watch(app, plan.settings, say)


def start(
    plan: Plan,
    settings: Settings,
    stack: ExitStack,
    *,
    say: Say,
    ready: Callable[[Report], None],
) -> AppProcess:
    """Start database and app, prepare while the app imports, and report when its page answers."""
    begun, seconds = time.monotonic(), dict[str, float]()
    say("Starting the database.")
    database = stack.enter_context(open_database(settings))
    seconds["database"] = _since(begun)
    app = AppProcess(replace(settings, dsn=database.conninfo), plan.entry)
    stack.callback(app.stop)
    app.start()
    prepared = plan.prepare(database, settings, say) if plan.prepare else {}
    seconds["prepared"] = _since(begun)
    app.wait_until_it_answers()
    seconds["page"] = _since(begun)
    ready(
        Report(
            url=app.url,
            port=settings.port,
            data_dir=str(settings.data_dir),
            app_pid=app.pid,
            prepared=prepared,
            seconds=seconds,
        )
    )
    return app


def watch(app: AppProcess, settings: Settings, say: Say) -> None:
    """Bring the app and the embedded database back when they stop; raise AppError after a few."""
    pauses = iter(RESTART_AFTER_S)
    while True:
        code = app.wait(LOOK_EVERY_S)
        if code is None:
            _revive_database(settings, say)
            continue
        if time.monotonic() - app.started > HEALTHY_AFTER_S:
            pauses = iter(RESTART_AFTER_S)
        pause = next(pauses, None)
        if pause is None:
            raise AppError(f"The app keeps stopping. The reason is in {app.log_file}")
        say(f"The app stopped (exit code {code}); starting it again in {pause:g} s.")
        time.sleep(pause)
        app.start()


def _revive_database(settings: Settings, say: Say) -> None:
    if settings.dsn:
        return
    cluster = EmbeddedCluster(settings.data_dir)
    if not cluster.is_running():
        say("The database stopped; starting it again.")
        cluster.ensure_running()


def _since(begun: float) -> float:
    return round(time.monotonic() - begun, 2)
