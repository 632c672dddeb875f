"""The worker as a process: it waits for the database and its turn, and works until told to stop."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import Event

from geo_rtcc.errors import ClusterError, DatabaseError
from geo_rtcc.logs import logger
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database
from geo_rtcc.store.opening import open_database
from geo_rtcc.store.worker import WorkerLock
from geo_rtcc.worker.running import Schedule
from geo_rtcc.worker.tasks import TASKS, Task

DATABASE_PATIENCE_S = 5.0
LONGEST_WAIT_S = 10.0
TURN_WAIT_S = 1.0


def utc_now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def work(
    settings: Settings,
    *,
    stop: Event,
    clock: Callable[[], datetime] = utc_now,
    tasks: Sequence[Task] = TASKS,
) -> None:
    """Work until ``stop`` is set; a database that is away is waited for.

    One worker works on a database at a time, others wait for their turn.
    """
    waits = 0
    while not stop.is_set():
        try:
            with (
                open_database(settings, patience_s=DATABASE_PATIENCE_S) as database,
                WorkerLock(database.conninfo) as lock,
            ):
                waits = 0
                if _turn(lock, stop):
                    _work(database, lock, stop, clock, tasks)
        except (ClusterError, DatabaseError) as error:
            logger().warning("worker.waits", says=str(error))
            stop.wait(min(0.5 * 2**waits, LONGEST_WAIT_S))
            waits = min(waits + 1, 10)


def _turn(lock: WorkerLock, stop: Event) -> bool:
    """Wait until this is the one worker; return False if told to stop before."""
    said = False
    while not stop.is_set():
        if lock.taken():
            logger().info("worker.works")
            return True
        if not said:
            logger().info("worker.waits", says="Another worker is at work.")
            said = True
        stop.wait(TURN_WAIT_S)
    return False


def _work(
    database: Database,
    lock: WorkerLock,
    stop: Event,
    clock: Callable[[], datetime],
    tasks: Sequence[Task],
) -> None:
    schedule = Schedule(tasks, now=clock())
    while not stop.is_set():
        lock.check()
        schedule.run_due(database, clock)
        left_s = (schedule.next_at() - clock()).total_seconds()
        stop.wait(min(max(left_s, 0.0), LONGEST_WAIT_S))
