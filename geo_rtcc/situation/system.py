"""How the installation itself is: its parts, the age of its data, and what is not well."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from geo_rtcc.errors import GeoRtccError
from geo_rtcc.settings import Settings
from geo_rtcc.situation.map_file import map_file_problem
from geo_rtcc.situation.parts import PartState, Run, current_run
from geo_rtcc.situation.probe import answer_of
from geo_rtcc.store.database import Database

# Older than this, a kind of record that comes all the time is stale. Quiet nights have few calls.
LIVE_WITHIN = {
    "avl_fix": timedelta(seconds=30),
    "plate_read": timedelta(minutes=2),
    "call_for_service": timedelta(minutes=15),
}
ENDED_AFTER = timedelta(days=7)
OVERDUE_AFTER = timedelta(minutes=5)
ASK_INGEST_WITHIN_S = 2.0
MOST_REASONS = 20


@dataclass(frozen=True, kw_only=True)
class FeedAge:
    """What came of one kind from one source; instants UTC, counts since the beginning."""

    source: str
    kind: str
    last_record_at: datetime | None
    last_stored_at: datetime
    added: int
    updated: int
    repeated: int
    stale: int
    expired: int
    rejected: int

    def is_silent(self, now: datetime) -> bool:
        """Say whether a live feed has fallen silent.

        A file's old records never were live, and a feed without a record for a week has ended.
        """
        within, newest_at = LIVE_WITHIN.get(self.kind), self.last_record_at
        if within is None or newest_at is None:
            return False
        was_live = self.last_stored_at - newest_at <= within
        return was_live and within < now - newest_at <= ENDED_AFTER


@dataclass(frozen=True, kw_only=True)
class HotListAge:
    """One hot list: how many entries are on it and how old it is; instants UTC."""

    code: str
    as_of: datetime | None
    replaced_at: datetime | None
    changed_at: datetime
    stale_after_s: float
    entries: int

    @property
    def made_at(self) -> datetime:
        """When it was made, by its own word or else by its last change here."""
        return self.as_of or self.replaced_at or self.changed_at

    def is_stale(self, now: datetime) -> bool:
        """Say whether it is older than it may get."""
        return now - self.made_at > timedelta(seconds=self.stale_after_s)


@dataclass(frozen=True, kw_only=True)
class WorkerTask:
    """One periodic task: its last run, and when the next one is due; instants UTC."""

    name: str
    ran_at: datetime
    took_ms: int
    due_at: datetime
    failures: int
    error: str | None


@dataclass(frozen=True, kw_only=True)
class QuarantineReason:
    """How many open records share a reason; ``newest_at`` UTC."""

    source: str
    kind: str
    field_name: str
    reason: str
    records: int
    newest_at: datetime


@dataclass(frozen=True, kw_only=True)
class System:
    """Everything at one moment.

    Parameters
    ----------
    database_problem
        Why the database can't be asked; then what is stored is unknown, and empty here.
    ingest_url, ingest_answer
        Where the ingest service should be, and the HTTP status of its readiness; None: no answer.
    base_map_problem
        Why the PMTiles file that the settings name can't be used; the agency's own map is shown.
    zone
        IANA zone of the agency; "UTC" while it is unknown.
    """

    at: datetime
    run: Run
    ingest_url: str
    ingest_answer: int | None
    database_problem: str | None = None
    base_map_problem: str | None = None
    zone: str = "UTC"
    feeds: tuple[FeedAge, ...] = ()
    hot_lists: tuple[HotListAge, ...] = ()
    tasks: tuple[WorkerTask, ...] = ()
    quarantine: tuple[QuarantineReason, ...] = ()

    def problems(self) -> tuple[str, ...]:
        """Say what is not well, a sentence each; nothing when all is.

        Records in quarantine are work to do, not a fault.
        """
        return (*_run_problems(self.run), *_service_problems(self), *_data_problems(self))


def system(settings: Settings, reach: Callable[[], Database], now: datetime) -> System:
    """Look at everything; ``reach`` gives the database, or raises what is told instead."""
    run = current_run(settings.data_dir, now)
    url, answer = _ingest(settings, run)
    known = System(
        at=now,
        run=run,
        ingest_url=url,
        ingest_answer=answer,
        base_map_problem=map_file_problem(settings),
    )
    try:
        return _with_stored(known, reach())
    except GeoRtccError as error:
        return replace(known, database_problem=str(error))


def _with_stored(known: System, database: Database) -> System:
    zones = database.fetch("system_zone")
    return replace(
        known,
        zone=zones[0]["zone"] if zones else "UTC",
        feeds=tuple(database.fetch_as(FeedAge, "system_feeds")),
        hot_lists=tuple(database.fetch_as(HotListAge, "system_hot_lists")),
        tasks=tuple(database.fetch_as(WorkerTask, "system_tasks")),
        quarantine=tuple(database.fetch_as(QuarantineReason, "system_quarantine", n=MOST_REASONS)),
    )


def _ingest(settings: Settings, run: Run) -> tuple[str, int | None]:
    part = run.part("ingest")
    url = (part.url if part else None) or f"http://{settings.address}:{settings.ingest_port}"
    parts = urlsplit(url)
    address, port = parts.hostname or settings.address, parts.port or settings.ingest_port
    return url, answer_of(address, port, "/readyz", within_s=ASK_INGEST_WITHIN_S)


def _run_problems(run: Run) -> list[str]:
    if run.state == "none":
        return ["No supervisor runs on this data folder. Start it with: geo-rtcc up"]
    said = []
    if run.state == "silent":
        said.append(f"The supervisor (process {run.pid}) lives, but no longer reports.")
    for part in run.parts:
        if part.state != PartState.RUNNING:
            ended = f", last ended with {part.why}" if part.why else ""
            said.append(f"Part {part.name} is {part.state}{ended}. Its log: {part.log_file}")
    return said


def _service_problems(found: System) -> list[str]:
    said = [found.database_problem] if found.database_problem else []
    if found.ingest_answer is None:
        said.append(f"The ingest service does not answer at {found.ingest_url}.")
    elif found.ingest_answer != HTTPStatus.OK:
        said.append(f"The ingest service is not ready (HTTP {found.ingest_answer}).")
    if found.base_map_problem:
        said.append(found.base_map_problem)
    return said


def _data_problems(found: System) -> list[str]:
    now = found.at
    tasks = [
        f"The worker's task {task.name} failed {task.failures} times in a row: {task.error}"
        if task.error
        else f"The worker's task {task.name} is overdue."
        for task in found.tasks
        if task.error or now - task.due_at > OVERDUE_AFTER
    ]
    lists = [
        f"The hot list {each.code} is older than it may get."
        for each in found.hot_lists
        if each.is_stale(now)
    ]
    feeds = [
        f"The feed {feed.source} ({feed.kind}) has fallen silent."
        for feed in found.feeds
        if feed.is_silent(now)
    ]
    return [*tasks, *lists, *feeds]
