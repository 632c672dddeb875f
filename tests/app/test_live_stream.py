"""The live map is what the database says, whatever happens between; streams end when they must."""

import random
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from itertools import pairwise
from pathlib import Path
from threading import Thread
from uuid import uuid4

import psycopg
import pytest
import small_city
from feed_records import call, submission
from live_server import Day, live_app, newest_id, until_done
from live_viewer import Client, Viewer, state_of

from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.migrations import migrate
from geo_rtcc.store.retention_run import run_retention


def agency(database: Database, folder: Path) -> Day:
    """Fill an empty database with a small agency."""
    small_city.fill(database, newest_at=datetime.now(UTC), call_count=300, days=2)
    return Day(database, folder)


@pytest.fixture(scope="module")
def day(
    cluster: EmbeddedCluster, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Day]:
    """One whose day goes on from test to test."""
    name = f"stream_{uuid4().hex[:12]}"
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(f"create database {name} template {template} strategy file_copy")
        with Database(cluster.conninfo(name)) as database:
            yield agency(database, tmp_path_factory.mktemp("stream"))
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="module")
def url(day: Day) -> Iterator[str]:
    """The app on it."""
    with live_app(day.database.conninfo) as (_, url):
        yield url


def compare(viewer: Viewer, client: Client, database: Database) -> None:
    """Check that a viewer that has seen everything has what a snapshot taken now has."""
    newest = newest_id(database)
    viewer.follow_until(newest)
    epoch = viewer.id.rpartition(".")[0]
    fresh = client.snapshot(f"{epoch}.{newest}")
    expected = state_of(fresh)
    old = {
        key for key, one in viewer.state["calls"].items()
        if one["at"] <= fresh["from"] and one["closed"] is not None
    }  # fmt: skip
    viewer.state["calls"] = {
        key: one for key, one in viewer.state["calls"].items() if key not in old
    }
    for kind, records in expected.items():
        assert viewer.state[kind] == records, kind


def bulk(day: Day, count: int) -> None:
    """Store so many calls at once, as a file's load does: too many to be told one by one."""
    at = datetime.now(UTC) - timedelta(hours=2)
    records = [call(f"bulk{n}", received_at=at, lon=-93.08, lat=45.02) for n in range(count)]
    settings = Settings(data_dir=Path("/nonexistent"), dsn=day.database.conninfo)
    pipeline = Pipeline(day.database, settings, what="calls")
    pipeline.store([submission(records, "file")], now=datetime.now(UTC))


def test_a_viewer_that_is_cut_again_and_again_has_what_the_database_says(
    day: Day, url: str
) -> None:
    client, dice = Client(url), random.Random(3)
    viewer = Viewer(client)
    viewer.load()
    writer = Thread(target=lambda: [(day.step(), time.sleep(0.01)) for _ in range(150)])
    writer.start()
    while writer.is_alive():
        viewer.follow(events=dice.randrange(1, 12), pause_s=dice.choice([0, 0, 0.2]))
    writer.join()
    day.new_call()
    compare(viewer, client, day.database)
    assert viewer.counts["change"] > 30


def test_a_bulk_load_and_retention_lose_nothing(database: Database, tmp_path: Path) -> None:
    day = agency(database, tmp_path)
    with live_app(database.conninfo) as (_, url):
        client = Client(url)
        viewer = Viewer(client)
        viewer.load()
        for _ in range(20):
            day.step()
        bulk(day, 3000)
        run_retention(database, now=datetime.now(UTC) + timedelta(days=3))
        for _ in range(20):
            day.step()
        day.new_call()
        compare(viewer, client, database)


def test_restarts_of_the_database_lose_nothing(data_dir: Path, tmp_path: Path) -> None:
    cluster = EmbeddedCluster(data_dir, durable=False)
    with cluster.lease():
        migrate(cluster.conninfo())
        with Database(cluster.conninfo()) as database, live_app(cluster.conninfo()) as (_, url):
            day, client = Day(database, tmp_path), Client(url)
            viewer = Viewer(client)
            viewer.load()
            for _ in range(2):
                for _ in range(20):
                    until_done(day.step)
                viewer.follow(events=4)
                cluster.stop(force=True)
                assert is_told_away(client, viewer)
                cluster.ensure_running()
            until_done(day.new_call)
            compare(viewer, client, database)


