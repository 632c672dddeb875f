"""Where the embedded cluster keeps what, and the checks of its folders before anything starts."""

import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from geo_rtcc.errors import ClusterError
from geo_rtcc.store.cluster_owner import Owner

PORT = 5432
OWNER_ONLY = 0o700
# sockaddr_un holds 108 bytes, one of them the closing zero.
LONGEST_SOCKET_PATH = 107
MIB = 1024 * 1024
ROOM_TO_CREATE = 256 * MIB
ROOM_TO_START = 32 * MIB


@dataclass(frozen=True)
class ClusterFiles:
    """The folder ``base`` (mode 0700, the owner's) and everything in it."""

    base: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.base / "data"

    @property
    def run(self) -> Path:
        """The folder of the socket."""
        return self.base / "run"

    @property
    def log(self) -> Path:
        """The folder of the server's logs, one file a weekday."""
        return self.base / "log"

    @property
    def start_log(self) -> Path:
        """What the server said before it opened its log."""
        return self.log / "start.log"

    @property
    def socket(self) -> Path:
        """The server's only door."""
        return self.run / f".s.PGSQL.{PORT}"

    @property
    def start_lock(self) -> Path:
        """Held alone while the server is started or stopped."""
        return self.base / "start.lock"

    @property
    def lease(self) -> Path:
        """Held together by everyone who uses the server."""
        return self.base / "lease.lock"

    @property
    def server_lock(self) -> Path:
        """Held by every process of the server, inherited; free means that none is left."""
        return self.base / "server.lock"

    @property
    def major(self) -> int | None:
        """The PostgreSQL version that made the cluster, or None before there is one."""
        try:
            return int((self.data / "PG_VERSION").read_text("utf-8").split(".")[0])
        except FileNotFoundError:
            return None
        except (PermissionError, ValueError) as error:
            raise ClusterError(
                f"The database in {self.base} can't be read by this user. Run this as the user who "
                "made it, or choose another --data-dir."
            ) from error

    def check_socket_path(self) -> None:
        """Raise ClusterError if no socket can have this path."""
        length = len(os.fsencode(self.socket))
        if length > LONGEST_SOCKET_PATH:
            raise ClusterError(
                f"The database's socket would be {self.socket}, {length} bytes long, and the "
                f"system allows {LONGEST_SOCKET_PATH}. Choose a shorter --data-dir."
            )
        if "," in str(self.socket):
            raise ClusterError(
                f"The folder {self.base.parent} has a comma in its name, which no "
                "database client can reach. Choose another --data-dir."
            )

    def make_folders(self, owner: Owner) -> None:
        """Create what is missing, each folder closed to all but the owner."""
        try:
            # Root's cluster belongs to another account, which must be able to pass through.
            self.base.parent.mkdir(
                OWNER_ONLY if owner.is_self else 0o711, parents=True, exist_ok=True
            )
            self._make(self.base, owner)
            self._check_way_in(owner)
            for folder in (self.run, self.log):
                self._make(folder, owner)
        except OSError as error:
            raise ClusterError(
                f"The folder {error.filename or self.base} can't be used: {error.strerror}. "
                "Choose another --data-dir, or give this user the right to write there."
            ) from error

    def check_room(self) -> None:
        """Raise ClusterError if the disk is too full to create or start the cluster."""
        needed = ROOM_TO_START if self.major else ROOM_TO_CREATE
        free = shutil.disk_usage(self.base).free
        if free < needed:
            raise ClusterError(full_disk_sentence(self.base, free))

    def _make(self, folder: Path, owner: Owner) -> None:
        folder.mkdir(OWNER_ONLY, exist_ok=True)
        state = folder.stat()
        if state.st_uid != owner.uid:
            if os.geteuid() != 0:
                raise ClusterError(
                    f"The folder {folder} belongs to another user. Run this as that user, or "
                    "choose another --data-dir."
                )
            os.chown(folder, owner.uid, owner.gid, follow_symlinks=False)
        if stat.S_IMODE(state.st_mode) != OWNER_ONLY:
            folder.chmod(OWNER_ONLY)

    def _check_way_in(self, owner: Owner) -> None:
        if owner.can_enter(self.base):
            return
        for folder in reversed(self.base.resolve().parents):
            if not owner.can_enter(folder):
                raise ClusterError(
                    f"The database runs as user {owner.name}, who can't pass through {folder}. "
                    f"Run: chmod o+x {folder}; or choose another --data-dir, such as "
                    "/var/lib/geo-rtcc."
                )


def full_disk_sentence(folder: Path, free_bytes: int | None = None) -> str:
    """Say that the disk of ``folder`` is full and how much is needed."""
    left = f" ({free_bytes // MIB} MiB left)" if free_bytes is not None else ""
    return (
        f"The disk that holds {folder} is full{left}. Free at least {ROOM_TO_CREATE // MIB} MiB "
        "there, or choose a --data-dir on another disk. What was saved before is kept."
    )
