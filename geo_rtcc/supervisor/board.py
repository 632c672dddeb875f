"""The status file, and the lock that lets one supervisor run on a data folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec

from geo_rtcc.errors import AppError
from geo_rtcc.situation.parts import (
    PartReport,
    PartState,
    RunReport,
    own_identity,
    run_folder,
    status_file,
)
from geo_rtcc.supervisor.logs import FILE_MODE, make_folder

WRITE_EVERY_S = 3.0


class Board:
    """Keeps ``run/status.json`` up to date: at every change, and every few seconds."""

    def __init__(self, data_dir: Path, now: datetime) -> None:
        self.path = status_file(data_dir)
        self.report = RunReport(
            pid=os.getpid(), identity=own_identity(), started_at=now, written_at=now, parts=()
        )

    def show(self, parts: tuple[PartReport, ...], now: datetime) -> None:
        """Write the report if it says something new or is getting old."""
        age_s = (now - self.report.written_at).total_seconds()
        if parts == self.report.parts and 0 <= age_s < WRITE_EVERY_S:
            return
        self.report = replace(self.report, parts=parts, written_at=now)
        # On a full disk the report grows old, and is told as such.
        with suppress(OSError):
            self._write()

    def close(self, now: datetime) -> None:
        """Say that every part has stopped."""
        stopped = (
            replace(part, state=PartState.STOPPED, since=now, pid=None, next_try_at=None)
            for part in self.report.parts
        )
        self.show(tuple(stopped), now)

    def _write(self) -> None:
        beside = self.path.with_suffix(".new")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(self.report))
        beside.replace(self.path)


@contextmanager
def only_supervisor(data_dir: Path) -> Iterator[None]:
    """Be the one supervisor of a data folder for the block; raise AppError naming another one.

    The kernel gives the lock back however its holder ends.
    """
    try:
        folder = make_folder(run_folder(data_dir))
        handle = os.open(folder / "supervisor.lock", os.O_RDWR | os.O_CREAT, FILE_MODE)
    except OSError as error:
        raise AppError(
            f"The folder {error.filename or data_dir} can't be used: {error.strerror}. "
            "Choose another --data-dir, or give this user the right to write there."
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AppError(_taken(data_dir, os.read(handle, 20))) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def _taken(data_dir: Path, holder: bytes) -> str:
    return (
        f"Geo RTCC runs on {data_dir} already (process {holder.decode() or 'unknown'}). See what "
        "it does with geo-rtcc status, stop it first, or choose another --data-dir."
    )
