"""The embedded database as something watched: brought back when it was killed."""

from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from geo_rtcc.errors import GeoRtccError
from geo_rtcc.settings import Settings
from geo_rtcc.situation.parts import PartReport, PartState
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.supervisor.watched import Means, Now

NAME = "database"


class DatabaseKeeper:
    """Looks after the embedded server; its caller holds a lease of it.

    Looking and starting are done by a helping thread, because recovery may take minutes.
    """

    def __init__(self, settings: Settings, means: Means, now: Now) -> None:
        self.cluster = EmbeddedCluster(settings.data_dir)
        self._means = means
        self._look_at_s = now.s
        self._failures = 0
        self._looking: Future[bool] | None = None
        self._reviving: Future[None] | None = None
        self.report = PartReport(
            name=NAME, state=PartState.RUNNING, since=now.at, log_file=str(self.cluster.files.log),
            pid=_postmaster(self.cluster),
        )  # fmt: skip

    def step(self, now: Now) -> None:
        """Look whether it is there; start it if not; notice how that went."""
        if self._reviving and self._reviving.done():
            error, self._reviving = self._reviving.exception(), None
            self._failed(now, error) if error else self._revived(now)
        elif self._looking and self._looking.done():
            is_there, self._looking = self._looking.exception() or self._looking.result(), None
            if is_there is False:
                self._revive(now)
        elif not (self._looking or self._reviving) and now.s >= self._look_at_s:
            self._look_at_s = now.s + self._means.patience.look_every_s
            self._looking = self._means.executor.submit(self.cluster.is_running)

    def _revive(self, now: Now) -> None:
        if self.report.state == PartState.RUNNING:
            self._means.say("The database stopped; starting it again.")
            self._means.journal.note(NAME, "ended")
            self._become(now, PartState.STARTING, pid=None, why="stopped")
        self._reviving = self._means.executor.submit(self.cluster.ensure_running)

    def _revived(self, now: Now) -> None:
        self._failures = 0
        pid, again = _postmaster(self.cluster), self.report.restarts + 1
        self._become(now, PartState.RUNNING, pid=pid, restarts=again, next_try_at=None)
        self._means.journal.note(NAME, "running", pid=pid)

    def _failed(self, now: Now, error: BaseException) -> None:
        why = str(error) if isinstance(error, GeoRtccError) else type(error).__name__
        self._failures += 1
        pause_s = self._means.patience.pause_s(self._failures)
        self._look_at_s = now.s + pause_s
        self._means.say(f"The database can't be started: {why} Trying again in {pause_s:g} s.")
        self._means.journal.note(NAME, "failed", why=type(error).__name__, again_in_s=pause_s)
        again_at = now.at + timedelta(seconds=pause_s)
        self._become(now, PartState.FAILING, why=why, next_try_at=again_at)

    def _become(self, now: Now, state: PartState, **changes: Any) -> None:
        since = self.report.since if state == self.report.state else now.at
        self.report = replace(self.report, state=state, since=since, **changes)


def _postmaster(cluster: EmbeddedCluster) -> int | None:
    with suppress(OSError, ValueError, IndexError):
        return int((cluster.files.data / "postmaster.pid").read_text("utf-8").split()[0])
    return None
