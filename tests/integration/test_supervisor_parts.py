"""Parts that die, hang and keep failing: each is brought back, and none holds up the others."""

import json
import os
import signal
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from supervised import (
    ANSWERS,
    ENDS,
    PATIENCE_S,
    QUICK,
    SLEEPS,
    Start,
    eventually,
    is_gone,
    run_of,
    shown,
    supervisors,
)

from geo_rtcc.situation.parts import PartState, current_run, status_file
from geo_rtcc.store.cluster import EmbeddedCluster

SERVICE = {"name": "service", "program": ANSWERS, "answers": True}
SLEEPER = {"name": "sleeper", "program": SLEEPS}
ENDER = {"name": "ender", "program": ENDS}


@pytest.fixture
def start() -> Iterator[Start]:
    with supervisors() as begin:
        yield begin


@pytest.fixture
def here(conninfo: str, data_dir: Path) -> dict[str, str]:
    """The environment of a supervisor on the test's own database."""
    return {"GEO_RTCC_DSN": conninfo, "GEO_RTCC_DATA_DIR": str(data_dir)}


def is_running_again(data_dir: Path, name: str) -> bool:
    part = shown(data_dir, name)
    return (part.state, part.restarts) == (PartState.RUNNING, 1)


@pytest.mark.parametrize("name", ["service", "sleeper"])
def test_a_killed_part_comes_back_and_is_counted(start: Start, here, data_dir: Path, name) -> None:
    _, report = start(here, parts=[SERVICE, SLEEPER], patience=QUICK)
    os.kill(report["parts"][name], signal.SIGKILL)
    assert eventually(lambda: is_running_again(data_dir, name))
    part = shown(data_dir, name)
    assert part.pid != report["parts"][name]
    assert (part.last_exit, part.why) == (-9, "exit code -9")
    others = {"service", "sleeper"} - {name}
    assert [shown(data_dir, other).restarts for other in others] == [0]


def test_a_part_that_keeps_ending_is_failing_while_the_others_live(
    start: Start, here, data_dir: Path
) -> None:
    start(here, parts=[ENDER, SERVICE], patience=QUICK)
    assert eventually(lambda: shown(data_dir, "ender").state == PartState.FAILING)
    tries = shown(data_dir, "ender").restarts
    assert eventually(lambda: shown(data_dir, "ender").restarts >= tries + 2)
    part = shown(data_dir, "ender")
    assert (part.state, part.last_exit) == (PartState.FAILING, 3)
    assert part.log_file == str(data_dir / "logs" / "ender.log")
    assert shown(data_dir, "service").state == PartState.RUNNING
    assert shown(data_dir, "service").restarts == 0


def test_a_part_that_lives_but_hangs_is_restarted(start: Start, here, data_dir: Path) -> None:
    patience = {**QUICK, "ask_within_s": 0.3}
    _, report = start(here, parts=[SERVICE], patience=patience)
    os.kill(report["parts"]["service"], signal.SIGSTOP)
    assert eventually(lambda: is_running_again(data_dir, "service"))
    assert shown(data_dir, "service").why == "it did not answer for 1 s"
    assert is_gone(report["parts"]["service"])


def test_a_killed_embedded_database_is_brought_back_and_counted(
    start: Start, data_dir: Path
) -> None:
    here = {"GEO_RTCC_DSN": "", "GEO_RTCC_DATA_DIR": str(data_dir)}
    start(here, parts=[SERVICE], patience=QUICK)
    postmaster = shown(data_dir, "database").pid
    assert postmaster
    os.kill(postmaster, signal.SIGKILL)
    assert eventually(lambda: is_running_again(data_dir, "database"))
    assert EmbeddedCluster(data_dir).is_running()
    assert shown(data_dir, "database").pid != postmaster


def test_a_part_after_another_starts_when_that_runs(start: Start, here, data_dir: Path) -> None:
    parts = [{**SLEEPER, "after": "ender"}, ENDER, {**SLEEPER, "name": "next", "after": "service"}]
    start(here, parts=[*parts, SERVICE], patience=QUICK)
    assert eventually(lambda: shown(data_dir, "next").state == PartState.RUNNING)
    assert shown(data_dir, "sleeper").state == PartState.WAITING
    assert shown(data_dir, "sleeper").pid is None


