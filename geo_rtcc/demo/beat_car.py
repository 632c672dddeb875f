"""One patrol unit: it drives about its beat until it is sent somewhere, and then about it again."""

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from geo_rtcc.demo.driving import Roads
from geo_rtcc.demo.geometry import Floats
from geo_rtcc.demo.timeline import Timeline, Vertices, along, cut, drive, nodes_to
from geo_rtcc.demo.units import Ground, Unit

AVAILABLE, DISPATCHED, EN_ROUTE, ON_SCENE = "available", "dispatched", "en route", "on scene"
PATROL_PACE, FASTEST_PACE, HOME_PACE = 0.7, 1.5, 0.8
_PAUSE, _PAUSE_S = 0.025, (60.0, 600.0)
_SPARE_S = 180.0


@dataclass
class BeatCar:
    """Where a unit was and what it did, from the start of its duty on.

    Parameters
    ----------
    end_s
        When its duty ends; it is home by then.
    node, at_s
        The node that its known movement ends in, and when. It may be turned around before that
        only while it pauses there.
    busy_until
        Until then it can't be sent anywhere.
    statuses
        From which instant it says what, in order.
    """

    unit: Unit
    net: Roads
    ground: Ground
    random: Random
    end_s: float
    node: int
    at_s: float
    busy_until: float = 0.0
    vertices: Vertices = field(default_factory=list)
    statuses: list[tuple[float, str]] = field(default_factory=list)
    _came_from: int = -1
    _pause_from: float | None = None

    def __post_init__(self) -> None:
        x, y = map(float, self.net.xy[self.node])
        self.vertices.append((self.at_s, x, y))
        self.statuses.append((self.at_s, AVAILABLE))

    def timeline(self) -> Timeline:
        """Return the known movement."""
        return Timeline.of(self.vertices)

    def status(self, at_s: float) -> str:
        """Return what the unit says at an instant."""
        return self.statuses[max(bisect_right(self.statuses, (at_s, "~")) - 1, 0)][1]

    def forget(self, before_s: float) -> None:
        """Drop what is only needed to tell where it was before an instant."""
        first = bisect_right(self.vertices, (before_s, 0.0, 0.0)) - 1
        del self.vertices[: max(first, 0)]
        old = bisect_right(self.statuses, (before_s, "")) - 1
        del self.statuses[: max(old, 0)]

    def patrol(self, until_s: float) -> None:
        """Drive about the beat until an instant is reached, or home when the duty is about over."""
        while self.at_s < until_s:
            self._pause_from = None
            leave_s = self.latest_leave_s(self.node)
            if self.at_s >= leave_s:
                self._go_home()
            elif self.random.random() < _PAUSE:
                self._pause_from = self.at_s
                self._stay(min(self.at_s + self.random.uniform(*_PAUSE_S), leave_s))
            else:
                self._drive_on()

    def reachable_from(self, assign_s: float) -> float:
        """Return when it can set off from ``node`` if it is told at an instant."""
        return self.at_s if self._pause_from is None else max(assign_s, self._pause_from)

    def latest_leave_s(self, node: int) -> float:
        """Return when it has to leave a node to be home in time."""
        return self.end_s - float(self.ground.seconds[self.unit.beat, node]) / HOME_PACE - _SPARE_S

    def _stay(self, until_s: float) -> None:
        self.at_s = max(self.at_s, until_s)
        self.vertices.append((self.at_s, *self.vertices[-1][1:]))

    def _go_home(self) -> None:
        way = nodes_to(self.ground.following[self.unit.beat], self.node)
        self._follow(way, HOME_PACE)
        self._stay(self.end_s)

    def _follow(self, way: list[int], pace: float) -> None:
        found = drive(self.net, way, self.at_s, pace)
        if found:
            self.vertices += found
            self.node, self.at_s = way[-1], found[-1][0]
            self._came_from = way[-2]

    def _drive_on(self) -> None:
        """Take the next street of the beat; outside it, the way back."""
        beat = self.unit.beat
        if self.ground.beat[self.node] != beat:
            ahead = int(self.ground.following[beat, self.node])
            if ahead != self.node:
                self._follow([self.node, ahead], 1.0)
                return
        near = self.ground.neighbours[self.node]
        own = [one for one in near if self.ground.beat[one] == beat] or list(near)
        onward = [one for one in own if one != self._came_from] or own
        self._follow([self.node, onward[int(self.random.random() * len(onward))]], PATROL_PACE)

    def _turn_around(self, assign_s: float) -> None:
        """End a pause at an instant."""
        if self._pause_from is not None:
            self.at_s = self.reachable_from(assign_s)
            self.vertices[-1] = (self.at_s, *self.vertices[-1][1:])
            self._pause_from = None

    def send(self, errand: "Errand") -> float:
        """Send it off; return when it arrives.

        It sets off late enough not to wait there, hurries where it would be late, and leaves by the
        segment's other end.
        """
        self._turn_around(errand.assign_s)
        backwards = int(self.net.ends[errand.segment, 1]) == errand.way[-1]
        before, after, share = errand.halves(self.net, backwards=backwards)
        across = float(self.net.across[errand.segment])
        took = self._seconds(errand.way) + share * across
        room = errand.arrive_s - self.at_s
        pace = 1.0 if room >= took else min(took / max(room, 1.0), FASTEST_PACE)
        self._say(max(errand.named_s, self.at_s), DISPATCHED)
        if room > took:
            self._stay(errand.arrive_s - took)
        self._say(max(errand.named_s, self.at_s), EN_ROUTE)
        self._follow(errand.way, pace)
        self.vertices += along(before, self.at_s, share * across / pace)
        self.at_s = arrived = self.vertices[-1][0]
        self._leave(max(errand.clear_s, arrived), after, (1 - share) * across)
        self.node = int(self.net.ends[errand.segment, 0 if backwards else 1])
        self._came_from = errand.way[-1]
        return arrived

    def _leave(self, clear_s: float, after: Floats, took_s: float) -> None:
        self._say(self.at_s, ON_SCENE)
        self._stay(clear_s)
        self._say(clear_s, AVAILABLE)
        self.busy_until = clear_s
        found = along(after, clear_s, max(took_s, 1.0))
        self.vertices += found
        self.at_s = self.vertices[-1][0]

    def _say(self, at_s: float, status: str) -> None:
        self.statuses.append((max(at_s, self.statuses[-1][0]), status))

    def _seconds(self, way: list[int]) -> float:
        return sum(float(self.net.seconds[self.net.edge_of[pair]]) for pair in pairwise(way))


@dataclass(frozen=True, kw_only=True)
class Errand:
    """Where to send a unit, and when; seconds since 1970.

    Parameters
    ----------
    way
        Nodes to the near end of the segment.
    along_m
        Where on the segment, along its line.
    named_s
        From when its status tells of it.
    """

    assign_s: float
    named_s: float
    arrive_s: float
    clear_s: float
    way: list[int]
    segment: int
    along_m: float

    def halves(self, net: Roads, *, backwards: bool) -> tuple[Floats, Floats, float]:
        """Return the segment's line up to the place and from there, as it is driven."""
        shape = net.shapes[self.segment]
        if not backwards:
            return cut(shape, self.along_m)
        before, after, share = cut(shape, self.along_m)
        return after[::-1], before[::-1], 1 - share
