"""Calls that come without coordinates: which, and what their dispatchers typed instead.

What a call says depends on (seed, incident) alone, so every export and every feed says the same.
Planted calls keep their coordinates: what is planted must stay provable.
"""

from dataclasses import dataclass
from functools import lru_cache
from random import Random

import numpy as np
import numpy.typing as npt
import shapely

from geo_rtcc.demo import unfound, wording
from geo_rtcc.demo.beltway import ROUTE, exits, mile_at
from geo_rtcc.demo.chance import chance
from geo_rtcc.demo.city import City
from geo_rtcc.demo.common_places import common_places
from geo_rtcc.demo.days import Bools, DrawnCalls, Ints, picked
from geo_rtcc.demo.geometry import Floats
from geo_rtcc.demo.lots import Frontage, frontage, lot_numbers

Texts = npt.NDArray[np.object_]

AT_PLACE_M, AT_EXIT_M = 60.0, 60.0
# Shares of calls without coordinates: of all; of those at a place, by a nickname, on the beltway.
_ANY, _AT_PLACE, _BY_NICKNAME, _ON_BELTWAY, _ANYWHERE = 0.056, 0.2, 0.07, 0.4, 0.002
_BLOCK_SHARE, _PLACE_AND_ADDRESS, _STREET_ONLY = 0.3, 0.35, 0.03


@dataclass(frozen=True, eq=False)
class Said:
    """What is typed for each of some calls.

    Parameters
    ----------
    text
        Empty where the call has coordinates and its plain address.
    is_findable
        Whether a stranger with the geofile could tell the place from the text alone.
    """

    text: Texts
    is_findable: Bools

    @property
    def is_placeless(self) -> Bools:
        """Whether each call comes without coordinates."""
        return np.asarray(self.text != "")


@dataclass(frozen=True, eq=False)
class PlacedCalls:
    """Calls, where they are (plane metres, (n, 2)), and what they say."""

    calls: DrawnCalls
    xy: Floats
    said: Said

    def picked(self, wanted: Bools) -> "PlacedCalls":
        """Return some of the calls."""
        said = Said(text=self.said.text[wanted], is_findable=self.said.is_findable[wanted])
        return PlacedCalls(calls=picked(self.calls, wanted), xy=self.xy[wanted], said=said)


@lru_cache(maxsize=1)
def _nicknames() -> shapely.STRtree:
    return shapely.STRtree(np.asarray(shapely.points(unfound.spots())))


def said(city: City, calls: DrawnCalls, xy: Floats, seed: int) -> Said:
    """Choose the calls without coordinates and write what they say instead.

    Parameters
    ----------
    xy
        Where the calls are, plane metres, (n, 2).
    """
    front, luck = frontage(city.streets), chance(seed, 80, calls.day, calls.sequence)
    dots = np.asarray(shapely.points(xy))
    place = _nearest(common_places(city).tree, dots, AT_PLACE_M)
    nickname = _nearest(_nicknames(), dots, unfound.REACH_M)
    on_beltway = front.road_class[calls.segment] == "expressway"
    share = np.where(place >= 0, _AT_PLACE, np.where(on_beltway, _ON_BELTWAY, _ANY))
    by_name = (nickname >= 0) & (luck < _BY_NICKNAME)
    free = (calls.series < 0) & (calls.hotspot < 0)
    text = np.full(len(xy), "", dtype=object)
    findable = np.ones(len(xy), dtype=bool)
    for row in np.flatnonzero(free & (by_name | (luck < share))):
        random = Random(f"{seed} {calls.day[row]} {calls.sequence[row]}")  # noqa: S311
        if by_name[row] or luck[row] < _ANYWHERE:
            known = unfound.texts()[nickname[row]] if by_name[row] else unfound.ANYWHERE
            text[row], findable[row] = random.choice(known), False
        elif place[row] >= 0:
            text[row], findable[row] = _at_place(city, random, int(place[row]))
        elif on_beltway[row]:
            text[row] = _on_beltway(city, random, xy[row])
        else:
            text[row], findable[row] = _on_street(front, calls, random, int(row))
    return Said(text=text, is_findable=findable)


def _nearest(tree: shapely.STRtree, dots: Texts, within_m: float) -> Ints:
    """Return for each point the nearest of the tree, −1 where none is so near."""
    found = np.full(len(dots), -1)
    asked, near = tree.query_nearest(dots, max_distance=within_m, all_matches=False)
    found[asked] = near
    return found


def _at_place(city: City, random: Random, number: int) -> tuple[str, bool]:
    places = common_places(city)
    is_told = random.random() < _PLACE_AND_ADDRESS
    where = str(places.address[number]) if is_told else None
    text = wording.place(random, str(places.name[number]), where)
    return text, is_told or not places.is_chain[number]


def _on_beltway(city: City, random: Random, xy: Floats) -> str:
    for one in exits(city):
        if np.hypot(*(xy - one.xy)) < AT_EXIT_M:
            return wording.marker(random, ROUTE, "exit", one.number)
    return wording.marker(random, ROUTE, "milepost", f"{mile_at(xy[None])[0]:.1f}")


def _on_street(front: Frontage, calls: DrawnCalls, random: Random, row: int) -> tuple[str, bool]:
    segment, end = calls.segment[row], calls.crossing[row]
    street = str(front.name[segment])
    if front.road_class[segment] == "arterial" and random.random() < _STREET_ONLY:
        return wording.street(random, street), False
    if end >= 0:
        return wording.crossing(random, street, str(front.crossing[segment, end])), True
    one = np.array([row])
    number = int(lot_numbers(front, calls.segment[one], calls.side[one], calls.lot[one])[0])
    write = wording.block if random.random() < _BLOCK_SHARE else wording.address
    return write(random, number, street), True
