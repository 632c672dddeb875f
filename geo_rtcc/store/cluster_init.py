"""Making the cluster's data directory, all of it or nothing."""

import os
import shutil
import subprocess
from pathlib import Path
from uuid import uuid4

from geo_rtcc.errors import ClusterError
from geo_rtcc.store.cluster_config import ACCESS
from geo_rtcc.store.cluster_files import ClusterFiles, full_disk_sentence
from geo_rtcc.store.cluster_owner import Owner
from geo_rtcc.store.cluster_programs import Programs

ROLE = "geo_rtcc"


def create(files: ClusterFiles, owner: Owner, programs: Programs, *, durable: bool = True) -> None:
    """Run initdb in a folder beside the final one, then rename it there.

    A process killed midway leaves only that folder, which the next one removes; the caller holds
    the start lock. Text sorts by byte (collation C), which no update of the C library changes.
    Raises ClusterError with initdb's own reason.
    """
    for left_over in files.base.glob("data.new*"):
        shutil.rmtree(left_over, ignore_errors=True)
    # A name of its own, since the initdb of a killed process may still be writing to the last one.
    fresh = files.base / f"data.new-{uuid4().hex[:8]}"
    try:
        _initdb(fresh, owner, programs, durable)
        owner.write(fresh / "pg_hba.conf", ACCESS)
        fresh.rename(files.data)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    _sync(files.base)


def _initdb(folder: Path, owner: Owner, programs: Programs, durable: bool) -> None:
    command: list[str | Path] = [programs.path("initdb"), "--pgdata", folder]
    command += [f"--username={ROLE}", "--auth-local=trust", "--auth-host=reject"]
    command += ["--encoding=UTF8", "--locale=C", "--lc-ctype=C.UTF-8", "--data-checksums"]
    command += ["--no-instructions", *([] if durable else ["--no-sync"])]
    done = owner.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if done.returncode != 0:
        if "No space left on device" in done.stderr:
            raise ClusterError(full_disk_sentence(folder.parent))
        reasons = [line for line in done.stderr.splitlines() if "error:" in line or "FATAL" in line]
        reason = (reasons or done.stderr.splitlines() or ["no reason given"])[-1]
        raise ClusterError(f"The database can't be created in {folder.parent}: {reason}")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
