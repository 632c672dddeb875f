"""The server's configuration fits the machine: shared memory only where its account may use it."""

from pathlib import Path

import pytest

from geo_rtcc.store import cluster_config
from geo_rtcc.store.cluster_config import MIB, configuration


@pytest.mark.parametrize(("mode", "kind"), [(0o1777, "posix"), (0o755, "mmap")])
def test_shared_memory_that_is_not_for_everyone_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, kind: str
) -> None:
    tmp_path.chmod(mode)
    monkeypatch.setattr(cluster_config, "SHARED_MEMORY", tmp_path)
    assert f"dynamic_shared_memory_type = {kind}" in configuration(4096 * MIB)


def test_missing_shared_memory_is_replaced_by_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_config, "SHARED_MEMORY", tmp_path / "none")
    assert "dynamic_shared_memory_type = mmap" in configuration(4096 * MIB)
