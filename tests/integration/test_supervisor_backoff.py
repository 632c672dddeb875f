"""How long a part waits for its next try, and how its log is kept, with real small processes."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from app_fixtures import free_port
from supervised import ENDS, SLEEPS, eventually

from geo_rtcc.situation.parts import PartState
from geo_rtcc.supervisor import Part, Patience, logs
from geo_rtcc.supervisor.logs import Journal
from geo_rtcc.supervisor.process import PartProcess
from geo_rtcc.supervisor.watched import Means, Now, WatchedPart

BEGIN = datetime(2026, 7, 4, tzinfo=UTC)
Watch = Callable[..., WatchedPart]


def after(seconds: float) -> Now:
    return Now(BEGIN + timedelta(seconds=seconds), seconds)


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    """Watch a part that runs a program, with the patience of every day."""
    watched: list[WatchedPart] = []
    with ThreadPoolExecutor(1) as executor:
        means = Means(
            patience=Patience(), executor=executor, journal=Journal(tmp_path / "journal"), say=print
        )

        def begin(program: str, command: str = sys.executable, **more: Any) -> WatchedPart:
            part = Part(name="part", command=(command, "-c", program), **more)
            watched.append(WatchedPart(part, tmp_path / "part.log", means, after(0)))
            watched[-1].is_held = False
            return watched[-1]

        yield begin
        for part in watched:
            part.process.kill()


def run_to_its_end(part: WatchedPart, seconds: float) -> float:
    """Start the part, wait for its end at that very moment; return the pause until the next try."""
    part.step(after(seconds))
    assert eventually(lambda: part.step(after(seconds)) or part.process.pid is None)
    assert part.report.next_try_at
    return (part.report.next_try_at - after(seconds).at).total_seconds()


def test_pauses_double_up_to_a_minute_and_stay_there(watch: Watch) -> None:
    part, pauses, seconds = watch(ENDS), [], 0.0
    for _ in range(8):
        pauses.append(run_to_its_end(part, seconds))
        seconds += pauses[-1]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (part.state, part.report.restarts, part.report.last_exit) == (PartState.FAILING, 7, 3)


def test_it_is_not_tried_before_its_pause_is_over(watch: Watch) -> None:
    part = watch(ENDS)
    run_to_its_end(part, 0)
    part.step(after(0.99))
    assert (part.process.pid, part.state) == (None, PartState.WAITING)
    part.step(after(1))
    assert part.state == PartState.STARTING


@pytest.mark.parametrize(("lived_s", "pause_s"), [(59, 8), (63, 1)])
def test_a_healthy_minute_starts_the_pauses_over(watch: Watch, lived_s: int, pause_s: int) -> None:
    part = watch(SLEEPS)
    part.failures = 3
    part.step(after(0))
    part.step(after(2))
    assert part.state == PartState.RUNNING
    os.kill(part.process.pid or 0, signal.SIGKILL)
    assert run_to_its_end(part, lived_s) == pause_s


def test_a_program_that_is_not_there_fails_without_stopping_the_watch(watch: Watch) -> None:
    part = watch("", command="/nowhere/program")
    assert run_to_its_end(part, 0) == 1
    assert part.report.last_exit != 0


def test_silence_while_nobody_asked_is_not_blamed_on_the_part(watch: Watch) -> None:
    part = watch(SLEEPS, listens=("127.0.0.1", free_port()), health=("/healthz",))
    part.step(after(0))
    part.step(after(100))
    assert part.process.pid
    for seconds in range(102, 150, 2):
        part.step(after(seconds))
    assert part.process.pid
    for seconds in range(150, 163, 2):
        part.step(after(seconds))
    assert (part.process.pid, part.report.why) == (None, "it did not answer for 60 s")


def test_a_full_log_is_kept_once_and_written_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(logs, "LIMIT_BYTES", 10)
    path, wait = tmp_path / "logs" / "part.log", "input()"
    program = (
        f"import sys, time\nfor n in range(9):\n print(n, flush=True)\n time.sleep(.1)\n{wait}"
    )
    process = PartProcess(Part(name="part", command=(sys.executable, "-c", program)), path)
    process.start()
    assert eventually(lambda: path.stat().st_size > 10)
    logs.rotate(path)
    kept = path.with_suffix(".log.1").read_text()
    assert eventually(lambda: "8\n" in path.read_text())
    process.kill()
    assert kept.startswith("0\n1\n")
    assert not path.read_text().startswith(("0", "\0"))
    assert path.stat().st_mode & 0o777 == 0o600
