"""Time passes: the city's feeds are sent as its clock reaches them, nothing left out."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from os import getpid
from pathlib import Path

from geo_rtcc.demo.envelopes import Envelope
from geo_rtcc.demo.feed import CityFeed
from geo_rtcc.demo.truth import FILE, extend

TICK_S, BETWEEN_S = 1.0, 0.2
LONGEST_STRETCH, LONGEST_WITHOUT_FIXES = timedelta(seconds=60), timedelta(minutes=10)
FIXES_BEHIND = timedelta(hours=1)  # positions older than this, missed in a pause, interest nobody
LONGEST_GAP = timedelta(hours=24)
_KEEP_EVERY_S = 10.0
_CURSOR = "feeds.json"


@dataclass
class CityClock:
    """The city's time: ours at speed 1, else ``speed`` times as fast, but never ahead of ours.

    Parameters
    ----------
    start_at
        The city's time when the clock is made, unless its speed is 1.
    now
        Returns our time, aware.
    """

    start_at: datetime
    speed: float
    now: Callable[[], datetime]

    def __post_init__(self) -> None:
        self._began = self.now()

    def time(self) -> datetime:
        """Return the city's time."""
        real = self.now()
        if self.speed == 1:
            return real
        return min(self.start_at + (real - self._began) * self.speed, real)


class Living:
    """Sends what a city's feeds bring, stretch by stretch, as its clock goes on.

    A stretch counts as sent when every request of it has been; only then the next one is made. So
    nothing piles up while the service is away, and what it has missed comes afterwards, with a
    pause between stretches.

    Parameters
    ----------
    send
        Sends one request, and returns when it has been acknowledged.
    folder
        Where the ground truth is, and where it is kept how far the feeds have come.
    """

    def __init__(
        self,
        feed: CityFeed,
        clock: CityClock,
        send: Callable[[Envelope], object],
        *,
        folder: Path,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._feed, self._clock, self._send = feed, clock, send
        self._folder, self._sleep = folder, sleep
        self.reached = whole(clock.start_at)
        self._kept_s = 0.0

    def run(self, *, until: Callable[[], bool]) -> None:
        """Send until ``until`` says so, asked between stretches."""
        while not until():
            target = whole(self._clock.time())
            if target <= self.reached:
                self._sleep(TICK_S)
                continue
            behind = target - self.reached
            self.send_stretch(target)
            if target > self.reached:
                self._sleep(BETWEEN_S)
            elif behind <= timedelta(seconds=2 * TICK_S):
                self._sleep(TICK_S)
        self.keep()

    def send_stretch(self, target: datetime) -> None:
        """Send the next stretch towards an instant."""
        recent = target - self.reached <= FIXES_BEHIND
        longest = LONGEST_STRETCH if recent else LONGEST_WITHOUT_FIXES
        end = min(target, self.reached + longest)
        for envelope in self._feed.stretch(self.reached, end, with_fixes=recent):
            self._send(envelope)
        self.reached = end
        if self._feed.planted:
            extend(self._folder / FILE, {"stolen_near_unit": self._feed.planted})
            self._feed.planted = []
        if time.monotonic() - self._kept_s > _KEEP_EVERY_S:
            self.keep()

    def keep(self) -> None:
        """Keep how far the feeds have come, for the next start."""
        self._kept_s = time.monotonic()
        unfinished = self._folder / f"{_CURSOR}.{getpid()}"
        unfinished.write_text(json.dumps({"reached": self.reached.isoformat()}) + "\n", "utf-8")
        unfinished.replace(self._folder / _CURSOR)


def begin_at(folder: Path, loaded_to: datetime, now: datetime) -> datetime:
    """Return where feeds go on: where they or the last load ended, at most a day ago."""
    try:
        kept = json.loads((folder / _CURSOR).read_text("utf-8"))
        reached = datetime.fromisoformat(kept["reached"])
    except (OSError, ValueError, KeyError, TypeError):
        reached = loaded_to
    return whole(min(max(reached, loaded_to, now - LONGEST_GAP), now))


def played_from(now: datetime, speed: float) -> datetime:
    """Return up to when to load a city whose feeds run ``speed`` times as fast, ``now`` the latest.

    What lies between is played: at most an hour of our time, and at most twelve of the city's.
    """
    return now - min(timedelta(hours=max(speed - 1.0, 0.0)), timedelta(hours=12))


def whole(at: datetime) -> datetime:
    """Return the whole second before an instant."""
    return at.replace(microsecond=0)
