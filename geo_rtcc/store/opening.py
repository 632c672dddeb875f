"""The one way to the database: the embedded cluster, or the server ``GEO_RTCC_DSN`` names."""

from collections.abc import Iterator
from contextlib import contextmanager

from geo_rtcc.settings import Settings
from geo_rtcc.store import migrations
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import Database, connect


@contextmanager
def open_database(
    settings: Settings, *, migrate: bool = True, patience_s: float = 15.0
) -> Iterator[Database]:
    """Open the database for the block.

    The embedded cluster is created and started when needed, kept while the block runs, and
    migrated. A server of the agency's own is never changed here: its schema is only checked.

    Parameters
    ----------
    settings
        ``dsn`` chooses the server; without it ``data_dir`` holds the cluster.
    migrate
        False opens it whatever its schema, for the ``db`` commands.
    patience_s
        As in ``Database``.

    Raises ClusterError, DatabaseError or MigrationError, each with what to do next.
    """
    with reachable(settings) as conninfo:
        if migrate and settings.dsn:
            with connect(conninfo, patience_s=patience_s) as connection:
                migrations.check_schema(connection)
        elif migrate:
            migrations.migrate(conninfo)
        with Database(conninfo, patience_s=patience_s) as database:
            yield database


@contextmanager
def reachable(settings: Settings) -> Iterator[str]:
    """Give the database's connection string, with the embedded server running for the block."""
    if settings.dsn:
        yield settings.dsn
        return
    cluster = EmbeddedCluster(settings.data_dir)
    with cluster.lease():
        yield cluster.conninfo()
