"""Several users of one embedded server: who starts it, who stops it."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from geo_rtcc.errors import ClusterError
from geo_rtcc.store.cluster import EmbeddedCluster

HOLDER = Path(__file__).with_name("lease_holder.py")


def start_holder(data_dir: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, HOLDER, data_dir],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def leave(holder: "subprocess.Popen[str]") -> None:
    holder.communicate()
    assert holder.returncode == 0


def test_two_processes_that_start_at_once_share_one_server(data_dir: Path) -> None:
    holders = [start_holder(data_dir) for _ in range(2)]
    assert [holder.stdout.readline() for holder in holders if holder.stdout] == ["ready\n"] * 2
    cluster = EmbeddedCluster(data_dir)
    assert cluster.lease_holders() == sorted(holder.pid for holder in holders)
    leave(holders[0])
    assert psycopg.connect(cluster.conninfo()).execute("select 1").fetchone() == (1,)
    leave(holders[1])
    assert cluster.server().is_gone()


def test_the_last_to_leave_stops_the_server_whoever_started_it(data_dir: Path) -> None:
    cluster = EmbeddedCluster(data_dir, durable=False)
    first = start_holder(data_dir)
    assert first.stdout
    first.stdout.readline()
    with cluster.lease():
        leave(first)
        assert cluster.is_running()
    assert cluster.server().is_gone()


def test_a_killed_user_gives_its_lease_back_and_the_next_adopts_the_server(data_dir: Path) -> None:
    killed = start_holder(data_dir)
    assert killed.stdout
    killed.stdout.readline()
    killed.kill()
    killed.communicate()
    cluster = EmbeddedCluster(data_dir, durable=False)
    before = sorted(cluster.server().processes())
    assert before
    assert cluster.lease_holders() == []
    with cluster.lease():
        assert min(cluster.server().processes()) == before[0]
    assert cluster.server().is_gone()


def test_stopping_is_refused_while_someone_uses_the_server(data_dir: Path) -> None:
    cluster = EmbeddedCluster(data_dir, durable=False)
    with cluster.lease():
        with pytest.raises(ClusterError, match=f"in use \\(process {os.getpid()}\\).*--force"):
            cluster.stop()
        assert cluster.is_running()


def test_a_failed_start_leaves_no_server_behind(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = EmbeddedCluster(data_dir, durable=False)

    def refuse() -> None:
        raise ClusterError("refused")

    monkeypatch.setattr(cluster, "_ensure_database", refuse)
    with pytest.raises(ClusterError, match="refused"), cluster.lease():
        pass
    assert cluster.server().is_gone()
