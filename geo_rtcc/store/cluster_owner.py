"""The account that owns the embedded cluster and runs its programs."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo_rtcc.errors import ClusterError


@dataclass(frozen=True)
class Owner:
    """A system account; ``run`` starts programs as it."""

    uid: int
    gid: int
    name: str

    @property
    def is_self(self) -> bool:
        """Whether this process already runs as the owner."""
        return self.uid == os.geteuid()

    def run(
        self, command: Sequence[str | Path], **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run ``command`` to its end as the owner, in English and without inherited ``PG*``.

        Messages are read by this program, hence the fixed language; the folder is ``/`` because
        the caller's own may be closed to the owner.
        """
        if not self.is_self:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(
            [str(word) for word in command],
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            cwd="/",
            umask=0o077,
            text=True,
            check=False,
            **options,
        )

    def write(self, path: Path, text: str) -> None:
        """Write a file as the owner, so that root never follows a link planted in its folder."""
        done = self.run(
            ["tee", path], input=text, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        if done.returncode != 0:
            raise ClusterError(f"A file can't be written: {done.stderr.strip()}.")

    def can_enter(self, folder: Path) -> bool:
        """Return whether the owner may pass through ``folder``."""
        if self.is_self:
            return os.access(folder, os.X_OK)
        return self.run(["test", "-x", folder]).returncode == 0


def owner_of(base: Path) -> Owner:
    """Return the account for the cluster in ``base``: this user, or for root the folder's owner.

    PostgreSQL refuses to run as root, so a new cluster of root's belongs to ``postgres``.
    Raises ClusterError where that account is missing.
    """
    uid = os.geteuid()
    if uid == 0 and base.exists():
        uid = base.stat().st_uid
    try:
        entry = pwd.getpwuid(uid) if uid else pwd.getpwnam("postgres")
    except KeyError:
        if uid:
            raise ClusterError(
                f"PostgreSQL runs only as an account with a name, and number {uid} has none here. "
                "Add it to /etc/passwd, or use another server by GEO_RTCC_DSN."
            ) from None
        raise ClusterError(
            "PostgreSQL refuses to run as root, and this machine has no user named postgres. "
            "Run: adduser --system --group postgres"
        ) from None
    return Owner(entry.pw_uid, entry.pw_gid, entry.pw_name)
