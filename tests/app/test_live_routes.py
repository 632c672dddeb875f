"""The live map's routes: who may ask, what is refused and how, and what everybody shares."""

import gzip
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.client import HTTPResponse
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
import small_city
from live_server import live_app
from live_viewer import Client, state_of

from geo_rtcc.store import Database
from geo_rtcc.store.cluster import EmbeddedCluster

CALLS = 400
PATHS = [
    ("GET", "/live/snapshot"), ("GET", "/live/stream"), ("GET", "/live/units?at=1"),
    ("POST", "/live/queue/call/1.1/acknowledge?at=1"),
]  # fmt: skip


@pytest.fixture(scope="module")
def agency(cluster: EmbeddedCluster, template: str) -> Iterator[Database]:
    """A database with a small agency that these tests may change."""
    name = f"live_{uuid4().hex[:12]}"
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(f"create database {name} template {template} strategy file_copy")
        with Database(cluster.conninfo(name)) as database:
            small_city.fill(database, newest_at=datetime.now(UTC), call_count=CALLS, days=3)
            yield database
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="module")
def client(agency: Database) -> Iterator[Client]:
    """Who asks the app on it."""
    with live_app(agency.conninfo) as (_, url):
        client = Client(url)
        client.snapshot()
        yield client


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("token", ["", "x.y.z"])
def test_nobody_is_answered_without_a_token(
    client: Client, method: str, path: str, token: str
) -> None:
    answer = client.ask(path, method=method, token=token)
    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_deed_by_get_does_nothing(client: Client, agency: Database) -> None:
    before = deeds(agency)
    assert b"<title>Streamlit</title>" in mark(client, agency, method="GET").read()
    assert deeds(agency) == before


def test_a_snapshot_is_gzipped_for_who_takes_it_and_never_kept(client: Client) -> None:
    packed = client.ask("/live/snapshot", Accept_Encoding="gzip, br")
    plain = client.ask("/live/snapshot", Accept_Encoding="identity")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert plain.headers["Content-Encoding"] is None
    assert packed.headers["Cache-Control"] == plain.headers["Cache-Control"] == "no-store"
    assert json.loads(gzip.decompress(packed.read())).keys() == json.loads(plain.read()).keys()


def test_many_who_ask_at_once_share_one_snapshot(client: Client) -> None:
    time.sleep(1.1)
    with ThreadPoolExecutor(30) as pool:
        found = list(pool.map(lambda _: client.snapshot()["now"], range(30)))
    assert len(set(found)) <= 2


def test_a_snapshot_is_not_older_than_what_is_asked_for(client: Client, agency: Database) -> None:
    epoch, _, cursor = client.snapshot()["id"].rpartition(".")
    assert mark(client, agency).status == 204
    found = client.snapshot(f"{epoch}.{int(cursor) + 1}")
    assert int(found["id"].rpartition(".")[2]) > int(cursor)
    assert state_of(found)["marks"]


def test_an_id_of_another_process_asks_for_nothing(client: Client) -> None:
    began = time.monotonic()
    assert client.snapshot("other-1.999999999")["live"]
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("cursor", ["²", "9" * 5000, "-1", "1e3", ""])
def test_what_is_no_id_asks_for_nothing(client: Client, cursor: str) -> None:
    epoch = client.snapshot()["id"].rpartition(".")[0]
    answer = client.ask(f"/live/snapshot?after={quote(f'{epoch}.{cursor}')}")
    assert answer.status == 200


def test_an_id_that_nobody_was_given_keeps_nobody_else_waiting(client: Client) -> None:
    epoch, _, cursor = client.snapshot()["id"].rpartition(".")
    path = f"/live/snapshot?after={epoch}.{int(cursor) + 1000}"
    with ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(client.ask, path) for _ in range(20)]
        began = time.monotonic()
        client.snapshot()
        assert time.monotonic() - began < 3
        for answer in (each.result() for each in asked):
            assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
            assert b"has not come as far as the id" in answer.read()


def past(client: Client, query: str) -> tuple[int, Any]:
    answer = client.ask(f"/live/snapshot?{query}", Accept_Encoding="identity")
    body = answer.read()
    return answer.status, json.loads(body) if answer.status == 200 else body.decode()


def test_a_window_of_the_past_has_its_calls_and_those_open_in_it(
    client: Client, agency: Database
) -> None:
    to_at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=30)
    status, found = past(client, f"to={to_at.timestamp()}&hours=12")
    with agency.transaction() as connection:
        [[n]] = connection.execute(
            "select count(*) from call_for_service where received_at <= %(to)s and (received_at > "
            "%(from)s or received_at > %(from)s::timestamptz - interval '7 days' and "
            "(closed_at is null or closed_at > %(from)s))",
            {"from": to_at - timedelta(hours=12), "to": to_at},
        ).fetchall()
    assert (status, found["live"], found["to"]) == (200, False, to_at.timestamp())
    assert len(found["calls"]["run"]) == n > 0


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("to=yesterday", "to must be an instant"),
        ("to=nan", "to must be an instant"),
        ("to=1e300", "to must be an instant"),
        ("to=", "to must be an instant"),
        ("to=99999999999", "to lies in the future"),
        ("to=1700000000&hours=0", "hours must be a whole number from 1 to 168"),
        ("to=1700000000&hours=169", "hours must be"),
        ("to=1700000000&hours=1.5", "hours must be"),
        ("to=1700000000&hours=%C2%B2", "hours must be"),
        ("hours=5", "hours goes with to"),
    ],
)
def test_what_can_not_be_read_is_refused_with_a_sentence(
    client: Client, query: str, says: str
) -> None:
    status, text = past(client, query)
    assert status == 400
    assert says in text


