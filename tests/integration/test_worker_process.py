"""The worker as a process: it ends when asked, and another takes over when it is killed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from geo_rtcc.settings import Settings

Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def start(settings: Settings) -> Iterator[Start]:
    """Start ``geo-rtcc worker`` on the test's database; end it with the test."""
    assert settings.dsn is not None
    environment = {**os.environ, "GEO_RTCC_DSN": settings.dsn,
                   "GEO_RTCC_DATA_DIR": str(settings.data_dir)}  # fmt: skip
    started: list[subprocess.Popen[str]] = []

    def one() -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", "from geo_rtcc.cli import main; main()", "worker"]
        started.append(
            subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        )
        return started[-1]

    yield one
    for process in started:
        process.kill()
        process.wait()


def wait_for(process: "subprocess.Popen[str]", event: str) -> None:
    """Read the process' log up to an event."""
    assert process.stderr is not None
    for line in process.stderr:
        if json.loads(line)["event"] == event:
            return
    pytest.fail(f"the worker ended without {event}")


def test_it_ends_when_asked(start: Start) -> None:
    process = start()
    wait_for(process, "worker.done")
    process.send_signal(signal.SIGTERM)
    assert process.wait(3) == 0


def test_another_takes_over_when_it_is_killed(start: Start) -> None:
    first = start()
    wait_for(first, "worker.works")
    second = start()
    wait_for(second, "worker.waits")
    first.kill()
    wait_for(second, "worker.works")
    second.send_signal(signal.SIGTERM)
    assert second.wait(3) == 0
