"""The app as a child process: start it, know when its page answers, stop it."""

import http.client
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from geo_rtcc.errors import AppError
from geo_rtcc.settings import Settings
from geo_rtcc.supervisor import leash

CHECKOUT = Path(__file__).resolve().parents[2]
ENTRY = CHECKOUT / "app.py"
LOG_LIMIT_BYTES = 10_000_000
ANSWER_WITHIN_S = 60.0
STOP_WITHIN_S = 3.0


class AppProcess:
    """One Streamlit server on ``settings.address:port``, in a session of its own.

    Ctrl-C in the terminal therefore reaches only us, and we stop the parts in their order.

    Parameters
    ----------
    settings
        Handed on by environment; ``dsn`` must name the database to use.
    entry
        The Streamlit script.
    """

    def __init__(self, settings: Settings, entry: Path = ENTRY) -> None:
        self.settings = settings
        self.entry = entry
        self.log_file = settings.data_dir / "logs" / "app.log"
        self.started = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the page is."""
        host = self.settings.address
        return f"http://{f'[{host}]' if ':' in host else host}:{self.settings.port}"

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if self._process and running else None

    def start(self) -> None:
        """Start the server; return before it answers. Its output goes to ``log_file``."""
        if not self.entry.is_file():
            raise AppError(f"The app's entry {self.entry} is missing. Run from a full checkout.")
        launcher = [sys.executable, "-I", "-S", leash.__file__, str(os.getpid())]
        with self._open_log() as log:
            self._process = subprocess.Popen(
                [*launcher, *streamlit_command(self.settings, self.entry)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.entry.parent,
                env={**os.environ, **environment(self.settings)},
                start_new_session=True,
            )
        self.started = time.monotonic()

    def wait_until_it_answers(self, within_s: float = ANSWER_WITHIN_S) -> None:
        """Return when health check and page answer; raise AppError if it ends or takes too long."""
        deadline = time.monotonic() + within_s
        while not (self._answers("/_stcore/health") and self._answers("/")):
            if self.pid is None:
                raise AppError(f"The app stopped while starting. The reason is in {self.log_file}")
            if time.monotonic() > deadline:
                raise AppError(
                    f"The app does not answer within {within_s:g} s. See {self.log_file}"
                )
            time.sleep(0.05)

    def wait(self, at_most_s: float) -> int | None:
        """Wait until the server ends; return its exit code, or None if it still runs."""
        assert self._process is not None
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(at_most_s)
        return None

    def stop(self) -> None:
        """End the server, politely first; a stream that never ends can't hold it up."""
        if self._process is None:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_WITHIN_S)
        self._process = None

    def _answers(self, path: str) -> bool:
        # http.client, not urllib: a proxy in the environment has no say about loopback.
        connection = http.client.HTTPConnection(
            self.settings.address, self.settings.port, timeout=5
        )
        try:
            connection.request("GET", path)
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _open_log(self) -> BinaryIO:
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        if self.log_file.exists() and self.log_file.stat().st_size > LOG_LIMIT_BYTES:
            self.log_file.replace(self.log_file.with_suffix(".log.1"))
        return os.fdopen(
            os.open(self.log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab"
        )


def streamlit_command(settings: Settings, entry: Path) -> list[str]:
    """Return the command line of the server, on the given address and port only."""
    options = {
        "server.headless": "true",
        "server.address": settings.address,
        "server.port": str(settings.port),
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(entry), *flags]


def environment(settings: Settings) -> dict[str, str]:
    """Return the settings as the ``GEO_RTCC_*`` variables they are read from."""
    values = {
        "DATA_DIR": str(settings.data_dir),
        "DSN": settings.dsn,
        "READ_DSN": settings.read_dsn,
        "ADDRESS": settings.address,
        "PORT": str(settings.port),
        "BEAT_TOLERANCE_M": str(settings.beat_tolerance_m),
        "INGEST_PORT": str(settings.ingest_port),
        "BODY_BYTES": str(settings.body_bytes),
        "INTAKE_BYTES": str(settings.intake_bytes),
        "FOLD_S": str(settings.fold_s),
        "HIT_PROBABILITY": str(settings.hit_probability),
    }
    return {f"GEO_RTCC_{name}": value for name, value in values.items() if value}
