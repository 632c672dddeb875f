"""PostgreSQL's own client programs, run against our database with their progress watched."""

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from geo_rtcc.errors import DatabaseError
from geo_rtcc.store.cluster_programs import client
from geo_rtcc.store.database import connect

Report = Callable[[int], None]
"""Called with the number of tables done so far."""


def program(name: str, conninfo: str) -> str:
    """Return the path of the client program that fits the server behind ``conninfo``."""
    with connect(conninfo) as connection:
        return str(client(name, connection.info.server_version // 10_000))


def without_password(conninfo: str) -> tuple[str, dict[str, str]]:
    """Split a connection string into what a process list may show, and an environment."""
    words = conninfo_to_dict(conninfo)
    password = words.pop("password", None)
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    if password:
        environment["PGPASSWORD"] = str(password)
    return make_conninfo("", **words), environment


def run_watched(
    command: Sequence[str | Path],
    *,
    environment: dict[str, str],
    step: str,
    report: Report,
    output: IO[bytes] | None = None,
) -> None:
    """Run a program to its end; count the lines of its progress that contain ``step``.

    Raises DatabaseError with the program's own reason.
    """
    said: list[str] = []
    count = 0
    with subprocess.Popen(
        [str(word) for word in command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if step in line:
                count += 1
                report(count)
            elif "error" in line.lower() or "FATAL" in line:
                said.append(line.strip())
    if process.returncode != 0:
        raise DatabaseError(_reason(Path(command[0]).name, said))


def _reason(name: str, said: list[str]) -> str:
    if any("No space left on device" in line for line in said):
        return f"{name} stopped: the disk is full. Free some space and try again."
    if any("valid archive" in line for line in said):
        return "This file is not a backup made by geo-rtcc db backup."
    return f"{name} stopped: {said[0] if said else 'no reason given'}"
