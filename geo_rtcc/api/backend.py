"""The database and the intake behind the service: opened as soon as they can be, then watched."""

import gc
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from geo_rtcc import logs
from geo_rtcc.errors import DatabaseAwayError, GeoRtccError
from geo_rtcc.ingest.intake import Intake
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database, hot_lists, migrations
from geo_rtcc.store.hot_lists import HotListAge
from geo_rtcc.store.opening import open_database

MakeIntake = Callable[[Database, Settings], AbstractContextManager[Intake]]

PATIENCE_S = 3.0
LOOK_EVERY_S = 2.0
COUNT_EVERY = 8  # looks; counting quarantined records and hot-list entries reads many rows
TRY_AGAIN_S = (0.5, 1.0, 2.0, 4.0)
_NOT_YET = "The database is not open yet."


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the last look at the database saw.

    Parameters
    ----------
    problem
        Why the database can't be used; None where it can.
    zones
        IANA zone of each source; ``zone`` is the agency's, for sources that are new.
    """

    problem: str | None = _NOT_YET
    zones: dict[str, str] = field(default_factory=dict)
    zone: str = "UTC"
    hot_lists: list[HotListAge] = field(default_factory=list)
    quarantine_open: int = 0


class Backend:
    """Opens database and intake in a thread of its own, and closes them when told to stop."""

    def __init__(self, settings: Settings, make_intake: MakeIntake) -> None:
        self._settings, self._make_intake = settings, make_intake
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="backend", daemon=True)
        self._database: Database | None = None
        self._intake: Intake | None = None
        self.facts = Facts()

    def start(self) -> None:
        """Begin to open; return at once."""
        self._thread.start()

    def stop(self, within_s: float) -> None:
        """Finish what was handed in, close everything; give up after ``within_s`` seconds."""
        self._stopping.set()
        self._thread.join(within_s)
        if self._thread.is_alive():
            logs.logger().error("stopped before everything was closed")

    def intake(self) -> Intake:
        """Return the intake; raise DatabaseAwayError where the database has not been opened."""
        if self._intake is None:
            raise DatabaseAwayError(self.facts.problem or _NOT_YET)
        return self._intake

    def database(self) -> Database:
        """Return the database; raise DatabaseAwayError where it has not been opened."""
        if self._database is None:
            raise DatabaseAwayError(self.facts.problem or _NOT_YET)
        return self._database

    def zone_of(self, source: str) -> str:
        """Return the zone of a source's times that carry none."""
        return self.facts.zones.get(source, self.facts.zone)

    def remember(self, source: str, zone: str) -> None:
        """Note the zone that a new source has just been stored with."""
        if source not in self.facts.zones:
            self.facts = replace(self.facts, zones={**self.facts.zones, source: zone})

    def _run(self) -> None:
        tries = 0
        while not self._stopping.is_set():
            try:
                self._open()
            except Exception as error:  # whatever it is, the service goes on and tries again
                sentence = str(error) if isinstance(error, GeoRtccError) else type(error).__name__
                self.facts = Facts(problem=sentence)
                logs.logger().error("database not open", **logs.failure(error))
            self._stopping.wait(TRY_AGAIN_S[min(tries, len(TRY_AGAIN_S) - 1)])
            tries += 1

    def _open(self) -> None:
        with (
            open_database(self._settings, patience_s=PATIENCE_S) as database,
            self._make_intake(database, self._settings) as intake,
        ):
            self._look(database, 0)
            # what was made until now stays: collecting it again and again stops all requests
            gc.collect()
            gc.freeze()
            self._database, self._intake = database, intake
            logs.logger().info("database open")
            looks = 0
            try:
                while not self._stopping.wait(LOOK_EVERY_S):
                    looks += 1
                    self._look(database, looks)
            finally:
                self._intake = self._database = None

    def _look(self, database: Database, looks: int) -> None:
        try:
            self.facts = _facts(database, self.facts, looks)
        except GeoRtccError as error:
            if self.facts.problem is None:
                logs.logger().error("database lost", **logs.failure(error))
            self.facts = replace(self.facts, problem=str(error))


def _facts(database: Database, before: Facts, looks: int) -> Facts:
    now = datetime.now(UTC)
    quarantined, lists = before.quarantine_open, before.hot_lists
    if looks % COUNT_EVERY == 0:
        quarantined = database.fetch("quarantine_open_count")[0]["n"]
        lists = hot_lists.ages(database, now)
        with database.transaction() as connection:
            migrations.check_schema(connection)
    plans = database.fetch("shift_plans")
    begun = [plan for plan in plans if plan["effective_on"] <= now.date()]
    plan = begun[-1:] or plans[:1]
    return Facts(
        problem=None,
        zones={row["code"]: row["zone"] for row in database.fetch("sources_known")},
        zone=plan[0]["zone"] if plan else "UTC",
        hot_lists=lists,
        quarantine_open=quarantined,
    )
