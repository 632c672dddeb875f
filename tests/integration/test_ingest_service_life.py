"""The ingest service's life: start before the database, its loss, a polite stop; what it tells."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from click.testing import Result
from ingest_service import Running, answer_of, head, read, started
from prometheus_client.parser import text_string_to_metric_families

from geo_rtcc.api.metrics import Metrics
from geo_rtcc.errors import AppError, UnsafeBindError
from geo_rtcc.ingest.submissions import Receipt
from geo_rtcc.settings import Settings
from geo_rtcc.store.cluster import EmbeddedCluster


def await_status(running: Running, path: str, status: int) -> dict[str, object]:
    """Ask until the answer has this status; return it."""
    deadline = time.monotonic() + 60
    while (answer := running.ask("GET", path)).status_code != status:
        assert time.monotonic() < deadline, answer.text
        time.sleep(0.1)
    return answer.json()


def test_it_starts_without_its_database_and_takes_records_once_that_is_there(
    cluster: EmbeddedCluster, template: str, tmp_path: Path
) -> None:
    name = f"late_{uuid4().hex[:12]}"
    with (
        psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection,
        started(cluster.conninfo(name), tmp_path) as running,
    ):
        assert running.ask("GET", "/healthz").json() == {"status": "ok"}
        assert await_status(running, "/readyz", 503)["reasons"]
        early = running.post("/v1/reads", json.dumps(read(1)))
        assert (early.status_code, int(early.headers["Retry-After"]) > 0) == (503, True)
        connection.execute(f"create database {name} template {template} strategy file_copy")
        await_status(running, "/readyz", 200)
        assert running.post("/v1/reads", json.dumps(read(1))).json()["added"] == 1
        assert running.stop() == 0
        connection.execute(f"drop database {name} with (force)")


def test_a_lost_database_is_said_and_found_again(
    cluster: EmbeddedCluster, settings: Settings, tmp_path: Path
) -> None:
    name = str(settings.dsn).rpartition("dbname=")[2].split()[0].strip("'")
    with (
        psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection,
        started(str(settings.dsn), tmp_path, limits={"FORGIVEN_AFTER_S": 1.0}) as running,
    ):
        running.wait_until_ready()
        connection.execute(f"alter database {name} allow_connections false")
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name]
        )
        lost = running.post("/v1/reads", json.dumps(read(1)))
        assert (lost.status_code, bool(lost.json()["error"])) == (503, True)
        assert int(lost.headers["Retry-After"]) > 0
        assert await_status(running, "/readyz", 503)["ready"] is False
        assert running.ask("GET", "/healthz").status_code == 200
        connection.execute(f"alter database {name} allow_connections true")
        await_status(running, "/readyz", 200)
        assert running.post("/v1/reads", json.dumps(read(1))).json()["added"] == 1


def test_what_it_has_accepted_it_finishes_before_it_stops(
    settings: Settings, tmp_path: Path
) -> None:
    body = json.dumps(read("last")).encode()
    with started(str(settings.dsn), tmp_path) as running:
        running.wait_until_ready()
        with running.connect() as connection:
            connection.sendall(head("/v1/reads", f"Content-Length: {len(body)}") + body[:9])
            assert running.ask("GET", "/healthz").status_code == 200
            running.process.terminate()
            time.sleep(0.5)
            connection.sendall(body[9:])
            status, text = answer_of(connection)
        assert (status, json.loads(text)["added"]) == (200, 1)
        assert running.process.wait(15) == 0


def test_a_log_line_a_request_with_ids_and_counts_only(service: Running) -> None:
    private = {"plate": "PRIVAT1", "vehicle_make": "Rarecar", "captured_at": "SECRETTIME"}
    answer = service.post(
        "/v1/reads?source=logged&zone=Europe/Paris", json.dumps([read(1), read(2) | private])
    )
    (line,) = [
        one for one in service.lines() if one.get("request_id") == answer.headers["X-Request-Id"]
    ]
    assert (line["route"], line["method"], line["status"]) == ("/v1/reads", "POST", 200)
    assert (line["format"], line["source"], line["rejected"]) == ("plain", "logged", 1)
    assert line["ms"] > 0
    text = service.log_file.read_text()
    assert [word for word in ("PRIVAT1", "KBR4821", "Rarecar", "SECRETTIME", "Paris", "?source")
            if word in text] == []  # fmt: skip


def metric(service: Running, name: str, **labels: str) -> float:
    """Return one figure of /metrics, 0 where there is none."""
    page = service.ask("GET", "/metrics").text
    return sum(
        sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


def test_metrics_count_requests_records_and_commits(service: Running) -> None:
    route = {"route": "/v1/reads/flock", "status": "422"}
    before = metric(service, "geo_rtcc_ingest_requests_total", **route)
    commits = metric(service, "geo_rtcc_ingest_commit_seconds_count")
    assert service.post("/v1/reads/flock?source=counted", b'{"id": 1}').status_code == 422
    assert metric(service, "geo_rtcc_ingest_requests_total", **route) == before + 1
    assert metric(service, "geo_rtcc_ingest_commit_seconds_count") == commits + 1
    assert metric(
        service, "geo_rtcc_ingest_records_total", source="counted", outcome="rejected"
    ) == 1  # fmt: skip
    assert metric(service, "geo_rtcc_ingest_ready") == 1


def test_made_up_sources_do_not_make_metrics_grow() -> None:
    metrics = Metrics()
    for number in range(130):
        metrics.records("plate_read", f"made-up-{number}", Receipt(added=1))
    sources = {
        sample.labels["source"]: sample.value
        for family in text_string_to_metric_families(metrics.page().decode())
        for sample in family.samples
        if sample.name == "geo_rtcc_ingest_records_total"
    }
    assert (len(sources), sources["(other)"]) == (101, 30)


def test_it_listens_on_loopback_only(run: Callable[..., Result]) -> None:
    with pytest.raises(UnsafeBindError):
        run("ingest", "--address", "0.0.0.0")


def test_a_taken_port_is_said_in_a_sentence(run: Callable[..., Result], service: Running) -> None:
    with pytest.raises(AppError, match=str(service.port)):
        run("ingest", "--port", service.port)
