"""A small city of its own whose day goes on: calls, hits and fixes come in by the pipeline."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from app_fixtures import running_app
from feed_records import submission
from small_city import fill

from geo_rtcc.ingest.hot_lists import replace_hot_list
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.models import AvlFix, CallForService, Camera, Category, HotListEntry, PlateRead
from geo_rtcc.settings import Settings
from geo_rtcc.store import cameras
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import Database
from geo_rtcc.views.live_wire import id_of, key_of

LON, LAT = -93.07, 45.03
PLATE = "KBR1207"
# Of calls received before the window, a snapshot holds those that are still open, a week back.
SHOWN = """
select call_id from call_for_service
where (%(until)s::float8 is null or received_at <= to_timestamp(%(until)s))
    and (received_at > to_timestamp(%(at)s::float8 - %(window_s)s)
         or closed_at is null or closed_at > to_timestamp(%(at)s))
    and (received_at > to_timestamp(%(from)s)
         or (closed_at is null or closed_at > to_timestamp(%(from)s))
         and received_at > to_timestamp(%(from)s) - interval '7 days')
"""


def moment() -> datetime:
    """Return the present instant, to the second as messages carry it."""
    return datetime.now(UTC).replace(microsecond=0)


class LiveCity:
    """A database with the small city, the app on it, and the feeds' side of the pipeline."""

    def __init__(self, database: Database, folder: Path, url: str = "") -> None:
        self.database, self.url = database, url
        self._pipeline = Pipeline(database, Settings(data_dir=folder, dsn=database.conninfo))
        self._calls: dict[str, dict[str, Any]] = {}

    def ask(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """Return what a statement finds."""
        with self.database.transaction() as connection:
            return connection.execute(sql, parameters).fetchall()

    def call(self, name: str = "", **words: Any) -> str:
        """Receive a call, or a change of one; return its key."""
        name = name or uuid4().hex
        self.calls({name: words})
        [[found]] = self.ask(
            "select call_id from call_for_service where external_id = %(name)s", name=name
        )
        return key_of(found)

    def calls(self, named: dict[str, dict[str, Any]]) -> None:
        """Receive several at once, each in a message of its own."""
        for name, words in named.items():
            known = self._calls.setdefault(name, {
                "received_at": moment(), "lon": LON, "lat": LAT, "call_type": "ASLT",
                "category": Category.VIOLENCE, "priority": 1, "address": "12 OAK ST",
            })  # fmt: skip
            known |= {"source_updated_at": datetime.now(UTC), **words}
        self._store(*(CallForService(external_id=name, **self._calls[name]) for name in named))

    def read(self, plate: str = PLATE, **words: Any) -> None:
        """Read a plate beside the camera; PLATE and EASY are on the hot list."""
        values = {"captured_at": moment(), "camera": "c1", "plate_text": plate, "lon": LON,
                  "lat": LAT + 0.004, "state": "MN", **words}  # fmt: skip
        self._store(PlateRead(external_id=uuid4().hex, plate=plate, **values))

    def fix(self, unit: str, **words: Any) -> str:
        """Report where a unit is; return its key."""
        values = {"fix_at": moment(), "lon": LON, "lat": LAT - 0.004, "call_sign": unit, **words}
        self._store(AvlFix(unit=unit, **values))
        [[found]] = self.ask("select unit_id from unit where external_id = %(unit)s", unit=unit)
        return str(found)

    def shown(self, when: dict[str, Any]) -> set[str]:
        """Return the keys of the calls that the map shows without a filter; see WHEN."""
        return {key_of(call_id) for (call_id,) in self.ask(SHOWN, **when)}

    def keys(self, condition: str) -> set[str]:
        """Return the keys of the calls that meet a condition."""
        found = self.ask(f"select call_id from call_for_service where {condition}")
        return {key_of(call_id) for (call_id,) in found}

    def categories(self, keys: set[str]) -> dict[str, int]:
        """Count calls by category."""
        ids = [id_of(key) for key in keys]
        return dict(self.ask("select category::text, count(*) from call_for_service "
                             "where call_id = any(%(ids)s) group by 1", ids=ids))  # fmt: skip

    def _store(self, *records: object) -> None:
        messages = [submission([record], source="live") for record in records]
        self._pipeline.store(messages, now=datetime.now(UTC))


def begin(database: Database, folder: Path) -> LiveCity:
    """Fill an empty database: calls, two of them open since long ago, a hit, a unit, a camera."""
    fill(database, newest_at=moment() - timedelta(minutes=3), call_count=2400, days=10)
    now = moment()
    entries = [
        HotListEntry(external_id="1", plate=PLATE, plate_text=PLATE, state="MN", priority=1,
                     reason="Stolen"),
        HotListEntry(external_id="2", plate="ABC1234", plate_text="ABC1234", state="MN"),
    ]  # fmt: skip
    replace_hot_list(database, "stolen", entries, as_of=now, now=now)
    city = LiveCity(database, folder)
    city.ask("update call_for_service set closed_at = null where call_id in (700, 1000) "
             "returning 1")  # fmt: skip
    city.call("closed", received_at=now - timedelta(hours=2), closed_at=now - timedelta(hours=1))
    city.call("open", received_at=now - timedelta(minutes=30))
    city.read("ABC1234", captured_at=now - timedelta(minutes=20))
    city.fix("A11", status="available")
    [[source_id]] = city.ask("select source_id from source where code = 'live'")
    camera = Camera(external_id="c1", name="Oak & 1st", lon=LON, lat=LAT + 0.004)
    with database.transaction() as connection:
        cameras.save(connection, source_id, [camera], now=now)
    return city


@contextmanager
def living(conninfo: str, folder: Path) -> Iterator[LiveCity]:
    """Give a city that begins in an empty migrated database, with the app on it."""
    with Database(conninfo) as database:
        city = begin(database, folder)
        with running_app(conninfo) as city.url:
            yield city


@pytest.fixture(scope="session")
def live_city(
    cluster: EmbeddedCluster, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveCity]:
    """A city for the whole session; its day goes on from test to test."""
    name = f"live_{uuid4().hex[:12]}"
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(f"create database {name} template {template} strategy file_copy")
        with living(cluster.conninfo(name), tmp_path_factory.mktemp("live")) as city:
            yield city
        connection.execute(f"drop database {name} with (force)")
