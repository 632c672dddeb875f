"""The supervisor's report on its parts: one file that it keeps writing and everyone else reads."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Literal

import msgspec

# A supervisor writes every few seconds; one that doesn't for this long hangs.
REPORTS_WITHIN = timedelta(seconds=30)


class PartState(StrEnum):
    """What a part is doing.

    ``waiting`` is for its next try, or for another part; ``failing`` keeps ending and is tried on.
    """

    STARTING = "starting"
    RUNNING = "running"
    WAITING = "waiting"
    FAILING = "failing"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True)
class PartReport:
    """One part at one moment.

    Parameters
    ----------
    since
        Instant (UTC) at which it came into this state.
    restarts
        How often it was started again since the supervisor began.
    last_exit
        How it last ended: its exit code, or minus the signal's number.
    why
        The same in words; empty when it has never ended.
    url
        Where it answers; None if it doesn't listen.
    """

    name: str
    state: PartState
    since: datetime
    log_file: str
    pid: int | None = None
    restarts: int = 0
    last_exit: int | None = None
    why: str = ""
    next_try_at: datetime | None = None
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class RunReport:
    """All parts of one supervisor; ``identity`` tells its process from a later one of its id."""

    pid: int
    identity: str
    started_at: datetime
    written_at: datetime
    parts: tuple[PartReport, ...]


@dataclass(frozen=True, kw_only=True)
class Run:
    """What is known of the supervisor; ``parts`` is empty unless one runs.

    ``silent``: its process lives, but has not reported for longer than ``REPORTS_WITHIN``.
    """

    state: Literal["running", "silent", "none"]
    pid: int | None = None
    started_at: datetime | None = None
    written_at: datetime | None = None
    parts: tuple[PartReport, ...] = ()

    def part(self, name: str) -> PartReport | None:
        """Return the part called ``name``, if it is run."""
        return next((part for part in self.parts if part.name == name), None)


def run_folder(data_dir: Path) -> Path:
    """Return the folder of what belongs to the run and not to the data."""
    return data_dir / "run"


def status_file(data_dir: Path) -> Path:
    """Return the path of the report."""
    return run_folder(data_dir) / "status.json"


def current_run(data_dir: Path, now: datetime) -> Run:
    """Say whether a supervisor runs on this data folder, and what it reports.

    A report whose supervisor has ended, or that can't be read, counts as none.
    """
    try:
        report = msgspec.json.decode(status_file(data_dir).read_bytes(), type=RunReport)
    except (OSError, msgspec.MsgspecError):
        return Run(state="none")
    if process_identity(report.pid) != report.identity:
        return Run(state="none", written_at=report.written_at)
    return Run(
        state="running" if now - report.written_at <= REPORTS_WITHIN else "silent",
        pid=report.pid,
        started_at=report.started_at,
        written_at=report.written_at,
        parts=report.parts,
    )


def process_identity(pid: int) -> str | None:
    """Return what no other process before or after shares, or None if there is no such process.

    Boot and start time, as of proc_pid_stat(5), because process ids are used again.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8")
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("utf-8").strip()
    except OSError:
        return None
    state, *after = stat.rpartition(")")[2].split()
    return None if state in "ZX" else f"{boot}/{after[18]}"


def own_identity() -> str:
    """Return the identity of this process."""
    return process_identity(os.getpid()) or ""
