"""What stops the embedded server from starting, each told in one sentence with what to do."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo_rtcc.errors import ClusterError
from geo_rtcc.store import cluster_owner, cluster_programs
from geo_rtcc.store.cluster import EmbeddedCluster
from tests.conftest import reachable_folder


def refused(data_dir: Path, match: str) -> None:
    with pytest.raises(ClusterError, match=match), EmbeddedCluster(data_dir).lease():
        pass


def test_a_socket_path_the_system_cannot_hold(data_dir: Path) -> None:
    deep = data_dir / ("x" * 90)
    length = len(str(deep)) + len("/postgres/run/.s.PGSQL.5432")
    refused(deep, f"{length} bytes long.*allows 107.*shorter --data-dir")
    assert not deep.exists()


def test_the_longest_socket_path_that_fits_works(data_dir: Path) -> None:
    room = 107 - len(str(data_dir)) - len("//postgres/run/.s.PGSQL.5432")
    with EmbeddedCluster(data_dir / ("x" * room), durable=False).lease():
        pass


def test_a_folder_name_with_a_comma(data_dir: Path) -> None:
    refused(data_dir / "a,b", "has a comma in its name")


def test_a_folder_name_with_quotes_and_spaces_works(data_dir: Path) -> None:
    cluster = EmbeddedCluster(data_dir / 'it\'s a "$HOME" é', durable=False)
    with cluster.lease():
        assert cluster.is_running()


@pytest.fixture(scope="module")
def stopped() -> Iterator[tuple[Path, EmbeddedCluster]]:
    """A data folder whose cluster was made and stopped; each test leaves it as it found it."""
    with reachable_folder() as folder:
        cluster = EmbeddedCluster(folder, durable=False)
        with cluster.lease():
            pass
        yield folder, cluster
        cluster.stop(force=True)


@pytest.mark.parametrize(("major", "word"), [(99, "newer"), (14, "older")])
def test_a_cluster_of_another_version(
    stopped: tuple[Path, EmbeddedCluster], major: int, word: str
) -> None:
    folder, cluster = stopped
    version = cluster.files.data / "PG_VERSION"
    own = version.read_text()
    version.write_text(f"{major}\n")
    refused(folder, f"made by PostgreSQL {major}, {word} than.*postgresql-{major}-postgis-3")
    version.write_text(own)


def test_a_missing_extension(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_programs, "EXTENSIONS", ("postgis", "no_such_extension"))
    refused(data_dir, r"has no no_such_extension extension. Run: apt-get install postgresql-\d+")


def test_no_postgresql_at_all(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_programs, "_FOLDERS", ())
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(ClusterError, match=r"is not installed\. Run: apt-get install postgresql"):
        cluster_programs.choose(None, data_dir)


def test_a_file_where_the_folder_should_be(data_dir: Path) -> None:
    (data_dir / "taken").write_text("")
    refused(data_dir / "taken", "can't be used: .*--data-dir")


def test_a_damaged_cluster_is_told_in_the_servers_own_words(
    stopped: tuple[Path, EmbeddedCluster],
) -> None:
    folder, cluster = stopped
    control = cluster.files.data / "global/pg_control"
    control.rename(folder / "pg_control")
    refused(folder, "did not start: .*Its log is in")
    assert cluster.server().is_gone()
    (folder / "pg_control").rename(control)


def test_a_parent_folder_that_the_servers_account_cannot_pass(data_dir: Path) -> None:
    closed = data_dir / "closed"
    closed.mkdir(0o700 if os.geteuid() == 0 else 0o000)
    as_root = r"user postgres, who can't pass through .*/closed\. Run: chmod o\+x"
    refused(closed / "inner", f"{as_root}|can't be used: Permission")


def test_root_without_the_account_postgres(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> None:
    def missing(_name: str) -> None:
        raise KeyError

    monkeypatch.setattr(cluster_owner.os, "geteuid", lambda: 0)
    monkeypatch.setattr(cluster_owner.pwd, "getpwnam", missing)
    with pytest.raises(ClusterError, match=r"no user named postgres\. Run: adduser"):
        cluster_owner.owner_of(data_dir / "none")


def test_a_cluster_removed_under_a_stopped_server_is_made_anew(
    stopped: tuple[Path, EmbeddedCluster],
) -> None:
    _, cluster = stopped
    shutil.rmtree(cluster.files.base)
    with cluster.lease():
        assert cluster.is_running()
