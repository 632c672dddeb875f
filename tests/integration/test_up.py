"""``geo-rtcc up`` with its real parts: whichever is killed comes back, and all stop together."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from supervised import PATIENCE_S, eventually, is_gone, run_of, shown

from geo_rtcc.situation.parts import PartState
from geo_rtcc.situation.probe import answer_of

COMMAND = [sys.executable, "-c", "from geo_rtcc.cli import main; main()"]
PARTS = ("ingest", "worker", "web")
STOPS_WITHIN_S = 10.0


@contextmanager
def running(
    data_dir: Path, conninfo: str
) -> Iterator[tuple["subprocess.Popen[str]", dict[str, Any]]]:
    """Run everything on a data folder; give the process and what it reported."""
    arguments = ["up", "--json", "--port", "0", "--ingest-port", "0", "--no-browser"]
    process = subprocess.Popen(
        [*COMMAND, *arguments, "--data-dir", str(data_dir)],
        env={**os.environ, "GEO_RTCC_DSN": conninfo},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        yield process, json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


def status(data_dir: Path, conninfo: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "status", "--data-dir", str(data_dir)],
        env={**os.environ, "GEO_RTCC_DSN": conninfo},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def is_ready(report: dict[str, Any]) -> bool:
    port = int(report["ingest_url"].rpartition(":")[2])
    return answer_of("127.0.0.1", port, "/readyz", within_s=5) == 200


def all_run(data_dir: Path) -> bool:
    parts = run_of(data_dir).parts
    return {part.name for part in parts if part.state == PartState.RUNNING} == set(PARTS)


def test_every_part_that_is_killed_comes_back_and_all_is_well_again(
    conninfo: str, data_dir: Path
) -> None:
    with running(data_dir, conninfo) as (process, report):
        assert eventually(lambda: all_run(data_dir))
        assert is_ready(report)
        for pid in report["parts"].values():
            os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: all(part.restarts for part in run_of(data_dir).parts))
        assert eventually(lambda: all_run(data_dir) and is_ready(report))
        assert [shown(data_dir, name).restarts for name in PARTS] == [1, 1, 1]
        assert all(is_gone(pid) for pid in report["parts"].values())
        assert eventually(lambda: status(data_dir, conninfo).returncode == 0)
        pids = [shown(data_dir, name).pid or 0 for name in PARTS]
        process.send_signal(signal.SIGINT)
        assert process.wait(STOPS_WITHIN_S) == 0
        assert all(is_gone(pid) for pid in pids)
    assert status(data_dir, conninfo).returncode == 1
