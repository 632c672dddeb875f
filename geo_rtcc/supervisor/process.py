"""The process of a part: started on a leash in a session of its own, ended with all it started."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from geo_rtcc.supervisor import leash
from geo_rtcc.supervisor.logs import open_log
from geo_rtcc.supervisor.part import Part

STEP_S = 0.01


class PartProcess:
    """One part's process, or none.

    Its session is its own, so that Ctrl-C in the terminal reaches only us and we stop the parts in
    their order. Start it from the main thread: the leash is tied to the thread that starts it.
    """

    def __init__(self, part: Part, log_file: Path) -> None:
        self.part = part
        self.log_file = log_file
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Process id while there is one that has not been seen to end."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the program, its output going to the log; raise OSError if that can't be done."""
        launcher = [sys.executable, "-I", "-S", leash.__file__, str(os.getpid())]
        log = open_log(self.log_file)
        try:
            self._process = subprocess.Popen(
                [*launcher, *self.part.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.part.folder,
                env={**os.environ, **self.part.environment},
                start_new_session=True,
            )
        finally:
            os.close(log)

    def ended(self) -> int | None:
        """Return the exit code (minus the number of a signal) once it has ended, None before."""
        return self._reap() if self._process and self._has_ended() else None

    def kill(self) -> int | None:
        """End it and all it has started at once; return its exit code."""
        return self._reap() if self._process else None

    def stop(self) -> int | None:
        """Ask it to end, kill it when its time is over; return its exit code."""
        if self._process is None:
            return None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        deadline = time.monotonic() + self.part.stop_within_s
        while not self._has_ended() and time.monotonic() < deadline:
            time.sleep(STEP_S)
        return self._reap()

    def _has_ended(self) -> bool:
        """Look without reaping, so that the id still stands for this process's group."""
        assert self._process is not None
        options = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self._process.pid, options) is not None

    def _reap(self) -> int:
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        code = self._process.wait()
        self._process = None
        return code
