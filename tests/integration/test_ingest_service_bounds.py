"""How much the service holds and how long it waits: large, slow and too many requests."""

import gzip
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from ingest_service import Running, answer_of, head, read, started

MIB = 1024 * 1024
SHORT = {"HEADERS_WITHIN_S": 0.6, "BODY_WITHIN_S": 3.0, "UNREAD_WITHIN_S": 0.5, "IDLE_S": 1,
         "MOST_CONNECTIONS": 8}  # fmt: skip


@pytest.fixture(scope="module")
def hasty(service_conninfo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service that waits shortly and holds 4,000 bytes."""
    folder: Path = tmp_path_factory.mktemp("hasty")
    with started(service_conninfo, folder, limits=SHORT, GEO_RTCC_INTAKE_BYTES=4000) as running:
        running.wait_until_ready()
        yield running


def test_a_body_that_is_announced_too_large_is_refused_before_it_is_read(service: Running) -> None:
    with service.connect() as connection:
        length = f"Content-Length: {50 * MIB}"
        connection.sendall(head("/v1/reads", length, "Expect: 100-continue"))
        status, text = answer_of(connection)
    assert (status, "16,777,216" in text) == (413, True)


def test_fifty_megabytes_get_an_answer_while_they_are_still_being_sent(service: Running) -> None:
    before = service.resident_mib()
    assert service.post("/v1/reads", b" " * (50 * MIB)).status_code == 413
    assert service.resident_mib() - before < 20


def test_a_chunked_body_is_counted_while_it_is_read(service: Running) -> None:
    before = service.resident_mib()
    answer = service.post("/v1/reads", (b"x" * 65536 for _ in range(800)))
    assert answer.status_code == 413
    assert service.resident_mib() - before < 60


def test_a_zip_bomb_is_refused_without_being_unpacked(service: Running) -> None:
    bomb = gzip.compress(bytes(100 * MIB))
    before = service.peak_mib()
    answer = service.post("/v1/reads", bomb, headers={"Content-Encoding": "gzip"})
    assert (answer.status_code, "16,777,216" in answer.text) == (413, True)
    assert service.peak_mib() - before < 60


@pytest.mark.parametrize(
    "body",
    [b"[" + b"1," * 8_000_000 + b"1]", b"[" + b"{}," * 5_000_000 + b"{}]", b"{}\n" * 5_000_000],
    ids=["numbers", "objects", "lines"],
)
def test_millions_of_tiny_records_are_refused_before_they_fill_memory(
    body: bytes, service: Running
) -> None:
    before = service.peak_mib()
    answer = service.post("/v1/reads", body)
    assert (answer.status_code, "100,000" in answer.text) == (413, True)
    assert service.peak_mib() - before < 120


def test_a_body_that_never_ends_is_answered_and_cut(hasty: Running) -> None:
    with hasty.connect() as connection:
        connection.sendall(head("/v1/reads", "Content-Length: 100") + b"{")
        status, text = answer_of(connection)
        assert (status, "within 3 s" in text) == (408, True)
        assert connection.recv(1) == b""


def test_headers_that_never_end_are_answered_and_cut(hasty: Running) -> None:
    with hasty.connect() as connection:
        connection.sendall(head("/v1/reads")[:-2] + b"X-Slow: ")
        status, text = answer_of(connection)
        assert (status, "headers" in text) == (408, True)
        assert connection.recv(1) == b""


def test_a_connection_that_says_nothing_is_cut(hasty: Running) -> None:
    with hasty.connect() as connection:
        assert answer_of(connection)[0] == 408
        assert connection.recv(1) == b""


def test_headers_without_end_are_refused(service: Running) -> None:
    with service.connect() as connection:
        connection.sendall(head("/v1/reads", *[f"X-{n}: {'y' * 900}" for n in range(60)])[:-2])
        assert answer_of(connection)[0] == 431


def test_long_headers_that_come_at_once_are_refused(service: Running) -> None:
    with service.connect() as connection:
        connection.sendall(
            head("/v1/reads", "X-Long: " + "y" * 33_000, "Content-Length: 2") + b"[]"
        )
        status, text = answer_of(connection)
        assert (status, "headers" in text) == (431, True)
        assert connection.recv(1) == b""


def test_what_is_no_http_is_refused(service: Running) -> None:
    with service.connect() as connection:
        connection.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n")
        status, text = answer_of(connection)
    assert (status, list(json.loads(text))) == (400, ["error"])


def slow_upload(running: Running, body: bytes) -> socket.socket:
    """Send all of a request but its last byte."""
    connection = running.connect()
    connection.sendall(head("/v1/reads?source=slow", f"Content-Length: {len(body)}") + body[:-1])
    return connection


def test_past_its_capacity_it_says_come_again_and_keeps_what_it_has(hasty: Running) -> None:
    body = json.dumps([read(n) for n in range(18)]).encode()
    assert 2000 < len(body) < 4000
    with slow_upload(hasty, body) as connection:
        answer = hasty.post("/v1/reads", body)
        assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (429, True)
        assert answer.json()["error"]
        connection.sendall(body[-1:])
        assert answer_of(connection)[0] == 200
    assert hasty.post("/v1/reads?source=slow", body).json()["repeated"] == 18


def test_a_payload_that_could_never_fit_is_told_so(hasty: Running) -> None:
    assert hasty.post("/v1/reads", b" " * 4001).status_code == 413


def test_too_many_connections_are_told_to_come_again(hasty: Running) -> None:
    connections = [hasty.connect() for _ in range(9)]
    try:
        status, text = answer_of(connections[-1])
        assert (status, "connections" in text) == (503, True)
    finally:
        for connection in connections:
            connection.close()
    assert hasty.ask("GET", "/healthz").status_code == 200


def test_a_sender_that_goes_away_has_its_records_stored_all_the_same(hasty: Running) -> None:
    body = json.dumps(read("gone")).encode()
    with hasty.connect() as connection:
        length = f"Content-Length: {len(body)}"
        connection.sendall(head("/v1/reads?source=gone", length) + body)
    assert hasty.post("/v1/reads?source=gone", body).json()["repeated"] == 1
