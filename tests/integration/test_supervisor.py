"""The supervisor on a real database and a real, small Streamlit app."""

import http.client
import os
import signal
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from supervised import PATIENCE_S, Start, eventually, is_gone, supervisors

from geo_rtcc.errors import AppError, UnsafeBindError
from geo_rtcc.settings import Settings
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.supervisor import Plan, supervise
from geo_rtcc.supervisor.parts import web
from geo_rtcc.supervisor.ports import claimed_port


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    """A complete Streamlit app of one page."""
    (tmp_path / "page.py").write_text("import streamlit as st\nst.write('here')\n")
    path = tmp_path / "app.py"
    path.write_text("import streamlit as st\napp = st.App('page.py')\n")
    return path


@pytest.fixture
def start(entry: Path) -> Iterator[Start]:
    """Start a supervisor of the small app alone; give it and what it reported."""
    with supervisors() as begin:
        yield lambda environment: begin(environment, entry=str(entry), is_whole=False)


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


def test_a_polite_kill_stops_the_app_and_exits_0(
    start: Start, conninfo: str, data_dir: Path
) -> None:
    process, report = start({"GEO_RTCC_DSN": conninfo, "GEO_RTCC_DATA_DIR": str(data_dir)})
    assert answers(report)
    process.terminate()
    assert process.wait(PATIENCE_S) == 0
    assert is_gone(report["parts"]["web"])
    assert not answers(report)


def test_ctrl_c_pressed_again_does_not_disturb_the_stop(start: Start, data_dir: Path) -> None:
    process, report = start({"GEO_RTCC_DSN": "", "GEO_RTCC_DATA_DIR": str(data_dir)})
    process.send_signal(signal.SIGINT)
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.02)
    assert process.returncode == 0
    assert is_gone(report["parts"]["web"])
    assert not EmbeddedCluster(data_dir).is_running()


def test_the_app_dies_with_a_supervisor_killed_hard(
    start: Start, conninfo: str, data_dir: Path
) -> None:
    process, report = start({"GEO_RTCC_DSN": conninfo, "GEO_RTCC_DATA_DIR": str(data_dir)})
    process.kill()
    process.wait(PATIENCE_S)
    assert eventually(lambda: is_gone(report["parts"]["web"]))


def test_a_killed_app_comes_back_on_its_port(start: Start, conninfo: str, data_dir: Path) -> None:
    process, report = start({"GEO_RTCC_DSN": conninfo, "GEO_RTCC_DATA_DIR": str(data_dir)})
    os.kill(report["parts"]["web"], signal.SIGKILL)
    assert eventually(lambda: is_gone(report["parts"]["web"]))
    assert eventually(lambda: answers(report))
    process.terminate()
    said = process.communicate()[1]
    assert "Part web stopped (exit code -9); starting it again in 1 s." in said


def test_stopping_one_start_leaves_the_other_its_database_and_app(
    start: Start, data_dir: Path
) -> None:
    environment = {"GEO_RTCC_DSN": "", "GEO_RTCC_DATA_DIR": str(data_dir)}
    first, _ = start(environment)
    second, report = start(environment)
    first.terminate()
    assert first.wait(PATIENCE_S) == 0
    assert answers(report)
    assert EmbeddedCluster(data_dir).is_running()
    second.terminate()
    assert second.wait(PATIENCE_S) == 0
    assert not EmbeddedCluster(data_dir).is_running()


def test_an_app_that_cannot_start_names_its_log(settings: Settings, entry: Path) -> None:
    entry.write_text("import streamlit as st\nraise RuntimeError('broken')\napp = st.App('x.py')\n")
    plan = Plan(settings=replace(settings, port=0), parts=lambda known: [web(known, entry)])
    log = settings.data_dir / "logs" / "web.log"
    with pytest.raises(AppError, match=rf"Part web stopped while starting .*{log}"):
        supervise(plan, say=lambda _: None, ready=lambda _: None)
    assert "broken" in log.read_text()


def test_a_missing_entry_says_where_it_was_looked_for(settings: Settings, tmp_path: Path) -> None:
    missing = tmp_path / "none.py"
    plan = Plan(settings=replace(settings, port=0), parts=lambda known: [web(known, missing)])
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
            pytest.raises(AppError, match=f"Port {taken} on 127.0.0.1 is taken.*--ingest-port 0"),
            claimed_port("127.0.0.1", taken, exact=True, option="--ingest-port"),
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
