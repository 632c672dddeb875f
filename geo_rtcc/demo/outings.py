"""A day's outings: who leaves when for where and how long, and which cameras see them.

An outing starts at a node, drives the quickest way to a destination, stays, and drives back. Drawn
from a generator seeded by (seed, day), so that a day does not depend on those before it.
"""

from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from geo_rtcc.demo.city import City
from geo_rtcc.demo.destinations import Reach, Way, destinations, reach, seen
from geo_rtcc.demo.geometry import Floats
from geo_rtcc.demo.lots import Bools, Ints
from geo_rtcc.demo.vehicles import AT_HOME, COMMUTER, HAULER, NIGHT, VISITOR, Fleet, fleet

HOUR_S = 3600.0
_SATURDAY = 5
# By habit: hour of leaving (mean, deviation) and hours of stay (mean, deviation).
_LEAVES = np.array([[7.6, 0.9], [13.0, 2.8], [20.6, 1.0], [12.5, 3.6], [11.5, 2.2]])
_STAYS = np.array([[8.9, 0.8], [0.9, 0.5], [3.2, 1.0], [1.8, 1.6], [0.3, 0.12]])
_AGAIN = np.array([0.35, 0.4, 0.0, 0.0, 0.3])  # share that goes out a second time, in the evening
_EVENING, _SHORTEST_H = (18.6, 1.0, 0.8, 0.4), 0.06
_WEEK = (1.0, 1.0, 1.0, 1.02, 1.1, 0.95, 0.75)
_CAPTURED = 0.93  # of passes that a camera captures


@dataclass(frozen=True)
class Outings:
    """Arrays of one length; seconds count from local midnight.

    Parameters
    ----------
    node, goal
        Where it starts, and its destination.
    slow
        How much longer than the quickest way's seconds driving takes.
    certain
        Whether every camera on the way captures it, and reads it right.
    """

    vehicle: Ints
    node: Ints
    goal: Ints
    out_s: Floats
    stay_s: Floats
    slow: Floats
    certain: Bools


@dataclass(frozen=True)
class Passes:
    """Vehicles before fixed cameras: arrays of one length; seconds count from local midnight."""

    vehicle: Ints
    camera: Ints
    at_s: Floats
    heading: Floats
    certain: Bools


def usual_outings(city: City, on: date, seed: int, *, without: list[int]) -> Outings:
    """Draw what vehicles do on a day by habit; those in ``without`` do something else that day."""
    rng, cars = np.random.default_rng([seed, on.toordinal(), 50]), fleet(city)
    active = rng.random(len(cars.out)) < cars.out * _WEEK[on.weekday()]
    active[without] = False
    vehicle = np.flatnonzero(active)
    habit = cars.habit[vehicle]
    if on.weekday() >= _SATURDAY:
        habit = np.where(habit == COMMUTER, AT_HOME, habit)
    goal = _goals(city, cars, vehicle, habit, rng)
    out = rng.normal(*_LEAVES[habit].T)
    stay = rng.normal(*_STAYS[habit].T)
    again = np.flatnonzero(rng.random(len(vehicle)) < _AGAIN[habit])
    choice = rng.integers(0, cars.favourites.shape[1], len(again))
    vehicle = np.concatenate([vehicle, vehicle[again]])
    late = rng.normal(*_EVENING[:2], len(again)), rng.normal(*_EVENING[2:], len(again))
    return Outings(
        vehicle=vehicle,
        node=cars.home[vehicle],
        goal=np.concatenate([goal, cars.favourites[vehicle[len(goal) :], choice]]),
        out_s=np.clip(np.concatenate([out, late[0]]), 0, 24) * HOUR_S,
        stay_s=np.maximum(np.concatenate([stay, late[1]]), _SHORTEST_H) * HOUR_S,
        slow=rng.uniform(1.0, 1.35, len(vehicle)),
        certain=np.zeros(len(vehicle), dtype=bool),
    )


def _goals(city: City, cars: Fleet, vehicle: Ints, habit: Ints, rng: np.random.Generator) -> Ints:
    goal, count = destinations(city), len(vehicle)
    chosen = np.stack(
        [
            cars.work[vehicle],
            cars.favourites[vehicle, rng.integers(0, cars.favourites.shape[1], count)],
            rng.choice(goal.of("nightlife"), count),
            rng.integers(0, len(goal.node), count),
            rng.choice(goal.of("scrap_yard"), count),
        ]
    )
    assert tuple(range(len(chosen))) == (COMMUTER, AT_HOME, NIGHT, VISITOR, HAULER)
    return np.asarray(chosen[habit, np.arange(count)])


def together(parts: list[Outings]) -> Outings:
    """Return several sets of outings as one."""
    return Outings(
        *(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Outings))
    )


def passes(city: City, outings: Outings, rng: np.random.Generator) -> Passes:
    """Return which cameras capture the outings, in order of time."""
    known = reach(city)
    arrive = outings.out_s + known.there.seconds[outings.goal, outings.node] * outings.slow
    leave = arrive + outings.stay_s
    parts = [
        *_on_way(known.there, outings, arrive, -1.0),
        *_on_way(known.back, outings, leave, 1.0),
        *_at_gate(known, outings, arrive, leave),
    ]
    row, camera, at_s, heading = (np.concatenate(column) for column in zip(*parts, strict=True))
    certain = outings.certain[row]
    kept = np.flatnonzero(certain | (rng.random(len(row)) < _CAPTURED))
    kept = kept[np.lexsort((row[kept], at_s[kept]))]
    return Passes(
        vehicle=outings.vehicle[row[kept]],
        camera=camera[kept],
        at_s=at_s[kept],
        heading=heading[kept],
        certain=certain[kept],
    )


_Part = tuple[Ints, Ints, Floats, Floats]


def _on_way(way: Way, outings: Outings, end_s: Floats, sense: float) -> list[_Part]:
    parts = []
    for camera in range(way.at.shape[1]):
        row = np.flatnonzero(seen(way, outings.goal, outings.node, camera))
        goal = outings.goal[row]
        at_s = end_s[row] + sense * way.at[goal, camera] * outings.slow[row]
        parts.append((row, np.full(len(row), camera), at_s, way.heading[goal, camera]))
    return parts


def _at_gate(known: Reach, outings: Outings, arrive: Floats, leave: Floats) -> list[_Part]:
    row = np.flatnonzero(known.watched[outings.goal] >= 0)
    camera = known.watched[outings.goal[row]]
    unknown = np.full(len(row), np.nan)
    return [(row, camera, arrive[row], unknown), (row, camera, leave[row], unknown)]