def test_units_are_where_they_were_at_that_instant(client: Client) -> None:
    answer = client.ask(f"/live/units?at={time.time()}", Accept_Encoding="identity")
    found = json.loads(answer.read())
    assert answer.status == 200
    assert "unit_id" in found["fields"]
    assert client.ask("/live/units").status == 400


def deeds(agency: Database) -> int:
    with agency.transaction() as connection:
        [[n]] = connection.execute("select count(*) from queue_mark").fetchall()
    return int(n)


def mark(
    client: Client, agency: Database, action: str = "acknowledge", *, method: str = "POST"
) -> HTTPResponse:
    """Do something with the newest call."""
    with agency.transaction() as connection:
        [[call_id, at]] = connection.execute(
            "select call_id, received_at from call_for_service order by received_at desc limit 1"
        ).fetchall()
    key = f"{call_id >> 32}.{call_id & 0xFFFFFFFF}"
    path = f"/live/queue/call/{key}/{action}?at={int(at.timestamp())}"
    return client.ask(path, method=method)


def test_a_deed_comes_back_by_the_stream_to_everybody(client: Client, agency: Database) -> None:
    last_id = client.snapshot()["id"]
    with client.stream(last_id) as one, client.stream(last_id) as other:
        assert mark(client, agency, "escalate").status == 204
        for stream in (one, other):
            marks = next(data["marks"] for name, _, data in stream if name == "change")
            assert [row[2] for row in marks["rows"]][-1] == "escalate"
            assert marks["rows"][-1][4] == "console"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/live/queue/call/0.7/acknowledge?at=1700000000", 404),
        ("/live/queue/hit/0.7/escalate?at=1700000000", 404),
        ("/live/queue/unit/0.7/acknowledge?at=1700000000", 404),
        ("/live/queue/call/0.7/close?at=1700000000", 404),
        ("/live/queue/call/7/acknowledge?at=1700000000", 400),
        ("/live/queue/call/0.99999999999/acknowledge?at=1700000000", 400),
        ("/live/queue/call/0.7/acknowledge", 400),
    ],
)
def test_deeds_on_what_is_not_there_are_refused(client: Client, path: str, status: int) -> None:
    assert client.ask(path, method="POST").status == status


def test_a_call_whose_clock_runs_ahead_can_be_acknowledged(
    client: Client, agency: Database
) -> None:
    with agency.transaction() as connection:
        connection.execute("""
            update call_for_service set received_at = now() + interval '20 minutes'
            where call_id = (select max(call_id) from call_for_service)
        """)
    assert mark(client, agency).status == 204


def test_deeds_that_can_not_be_written_hold_up_no_reader(client: Client, agency: Database) -> None:
    with psycopg.connect(agency.conninfo) as blocker, ThreadPoolExecutor(8) as pool:
        blocker.execute("lock table queue_mark in share mode")
        waiting = [pool.submit(mark, client, agency, "escalate") for _ in range(8)]
        time.sleep(1.2)
        for path in (f"/live/units?at={time.time()}", "/live/snapshot"):
            began = time.monotonic()
            assert client.ask(path).status == 200
            assert time.monotonic() - began < 3
        blocker.rollback()
        assert {each.result().status for each in waiting} == {204}


def test_a_stream_says_that_nothing_may_buffer_it(client: Client) -> None:
    answer = client.ask("/live/stream", Accept_Encoding="gzip", Last_Event_ID="none")
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert answer.headers["Content-Encoding"] is None


def test_without_a_database_the_routes_say_when_to_come_again(
    cluster: EmbeddedCluster,
) -> None:
    with live_app(cluster.conninfo("there_is_none")) as (_, url):
        client = Client(url)
        for path in ("/live/snapshot", "/live/units?at=1"):
            answer = client.ask(path)
            assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
            assert "database" in answer.read().decode()


def test_a_database_of_an_older_version_is_said_with_what_to_do(
    cluster: EmbeddedCluster, agency: Database
) -> None:
    with agency.transaction() as connection:
        connection.execute("delete from schema_migration where version > 3")
    with live_app(agency.conninfo) as (_, url):
        client = Client(url)
        for path in ("/live/snapshot", "/live/units?at=1", "/tiles/5/7/11"):
            answer = client.ask(path)
            assert answer.status == 503
            assert "db migrate" in answer.read().decode()
