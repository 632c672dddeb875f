"""The embedded server under each kind of user: an ordinary one, and root on its behalf."""

import multiprocessing
import os
import pwd
from pathlib import Path

import psycopg
import pytest

from geo_rtcc.errors import ClusterError
from geo_rtcc.store import cluster_owner
from geo_rtcc.store.cluster import EmbeddedCluster

# Root's tests become an ordinary account; an ordinary user's stay as they are.
ORDINARY = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid()


def use_as(account: int, data_dir: Path) -> None:
    if account != os.geteuid():
        os.setgroups([])
        os.setgid(account)
        os.setuid(account)
    cluster = EmbeddedCluster(data_dir, durable=False)
    with cluster.lease(), psycopg.connect(cluster.conninfo()) as connection:
        connection.execute("create table note (text text)")
        owners = {Path(f"/proc/{pid}").stat().st_uid for pid in cluster.server().processes()}
        assert owners == {account}
    assert cluster.server().is_gone()


def run_as(account: int, data_dir: Path) -> int | None:
    child = multiprocessing.get_context("fork").Process(target=use_as, args=(account, data_dir))
    child.start()
    child.join()
    return child.exitcode


def test_an_ordinary_user_runs_the_server_as_itself(data_dir: Path) -> None:
    os.chown(data_dir, ORDINARY, -1)
    assert run_as(ORDINARY, data_dir) == 0
    assert (data_dir / "postgres").stat().st_uid == ORDINARY


def test_root_runs_a_users_cluster_as_that_user(data_dir: Path) -> None:
    os.chown(data_dir, ORDINARY, -1)
    assert run_as(ORDINARY, data_dir) == 0
    cluster = EmbeddedCluster(data_dir, durable=False)
    with cluster.lease(), psycopg.connect(cluster.conninfo()) as connection:
        assert connection.execute("select count(*) from note").fetchone() == (0,)
        owners = {Path(f"/proc/{pid}").stat().st_uid for pid in cluster.server().processes()}
    assert owners == {ORDINARY}


def test_an_account_without_a_name_is_refused(
    monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    monkeypatch.setattr(cluster_owner.os, "geteuid", lambda: 54321)
    with pytest.raises(ClusterError, match=r"number 54321 has none.*GEO_RTCC_DSN"):
        cluster_owner.owner_of(data_dir / "none")
