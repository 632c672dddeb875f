"""The demo's sixty units: one or two to a beat, and six traffic units with plate readers."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import shapely

from geo_rtcc.demo.areas import beats
from geo_rtcc.demo.city import City
from geo_rtcc.demo.driving import roads
from geo_rtcc.demo.geometry import Floats
from geo_rtcc.demo.lots import Ints
from geo_rtcc.demo.neighbourhoods import NEIGHBOURHOODS
from geo_rtcc.demo.tours import TOUR_UNITS

COUNT = 60
PATROL, TRAFFIC = "patrol", "traffic"
FIX_EVERY_S = 5


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One unit; its call sign is also its external id.

    ``number`` counts from 0; ``beat`` is the index of its beat, −1 for a traffic unit.
    """

    number: int
    call_sign: str
    kind: str
    beat: int


def units() -> tuple[Unit, ...]:
    """Return all units: patrol by beat, then traffic."""
    second = COUNT - len(TOUR_UNITS) - len(NEIGHBOURHOODS)
    weight = [place.homes + place.shops for place in NEIGHBOURHOODS]
    busy = set(np.argsort(np.negative(weight), kind="stable")[:second].tolist())
    signs = [
        (f"{place.code}{letter}", PATROL, beat)
        for beat, place in enumerate(NEIGHBOURHOODS)
        for letter in ("AB" if beat in busy else "A")
    ]
    signs += [(sign, TRAFFIC, -1) for sign in TOUR_UNITS]
    return tuple(
        Unit(number=number, call_sign=sign, kind=kind, beat=beat)
        for number, (sign, kind, beat) in enumerate(signs)
    )


@dataclass(frozen=True, eq=False)
class Ground:
    """Which beat each node lies in, and the ways home.

    Parameters
    ----------
    beat
        Of every node.
    home
        Node in which each beat's units begin and end their day.
    seconds, following
        (beats, nodes), as ``Roads.towards`` the homes.
    neighbours
        Nodes that can be driven to from each node.
    """

    beat: Ints
    home: Ints
    seconds: Floats
    following: Ints
    neighbours: tuple[tuple[int, ...], ...]


@lru_cache(maxsize=2)
def ground(city: City) -> Ground:
    """Return what patrolling needs to know of the city; kept for the last cities asked for."""
    net = roads(city)
    outlines = shapely.STRtree([area.outline for area in beats()])
    home = net.nearest(np.array([place.inside[0] for place in NEIGHBOURHOODS]))
    seconds, following = net.towards(home)
    first = np.searchsorted(net.tail, np.arange(len(net.xy) + 1))
    return Ground(
        beat=np.asarray(outlines.nearest(shapely.points(net.xy)), dtype=np.int64),
        home=home,
        seconds=seconds,
        following=following,
        neighbours=tuple(tuple(net.head[low:high].tolist()) for low, high in pairwise(first)),
    )
