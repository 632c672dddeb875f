"""A server that follows another one, as an agency's replica does: it can be read, not written."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.cluster_owner import Owner, owner_of
from geo_rtcc.store.cluster_programs import choose

_PORT = 5433
_SETTINGS = ("wal_level = replica", "max_wal_senders = 2")


@contextmanager
def standby(cluster: EmbeddedCluster) -> Iterator[str]:
    """Give the connection string of one that follows a cluster, which is restarted for it."""
    owner, folder = owner_of(cluster.files.base), cluster.files.base / "standby"
    _allow(cluster, owner)
    _run(owner, "pg_basebackup", "-d", cluster.conninfo(), "-D", folder, "-R", "-c", "fast")
    options = f"-k {cluster.files.run} -p {_PORT} -c listen_addresses= -c log_directory={folder}"
    _run(owner, "pg_ctl", "-D", folder, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield psycopg.conninfo.make_conninfo(cluster.conninfo(), port=_PORT)
    finally:
        _run(owner, "pg_ctl", "-D", folder, "-w", "-m", "immediate", "stop")


def _allow(cluster: EmbeddedCluster, owner: Owner) -> None:
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        for setting in _SETTINGS:
            connection.execute(f"alter system set {setting}")
    rule = cluster.files.data / "pg_hba.conf"
    owner.write(rule, f"{rule.read_text()}\nlocal replication all trust\n")
    cluster.stop(force=True)
    cluster.ensure_running()


def _run(owner: Owner, program: str, *arguments: str | Path) -> None:
    done = owner.run(
        [choose(None, Path("/")).path(program), *arguments],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, program
