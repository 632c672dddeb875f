"""A load that is killed loses nothing and doubles nothing once it is done again."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import Result

from geo_rtcc.settings import Settings
from geo_rtcc.store.database import Database

ROWS = 70_000


def recording(path: Path) -> Path:
    start = datetime.now(UTC) - timedelta(days=2)
    with path.open("w") as file:
        for i in range(ROWS):
            at = (start + timedelta(seconds=i)).isoformat()
            read = {"external_id": f"r{i}", "captured_at": at, "plate": f"KBR{i}", "camera": "C1"}
            file.write(json.dumps(read) + "\n")
    return path


def count(database: Database) -> tuple[int, int]:
    with database.transaction() as connection:
        found = connection.execute(
            "select count(*), count(distinct external_id) from plate_read"
        ).fetchone()
    return found[0], found[1]


def test_a_killed_load_is_made_whole(
    run: Callable[..., Result], database: Database, settings: Settings, tmp_path: Path
) -> None:
    path = recording(tmp_path / "reads.ndjson")
    command = [sys.executable, "-c", "from geo_rtcc.cli import main; main()", "load", "reads"]
    environment = os.environ | {
        "GEO_RTCC_DSN": str(settings.dsn), "GEO_RTCC_DATA_DIR": str(tmp_path)
    }  # fmt: skip
    arguments = ["--preset", "plain", "--source", "town"]
    process = subprocess.Popen([*command, path, *arguments], env=environment)
    deadline = time.monotonic() + 60
    while not count(database)[0] and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    stored = count(database)[0]
    assert 0 < stored < ROWS
    summary = json.loads(run("load", "reads", path, *arguments, "--json").stdout)
    assert summary["repeated"] >= stored
    assert summary["added"] + summary["repeated"] == ROWS
    assert count(database) == (ROWS, ROWS)
