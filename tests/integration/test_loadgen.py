"""Load: only on this machine, bounded, and what it says was acknowledged is stored."""

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from click.testing import Result
from ingest_service import Running, started

from geo_rtcc.demo.load_payloads import payloads, plates_in
from geo_rtcc.demo.loadgen import Load, loopback_address, measure
from geo_rtcc.errors import InputError

Run = Callable[..., Result]


@pytest.mark.parametrize(
    "url",
    [
        "http://10.1.2.3:8502",
        "http://example.org:8502",
        "https://127.0.0.1:8502",
        "http://127.0.0.1",
        "http://127.0.0.1.example.org:80",
        "http://user@192.168.0.1:80",
        "http://0.0.0.0:8502",
    ],
)
def test_records_go_to_this_machine_alone(run: Run, url: str, tmp_path: Path) -> None:
    (tmp_path / "feed.ndjson").touch()
    for command in (("loadgen", "--kind", "reads"), ("replay", tmp_path / "feed.ndjson")):
        with pytest.raises(InputError, match="not this machine's loopback"):
            run(*command, "--ingest-url", url)


def test_loopback_has_several_names() -> None:
    assert loopback_address("http://localhost:80") == ("127.0.0.1", 80)
    assert loopback_address("http://[::1]:80/") == ("::1", 80)
    assert loopback_address("http://127.9.9.9:80") == ("127.9.9.9", 80)


def test_a_load_without_end_is_refused() -> None:
    made = payloads("reads", prefix="x", seed=1)
    for seconds, rate in ((1e9, 1.0), (3600.0, 1e9), (0.0, 1.0)):
        load = Load(path="/v1/reads", rate=rate, seconds=seconds, batch=1, connections=1)
        with pytest.raises(InputError, match="ends by itself"):
            measure("http://127.0.0.1:9", load, made)


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("reads", "select count(*) from plate_read where external_id like 'T-%'"),
        ("calls", "select count(*) from call_for_service where external_id like 'T-%'"),
        ("fixes", "select count(*) from avl_fix join unit using (unit_id) "
                  "where external_id like 'T-%'"),
    ],
)  # fmt: skip
def test_what_is_said_to_be_acknowledged_is_stored(
    *, run: Run, service: Running, service_conninfo: str, tmp_path: Path, kind: str, count: str
) -> None:
    file = tmp_path / "acknowledged.txt"
    answer = run("loadgen", "--kind", kind, "--rate", 400, "--seconds", 1, "--batch", 20,
                 "--prefix", "T-", "--connections", 2, "--acknowledged", file, "--json",
                 "--ingest-url", service.url)  # fmt: skip
    told = json.loads(answer.stdout)
    ids = file.read_text().splitlines()
    assert told["records_acknowledged"] == len(ids) == len(set(ids)) > 100
    assert told["statuses"] == {"200": told["requests"]}
    assert 0 < told["ack_p50_ms"] <= told["ack_p99_ms"] <= told["ack_max_ms"]
    with psycopg.connect(service_conninfo) as database:
        assert database.execute(count).fetchone() == (len(ids),)


def test_reads_bear_wanted_plates_in_the_share_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("state,plate\nIL,ZZZ0001\nIL,ZZZ0002\n")
    made = payloads("reads", prefix="x", seed=1, plates=plates_in(file), share=0.25)
    wanted = sum(b'"ZZZ000' in one for one in made.templates) / len(made.templates)
    assert 0.2 < wanted < 0.3


def test_without_a_service_nothing_is_acknowledged(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "acknowledged.txt"
    with pytest.raises(InputError, match="Nothing was acknowledged"):
        run("loadgen", "--kind", "reads", "--seconds", 0.3, "--acknowledged", file,
            "--ingest-url", "http://127.0.0.1:9")  # fmt: skip
    assert file.read_text() == ""


def test_an_overload_is_counted_and_sent_again(conninfo: str, tmp_path: Path) -> None:
    made = payloads("reads", prefix="O-", seed=1)
    load = Load(path="/v1/reads", rate=0, seconds=1, batch=500, connections=4, resend=True)
    with started(conninfo, tmp_path, GEO_RTCC_INTAKE_BYTES=150_000) as running:
        running.wait_until_ready()
        found = measure(running.url, load, made)
    assert found.records_acknowledged == 500 * found.statuses["200"]
    assert set(found.statuses) == {"200", "429"}
    assert found.too_many == found.statuses["429"] > 0
    with psycopg.connect(conninfo) as database:
        stored = database.execute("select count(*) from plate_read").fetchone()
    assert stored == (found.records_acknowledged,)
