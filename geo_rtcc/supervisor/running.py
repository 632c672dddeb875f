"""The order of things: lock, ports, database, demo city, parts, then watching until a signal."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from geo_rtcc.errors import AppError
from geo_rtcc.settings import Settings
from geo_rtcc.situation.parts import PartState
from geo_rtcc.store.database import Database
from geo_rtcc.store.opening import open_database
from geo_rtcc.supervisor.board import Board, only_supervisor
from geo_rtcc.supervisor.part import Part, Patience
from geo_rtcc.supervisor.parts import web_alone
from geo_rtcc.supervisor.ports import claimed_port, loopback
from geo_rtcc.supervisor.signals import stoppable
from geo_rtcc.supervisor.watch import Watch

Say = Callable[[str], None]
Prepare = Callable[[Database, Settings, Say], dict[str, Any]]
HELPING_THREADS = 8


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to run and how long.

    Parameters
    ----------
    parts
        Makes the parts, in the order of their start, from the settings with their real ports and
        database.
    is_whole
        This run is the data folder's one supervisor: it refuses a second, shows its parts' states
        in the status file and claims the ingest service's port too.
    prepare
        Called with the open database before the page is announced; its answer is reported.
    exact_port, exact_ingest_port
        Refuse a taken port instead of taking the next one.
    once
        Stop as soon as every part that listens has answered; raise if one ends before.
    """

    settings: Settings
    parts: Callable[[Settings], Sequence[Part]] = web_alone
    is_whole: bool = False
    prepare: Prepare | None = None
    exact_port: bool = False
    exact_ingest_port: bool = False
    once: bool = False
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was started: process ids by part, and the seconds until each stage was done."""

    url: str
    port: int
    ingest_url: str | None
    data_dir: str
    parts: dict[str, int | None]
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
        Another supervisor runs on the data folder, a port is taken, or the one part of the plan
        does not come up.
    ClusterError, DatabaseError, MigrationError
        The database can't be used.
    """
    address = loopback(plan.settings.address)
    with stoppable(say), ExitStack() as stack:
        if plan.is_whole:
            stack.enter_context(only_supervisor(plan.settings.data_dir))
        settings = with_ports(plan, replace(plan.settings, address=address), stack, say)
        watch, report = start(plan, settings, stack, say)
        ready(report)
        if not plan.once:
            watch.run()


def with_ports(plan: Plan, settings: Settings, stack: ExitStack, say: Say) -> Settings:
    """Claim the ports for as long as the run takes; return the settings with the real ones."""

    def claim(wish: int, *, exact: bool, option: str) -> int:
        held = claimed_port(settings.address, wish, exact=exact, option=option)
        port = stack.enter_context(held)
        if wish not in (0, port):
            say(f"Port {wish} is taken by another program; using {port}.")
        return port

    port = claim(settings.port, exact=plan.exact_port, option="--port")
    if not plan.is_whole:
        return replace(settings, port=port)
    wish, exact = settings.ingest_port, plan.exact_ingest_port
    return replace(
        settings, port=port, ingest_port=claim(wish, exact=exact, option="--ingest-port")
    )


def start(plan: Plan, settings: Settings, stack: ExitStack, say: Say) -> tuple[Watch, Report]:
    """Start database and parts, prepare while the early ones import, and wait for all to answer."""
    begun, seconds = time.monotonic(), dict[str, float]()
    say("Starting the database.")
    board = Board(settings.data_dir, datetime.now(UTC)) if plan.is_whole else None
    if board:
        stack.callback(lambda: board.close(datetime.now(UTC)))
    database = stack.enter_context(open_database(settings))
    seconds["database"] = _since(begun)
    parts = plan.parts(replace(settings, dsn=database.conninfo))
    executor = ThreadPoolExecutor(HELPING_THREADS, "watch")
    stack.callback(executor.shutdown, wait=False, cancel_futures=True)
    watch = Watch(parts, settings, patience=plan.patience, executor=executor, say=say, board=board)
    stack.callback(watch.stop)
    watch.release(early=True)
    watch.step()
    prepared = _prepare(plan, database, settings, watch, say)
    seconds["prepared"] = _since(begun)
    watch.run(until=lambda: is_up(plan, watch))
    seconds["page"] = _since(begun)
    return watch, _report(settings, watch, prepared, seconds)


def is_up(plan: Plan, watch: Watch) -> bool:
    """Say whether every part that listens is ready, or has failed to be.

    Raises AppError for one that has, where nobody would see it come up later: in a plan of one part
    or of a moment.
    """
    listening = [part for part in watch.parts if part.part.health]
    failed = [part for part in listening if part.failures or part.is_late]
    if failed and (plan.once or len(watch.parts) == 1):
        part = failed[0]
        why = f"stopped while starting ({part.report.why})" if part.failures else "is not ready"
        raise AppError(f"Part {part.part.name} {why}. The reason is in {part.process.log_file}")
    return all(part in failed or part.state == PartState.RUNNING for part in listening)


def _prepare(
    plan: Plan, database: Database, settings: Settings, watch: Watch, say: Say
) -> dict[str, Any]:
    if not plan.prepare:
        return {}

    def say_and_look(words: str) -> None:
        say(words)
        watch.step()

    return plan.prepare(database, settings, say_and_look)


def _report(
    settings: Settings, watch: Watch, prepared: dict[str, Any], seconds: dict[str, float]
) -> Report:
    urls = {part.part.name: part.part.url for part in watch.parts}
    return Report(
        url=urls.get("web") or "",
        port=settings.port,
        ingest_url=urls.get("ingest"),
        data_dir=str(settings.data_dir),
        parts={part.part.name: part.process.pid for part in watch.parts},
        prepared=prepared,
        seconds=seconds,
    )


def _since(begun: float) -> float:
    return round(time.monotonic() - begun, 2)
