"""The ingest service as a process, and the process that sends to it."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
READY_WITHIN_S = 120.0


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service that is ready."""

    url: str
    pid: int

    def resident_mib(self) -> float:
        """Return the memory it holds now."""
        return _status(self.pid, "VmRSS")

    def peak_mib(self) -> float:
        """Return the most that it has ever held."""
        return _status(self.pid, "VmHWM")


@contextmanager
def service(dsn: str, folder: Path) -> Iterator[Service]:
    """Run ``geo-rtcc ingest`` on a free port for the block."""
    command = [sys.executable, "-c", "from geo_rtcc.cli import main; main()"]
    env = {**os.environ, "GEO_RTCC_DSN": dsn, "GEO_RTCC_DATA_DIR": str(folder)}
    with (folder / "service.log").open("w") as log:
        process = subprocess.Popen(
            [*command, "ingest", "--port", "0", "--json"],
            env=env, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
    try:
        assert process.stdout is not None
        facts = json.loads(process.stdout.readline())
        _wait(facts["url"] + "/readyz")
        yield Service(url=facts["url"], pid=process.pid)
    finally:
        process.terminate()
        process.communicate(timeout=30)


class Sender:
    """A process that makes the city's reads and sends them; its own work is not ours to count.

    Parameters
    ----------
    begin_at, step_s
        As ``bench.ingest_city.Reads`` takes them.
    """

    def __init__(
        self, url: str, *, entries: int, begin_at: datetime, step_s: float, connections: int = 3
    ) -> None:
        words = (url, entries, begin_at.isoformat(), step_s, connections)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench._ingest_sender", *map(str, words)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> "Sender":
        return self

    def __exit__(self, *_exc: object) -> None:
        self._process.communicate("")

    def make(self, blocks: int) -> None:
        """Make bodies ahead."""
        self._ask(f"make {blocks}")

    def send(self, blocks: int) -> dict[str, Any]:
        """Send bodies; return seconds, the receipts' sums, and how often it had to come again."""
        return self._ask(f"send {blocks}")

    def _ask(self, line: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def _status(pid: int, name: str) -> float:
    text = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(text.split(f"{name}:")[1].split()[0]) / 1024


def _wait(url: str) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit(f"the service was not ready within {READY_WITHIN_S:g} s")
