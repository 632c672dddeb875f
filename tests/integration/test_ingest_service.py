"""The ingest service over HTTP: what it takes, what it answers, and that a yes means stored."""

import gzip
import json
import zlib
from typing import Any

import psycopg
import pytest
from ingest_service import Running, read

from geo_rtcc.feeds.parsed import FeedFormat
from geo_rtcc.feeds.registry import formats
from geo_rtcc.ingest.submissions import Receipt

PATHS = {"call_for_service": "calls", "plate_read": "reads", "avl_fix": "fixes"}
FORMATS = [one for named in formats().values() for one in named.values()]


def stored(conninfo: str, source: str) -> list[str]:
    """Return the ids of a source's reads."""
    with psycopg.connect(conninfo) as connection:
        found = connection.execute(
            "select external_id from plate_read join source using (source_id) where code = %s "
            "order by 1", [source],
        )  # fmt: skip
        return [row[0] for row in found]


def quarantined(conninfo: str, source: str) -> list[tuple[Any, ...]]:
    """Return reason and payload of a source's open rejected records."""
    with psycopg.connect(conninfo) as connection:
        return connection.execute(
            "select reason, raw->>'text', format from quarantine join source using (source_id) "
            "where code = %s and resolved_at is null", [source],
        ).fetchall()  # fmt: skip


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: f"{PATHS[one.kind]}-{one.name}")
def test_each_formats_own_example_is_understood(one: FeedFormat[Any], service: Running) -> None:
    path = f"/v1/{PATHS[one.kind]}/{one.name}?source=examples"
    answer = service.post(path, one.example, headers={"Content-Type": one.media_types[0]})
    assert answer.status_code == 200, answer.text
    assert Receipt(**answer.json()).taken >= 1


def test_the_first_format_needs_no_name(service: Running) -> None:
    assert service.post("/v1/reads?source=short", json.dumps(read(1))).json()["added"] == 1
    assert service.post("/v1/reads/plain?source=short", json.dumps(read(1))).json()["repeated"] == 1


def test_an_acknowledged_read_is_stored(service: Running, service_conninfo: str) -> None:
    answer = service.post("/v1/reads?source=ack", json.dumps(read("acknowledged")))
    assert answer.json()["added"] == 1
    assert stored(service_conninfo, "ack") == ["r-acknowledged"]


@pytest.mark.parametrize(
    "body",
    [
        json.dumps([read(1), read(2)]).encode(),
        "\n".join(json.dumps(read(n)) for n in (1, 2)).encode(),
        b"\xef\xbb\xbf" + json.dumps([read(1), read(2)]).encode(),
    ],
    ids=["array", "lines", "byte-order-mark"],
)
def test_many_records_come_in_one_body(
    body: bytes, service: Running, service_conninfo: str
) -> None:
    answer = service.post("/v1/reads?source=many", body)
    assert answer.json()["added"] + answer.json()["repeated"] == 2
    assert stored(service_conninfo, "many") == ["r-1", "r-2"]


