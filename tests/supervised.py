"""A supervisor as a process of its own: started by tests, told by JSON what to run.

``python supervised.py JSON``: ``parts`` are fields of Part with ``program``, Python source, in
place of the command; ``entry`` is a Streamlit script to run as the web part; ``patience`` as in
Patience.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from geo_rtcc.settings import Settings
from geo_rtcc.situation.parts import PartReport, Run, current_run
from geo_rtcc.supervisor import Part, Patience, Plan, supervise
from geo_rtcc.supervisor.parts import web

PATIENCE_S = 60.0
QUICK = {"pauses_s": [0.05, 0.05, 0.2], "settled_s": 0.2, "look_every_s": 0.2, "hung_after_s": 1.0}
SLEEPS = "import time; time.sleep(600)"
ENDS = "import sys; sys.exit(3)"
ANSWERS = """
import http.server, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", %d), Answer).serve_forever()
"""

Started = tuple["subprocess.Popen[str]", dict[str, Any]]
Start = Callable[..., Started]


@contextmanager
def supervisors() -> Iterator[Start]:
    """Give a way to start supervisors and read what they report; end them all afterwards."""
    running: list[subprocess.Popen[str]] = []

    def start(environment: dict[str, str], **plan: Any) -> Started:
        process = subprocess.Popen(
            [sys.executable, __file__, json.dumps(plan)],
            env={**os.environ, "GEO_RTCC_PORT": "0", "GEO_RTCC_INGEST_PORT": "0", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        assert process.stdout
        assert process.stderr
        line = process.stdout.readline()
        return process, json.loads(line) if line else {}

    yield start
    for process in running:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


def eventually(condition: Callable[[], bool]) -> bool:
    """Say whether the condition comes true in time."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_gone(pid: int) -> bool:
    """Say whether no live process has this id."""
    status = Path(f"/proc/{pid}/status")
    return not status.exists() or "State:\tZ" in status.read_text()


def run_of(data_dir: Path) -> Run:
    """Return what the status file says now."""
    return current_run(data_dir, datetime.now(UTC))


def shown(data_dir: Path, name: str) -> PartReport:
    """Return how a part is, by the status file."""
    part = run_of(data_dir).part(name)
    assert part, f"{name} is not in {run_of(data_dir)}"
    return part


def main() -> None:
    """Run what the argument says."""
    told = json.loads(sys.argv[1])

    def parts(settings: Settings) -> list[Part]:
        entry = [web(settings, Path(told["entry"]))] if "entry" in told else []
        return [*(_part(dict(each), settings) for each in told.get("parts", ())), *entry]

    supervise(
        Plan(
            settings=Settings.from_env(),
            parts=parts,
            is_whole=told.get("is_whole", True),
            patience=Patience(**told.get("patience", {})),
        ),
        say=lambda words: print(words, file=sys.stderr, flush=True),
        ready=lambda report: print(json.dumps(asdict(report)), flush=True),
    )


def _part(fields: dict[str, Any], settings: Settings) -> Part:
    program = fields.pop("program")
    if fields.pop("answers", False):
        listens = ("127.0.0.1", settings.ingest_port)
        fields |= {"listens": listens, "health": ("/healthz",)}
        program = program % settings.ingest_port
    return Part(command=(sys.executable, "-c", program), **fields)


if __name__ == "__main__":
    main()
