"""Movement as vertices in time: where something is at any instant in between. Plane metres."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from geo_rtcc.demo.driving import Roads
from geo_rtcc.demo.geometry import Floats
from geo_rtcc.demo.lots import Ints

Vertices = list[tuple[float, float, float]]  # seconds, x, y


@dataclass(frozen=True, eq=False)
class Timeline:
    """Vertices in order of time: seconds, and plane metres (n, 2)."""

    at_s: Floats
    xy: Floats

    @classmethod
    def of(cls, vertices: Vertices) -> "Timeline":
        """Return the timeline through vertices; of several at one instant the last counts."""
        table = np.array(vertices, dtype=float).reshape(-1, 3)
        last = np.append(np.diff(table[:, 0]) > 0, True)
        return cls(table[last, 0], table[last, 1:])

    def where(self, at_s: Floats) -> Floats:
        """Return the position at each instant: at the ends before the first and after the last."""
        return np.column_stack([np.interp(at_s, self.at_s, self.xy[:, axis]) for axis in (0, 1)])

    def velocity(self, at_s: Floats) -> Floats:
        """Return metres a second along x and y at each instant; the stretch that ends then."""
        if len(self.at_s) == 1:
            return np.zeros((len(at_s), 2))
        stretch = np.clip(np.searchsorted(self.at_s, at_s) - 1, 0, len(self.at_s) - 2)
        took = self.at_s[stretch + 1] - self.at_s[stretch]
        moved = (self.xy[stretch + 1] - self.xy[stretch]) / took[:, None]
        inside = (at_s > self.at_s[0]) & (at_s <= self.at_s[-1])
        return np.asarray(np.where(inside[:, None], moved, 0.0))


def nodes_to(following: Ints, start: int, *, until: frozenset[int] = frozenset()) -> list[int]:
    """Return the nodes from ``start`` by each node's next one: to the target, or one of ``until``.

    Parameters
    ----------
    following
        One target's row of ``Roads.towards``.
    """
    nodes = [start]
    while (ahead := int(following[nodes[-1]])) not in (-1, nodes[-1]):
        if nodes[-1] in until:
            break
        nodes.append(ahead)
    return nodes


def drive(net: Roads, nodes: Sequence[int], begin_s: float, pace: float) -> Vertices:
    """Return the vertices of driving along neighbouring nodes, without the first one.

    Parameters
    ----------
    pace
        1 takes the edges' own seconds, 2 half of them.
    """
    vertices: Vertices = []
    for tail, head in pairwise(nodes):
        edge = net.edge_of[tail, head]
        took = float(net.seconds[edge]) / pace
        vertices += [(begin_s + share * took, x, y) for share, x, y in net.leg(edge)]
        begin_s += took
    return vertices


def along(outline: Floats, begin_s: float, took_s: float) -> Vertices:
    """Return the vertices of driving along a line at one speed, without the first one."""
    steps = np.hypot(*np.diff(outline, axis=0).T).cumsum()
    if not len(steps) or steps[-1] == 0:
        return []
    times = begin_s + took_s * steps / steps[-1]
    return [(float(at), float(x), float(y)) for at, (x, y) in zip(times, outline[1:], strict=True)]


def cut(outline: Floats, along_m: float) -> tuple[Floats, Floats, float]:
    """Return a line up to a point and from it on, and the point's share of its length."""
    steps = np.concatenate([[0.0], np.hypot(*np.diff(outline, axis=0).T).cumsum()])
    at_m = float(np.clip(along_m, 0.0, steps[-1]))
    point = np.array([[np.interp(at_m, steps, outline[:, axis]) for axis in (0, 1)]])
    before = np.concatenate([outline[steps < at_m], point])
    after = np.concatenate([point, outline[steps > at_m]])
    return before, after, at_m / float(steps[-1])
