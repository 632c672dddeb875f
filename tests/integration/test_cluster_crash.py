"""The embedded server after ``kill -9``: everything acknowledged is there, nothing else."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.cluster_owner import owner_of

BUSY = "select count(*) from generate_series(1, 1e12)"


@pytest.fixture
def crashing(data_dir: Path) -> Iterator[EmbeddedCluster]:
    """A durable cluster that holds one committed row."""
    cluster = EmbeddedCluster(data_dir)
    with cluster.lease():
        with psycopg.connect(cluster.conninfo()) as connection:
            connection.execute("create table note (text text)")
            connection.execute("insert into note values ('committed')")
        yield cluster


def kill(pids: list[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def postmaster(cluster: EmbeddedCluster) -> int:
    return int((cluster.files.data / "postmaster.pid").read_text().split()[0])


def notes(cluster: EmbeddedCluster) -> list[tuple[str]]:
    with cluster.lease(), psycopg.connect(cluster.conninfo()) as connection:
        return connection.execute("select text from note").fetchall()


def test_committed_rows_survive_the_killing_of_every_process(crashing: EmbeddedCluster) -> None:
    open_transaction = psycopg.connect(crashing.conninfo())
    open_transaction.execute("insert into note values ('not committed')")
    kill(crashing.server().processes())
    assert notes(crashing) == [("committed",)]


def test_a_backend_that_outlives_its_killed_postmaster_is_waited_for_and_ended(
    crashing: EmbeddedCluster,
) -> None:
    connection = psycopg.connect(crashing.conninfo())
    connection.execute("insert into note values ('not committed')")
    failure: list[psycopg.Error] = []

    def work() -> None:
        try:
            connection.execute(BUSY)
        except psycopg.Error as error:
            failure.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    wait_until_active(crashing, connection.info.backend_pid)
    kill([postmaster(crashing)])
    assert notes(crashing) == [("committed",)]
    worker.join()
    assert failure


def wait_until_active(cluster: EmbeddedCluster, pid: int) -> None:
    active = "select 1 from pg_stat_activity where pid = %s and state = 'active' and query = %s"
    with psycopg.connect(cluster.conninfo(), autocommit=True) as connection:
        while not connection.execute(active, (pid, BUSY)).fetchone():
            pass


def test_a_server_killed_under_a_running_program_is_started_again(
    crashing: EmbeddedCluster,
) -> None:
    kill(crashing.server().processes())
    crashing.ensure_running()
    assert psycopg.connect(crashing.conninfo()).execute("select text from note").fetchall() == [
        ("committed",)
    ]


def test_a_stale_process_id_that_names_another_live_process_is_no_obstacle(data_dir: Path) -> None:
    cluster = EmbeddedCluster(data_dir)
    with cluster.lease():
        stale = (cluster.files.data / "postmaster.pid").read_text()
        kill(cluster.server().processes())
    account = owner_of(cluster.files.base)
    as_owner = {} if account.is_self else {"user": account.uid, "group": account.gid}
    with subprocess.Popen(["sleep", "600"], cwd="/", **as_owner) as unrelated:
        text = stale.replace(stale.split()[0], str(unrelated.pid), 1)
        (cluster.files.data / "postmaster.pid").write_text(text)
        Path(f"{cluster.files.socket}.lock").write_text(text)
        with cluster.lease():
            assert cluster.is_running()
        assert unrelated.poll() is None
        unrelated.kill()


def test_a_creation_that_was_killed_midway_is_done_again(data_dir: Path) -> None:
    cluster = EmbeddedCluster(data_dir)
    (data_dir / "postgres").mkdir(0o700)
    (data_dir / "postgres/data.new-1").mkdir()
    (data_dir / "postgres/data.new-1/PG_VERSION").write_text("15\n")
    with cluster.lease():
        assert cluster.is_running()
    assert not (data_dir / "postgres/data.new-1").exists()
