"""How long a person waits for the demo: a fresh clone's first start, and the next one."""

import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from bench.figures import Figure, note

ROOT = Path(__file__).parents[1]


def measure() -> list[Figure]:
    """Clone, start, stop, start again; seconds until all is loaded and the page answers."""
    with tempfile.TemporaryDirectory(prefix="rtcc-start-") as folder:
        Path(folder).chmod(0o711)
        clone, data = Path(folder) / "clone", Path(folder) / "data"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        note("first start of the demo in a fresh clone")
        first = _seconds_to_page(clone, data)
        note("next start")
        following = _seconds_to_page(clone, data)
    sizes = "fresh clone, package caches warm, distribution packages present"
    return [
        Figure(figure="demo.first_start_s", value=round(first, 1), unit="s", sizes=sizes),
        Figure(figure="demo.next_start_s", value=round(following, 1), unit="s", sizes=sizes),
    ]


def _seconds_to_page(clone: Path, data: Path) -> float:
    port = _free_port()
    command = ["./rtcc", "demo", "--no-browser", "--port", str(port), "--data-dir", str(data)]
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=clone, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={k: v for k, v in os.environ.items() if not k.startswith("GEO_RTCC_")},
    ) as demo:  # fmt: skip
        try:
            for line in demo.stdout or ():
                if f":{port}" in line and _answers(port):
                    return time.perf_counter() - began
            raise SystemExit(f"the demo did not start: {' '.join(command)}")
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(60)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2) as page:
            return bool(page.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
