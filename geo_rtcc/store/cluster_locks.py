"""File locks that the kernel gives back by itself, however a process ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo_rtcc.errors import ClusterError
from geo_rtcc.store.cluster_owner import Owner


def open_owned(path: Path, owner: Owner) -> int:
    """Open or create a file, owned by the cluster's account; never through a link."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    if not owner.is_self:
        os.fchown(handle, owner.uid, owner.gid)
    return handle


def try_lock(handle: int, how: int) -> bool:
    """Take a lock if it is free; return whether it was."""
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_free(path: Path) -> bool:
    """Return whether nobody holds any lock on ``path``."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        return try_lock(handle, fcntl.LOCK_EX)
    finally:
        os.close(handle)


@contextmanager
def exclusive(path: Path, owner: Owner, patience_s: float) -> Iterator[None]:
    """Hold ``path`` alone for the block; raise ClusterError if another keeps it too long."""
    handle = open_owned(path, owner)
    try:
        deadline = time.monotonic() + patience_s
        while not try_lock(handle, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise ClusterError(
                    f"Another process has been starting or stopping the database for "
                    f"{patience_s:.0f} s (it holds {path}). End it, then try again."
                )
            time.sleep(0.01)
        yield
    finally:
        os.close(handle)


def holders(path: Path) -> list[int]:
    """Return the process ids that hold a lock on ``path``, as far as the kernel tells."""
    try:
        inode = path.stat().st_ino
        table = Path("/proc/locks").read_text("utf-8").splitlines()
    except OSError:
        return []
    found = [line.split() for line in table if " FLOCK " in line and "->" not in line]
    return sorted(int(words[4]) for words in found if words[5].endswith(f":{inode}"))
