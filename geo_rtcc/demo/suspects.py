"""The vehicles that play a part: a thief's, a pair that travels together, hot-listed ones.

Everything is drawn for one day after the city's first, from (seed, day) or once from the seed.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from geo_rtcc.demo.cameras import fixed_cameras
from geo_rtcc.demo.chance import chance
from geo_rtcc.demo.city import City
from geo_rtcc.demo.destinations import destinations, reach
from geo_rtcc.demo.geometry import Floats
from geo_rtcc.demo.lots import frontage, lot_points
from geo_rtcc.demo.near_repeats import Burglary, burglaries_on
from geo_rtcc.demo.outings import HOUR_S, Outings, Passes
from geo_rtcc.demo.vehicles import FOLLOWER, LEADER, THIEF, fleet

YARD = "Railhead Scrap and Metal"
STOPS, FIRST_DAY, LAST_DAY = 47, 31, 89
STAY_MIN = (4.0, 40.0)
NEAR_BURGLARY_MIN = (6.0, 35.0)
_MORNING, _AFTERNOON = (8.2, 11.0), (13.0, 16.4)
_TWICE = 9  # days with a stop in the morning and one in the afternoon
_TOGETHER, _GAP_S = 0.42, (5.0, 40.0)


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One stop of the thief at the yard: day, arrival and stay, seconds after local midnight."""

    day: int
    arrive_s: float
    stay_s: float


@lru_cache(maxsize=4)
def stops(seed: int) -> tuple[Stop, ...]:
    """Return the thief's stops at the scrap yard, in order."""
    rng = np.random.default_rng([seed, 47])
    days = rng.choice(np.arange(FIRST_DAY, LAST_DAY + 1), STOPS - _TWICE, replace=False)
    twice = rng.choice(days, _TWICE, replace=False)
    when = [(int(day), _MORNING) for day in days] + [(int(day), _AFTERNOON) for day in twice]
    return tuple(
        Stop(
            day=day,
            arrive_s=float(rng.uniform(*hours)) * HOUR_S,
            stay_s=float(rng.uniform(STAY_MIN[0] + 0.5, STAY_MIN[1] - 0.5)) * 60,
        )
        for day, hours in sorted(when)
    )


def planted_outings(city: City, seed: int, day: int) -> Outings | None:
    """Return the outings planted on a day; None where there are none."""
    rows = [*_to_the_yard(city, seed, day), *_together(city, seed, day)]
    if not rows:
        return None
    vehicle, node, goal, out_s, stay_s, slow = zip(*rows, strict=True)
    return Outings(
        vehicle=np.array(vehicle),
        node=np.array(node),
        goal=np.array(goal),
        out_s=np.array(out_s),
        stay_s=np.array(stay_s),
        slow=np.array(slow),
        certain=np.ones(len(rows), dtype=bool),
    )


_Row = tuple[int, int, int, float, float, float]


def _to_the_yard(city: City, seed: int, day: int) -> list[_Row]:
    yard, home, slow = destinations(city).named(YARD), int(fleet(city).home[THIEF]), 1.15
    way_s = float(reach(city).there.seconds[yard, home]) * slow
    return [
        (THIEF, home, yard, stop.arrive_s - way_s, stop.stay_s, slow)
        for stop in stops(seed)
        if stop.day == day
    ]


def _together(city: City, seed: int, day: int) -> list[_Row]:
    """Return one trip of the pair: the second car follows the first all the way."""
    luck = chance(seed, 70, day, np.arange(5))
    if luck[0] >= _TOGETHER:
        return []
    home = int(fleet(city).home[LEADER])
    # where most cameras are on the way, in the order of a draw
    passed = np.bitwise_count(reach(city).there.passed[:, home])
    far = np.flatnonzero(passed >= np.sort(passed)[-20])
    goal = int(far[int(luck[1] * len(far))])
    out_s = (9.0 + 12.0 * luck[2]) * HOUR_S
    stay_s = (0.5 + luck[3]) * HOUR_S
    gap_s = float(np.interp(luck[4], (0, 1), _GAP_S))
    return [
        (LEADER, home, goal, out_s, stay_s, 1.1),
        (FOLLOWER, home, goal, out_s + gap_s, stay_s, 1.1),
    ]


@dataclass(frozen=True, kw_only=True)
class NearBurglary:
    """The thief's vehicle before a camera, minutes before a burglary was reported nearby."""

    burglary: Burglary
    camera: int
    at_s: float
    away_m: float


def near_burglaries(city: City, seed: int, day: int) -> list[NearBurglary]:
    """Return where the thief's vehicle was seen near the thief's burglaries of a day."""
    front, cameras = frontage(city.streets), fixed_cameras(city)
    found = []
    for one in burglaries_on(front, seed, day):
        if not one.is_thiefs:
            continue
        at = lot_points(front, *(np.array([n]) for n in (one.segment, one.side, one.lot)))[0]
        away = np.hypot(*(cameras.xy[: cameras.street_count] - at).T)
        camera = int(np.argmin(away))
        minutes = np.interp(chance(seed, 71, one.series, one.number), (0, 1), NEAR_BURGLARY_MIN)
        found.append(
            NearBurglary(
                burglary=one,
                camera=camera,
                at_s=one.wall_s - float(minutes) * 60,
                away_m=float(away[camera]),
            )
        )
    return found


def forced_passes(city: City, seed: int, day: int) -> Passes:
    """Return passes that no outing explains: the thief near burglaries."""
    found = near_burglaries(city, seed, day)
    heading: Floats = fixed_cameras(city).heading
    camera = np.array([one.camera for one in found], dtype=np.int64)
    return Passes(
        vehicle=np.full(len(found), THIEF),
        camera=camera,
        at_s=np.array([one.at_s for one in found], dtype=float),
        heading=heading[camera],
        certain=np.ones(len(found), dtype=bool),
    )
