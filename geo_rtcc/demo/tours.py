"""The traffic units with plate readers: each drives its own long round along the main streets.

Where they are is a pure function of time, so that what their readers see can be told for any day.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from geo_rtcc.demo.cameras import READERS
from geo_rtcc.demo.city import City
from geo_rtcc.demo.driving import Roads, roads
from geo_rtcc.demo.geometry import Floats
from geo_rtcc.demo.lots import Ints
from geo_rtcc.demo.timeline import Timeline, Vertices, drive, nodes_to

TOUR_UNITS = tuple(f"T{number}" for number in range(1, READERS + 1))
_STOPS, _PACE = 30, 0.75
_PAUSE_S = (180.0, 900.0)
_MAIN = ("arterial", "collector")


@dataclass(frozen=True, eq=False)
class Tour:
    """A closed round that takes ``period_s`` and was ``phase_s`` into it in 1970."""

    timeline: Timeline
    period_s: float
    phase_s: float

    def where(self, at_s: Floats) -> Floats:
        """Return plane metres at seconds since 1970."""
        return self.timeline.where(self._into(at_s))

    def velocity(self, at_s: Floats) -> Floats:
        """Return metres a second along x and y at seconds since 1970."""
        return self.timeline.velocity(self._into(at_s))

    def _into(self, at_s: Floats) -> Floats:
        return np.asarray((at_s + self.phase_s) % self.period_s)


@lru_cache(maxsize=2)
def tours(city: City) -> tuple[Tour, ...]:
    """Return the rounds of the six traffic units; the same for the same city."""
    net = roads(city)
    main = city.streets["RoadClass"].isin(_MAIN).to_numpy()
    nodes = np.unique(net.ends[main])
    third = np.sort(net.xy[nodes, 1])[[len(nodes) // 3, 2 * len(nodes) // 3]]
    zone = np.searchsorted(third, net.xy[nodes, 1])
    return tuple(
        _tour(net, nodes[zone == unit % 3], np.random.default_rng([city.seed, 43, unit]))
        for unit in range(READERS)
    )


def _tour(net: Roads, nodes: Ints, rng: np.random.Generator) -> Tour:
    stops = rng.choice(nodes, _STOPS, replace=False)
    _, following = net.towards(stops)
    at, now = int(stops[-1]), 0.0
    vertices: Vertices = [(0.0, float(net.xy[at, 0]), float(net.xy[at, 1]))]
    for row in following:
        way = nodes_to(row, at)
        vertices += drive(net, way, now, _PACE)
        at, now = way[-1], vertices[-1][0] + float(rng.uniform(*_PAUSE_S))
        vertices.append((now, *vertices[-1][1:]))
    return Tour(Timeline.of(vertices), now, float(rng.uniform(0, now)))
