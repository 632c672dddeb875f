"""The supervisor on a real database and a real, small Streamlit app."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo_rtcc.errors import AppError, UnsafeBindError
from geo_rtcc.settings import Settings
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.supervisor import Plan, supervise
from geo_rtcc.supervisor.ports import claimed_port

RUN = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from geo_rtcc.settings import Settings
from geo_rtcc.supervisor import Plan, supervise
supervise(
    Plan(settings=Settings.from_env(), entry=Path(sys.argv[1])),
    say=lambda words: print(words, file=sys.stderr, flush=True),
    ready=lambda report: print(json.dumps(asdict(report)), flush=True),
)
"""
PATIENCE_S = 60.0

Started = tuple[subprocess.Popen[str], dict[str, Any]]


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    """A complete Streamlit app of one page."""
    (tmp_path / "page.py").write_text("import streamlit as st\nst.write('here')\n")
    path = tmp_path / "app.py"
    path.write_text("import streamlit as st\napp = st.App('page.py')\n")
    return path


@pytest.fixture
def start(entry: Path) -> Iterator[Callable[..., Started]]:
    """Start a supervisor process; give it and what it reported. All are ended afterwards."""
    running: list[subprocess.Popen[str]] = []

    def begin(**environment: str) -> Started:
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, str(entry)],
            env={**os.environ, "GEO_RTCC_PORT": "0", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        assert process.stdout
        return process, json.loads(process.stdout.readline())

    yield begin
    for process in running:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


def answers(report: dict[str, Any]) -> bool:
    """Say whether the page is there."""
    connection = http.client.HTTPConnection("127.0.0.1", report["port"], timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def eventually(condition: Callable[[], bool]) -> bool:
    """Say whether the condition comes true in time."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def is_gone(pid: int) -> bool:
    """Say whether no live process has this id."""
    status = Path(f"/proc/{pid}/status")
    return not status.exists() or "State:\tZ" in status.read_text()


def test_a_polite_kill_stops_the_app_and_exits_0(
    start: Callable[..., Started], conninfo: str, data_dir: Path
) -> None:
    process, report = start(GEO_RTCC_DSN=conninfo, GEO_RTCC_DATA_DIR=str(data_dir))
    assert answers(report)
    process.terminate()
    assert process.wait(PATIENCE_S) == 0
    assert is_gone(report["app_pid"])
    assert not answers(report)


def test_ctrl_c_pressed_again_does_not_disturb_the_stop(
    start: Callable[..., Started], data_dir: Path
) -> None:
    process, report = start(GEO_RTCC_DSN="", GEO_RTCC_DATA_DIR=str(data_dir))
    process.send_signal(signal.SIGINT)
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.02)
    assert process.returncode == 0
    assert is_gone(report["app_pid"])
    assert not EmbeddedCluster(data_dir).is_running()


def test_the_app_dies_with_a_supervisor_killed_hard(
    start: Callable[..., Started], conninfo: str, data_dir: Path
) -> None:
    process, report = start(GEO_RTCC_DSN=conninfo, GEO_RTCC_DATA_DIR=str(data_dir))
    process.kill()
    process.wait(PATIENCE_S)
    assert eventually(lambda: is_gone(report["app_pid"]))


def test_a_killed_app_comes_back_on_its_port(
    start: Callable[..., Started], conninfo: str, data_dir: Path
) -> None:
    process, report = start(GEO_RTCC_DSN=conninfo, GEO_RTCC_DATA_DIR=str(data_dir))
    os.kill(report["app_pid"], signal.SIGKILL)
    assert eventually(lambda: is_gone(report["app_pid"]))
    assert eventually(lambda: answers(report))
    process.terminate()
    assert "The app stopped (exit code -9); starting it again in 1 s." in process.communicate()[1]


def test_stopping_one_start_leaves_the_other_its_database_and_app(
    start: Callable[..., Started], data_dir: Path
) -> None:
    environment = {"GEO_RTCC_DSN": "", "GEO_RTCC_DATA_DIR": str(data_dir)}
    first, _ = start(**environment)
    second, report = start(**environment)
    first.terminate()
    assert first.wait(PATIENCE_S) == 0
    assert answers(report)
    assert EmbeddedCluster(data_dir).is_running()
    second.terminate()
    assert second.wait(PATIENCE_S) == 0
    assert not EmbeddedCluster(data_dir).is_running()


def test_a_killed_embedded_database_is_brought_back(
    start: Callable[..., Started], data_dir: Path
) -> None:
    start(GEO_RTCC_DSN="", GEO_RTCC_DATA_DIR=str(data_dir))
    cluster = EmbeddedCluster(data_dir)
    pid_file = next(data_dir.rglob("postmaster.pid"))
    postmaster = int(pid_file.read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    assert eventually(lambda: is_gone(postmaster))
    assert eventually(cluster.is_running)


def test_an_app_that_cannot_start_names_its_log(settings: Settings, entry: Path) -> None:
    entry.write_text("import streamlit as st\nraise RuntimeError('broken')\napp = st.App('x.py')\n")
    plan = Plan(settings=replace(settings, port=0), entry=entry, once=True)
    with pytest.raises(AppError, match=str(settings.data_dir / "logs" / "app.log")):
        supervise(plan, say=lambda _: None, ready=lambda _: None)
    assert "broken" in (settings.data_dir / "logs" / "app.log").read_text()


def test_a_missing_entry_says_where_it_was_looked_for(settings: Settings, tmp_path: Path) -> None:
    plan = Plan(settings=replace(settings, port=0), entry=tmp_path / "none.py", once=True)
    with pytest.raises(AppError, match=r"none\.py is missing"):
        supervise(plan, say=lambda _: None, ready=lambda _: None)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_an_address_open_to_others_is_refused(settings: Settings, address: str) -> None:
    plan = Plan(settings=replace(settings, address=address))
    with pytest.raises(UnsafeBindError, match="sign-in is not configured"):
        supervise(plan, say=lambda _: None, ready=lambda _: None)


def test_a_taken_port_is_refused_when_asked_for_and_passed_over_otherwise() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        with (
            pytest.raises(AppError, match=f"Port {taken} on 127.0.0.1 is taken"),
            claimed_port("127.0.0.1", taken, exact=True),
        ):
            pass
        with claimed_port("127.0.0.1", taken, exact=False) as port:
            assert port > taken


def test_two_starts_at_once_never_share_a_port() -> None:
    with (
        claimed_port("127.0.0.1", 18501, exact=False) as first,
        claimed_port("127.0.0.1", 18501, exact=False) as second,
    ):
        assert first != second
