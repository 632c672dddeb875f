"""A migrated database on a server of its own, for one measurement."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.migrations import migrate


@contextmanager
def fresh_database() -> Iterator[str]:
    """Give its connection string; the server is as durable as an agency's, and removed after."""
    with tempfile.TemporaryDirectory(prefix="rtcc-bench-") as folder:
        Path(folder).chmod(0o711)
        cluster = EmbeddedCluster(Path(folder))
        with cluster.lease():
            migrate(cluster.conninfo())
            yield cluster.conninfo()
