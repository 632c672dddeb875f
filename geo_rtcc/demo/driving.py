"""The streets as a network to drive on: nodes, directed edges, and the quickest ways. Plane metres.

Speeds follow the posted limit, less what lights and turns cost; one-way streets go one way.
"""

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo_rtcc.demo.city import City
from geo_rtcc.demo.geometry import Floats
from geo_rtcc.demo.lots import Bools, Ints, frontage
from geo_rtcc.demo.network import ends
from geo_rtcc.demo.streets import SPEED_LIMIT

MPS_PER_MPH = 0.44704
_LOST_TO_LIGHTS = 0.85
Leg = list[tuple[float, float, float]]  # share of the way, x, y


@dataclass(frozen=True, eq=False)
class Roads:
    """The network. Edges are directed; the quickest one joins any two neighbours.

    Parameters
    ----------
    xy
        Nodes, plane metres.
    tail, head, segment, seconds
        Of each edge; edges are ordered by (tail, head).
    backwards
        Whether an edge runs against its segment's line.
    shapes
        Vertices of each segment's line, plane metres.
    ends
        First and last node of each segment.
    across
        Seconds along each segment, also where it is driven against its one way.
    edge_of
        (tail, head) → edge.
    """

    xy: Floats
    tail: Ints
    head: Ints
    segment: Ints
    seconds: Floats
    backwards: Bools
    shapes: tuple[Floats, ...] = field(repr=False)
    ends: Ints = field(repr=False)
    graph: csr_array = field(repr=False)
    against: csr_array = field(repr=False)
    across: Floats = field(repr=False)
    edge_of: dict[tuple[int, int], int] = field(repr=False)
    _legs: dict[int, Leg] = field(default_factory=dict, repr=False)

    def edges(self, tail: Ints, head: Ints) -> Ints:
        """Return the edge numbers between neighbours."""
        keys = self.tail * len(self.xy) + self.head
        return np.asarray(np.searchsorted(keys, tail * len(self.xy) + head))

    def towards(self, targets: Ints) -> tuple[Floats, Ints]:
        """Return seconds from every node to each target, and the next node on the way to it.

        Both (targets, nodes); the next node of a target is itself, −1 where there is no way.
        """
        return _trees(self.against, targets)

    def away(self, sources: Ints) -> tuple[Floats, Ints]:
        """Return seconds from each source to every node, and the node before it on the way."""
        return _trees(self.graph, sources)

    def leg(self, edge: int) -> Leg:
        """Return an edge's vertices in the sense of travel, but for the first."""
        if edge not in self._legs:
            shape = self.shapes[self.segment[edge]]
            line = np.asarray(shape[::-1] if self.backwards[edge] else shape)
            along = np.hypot(*np.diff(line, axis=0).T).cumsum()
            shares = (along / along[-1]).tolist()
            self._legs[edge] = [
                (share, x, y) for share, (x, y) in zip(shares, line[1:].tolist(), strict=True)
            ]
        return self._legs[edge]

    def nearest(self, xy: Floats) -> Ints:
        """Return the node nearest to each point."""
        tree = shapely.STRtree(np.asarray(shapely.points(self.xy)))
        return np.asarray(tree.nearest(np.asarray(shapely.points(xy))), dtype=np.int64)


def _trees(graph: csr_array, roots: Ints) -> tuple[Floats, Ints]:
    found = dijkstra(graph, indices=roots, return_predecessors=True)
    seconds: Floats = np.asarray(found[0], dtype=np.float64)
    before: Ints = np.asarray(found[1], dtype=np.int64)
    before[np.arange(len(roots)), roots] = roots
    return seconds, np.where(before < 0, -1, before)


@lru_cache(maxsize=2)
def roads(city: City) -> Roads:
    """Return the city's network; kept for the last cities asked for."""
    front = frontage(city.streets)
    nodes, xy = ends(front.lines)
    one_way = city.streets["OneWay"].to_numpy()
    limit = city.streets["RoadClass"].map(SPEED_LIMIT).to_numpy(np.float64)
    took = front.length / (limit * MPS_PER_MPH * _LOST_TO_LIGHTS)
    with_line, against_line = np.flatnonzero(one_way != "TF"), np.flatnonzero(one_way != "FT")
    segment = np.concatenate([with_line, against_line])
    tail = np.concatenate([nodes[with_line, 0], nodes[against_line, 1]])
    head = np.concatenate([nodes[with_line, 1], nodes[against_line, 0]])
    backwards = np.arange(len(segment)) >= len(with_line)
    order = _quickest(tail, head, took[segment])
    tail, head, segment = (numbers[order] for numbers in (tail, head, segment))
    seconds = took[segment]
    size = (len(xy), len(xy))
    return Roads(
        xy=xy,
        tail=tail,
        head=head,
        segment=segment,
        seconds=seconds,
        backwards=backwards[order],
        shapes=tuple(shapely.get_coordinates(line) for line in front.lines),
        ends=nodes,
        graph=csr_array((seconds, (tail, head)), shape=size),
        against=csr_array((seconds, (head, tail)), shape=size),
        across=took,
        edge_of={pair: n for n, pair in enumerate(zip(tail.tolist(), head.tolist(), strict=True))},
    )


def _quickest(tail: Ints, head: Ints, seconds: Floats) -> Ints:
    """Return which edges to keep, ordered by (tail, head): the quickest of parallels, no loops."""
    order = np.lexsort((seconds, head, tail))
    order = order[tail[order] != head[order]]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)
    return np.asarray(order[first])


def heading_deg(step: Floats) -> Floats:
    """Return the direction of (n, 2) steps in plane metres, degrees clockwise from north."""
    return np.asarray(np.degrees(np.arctan2(step[:, 0], step[:, 1])) % 360)
