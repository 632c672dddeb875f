"""The ingest service as a process of its own on a database of its own, and ways to talk to it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from geo_rtcc.store.cluster import EmbeddedCluster

LIMITS = "geo_rtcc.api.limits"
START = "import sys; {changes}; from geo_rtcc.cli import main; sys.argv[0] = 'geo-rtcc'; main()"


@dataclass
class Running:
    """A service that runs: where it listens, and where its log lines go."""

    url: str
    port: int
    process: subprocess.Popen[str]
    log_file: Path

    def post(self, path: str, content: Any = b"", **more: Any) -> httpx.Response:
        return self.ask("POST", path, content=content, **more)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        return httpx.request(method, self.url + path, timeout=60, trust_env=False, **more)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log_file.read_text().splitlines()]

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def resident_mib(self) -> float:
        return self._status("VmRSS")

    def peak_mib(self) -> float:
        return self._status("VmHWM")

    def _status(self, name: str) -> float:
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(text.split(f"{name}:")[1].split()[0]) / 1024

    def wait_until_ready(self, within_s: float = 60) -> None:
        deadline = time.monotonic() + within_s
        while self.ask("GET", "/readyz").status_code != 200:
            assert time.monotonic() < deadline, self.log_file.read_text()
            time.sleep(0.1)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(15)


@contextmanager
def started(
    dsn: str, folder: Path, *, limits: Mapping[str, float] | None = None, **variables: object
) -> Iterator[Running]:
    """Run ``geo-rtcc ingest`` on a free port until the block ends; it may not be ready yet."""
    changes = [f"import {LIMITS} as limits"]
    changes += [f"limits.{name} = {value!r}" for name, value in (limits or {}).items()]
    log_file = folder / f"ingest-{uuid4().hex[:6]}.log"
    with log_file.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", START.format(changes="; ".join(changes)),
             "ingest", "--port", "0", "--json"],
            stdout=subprocess.PIPE, stderr=log, text=True,
            env={**os.environ, "GEO_RTCC_DSN": dsn, "GEO_RTCC_DATA_DIR": str(folder),
                 **{name: str(value) for name, value in variables.items()}},
        )  # fmt: skip
    try:
        facts = json.loads(process.stdout.readline())
        yield Running(facts["url"], facts["port"], process, log_file)
    finally:
        process.kill()
        process.communicate(timeout=10)


@pytest.fixture(scope="session")
def service_conninfo(cluster: EmbeddedCluster, template: str) -> Iterator[str]:
    """The database that the session's service stores into."""
    name = f"ingest_{uuid4().hex[:12]}"
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(f"create database {name} template {template} strategy file_copy")
        yield cluster.conninfo(name)
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="session")
def service(service_conninfo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service for tests that don't stop it."""
    with started(service_conninfo, tmp_path_factory.mktemp("service")) as running:
        running.wait_until_ready()
        yield running


def read(number: object, **more: Any) -> dict[str, Any]:
    """Return a plate read of our own shape, new by its number, captured now."""
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {"external_id": f"r-{number}", "captured_at": at, "plate": "KBR4821", "state": "TX",
            "camera": "C-1", "lon": -95.3698, "lat": 29.7604, **more}  # fmt: skip


def head(path: str, *lines: str, method: str = "POST") -> bytes:
    """Return a request's head, for tests that write to the socket."""
    text = "\r\n".join([f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *lines])
    return f"{text}\r\n\r\n".encode()


def answer_of(connection: socket.socket) -> tuple[int, str]:
    """Return status and text of the answer on a socket; it ends when its length is there."""
    found = b""
    while b"\r\n\r\n" not in found and (more := connection.recv(65536)):
        found += more
    top, _, body = found.partition(b"\r\n\r\n")
    if not top:
        return 0, ""
    size = int(top.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < size and (more := connection.recv(65536)):
        body += more
    return int(top.split()[1]), body.decode()
