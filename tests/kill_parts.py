"""The parts that are killed: the service, the database, one of its processes, a running load."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

from kill_senders import BEGIN_AT, HOT_PLATE, Ledger

from geo_rtcc.store.cluster import EmbeddedCluster

COMMAND = [sys.executable, "-c", "from geo_rtcc.cli import main; main()"]
BLOCK_READS = 20_000


def environment(data_dir: Path) -> dict[str, str]:
    """Return the environment of a part that uses the embedded cluster in a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GEO_RTCC_")}
    return kept | {"GEO_RTCC_DATA_DIR": str(data_dir)}


class Service:
    """The ingest service, on the same port after each start."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir, self.port = data_dir, 0
        self._log = (data_dir / "service.log").open("a")
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [*COMMAND, "ingest", "--port", str(self.port), "--json"],
            env=environment(self._data_dir), stdout=subprocess.PIPE, stderr=self._log, text=True,
        )  # fmt: skip
        self.port = json.loads(self._process.stdout.readline())["port"]

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()

    def kill_and_start(self) -> None:
        self.kill()
        self.start()


class Server:
    """The database server, killed as a whole, at its head, or one process of it."""

    def __init__(self, cluster: EmbeddedCluster, dice: random.Random) -> None:
        self._cluster, self._dice = cluster, dice

    def kill_all(self) -> None:
        _kill(self._cluster.server().processes())
        self._cluster.ensure_running()

    def kill_head(self) -> None:
        _kill([self._head()])
        self._cluster.ensure_running()

    def kill_one(self) -> None:
        """Kill any other process; its postmaster then ends all of them and recovers by itself."""
        head = self._head()
        others = [pid for pid in self._cluster.server().processes() if pid != head]
        _kill([self._dice.choice(others)])
        self._cluster.ensure_running()

    def _head(self) -> int:
        return int((self._cluster.files.data / "postmaster.pid").read_text().split()[0])


class Loader(threading.Thread):
    """Loads files of reads one after the other; a load that was killed is done again."""

    def __init__(self, data_dir: Path, ledger: Ledger, ending: threading.Event) -> None:
        super().__init__(daemon=True)
        self._data_dir, self._ledger, self._ending = data_dir, ledger, ending
        self._log = (data_dir / "loader.log").open("a")
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0

    def run(self) -> None:
        number = 0
        while not self._ending.is_set():
            number += 1
            path, keys = self._file(number)
            for _ in range(30):
                if self._loaded(path):
                    self._ledger.reads.update(keys)
                    break
            else:
                self._ledger.refused.append(f"{path.name} was never loaded")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()

    def _loaded(self, path: Path) -> bool:
        self.starts += 1
        self.process = subprocess.Popen(
            [*COMMAND, "load", "reads", str(path), "--preset", "plain", "--source", "loader"],
            env=environment(self._data_dir), stdout=self._log, stderr=self._log,
        )  # fmt: skip
        return self.process.wait() == 0

    def _file(self, number: int) -> tuple[Path, list[tuple[str, str]]]:
        count = BLOCK_READS * 3 // 2
        path = self._data_dir / f"reads-{number}.ndjson"
        with path.open("w") as file:
            for i in range(count):
                at = BEGIN_AT + timedelta(hours=number % 9, seconds=i / 10)
                plate = HOT_PLATE if i % 1000 == 0 else f"YYL{i % 10000:04}"
                file.write(
                    f'{{"external_id": "{number}-{i}", "captured_at": "{at.isoformat()}", '
                    f'"plate": "{plate}", "camera": "L-{i % 7}", "lon": -93.09, "lat": 45.01}}\n'
                )
        return path, [("loader", f"{number}-{i}") for i in range(count)]


def _kill(pids: list[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            time.sleep(0)