def test_parts_stop_in_the_reverse_order_of_their_start(start: Start, here, tmp_path: Path) -> None:
    note = tmp_path / "order"
    program = (
        "import signal, sys, time\n"
        "def stop(*_):\n"
        f"    open({str(note)!r}, 'a').write('NAME ')\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, stop)\n"
        f"open({str(tmp_path)!r} + '/NAME', 'w')\n"
        "time.sleep(600)\n"
    )
    names = ["first", "second", "third"]
    parts = [{"name": name, "program": program.replace("NAME", name)} for name in names]
    process, _ = start(here, parts=parts, patience=QUICK)
    assert eventually(lambda: all((tmp_path / name).exists() for name in names))
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE_S) == 0
    assert note.read_text().split() == ["third", "second", "first"]


def test_what_a_part_has_started_ends_with_it(start: Start, here, tmp_path: Path) -> None:
    child = tmp_path / "child"
    program = (
        "import pathlib, subprocess, sys, time\n"
        "running = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"pathlib.Path({str(child)!r}).write_text(str(running.pid))\n"
        "time.sleep(600)\n"
    )
    process, report = start(here, parts=[{"name": "parent", "program": program}], patience=QUICK)
    assert eventually(lambda: child.exists() and child.read_text() != "")
    grandchild = int(child.read_text())
    process.terminate()
    assert process.wait(PATIENCE_S) == 0
    assert is_gone(report["parts"]["parent"])
    assert eventually(lambda: is_gone(grandchild))


def test_nothing_survives_a_supervisor_killed_hard(start: Start, here, data_dir: Path) -> None:
    process, report = start(here, parts=[SERVICE, SLEEPER], patience=QUICK)
    assert run_of(data_dir).state == "running"
    process.kill()
    process.wait(PATIENCE_S)
    assert all(eventually(lambda pid=pid: is_gone(pid)) for pid in report["parts"].values())
    assert status_file(data_dir).exists()
    assert run_of(data_dir).state == "none"


def test_a_second_supervisor_is_refused_naming_the_first(start: Start, here) -> None:
    first, _ = start(here, parts=[SLEEPER], patience=QUICK)
    second, report = start(here, parts=[SLEEPER], patience=QUICK)
    said = second.communicate(timeout=PATIENCE_S)[1]
    assert second.returncode == 1
    assert report == {}
    assert f"already (process {first.pid})" in said


def test_a_stopped_supervisor_makes_room_for_the_next(start: Start, here, data_dir: Path) -> None:
    first, _ = start(here, parts=[SLEEPER], patience=QUICK)
    first.terminate()
    assert first.wait(PATIENCE_S) == 0
    assert run_of(data_dir).state == "none"
    second, _ = start(here, parts=[SLEEPER], patience=QUICK)
    assert run_of(data_dir).pid == second.pid


def test_the_status_file_is_its_owners_and_grows_silent(start: Start, here, data_dir) -> None:
    start(here, parts=[SLEEPER], patience=QUICK)
    assert stat.S_IMODE(status_file(data_dir).stat().st_mode) == 0o600
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert current_run(data_dir, later).state == "silent"


def test_the_journal_is_one_json_object_a_line(start: Start, here, data_dir: Path) -> None:
    process, _ = start(here, parts=[ENDER, SLEEPER], patience=QUICK)
    assert eventually(lambda: shown(data_dir, "ender").state == PartState.FAILING)
    process.terminate()
    process.wait(PATIENCE_S)
    text = (data_dir / "logs" / "supervisor.log").read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    ended = [line for line in lines if (line["part"], line["action"]) == ("ender", "ended")]
    assert [line["exit_code"] for line in ended[:3]] == [3, 3, 3]
    [stopped] = [line for line in lines if line["action"] == "stopped"]
    assert stopped["part"] == "sleeper"
