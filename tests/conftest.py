"""Real parts for every test: an embedded PostGIS, a fresh database each, the agencies' files."""

import os
import shutil
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from geo_rtcc.errors import ClusterError
from geo_rtcc.settings import Settings
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import Database
from geo_rtcc.store.migrations import migrate

TESTS = Path(__file__).parent
FOLDERS = ("unit", "property", "integration", "app", "browser")
MUST_RUN = ("integration", "app", "browser")
PREFIX = "rtcc-test-"
IN_CI = os.environ.get("CI", "").lower() == "true"


def pytest_configure(config: pytest.Config) -> None:
    """Register one marker a folder."""
    for folder in FOLDERS:
        config.addinivalue_line("markers", f"{folder}: a test in tests/{folder}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by its folder, so that ``-m "not browser"`` works."""
    for item in items:
        if folder := _folder(item.path):
            item.add_marker(folder)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give out the longest files first where files are given out whole."""
    if config.option.dist != "loadfile":
        return None
    from scheduling import LongestFirst  # noqa: PLC0415 - where xdist is installed

    return LongestFirst(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a skipped test in CI: a part that is missing there would hide what it tests."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and _must_run(item.path):
        report.outcome = "failed"
        report.longrepr = f"skipped, but CI runs every test here: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a skipped file in CI, for the same reason."""
    report = yield
    if report.skipped and _must_run(collector.path):
        report.outcome = "failed"
        report.longrepr = f"skipped, but CI runs every test here: {report.longrepr}"
    return report


def _folder(path: Path) -> str | None:
    inside = path.relative_to(TESTS).parts if path.is_relative_to(TESTS) else ()
    return inside[0] if inside and inside[0] in FOLDERS else None


def _must_run(path: Path) -> bool:
    return IN_CI and _folder(path) in MUST_RUN


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the agencies' own files, read only."""
    folder = Path(os.environ.get("GEO_RTCC_TEST_DATA") or TESTS.parent.parent / "shared")
    if not folder.is_dir():
        message = f"no agency files in {folder}; set GEO_RTCC_TEST_DATA"
        pytest.fail(message) if IN_CI else pytest.skip(message)
    return folder


@pytest.fixture(scope="session")
def cluster() -> Iterator[EmbeddedCluster]:
    """One embedded server for the whole session, fast instead of durable."""
    sweep()
    with reachable_folder() as folder:
        cluster = EmbeddedCluster(folder, durable=False)
        with cluster.lease():
            yield cluster


@pytest.fixture(scope="session")
def template(cluster: EmbeddedCluster) -> str:
    """The name of a migrated, empty database that others are cloned from."""
    migrate(cluster.conninfo())
    with administer(cluster) as connection:
        connection.execute("alter database geo_rtcc with is_template true")
    return "geo_rtcc"


@pytest.fixture
def conninfo(cluster: EmbeddedCluster, template: str) -> Iterator[str]:
    """The connection string of a fresh migrated database, dropped after the test."""
    name = f"test_{uuid4().hex[:12]}"
    with administer(cluster) as connection:
        connection.execute(f"create database {name} template {template} strategy file_copy")
    yield cluster.conninfo(name)
    with administer(cluster) as connection:
        connection.execute(f"drop database if exists {name} with (force)")


@pytest.fixture
def database(conninfo: str) -> Iterator[Database]:
    """A fresh migrated database, opened."""
    with Database(conninfo) as database:
        yield database


@pytest.fixture
def settings(conninfo: str, tmp_path: Path) -> Settings:
    """Settings that name the test's own database; the same one that ``database`` opens."""
    return Settings(data_dir=tmp_path, dsn=conninfo)


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """An empty data folder for a cluster of the test's own, with a short path."""
    with reachable_folder() as folder:
        yield folder
        EmbeddedCluster(folder).stop(force=True)


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """Make a folder that the server's account may pass through, also when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir="/tmp"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Stop and remove what a killed test run left behind, an hour ago or more."""
    for base in Path("/tmp").glob(f"{PREFIX}*/postgres"):
        with suppress(ClusterError, OSError):
            if time.time() - base.stat().st_mtime > 3600:
                EmbeddedCluster(base.parent).stop()
                shutil.rmtree(base.parent)


def administer(cluster: EmbeddedCluster) -> psycopg.Connection[Any]:
    """Connect to the server's maintenance database, outside any transaction."""
    return psycopg.connect(cluster.conninfo("postgres"), autocommit=True)
