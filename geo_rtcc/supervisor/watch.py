"""Watching: every part in turn, none able to hold up the others."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from geo_rtcc.settings import Settings
from geo_rtcc.situation.parts import PartReport, PartState
from geo_rtcc.supervisor.board import Board
from geo_rtcc.supervisor.keeper import DatabaseKeeper
from geo_rtcc.supervisor.logs import Journal
from geo_rtcc.supervisor.part import Part, Patience
from geo_rtcc.supervisor.watched import Means, Now, WatchedPart

STEP_S = 0.05
TRIM_EVERY_S = 30.0


class Watch:
    """The parts of one run, in the order of their start; they are stopped in the reverse one.

    Parameters
    ----------
    board
        Where their states are shown; None shows them to nobody.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        settings: Settings,
        *,
        patience: Patience,
        executor: Executor,
        say: Callable[[str], None],
        board: Board | None,
    ) -> None:
        logs, now = settings.data_dir / "logs", moment()
        journal = Journal(logs / "supervisor.log")
        means = Means(patience=patience, executor=executor, journal=journal, say=say)
        self.parts = [WatchedPart(part, log(logs, part), means, now) for part in parts]
        self.board = board
        self._keepers = [] if settings.dsn else [DatabaseKeeper(settings, means, now)]
        self._trim_at_s = now.s

    @property
    def _watched(self) -> list[WatchedPart | DatabaseKeeper]:
        return [*self._keepers, *self.parts]

    def release(self, *, early: bool = False) -> None:
        """Let the parts start, or only the early ones; one that is after another waits for it."""
        running = {part.part.name for part in self.parts if part.state == PartState.RUNNING}
        for part in self.parts:
            if (part.part.is_early or not early) and part.part.after in (None, *running):
                part.is_held = False

    def step(self) -> None:
        """Move every part on, and show how they are."""
        now = moment()
        for each in self._watched:
            each.step(now)
        if now.s >= self._trim_at_s:
            self._trim_at_s = now.s + TRIM_EVERY_S
            for part in self.parts:
                part.trim_log()
        if self.board:
            self.board.show(self.reports(), now.at)

    def run(self, until: Callable[[], bool] = lambda: False) -> None:
        """Watch until the condition holds; without one until a signal ends it."""
        while not until():
            self.release()
            self.step()
            time.sleep(STEP_S)

    def reports(self) -> tuple[PartReport, ...]:
        """Return how every part is, the embedded database first."""
        return tuple(each.report for each in self._watched)

    def stop(self) -> None:
        """Stop the parts, last started first; what fails for one doesn't keep the others alive."""
        for part in reversed(self.parts):
            with suppress(OSError):
                part.stop()


def moment() -> Now:
    """Return this moment."""
    return Now(datetime.now(UTC), time.monotonic())


def log(folder: Path, part: Part) -> Path:
    """Return the path of a part's log."""
    return folder / f"{part.name}.log"