def is_told_away(client: Client, viewer: Viewer) -> bool:
    """Say whether a viewer hears, while it waits, that the database is away."""
    began = time.monotonic()
    with client.stream(viewer.id) as stream:
        for name, _, data in stream:
            if name == "tick" and data["database"] == "away":
                return True
            if time.monotonic() - began > 10:
                return False
    return False


def test_a_tick_comes_every_two_seconds(day: Day, url: str) -> None:
    client = Client(url)
    viewer = Viewer(client)
    viewer.load()
    heard = []
    with client.stream(viewer.id) as stream:
        for name, _, data in stream:
            assert (name, data["database"]) == ("tick", "up")
            heard.append(time.monotonic())
            if len(heard) == 4:
                break
    assert max(b - a for a, b in pairwise(heard)) <= 2


def test_an_unknown_id_is_told_to_begin_anew(day: Day, url: str) -> None:
    client = Client(url)
    client.snapshot()
    for last_id in ("", "other-1.5", "nonsense"):
        with client.stream(last_id) as stream:
            assert [name for name, _, _ in stream] == ["reset"]


def test_killed_connections_lose_nothing(day: Day, url: str) -> None:
    client, dice = Client(url), random.Random(5)
    viewer = Viewer(client)
    viewer.load()
    others = "select pg_terminate_backend(pid) from pg_stat_activity where pid != pg_backend_pid()"
    for _ in range(60):
        until_done(day.step)
        if dice.random() < 0.07:
            with psycopg.connect(day.database.conninfo, autocommit=True) as connection:
                connection.execute(f"{others} and datname = current_database()")
    until_done(day.new_call)
    compare(viewer, client, day.database)


def dead(url: str, client: Client, last_id: str) -> socket.socket:
    """Open a stream and never read from it."""
    host, port = client.netloc.split(":")
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    one.connect((host, int(port)))
    one.sendall(
        f"GET /live/stream HTTP/1.1\r\nHost: {client.netloc}\r\nLast-Event-ID: {last_id}\r\n"
        f"Authorization: Bearer {client.token}\r\n\r\n".encode()
    )
    return one


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_app_stops_within_three_seconds_with_twenty_streams_open(
    day: Day, number: signal.Signals
) -> None:
    with live_app(day.database.conninfo) as (process, url):
        client = Client(url)
        last_id = client.snapshot()["id"]
        ended: list[str] = []

        def watch() -> None:
            with client.stream(last_id) as stream:
                ended.append([name for name, _, _ in stream][-1])

        threads = [Thread(target=watch) for _ in range(20)]
        for thread in threads:
            thread.start()
        silent = dead(url, client, last_id)
        for _ in range(30):
            day.step()
        time.sleep(1)
        began = time.monotonic()
        process.send_signal(number)
        process.wait(10)
        took_s = time.monotonic() - began
        for thread in threads:
            thread.join(5)
        silent.close()
    assert took_s < 3
    assert ended == ["bye"] * 20


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_statements_that_wait_for_ever_do_not_keep_the_app(
    day: Day, number: signal.Signals
) -> None:
    paths = ["/live/snapshot?to=1700000000", *(f"/tiles/12/{x}/1400" for x in range(8))]
    tables = "call_for_service, base_tile_shape, area_tile_shape"
    with live_app(day.database.conninfo) as (process, url):
        client = Client(url)
        client.snapshot()
        with psycopg.connect(day.database.conninfo) as blocker:
            blocker.execute(f"lock table {tables} in access exclusive mode")
            for path in paths:
                Thread(target=answer_or_end, args=[client, path], daemon=True).start()
            time.sleep(1)
            process.send_signal(number)
            process.wait(8)


def answer_or_end(client: Client, path: str) -> None:
    with suppress(OSError, HTTPException):
        client.ask(path).read()
