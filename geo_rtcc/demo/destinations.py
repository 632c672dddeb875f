"""Where vehicles drive to, and which cameras they pass on the quickest way there and back.

Every trip runs between a node and one of a few hundred destinations, so that a trip's passes are a
look-up: per destination and node a set of cameras, and per destination and camera the seconds.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from geo_rtcc.demo.cameras import FixedCameras, fixed_cameras, gates
from geo_rtcc.demo.city import City
from geo_rtcc.demo.driving import Roads, heading_deg, roads
from geo_rtcc.demo.geometry import Floats, metres
from geo_rtcc.demo.lots import Bools, Ints, frontage
from geo_rtcc.demo.placing import weights

Bits = npt.NDArray[np.uint64]

_WORKS, _SHOPS, _DOUBLINGS = 120, 60, 10


@dataclass(frozen=True, eq=False)
class Destinations:
    """Nodes that trips end in: city gates, places, then works and shops.

    ``place`` is a place's name and ``kind`` its kind, else ``gate``, ``works`` or ``shop``.
    """

    node: Ints
    kind: npt.NDArray[np.object_]
    place: npt.NDArray[np.object_]

    def of(self, *kinds: str) -> Ints:
        """Return the destinations of some kinds."""
        return np.flatnonzero(np.isin(self.kind.astype(str), kinds))

    def named(self, place: str) -> int:
        """Return the destination of one place."""
        return int(np.flatnonzero(self.place == place)[0])


@dataclass(frozen=True, eq=False)
class Way:
    """All quickest ways to destinations, or all ways back from them.

    Parameters
    ----------
    seconds
        (destinations, nodes) for the whole way.
    passed
        (destinations, nodes): bit ``c`` is set where camera ``c`` is on the way.
    at
        (destinations, cameras): seconds between the camera and the destination.
    heading
        (destinations, cameras): the vehicle's, degrees clockwise from north.
    """

    seconds: Floats
    passed: Bits
    at: Floats
    heading: Floats


@dataclass(frozen=True, eq=False)
class Reach:
    """What trips pass: ``there`` and ``back``; ``watched`` is a site's camera or −1."""

    there: Way
    back: Way
    watched: Ints


@lru_cache(maxsize=2)
def destinations(city: City) -> Destinations:
    """Choose the destinations; the same for the same city."""
    net, front = roads(city), frontage(city.streets)
    rng = np.random.default_rng([city.seed, 41])
    drawn_to = weights(front, city.seed)
    works = net.ends[rng.choice(len(front.lines), _WORKS, p=drawn_to["works"]), 0]
    shops = net.ends[rng.choice(len(front.lines), _SHOPS, p=drawn_to["shops"]), 0]
    rim = gates(city)[1]
    points = np.array([point.coords[0] for point in city.places.geometry])
    kinds = [*["gate"] * len(rim), *city.places["kind"], *["works"] * _WORKS, *["shop"] * _SHOPS]
    names = [*[""] * len(rim), *city.places["name"], *[""] * (_WORKS + _SHOPS)]
    return Destinations(
        node=np.concatenate([rim, net.nearest(metres(points)), works, shops]),
        kind=np.array(kinds, dtype=object),
        place=np.array(names, dtype=object),
    )


@lru_cache(maxsize=2)
def reach(city: City) -> Reach:
    """Precompute which cameras every trip passes, and when."""
    net, goal, cameras = roads(city), destinations(city), fixed_cameras(city)
    watched = np.full(len(goal.node), -1)
    for number, site in enumerate(cameras.site):
        if site:
            watched[goal.named(site)] = number
    seconds, following = net.towards(goal.node)
    there = _way(net, cameras, seconds, following, ahead=True)
    seconds, before = net.away(goal.node)
    return Reach(there, _way(net, cameras, seconds, before, ahead=False), watched)


def _way(net: Roads, cameras: FixedCameras, seconds: Floats, link: Ints, *, ahead: bool) -> Way:
    count, shape = cameras.street_count, (len(seconds), cameras.street_count)
    passed = np.zeros(seconds.shape, dtype=np.uint64)
    at, heading = np.full(shape, np.inf), np.zeros(shape)
    for camera in range(count):
        for edge in np.flatnonzero(net.segment == cameras.segment[camera]):
            tail, head = int(net.tail[edge]), int(net.head[edge])
            far, near = (tail, head) if ahead else (head, tail)
            used = (link[:, far] == near) & (far != near)
            passed[used, far] |= np.uint64(1) << np.uint64(camera)
            at[used, camera] = seconds[used, near] + net.seconds[edge] / 2
            heading[used, camera] = heading_deg(net.xy[[head]] - net.xy[[tail]])[0]
    return Way(seconds, _collected(passed, link), at, heading)


def _collected(passed: Bits, link: Ints) -> Bits:
    """Give every node the bits of all nodes between it and its destination."""
    jump = np.where(link < 0, np.arange(link.shape[1]), link)
    for _ in range(_DOUBLINGS):
        passed = passed | np.take_along_axis(passed, jump, axis=1)
        jump = np.take_along_axis(jump, jump, axis=1)
    return passed


def seen(way: Way, goal: Ints, node: Ints, camera: int) -> Bools:
    """Return which of the ways between goals and nodes pass a camera."""
    return np.asarray((way.passed[goal, node] >> np.uint64(camera)) & np.uint64(1) == 1)
