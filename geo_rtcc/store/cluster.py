"""A private PostGIS server in the data folder, started by its first user, stopped by its last."""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg

from geo_rtcc.errors import ClusterError
from geo_rtcc.store import cluster_init, cluster_locks, cluster_programs
from geo_rtcc.store.cluster_files import ClusterFiles
from geo_rtcc.store.cluster_owner import owner_of
from geo_rtcc.store.cluster_server import ClusterServer
from geo_rtcc.store.database import connect, sentence

DATABASE = "geo_rtcc"
START_PATIENCE_S = 900.0

log = logging.getLogger(__name__)


class EmbeddedCluster:
    """The cluster in ``<data_dir>/postgres``: a unix socket in a closed folder, never a TCP port.

    Everyone who uses it holds a lease (a shared file lock, given back by the kernel even after
    ``kill -9``). Starting and stopping happen under one exclusive lock, so that two at once share
    one server. A server found running without any lease is adopted.

    Parameters
    ----------
    data_dir
        The installation's data folder; root's must be open to user ``postgres``.
    durable
        False only for throw-away test databases: commits may be lost in a power cut.
    """

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.files = ClusterFiles(data_dir.absolute() / "postgres")
        self.durable = durable

    def conninfo(self, database: str = DATABASE) -> str:
        """Return the connection string of one of its databases."""
        return self.server().conninfo(database)

    def server(self) -> ClusterServer:
        """Return the server process, running or not."""
        return ClusterServer(self.files, owner_of(self.files.base), durable=self.durable)

    @property
    def exists(self) -> bool:
        """Whether the cluster has been created."""
        return self.files.major is not None

    def is_running(self) -> bool:
        """Return whether its server holds the socket."""
        return self.exists and self.server().is_listening()

    def lease_holders(self) -> list[int]:
        """Return the ids of the processes that use it now."""
        return cluster_locks.holders(self.files.lease)

    @contextmanager
    def lease(self) -> Iterator[None]:
        """Keep the server running for the block; the last to leave stops it.

        Raises ClusterError, with what to do, if it can't be created or started.
        """
        handle = self._enter()
        try:
            yield
        finally:
            self._leave(handle)

    def ensure_running(self) -> None:
        """Start the server again if it was killed while this process holds a lease."""
        server = self.server()
        with self._alone():
            server.bring_up(cluster_programs.choose(self.files.major, self.files.base))

    def stop(self, *, force: bool = False) -> bool:
        """Stop the server if nobody uses it, or anyhow by ``force``; return whether it ran.

        Raises ClusterError naming the processes that use it.
        """
        if not self.exists:
            return False
        with self._alone():
            if not force and not cluster_locks.is_free(self.files.lease):
                users = ", ".join(map(str, self.lease_holders())) or "another process"
                raise ClusterError(
                    f"The database is in use (process {users}). Add --force to stop it."
                )
            ran = not self.server().is_gone()
            if ran:
                self.server().stop()
            return ran

    def _enter(self) -> int:
        files, server = self.files, self.server()
        files.check_socket_path()
        files.make_folders(server.owner)
        with self._alone():
            handle = cluster_locks.open_owned(files.lease, server.owner)
            try:
                fcntl.flock(handle, fcntl.LOCK_SH)
                if not server.is_listening():
                    files.check_room()
                programs = cluster_programs.choose(files.major, files.base)
                if not self.exists:
                    log.info("creating the database cluster", extra={"folder": str(files.base)})
                    cluster_init.create(files, server.owner, programs, durable=self.durable)
                server.bring_up(programs)
                self._ensure_database()
            except BaseException:
                self._give_back(handle)
                raise
        return handle

    def _leave(self, handle: int) -> None:
        with self._alone():
            self._give_back(handle)

    def _give_back(self, handle: int) -> None:
        os.close(handle)
        if cluster_locks.is_free(self.files.lease):
            self.server().stop()

    def _alone(self) -> AbstractContextManager[None]:
        return cluster_locks.exclusive(self.files.start_lock, self.server().owner, START_PATIENCE_S)

    def _ensure_database(self) -> None:
        with connect(self.conninfo("postgres"), autocommit=True) as connection:
            found = "select 1 from pg_database where datname = %s"
            if connection.execute(found, (DATABASE,)).fetchone():
                return
            # A statement's error may quote a row; the server's own errors are still logged.
            connection.execute("alter role geo_rtcc set log_min_messages = 'log'")
            try:
                connection.execute("create database geo_rtcc template template0")
            except psycopg.Error as error:
                raise ClusterError(sentence(error)) from error
