"""A small city in a database for the whole session, and the app as a process of its own on it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from uuid import uuid4

import psycopg
import pytest
from small_city import fill

from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import Database

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def city_conninfo(cluster: EmbeddedCluster, template: str) -> Iterator[str]:
    """A database with the small city, its newest call three minutes old."""
    name = f"city_{uuid4().hex[:12]}"
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(f"create database {name} template {template} strategy file_copy")
        newest_at = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=3)
        with Database(cluster.conninfo(name)) as database:
            fill(database, newest_at=newest_at)
        yield cluster.conninfo(name)
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="session")
def city(city_conninfo: str) -> Iterator[Database]:
    """The small city's database, opened; read only by agreement."""
    with Database(city_conninfo) as database:
        yield database


@pytest.fixture(scope="session")
def app_url(city_conninfo: str) -> Iterator[str]:
    """The address of the app, running on the small city."""
    with running_app(city_conninfo) as url:
        yield url


@contextmanager
def running_app(dsn: str) -> Iterator[str]:
    """Run the app on a free port until the block ends; give its address."""
    port = free_port()
    process = start_app("--server.port", str(port), GEO_RTCC_DSN=dsn)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_healthy(process, url)
        yield url
    finally:
        process.terminate()
        process.communicate(timeout=20)


def start_app(*arguments: str, **variables: str) -> subprocess.Popen[str]:
    """Start ``streamlit run app.py`` with more arguments and environment variables."""
    return subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **variables},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def wait_until_healthy(process: subprocess.Popen[str], url: str) -> None:
    """Wait for the app to answer; fail with its output when it ends or takes too long."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    process.kill()
    pytest.fail(f"the app did not answer: {process.communicate()[0]}")


def free_port() -> int:
    """Return a port that nothing listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
