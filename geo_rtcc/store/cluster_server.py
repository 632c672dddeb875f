"""The embedded server process: is it there, start it, wait for it, stop it.

Every process of the server inherits a lock on one file. That lock, not a process id, says whether
the server is gone: ids are reused, and an orphaned backend outlives its postmaster.
"""

import fcntl
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL

import psycopg
from psycopg.conninfo import make_conninfo

from geo_rtcc.errors import ClusterError
from geo_rtcc.store.cluster_config import configuration, memory_bytes
from geo_rtcc.store.cluster_files import PORT, ClusterFiles, full_disk_sentence
from geo_rtcc.store.cluster_init import ROLE
from geo_rtcc.store.cluster_locks import is_free, open_owned, try_lock
from geo_rtcc.store.cluster_owner import Owner
from geo_rtcc.store.cluster_programs import Programs
from geo_rtcc.store.database import refusal

STEP_S = 0.01
ORPHAN_PATIENCE_S = 3.0
RECOVERY_PATIENCE_S = 900.0
STOP_PATIENCE_S = 120.0
_NOT_YET = ("starting up", "shutting down", "not yet accepting", "recovery mode")


class ClusterServer:
    """One server on one set of files; its caller holds the start lock."""

    def __init__(self, files: ClusterFiles, owner: Owner, *, durable: bool = True) -> None:
        self.files = files
        self.owner = owner
        self.durable = durable
        self._log_ends: dict[Path, int] = {}

    def conninfo(self, database: str) -> str:
        """Return the connection string of one database."""
        return make_conninfo(
            host=str(self.files.run), port=PORT, user=ROLE, dbname=database, sslmode="disable"
        )

    def is_listening(self) -> bool:
        """Return whether a postmaster holds the socket, ready or not."""
        with socket.socket(socket.AF_UNIX) as door:
            try:
                door.connect(str(self.files.socket))
            except OSError:
                return False
        return True

    def is_gone(self) -> bool:
        """Return whether no process of the server is left, orphaned backends included."""
        return is_free(self.files.server_lock) and not self.is_listening()

    def bring_up(self, programs: Programs) -> None:
        """Make the server answer: adopt a running one, wait out recovery, or start it.

        Raises ClusterError with the server's own reason if it ends before it answers.
        """
        is_launched = False
        silent_since = time.monotonic()
        deadline = silent_since + RECOVERY_PATIENCE_S
        while time.monotonic() < deadline:
            if self.is_listening():
                silent_since = time.monotonic()
                if self._answers():
                    return
            elif is_free(self.files.server_lock):
                if is_launched:
                    raise ClusterError(self._reason())
                is_launched = self._launch(programs)
            elif not is_launched and time.monotonic() - silent_since > ORPHAN_PATIENCE_S:
                self._end_orphans()
            time.sleep(STEP_S)
        raise ClusterError(f"The database is still recovering. Its log is in {self.files.log}.")

    def stop(self) -> None:
        """Stop the server in fast mode and wait until its last process is gone."""
        self._signal_postmaster(signal.SIGINT)
        began = time.monotonic()
        while not self.is_gone():
            waited_s = time.monotonic() - began
            if waited_s > ORPHAN_PATIENCE_S and not self.is_listening():
                self._end_orphans()
            if waited_s > STOP_PATIENCE_S:
                raise ClusterError(
                    f"The database has not stopped within {STOP_PATIENCE_S:.0f} s. "
                    f"Its log is in {self.files.log}."
                )
            time.sleep(STEP_S)

    def processes(self) -> list[int]:
        """Return the ids of this server's processes: those at home in its data directory."""
        home = self.files.data.resolve()
        return [pid for pid, folder in _working_folders() if folder == home]

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.conninfo("postgres"), connect_timeout=10).close()
        except psycopg.OperationalError as error:
            reason = refusal(error)
            if "FATAL" in reason and not any(words in reason for words in _NOT_YET):
                raise ClusterError(f"The database answers, but refuses: {reason}") from error
            return False
        return True

    def _launch(self, programs: Programs) -> bool:
        files = self.files
        # Free to remove: the lock proves that no process of the server lives, whatever the id
        # in these files names by now.
        for name in (files.data / "postmaster.pid", files.socket, Path(f"{files.socket}.lock")):
            name.unlink(missing_ok=True)
        self._configure()
        self._log_ends = {path: path.stat().st_size for path in files.log.glob("*-*.log")}
        files.start_log.unlink(missing_ok=True)
        lock, output = (
            open_owned(path, self.owner) for path in (files.server_lock, files.start_log)
        )
        try:
            if not try_lock(lock, fcntl.LOCK_EX):
                return False
            # A session of its own: Ctrl-C in our terminal is not meant for the server.
            command = ["setsid", "--fork", str(programs.path("postgres")), *self._options()]
            self.owner.run(command, pass_fds=(lock,), stdin=DEVNULL, stdout=output, stderr=output)
            return True
        finally:
            os.close(lock)
            os.close(output)

    def _configure(self) -> None:
        path = self.files.data / "postgresql.conf"
        text = configuration(memory_bytes(), durable=self.durable)
        if path.read_text("utf-8") != text:
            self.owner.write(path, text)

    def _options(self) -> list[str]:
        # On the command line, where no ALTER SYSTEM can open a port.
        fixed = {
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": str(self.files.run),
            "unix_socket_permissions": "0700",
        }
        settings = [word for name, value in fixed.items() for word in ("-c", f"{name}={value}")]
        return ["-D", str(self.files.data), *settings]

    def _reason(self) -> str:
        lines = [line for path in self.files.log.glob("*.log") for line in self._said(path)]
        if any("No space left on device" in line for line in lines):
            return full_disk_sentence(self.files.base)
        reasons = [line for line in lines if "FATAL:" in line or "PANIC:" in line]
        reason = (reasons or lines or ["no reason given"])[-1]
        return f"The database did not start: {reason.strip()}. Its log is in {self.files.log}."

    def _said(self, path: Path) -> list[str]:
        with path.open("rb") as file:
            file.seek(min(self._log_ends.get(path, 0), path.stat().st_size))
            return file.read().decode("utf-8", "replace").splitlines()

    def _end_orphans(self) -> None:
        # What their postmaster would have sent them; nothing uncommitted survives a crash.
        for pid in self.processes():
            self._signal(pid, signal.SIGQUIT)
        time.sleep(0.2)

    def _signal_postmaster(self, number: signal.Signals) -> None:
        with suppress(FileNotFoundError, ValueError, IndexError):
            text = (self.files.data / "postmaster.pid").read_text("utf-8")
            self._signal(int(text.splitlines()[0]), number)

    def _signal(self, pid: int, number: signal.Signals) -> None:
        # The handle keeps the id from being reused between the check and the signal.
        with suppress(ProcessLookupError):
            handle = os.pidfd_open(pid)
            try:
                if pid in self.processes():
                    signal.pidfd_send_signal(handle, number)
            finally:
                os.close(handle)


def _working_folders() -> Iterator[tuple[int, Path]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                yield int(entry.name), (entry / "cwd").readlink()