@pytest.mark.parametrize(
    ("encoding", "zipped"),
    [
        ("gzip", gzip.compress),
        ("GZIP", lambda body: gzip.compress(body[:9]) + gzip.compress(body[9:]) + b"\0" * 9),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body, wbits=-15)),
        ("identity", bytes),
    ],
    ids=["gzip", "gzip-twice", "x-gzip", "zlib", "raw-deflate", "identity"],
)
def test_zipped_bodies_are_unzipped(encoding: str, zipped: Any, service: Running) -> None:
    body = zipped(json.dumps([read(n) for n in range(200)]).encode())
    headers = {"Content-Encoding": encoding}
    answer = service.post("/v1/reads?source=zipped", body, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.json()["added"] + answer.json()["repeated"] == 200


@pytest.mark.parametrize(
    ("encoding", "body", "status"),
    [
        ("gzip", b"{}", 400),
        ("gzip", gzip.compress(b"{}" * 999)[:-9], 400),
        ("gzip", gzip.compress(b"") * 1000, 400),
        ("deflate", b"\xff\xff", 400),
        ("br", b"{}", 415),
        ("gzip, gzip", b"{}", 415),
    ],
    ids=["not-zipped", "cut-off", "a-thousand-members", "not-deflate", "brotli", "twice"],
)
def test_what_cant_be_unzipped_is_refused_with_a_reason(
    encoding: str, body: bytes, status: int, service: Running
) -> None:
    answer = service.post("/v1/reads", body, headers={"Content-Encoding": encoding})
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")


def test_an_empty_body_and_a_heartbeat_are_fine(service: Running) -> None:
    assert service.post("/v1/reads").json()["rejected"] == 0
    beat = json.dumps({"data_type": "heartbeat", "agent_uid": "A1", "epoch_time": 1717199999})
    answer = service.post("/v1/reads/rekor", beat)
    assert (answer.status_code, answer.json()["ignored"]) == (200, 1)


def test_one_bad_record_does_not_hold_up_the_others(
    service: Running, service_conninfo: str
) -> None:
    bad = read(2) | {"captured_at": "yesterday", "plate": "SECRET1"}
    answer = service.post("/v1/reads?source=mixed", json.dumps([read(1), bad, read(3)]))
    assert (answer.status_code, answer.json()["added"]) == (200, 2)
    (rejection,) = answer.json()["rejections"]
    assert (rejection["record"], rejection["field"]) == (2, "captured_at")
    assert stored(service_conninfo, "mixed") == ["r-1", "r-3"]


def test_records_that_all_fail_are_kept_and_the_sender_told_why(
    service: Running, service_conninfo: str
) -> None:
    answer = service.post("/v1/reads?source=bad", b'{"external_id": "b", "plate": "SECRET2"}')
    assert answer.status_code == 422
    assert "quarantine" in answer.json()["error"]
    assert answer.json()["rejections"][0]["reason"]
    assert "SECRET2" not in answer.text
    ((_, raw, name),) = quarantined(service_conninfo, "bad")
    assert json.loads(raw)["plate"] == "SECRET2"
    assert name == "plain"


def test_times_without_a_zone_are_those_of_the_stored_source(
    service: Running, service_conninfo: str
) -> None:
    call = '{"external_id": "%s", "call_type": "DIST", "received_at": "2026-01-15T12:00:00"}'
    service.post("/v1/calls?source=zoned&zone=America/Chicago", call % "first")
    service.post("/v1/calls?source=zoned", call % "second")
    with psycopg.connect(service_conninfo, options="-c timezone=UTC") as connection:
        found = connection.execute(
            "select external_id, extract(hour from received_at)::int from call_for_service "
            "join source using (source_id) where code = 'zoned' order by 1"
        ).fetchall()
    assert found == [("first", 18), ("second", 18)]


@pytest.mark.parametrize("query", ["source=", "source=A+B", "source=" + "a" * 41, "zone=Mars/Base"])
def test_a_query_that_cant_be_used_is_refused_without_repeating_it(
    query: str, service: Running
) -> None:
    answer = service.post(f"/v1/reads?{query}", json.dumps(read(1)))
    assert answer.status_code == 400
    assert answer.json()["parameter"] == query.partition("=")[0]
    assert "Mars" not in answer.text


def test_an_unknown_format_is_answered_with_those_there_are(service: Running) -> None:
    answer = service.post("/v1/reads/carrier-pigeon", b"{}")
    assert answer.status_code == 404
    assert {"plain", "rekor", "hikvision"} <= set(answer.json()["formats"])


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/reads", "POST"),
        ("DELETE", "/v1/calls/eido", "POST"),
        ("POST", "/v1/hot-lists/x", "PATCH, PUT"),
        ("POST", "/healthz", "GET"),
    ],
)
def test_another_method_is_told_which_ones_there_are(
    method: str, path: str, allowed: str, service: Running
) -> None:
    answer = service.ask(method, path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
    assert answer.json()["error"]


def test_nothing_is_at_other_addresses(service: Running) -> None:
    for path in ("/v1", "/v1/plates", "/v2/reads", "/docs/files/../app.py", "/docs/files/app.py"):
        answer = service.ask("GET", path)
        assert (answer.status_code, list(answer.json())) == (404, ["error"])


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example"},
        {"Host": "127.0.0.1.example"},
        {"Host": "localhost:80@example"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
    ],
    ids=str,
)
def test_pages_of_other_sites_are_refused(headers: dict[str, str], service: Running) -> None:
    answer = service.post("/v1/reads", json.dumps(read("csrf")), headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error"]


def test_the_services_own_page_may_send(service: Running) -> None:
    headers = {"Origin": service.url}
    assert service.post("/v1/reads?source=own", json.dumps(read(1)), headers=headers).is_success
