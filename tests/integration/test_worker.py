"""The worker: what it does, that one failure stays one, and that there is one of it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from kept_rows import add, instants, keep
from psycopg.conninfo import conninfo_to_dict

from geo_rtcc.errors import DatabaseError
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import connect
from geo_rtcc.store.retention import PARTITIONED
from geo_rtcc.store.worker import WorkerLock, task_records
from geo_rtcc.worker import run_once, work
from geo_rtcc.worker.running import Schedule
from geo_rtcc.worker.tasks import TASKS, Figures, Task

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def count_once(database: Database, operational_on: str, times: int, n: int = 1) -> None:
    with database.transaction() as connection:
        connection.execute(
            "insert into cell_count select %s, 1, cell, 1, 'read', 'other', %s "
            "from generate_series(1, 3) as cell, generate_series(1, %s)",
            (operational_on, n, times),
        )


def counted(database: Database) -> list[tuple[int, int]]:
    """Return rows and sum of the counts of each operational date, in order."""
    with database.transaction() as connection:
        return connection.execute(
            "select count(*), sum(n) from cell_count group by operational_on "
            "order by operational_on"
        ).fetchall()


def failing(_database: Database, _now: datetime) -> Figures:
    raise ValueError("a secret plate")


def task(name: str, run: Any) -> Task:
    return Task(name=name, run=run, period=lambda _kept: MINUTE)


def test_partitions_are_made_ahead(database: Database) -> None:
    run_once(database, now=NOW)
    with database.transaction() as connection:
        found = connection.execute("select kind, max(high_at) from data_partition group by 1")
        ahead = dict(found.fetchall())
        month = connection.execute("select to_regclass('call_for_service_202606')").fetchone()
    assert set(ahead) == set(PARTITIONED)
    assert ahead["plate_read"] > NOW + timedelta(days=2)
    assert ahead["outbox"] > NOW + timedelta(hours=2)
    assert month == ("call_for_service_202606",)


def test_retention_is_enforced(database: Database) -> None:
    keep(database, "plate_read", "3m")
    add(database, "plate_read", "X", [NOW - 10 * MINUTE, NOW])
    [report] = [each for each in run_once(database, now=NOW) if each.name == "retention"]
    figures = {"partitions": 1, "rows_dropped": 1, "rows_held": 0, "postponed": 0}
    assert report.figures == figures
    assert instants(database, "plate_read") == [NOW]


def test_counts_of_crowded_days_become_one_row_a_key(database: Database) -> None:
    count_once(database, "2020-01-01", 500)
    count_once(database, "2026-05-19", 10)
    count_once(database, "2026-05-20", 500)
    run_once(database, now=NOW)
    assert counted(database) == [(3, 1500), (30, 30), (3, 1500)]


def test_counts_that_another_transaction_holds_are_left_for_later(database: Database) -> None:
    count_once(database, "2026-05-20", 500)
    with connect(database.conninfo) as other:
        other.execute("update cell_count set n = 2")
        [report] = run_once(database, now=NOW, tasks=TASKS[2:3])
    assert report.figures == {"days": 0, "postponed": 1}
    assert report.error is None


def test_a_task_that_fails_leaves_the_others_alone(database: Database) -> None:
    keep(database, "plate_read", "3m")
    add(database, "plate_read", "X", [NOW - 10 * MINUTE])
    reports = run_once(database, now=NOW, tasks=[task("bad", failing), *TASKS])
    assert [report.error for report in reports] == ["ValueError", None, None, None, None]
    assert instants(database, "plate_read") == []
    with database.transaction() as connection:
        errors = {record.name: record.error for record in task_records(connection)}
    assert errors == {"bad": "ValueError", "partitions": None, "retention": None, "counts": None,
                      "counts_all": None}  # fmt: skip


def test_a_task_that_keeps_failing_waits_longer_each_time(database: Database) -> None:
    schedule = Schedule([task("bad", failing)], now=NOW)
    waits, now = [], NOW
    for _ in range(5):
        assert len(schedule.run_due(database, lambda at=now: at)) == 1  # type: ignore[misc]
        waits.append((schedule.next_at() - now) / MINUTE)
        now = schedule.next_at()
        assert schedule.run_due(database, lambda at=now: at - timedelta(seconds=1)) == []  # type: ignore[misc]
    assert waits == [2, 4, 5, 5, 5]


def test_short_retention_is_enforced_more_often(database: Database) -> None:
    schedule = Schedule(TASKS, now=NOW)
    keep(database, "hit", "3m")
    schedule.run_due(database, lambda: NOW)
    with database.transaction() as connection:
        due = {record.name: (record.due_at - NOW).seconds for record in task_records(connection)}
    assert (due["retention"], due["partitions"]) == (18, 15)


def test_a_second_worker_does_nothing(database: Database) -> None:
    with WorkerLock(database.conninfo) as first:
        assert first.taken()
        with pytest.raises(DatabaseError, match="Another worker"):
            run_once(database, now=NOW)
    assert run_once(database, now=NOW)


class Ticks:
    """A task that counts its runs, and lets the test wait for them."""

    def __init__(self) -> None:
        self.n, self._changed = 0, threading.Condition()

    def __call__(self, _database: Database, _now: datetime) -> Figures:
        with self._changed:
            self.n += 1
            self._changed.notify_all()
        return {}

    def wait_for(self, n: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.n >= n, timeout=60)


@contextmanager
def working(settings: Settings, ticks: Ticks) -> Iterator[None]:
    """Let a worker work in a thread for the block; its clock makes every task due at once."""
    stop = threading.Event()
    often = Task(name="tick", run=ticks, period=lambda _kept: timedelta(milliseconds=1))
    kwargs = {"stop": stop, "tasks": [often]}
    thread = threading.Thread(target=work, args=(settings,), kwargs=kwargs)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(60)
        assert not thread.is_alive()


def away(cluster: EmbeddedCluster, settings: Settings, *, is_away: bool) -> None:
    """End all sessions of the test's database and refuse new ones, or take them again."""
    name = conninfo_to_dict(settings.dsn or "")["dbname"]
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(f"alter database {name} allow_connections {not is_away}")
        if is_away:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (name,)
            )


def test_a_database_that_goes_away_is_waited_for(
    cluster: EmbeddedCluster, settings: Settings
) -> None:
    ticks = Ticks()
    with working(settings, ticks):
        ticks.wait_for(2)
        away(cluster, settings, is_away=True)
        seen = ticks.n
        away(cluster, settings, is_away=False)
        ticks.wait_for(seen + 3)


def test_the_command_does_it_once(run: Any, database: Database) -> None:
    answer = run("worker", "--once", "--json")
    assert answer.exit_code == 0
    reports = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [report["name"] for report in reports] == [each.name for each in TASKS]
    assert reports[0]["figures"]["made"] > 0
