"""What is watched: a part's process, from one try to the next."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

from geo_rtcc.situation.parts import PartReport, PartState
from geo_rtcc.situation.probe import answer_of
from geo_rtcc.supervisor.logs import Journal, rotate
from geo_rtcc.supervisor.part import Part, Patience
from geo_rtcc.supervisor.process import PartProcess

# How often a part that starts is asked: at first people wait for it, later it waits for something.
ASK_OFTEN_S, OFTEN_FOR_S, ASK_SELDOM_S = 0.1, 10.0, 1.0


class Now(NamedTuple):
    """One moment: the instant (UTC) for people, seconds of a steady clock for waiting."""

    at: datetime
    s: float


@dataclass(frozen=True, kw_only=True)
class Means:
    """What the watched share: patience, helping threads, the journal, and a voice."""

    patience: Patience
    executor: Executor
    journal: Journal
    say: Callable[[str], None]


class WatchedPart:
    """One part and what has become of it; ``step`` moves it on and never waits.

    It is not started before ``is_held`` is false; ``is_late`` once it should have been ready.
    """

    def __init__(self, part: Part, log_file: Path, means: Means, now: Now) -> None:
        self.part = part
        self.process = PartProcess(part, log_file)
        self.is_held = True
        self.failures = 0
        self.is_late = False
        self.report = PartReport(
            name=part.name, state=PartState.WAITING, since=now.at, url=part.url,
            log_file=str(log_file),
        )  # fmt: skip
        self._means = means
        self._starts = 0
        self._try_at_s = now.s
        self._begun_s = self._heard_s = self._ask_at_s = self._stepped_s = now.s
        self._running_s: float | None = None
        self._has_answered = False
        self._asked: Future[tuple[bool, bool]] | None = None

    @property
    def state(self) -> PartState:
        """What it is doing."""
        return self.report.state

    def step(self, now: Now) -> None:
        """Start it when it is time, notice that it is ready, hangs or has ended."""
        unwatched_s, self._stepped_s = now.s - self._stepped_s, now.s
        if unwatched_s > self._means.patience.unwatched_s:
            self._heard_s += unwatched_s  # nobody asked meanwhile, so it could not answer
        if self.process.pid is None:
            if not self.is_held and now.s >= self._try_at_s:
                self._start(now)
            return
        code = self.process.ended()
        if code is not None:
            self._end(now, code, f"exit code {code}")
        elif self.part.health:
            self._ask(now)
        elif self._running_s is None and now.s - self._begun_s >= self._means.patience.settled_s:
            self._ready(now)

    def stop(self) -> None:
        """Stop it for good."""
        if (code := self.process.stop()) is not None:
            self._means.journal.note(self.part.name, "stopped", exit_code=code)

    def trim_log(self) -> None:
        """Keep its log within its limit."""
        rotate(self.process.log_file)

    def _start(self, now: Now) -> None:
        self._running_s, self._asked, self._has_answered = None, None, False
        self.is_late = False
        self._begun_s = self._heard_s = self._ask_at_s = now.s
        try:
            self.process.start()
        except OSError as error:
            self._end(now, None, f"can't be started: {error.strerror}")
            return
        self._starts += 1
        is_failing = self.failures >= self._means.patience.failing_after
        state = PartState.FAILING if is_failing else PartState.STARTING
        self._become(now, state, pid=self.process.pid, restarts=self._starts - 1, next_try_at=None)
        self._means.journal.note(self.part.name, "started", pid=self.process.pid)

    def _ready(self, now: Now) -> None:
        self._running_s = now.s
        self._become(now, PartState.RUNNING)
        self._means.journal.note(self.part.name, "running", pid=self.process.pid)

    def _ask(self, now: Now) -> None:
        """Take the last answer, ask again when it is time, and end a part that hangs."""
        patience = self._means.patience
        if self._asked and self._asked.done():
            lives, is_ready = self._asked.result()
            self._asked = None
            if lives:
                self._heard_s, self._has_answered = now.s, True
            if is_ready and self._running_s is None:
                self._ready(now)
        if self._asked is None and now.s >= self._ask_at_s:
            paths = self.part.health if self._running_s is None else self.part.health[:1]
            self._ask_at_s = now.s + self._pause_s(now)
            self._asked = self._means.executor.submit(ask, self.part, paths, patience.ask_within_s)
        self.is_late = self._running_s is None and now.s - self._begun_s > patience.start_within_s
        limit_s = patience.hung_after_s if self._has_answered else patience.start_within_s
        if now.s - self._heard_s > limit_s:
            self._end(now, self.process.kill(), f"it did not answer for {limit_s:g} s")

    def _pause_s(self, now: Now) -> float:
        if self._running_s is not None:
            return self._means.patience.look_every_s
        return ASK_OFTEN_S if now.s - self._begun_s < OFTEN_FOR_S else ASK_SELDOM_S

    def _end(self, now: Now, code: int | None, why: str) -> None:
        patience, name = self._means.patience, self.part.name
        if self._running_s is not None and now.s - self._running_s > patience.healthy_after_s:
            self.failures = 0
        self.failures += 1
        pause_s = patience.pause_s(self.failures)
        self._try_at_s = now.s + pause_s
        is_failing = self.failures >= patience.failing_after
        self._become(
            now, PartState.FAILING if is_failing else PartState.WAITING, pid=None, last_exit=code,
            why=why, next_try_at=now.at + timedelta(seconds=pause_s),
        )  # fmt: skip
        self._means.journal.note(name, "ended", exit_code=code, why=why, again_in_s=pause_s)
        log = self.process.log_file
        self._means.say(f"Part {name} stopped ({why}); starting it again in {pause_s:g} s. {log}")

    def _become(self, now: Now, state: PartState, **changes: Any) -> None:
        since = self.report.since if state == self.report.state else now.at
        self.report = replace(self.report, state=state, since=since, **changes)


def ask(part: Part, paths: Sequence[str], within_s: float) -> tuple[bool, bool]:
    """Return whether the first path answers 200, and whether all do."""
    assert part.listens
    address, port = part.listens
    for number, path in enumerate(paths):
        if answer_of(address, port, path, within_s=within_s) != HTTPStatus.OK:
            return number > 0, False
    return True, True
