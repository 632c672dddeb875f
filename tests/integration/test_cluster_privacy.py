"""Who can reach the embedded server, and what its log tells."""

import os
import socket
import stat
from pathlib import Path

import psycopg
import pytest

from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.cluster_config import MIB, configuration

LISTEN = "0A"


def tcp_listeners(pids: list[int]) -> list[str]:
    """Return the kernel's lines of TCP sockets on which one of the processes listens."""
    handles = [handle for pid in pids for handle in list(Path(f"/proc/{pid}/fd").iterdir())]
    targets = [str(handle.readlink()) for handle in handles if handle.is_symlink()]
    inodes = {each[len("socket:[") : -1] for each in targets if each.startswith("socket:[")}
    tables = [Path(f"/proc/{pids[0]}/net/{name}") for name in ("tcp", "tcp6")]
    lines = [line for table in tables if table.exists() for line in table.read_text().splitlines()]
    return [line for line in lines if line.split()[3] == LISTEN and line.split()[9] in inodes]


def test_no_process_of_the_server_listens_on_tcp_even_when_its_settings_ask_for_it(
    data_dir: Path,
) -> None:
    cluster = EmbeddedCluster(data_dir, durable=False)
    with cluster.lease(), psycopg.connect(cluster.conninfo(), autocommit=True) as connection:
        connection.execute("alter system set listen_addresses = '127.0.0.1'")
    with cluster.lease():
        assert cluster.server().processes()
        assert tcp_listeners(cluster.server().processes()) == []


def test_the_check_for_tcp_listeners_sees_one_that_is_there() -> None:
    with socket.create_server(("127.0.0.1", 0)):
        assert len(tcp_listeners([os.getpid()])) >= 1


def test_every_folder_is_closed_to_other_users(cluster: EmbeddedCluster) -> None:
    files = cluster.files
    folders = (files.base, files.data, files.run, files.log)
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in folders] == [0o700] * 4
    assert stat.S_IMODE(files.socket.stat().st_mode) == 0o700


def test_a_failing_statement_leaves_nothing_of_its_row_in_the_log(data_dir: Path) -> None:
    cluster = EmbeddedCluster(data_dir, durable=False)
    with cluster.lease(), psycopg.connect(cluster.conninfo(), autocommit=True) as connection:
        connection.execute("create table caller (phone text primary key, beat integer)")
        for statement in (
            "insert into caller values ('555-0142', 1), ('555-0142', 2)",
            "insert into caller values ('x', 'lives at 555-0142')",
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(statement)
        with pytest.raises(psycopg.Error):
            connection.execute("select %s::integer", ("555-0142",))
    logs = [path.read_text() for path in cluster.files.log.iterdir()]
    assert "ready to accept connections" in "".join(logs)
    assert "555-0142" not in "".join(logs)


def test_a_durable_cluster_never_acknowledges_before_the_disk_has_it(data_dir: Path) -> None:
    cluster = EmbeddedCluster(data_dir)
    with cluster.lease(), psycopg.connect(cluster.conninfo()) as connection:
        names = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")
        shown = [connection.execute(f"show {name}").fetchone() for name in names]
    assert shown == [("on",)] * 4


@pytest.mark.parametrize(("memory_mib", "buffers_mib"), [(512, 128), (8192, 1024), (65536, 2048)])
def test_buffers_follow_the_memory_within_bounds(memory_mib: int, buffers_mib: int) -> None:
    assert f"shared_buffers = {buffers_mib}MB" in configuration(memory_mib * MIB)
