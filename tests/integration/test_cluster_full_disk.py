"""The embedded server on a disk that is full: before it starts, and while it runs."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from geo_rtcc.errors import ClusterError, DatabaseError
from geo_rtcc.store import cluster_files
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import Database

MAY = [] if os.geteuid() == 0 else ["sudo", "-n"]
MakeDisk = Callable[[int], Path]


@pytest.fixture
def disk_of(data_dir: Path) -> Iterator[MakeDisk]:
    """Mount a disk of so many MiB in memory; skip where this user may not mount."""
    with ExitStack() as stack:

        def make(size_mib: int) -> Path:
            folder = data_dir / "disk"
            folder.mkdir()
            options = f"size={size_mib}m,mode=0711,uid={os.geteuid()}"
            command = [*MAY, "mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
            if subprocess.run(command, check=False).returncode != 0:
                pytest.skip("this user may not mount a disk")
            stack.callback(subprocess.run, [*MAY, "umount", "--lazy", str(folder)], check=True)
            return folder

        yield make


def fill(folder: Path) -> Path:
    ballast = folder / "ballast"
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(folder).free)
    return ballast


def test_too_little_room_is_told_before_anything_is_created(disk_of: MakeDisk) -> None:
    disk = disk_of(64)
    told = r"The disk that holds .*disk/postgres is full \(64 MiB left\). Free at least 256 MiB"
    with pytest.raises(ClusterError, match=told), EmbeddedCluster(disk).lease():
        pass
    assert not (disk / "postgres/data").exists()


def test_a_disk_that_fills_up_during_creation_leaves_nothing(
    disk_of: MakeDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = disk_of(24)
    monkeypatch.setattr(cluster_files, "ROOM_TO_CREATE", 0)
    with pytest.raises(ClusterError, match="is full"), EmbeddedCluster(disk).lease():
        pass
    assert list((disk / "postgres").glob("data*")) == []


def test_a_full_disk_at_the_next_start(disk_of: MakeDisk, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = disk_of(300)
    cluster = EmbeddedCluster(disk)
    with cluster.lease():
        pass
    ballast = fill(disk)
    monkeypatch.setattr(cluster_files, "ROOM_TO_START", 0)
    with pytest.raises(ClusterError, match="is full"), cluster.lease():
        pass
    ballast.unlink()
    with cluster.lease():
        assert cluster.is_running()


def test_a_disk_that_fills_up_in_use_is_told_and_what_was_saved_is_kept(disk_of: MakeDisk) -> None:
    disk = disk_of(300)
    cluster = EmbeddedCluster(disk)
    with cluster.lease(), Database(cluster.conninfo()) as database:
        with database.transaction() as connection:
            connection.execute("create table note (text text)")
            connection.execute("insert into note values ('committed')")
        ballast = fill(disk)
        big = "insert into note select repeat('x', 1500) from generate_series(1, 100000)"
        with (
            pytest.raises(DatabaseError, match=r"disk is full|went away"),
            database.transaction() as c,
        ):
            c.execute(big)
    ballast.unlink()
    with cluster.lease(), psycopg.connect(cluster.conninfo()) as connection:
        assert connection.execute("select text from note").fetchall() == [("committed",)]


def test_a_table_that_finds_no_room_says_that_the_disk_is_full(disk_of: MakeDisk) -> None:
    cluster = EmbeddedCluster(disk := disk_of(300))
    with cluster.lease(), Database(cluster.conninfo()) as database:
        fill(disk)
        unlogged = (
            "create unlogged table big as select repeat('x', 1500) from generate_series(1, 1e5)"
        )
        with (
            pytest.raises(DatabaseError, match=r"disk is full\. Free some space"),
            database.transaction() as connection,
        ):
            connection.execute(unlogged)
