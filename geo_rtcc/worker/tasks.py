"""What is done again and again beside the ingest service, each task with its own period."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from geo_rtcc.errors import DatabaseConflictError
from geo_rtcc.logs import logger
from geo_rtcc.store import Database
from geo_rtcc.store.calls import compact_counts, ensure_partitions
from geo_rtcc.store.partitions import PartitionCover
from geo_rtcc.store.retention import PARTITIONED, Retention, retentions
from geo_rtcc.store.retention_run import run_retention
from geo_rtcc.store.worker import background, crowded_days

Figures = dict[str, int]
Kept = Mapping[str, Retention]

WIDTHS_AHEAD = 2
CROWDED_SLACK = 1000
SOONEST, LATEST = timedelta(seconds=5), timedelta(minutes=1)
_MONTH_AHEAD = timedelta(days=31)
_RECENT = timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class Task:
    """One periodic task.

    Parameters
    ----------
    run
        Does it once, given the present instant, and returns counts for the log.
    period
        How long after one run the next is due, given how long each kind is kept.
    """

    name: str
    run: Callable[[Database, datetime], Figures]
    period: Callable[[Kept], timedelta]


def _make_partitions(database: Database, now: datetime) -> Figures:
    """Make partitions ahead, so that ingest finds them made."""
    figures = {"made": 0, "postponed": 0}
    with database.transaction() as connection:
        kept = retentions(connection)
    for kind in PARTITIONED:
        ahead = now + WIDTHS_AHEAD * kept[kind].width
        try:
            with background(database) as connection:
                figures["made"] += PartitionCover().ensure(connection, kind, now, ahead)
        except DatabaseConflictError:
            figures["postponed"] += 1
    with database.transaction() as connection:
        months = {at.date().replace(day=1) for at in (now, now + _MONTH_AHEAD)}
        ensure_partitions(connection, months)
    return figures


def _remove_expired(database: Database, now: datetime) -> Figures:
    """Run retention; log what left."""
    done = run_retention(database, now=now)
    for gone in done.removals:
        logger().info("retention.removed", **vars(gone))
    return {
        "partitions": sum(gone.partition_name is not None for gone in done.removals),
        "rows_dropped": sum(gone.rows_dropped for gone in done.removals),
        "rows_held": sum(gone.rows_held for gone in done.removals),
        "postponed": len(done.postponed),
    }


def _compact_recent(database: Database, now: datetime) -> Figures:
    """Compact the counts of days that live feeds are adding to."""
    return _compact(database, (now - _RECENT).date())


def _compact_all(database: Database, _now: datetime) -> Figures:
    """Compact the counts of all days: late records may belong to any."""
    return _compact(database, date.min)


def _compact(database: Database, since_on: date) -> Figures:
    figures = {"days": 0, "postponed": 0}
    with database.transaction() as connection:
        days = crowded_days(connection, since_on, slack=CROWDED_SLACK)
    for day in days:
        try:
            with background(database) as connection:
                compact_counts(connection, [day])
            figures["days"] += 1
        except DatabaseConflictError:
            figures["postponed"] += 1
    return figures


def _partitions_period(kept: Kept) -> timedelta:
    """Half of the narrowest width: twice before what was made ahead is used up."""
    return _within(min(kept[kind].width for kind in PARTITIONED) / 2)


def _retention_period(kept: Kept) -> timedelta:
    """A tenth of the shortest keep."""
    return _within(min((each.keep for each in kept.values() if each.keep), default=LATEST) / 10)


def _within(period: timedelta) -> timedelta:
    return min(max(period, SOONEST), LATEST)


TASKS = (
    Task(name="partitions", run=_make_partitions, period=_partitions_period),
    Task(name="retention", run=_remove_expired, period=_retention_period),
    Task(name="counts", run=_compact_recent, period=lambda _kept: LATEST),
    Task(name="counts_all", run=_compact_all, period=lambda _kept: timedelta(days=1)),
)
