"""What the readers on cars see: parked and passing vehicles, each where the car is just then."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from scipy.spatial import cKDTree

from geo_rtcc.demo.cameras import READERS
from geo_rtcc.demo.chance import chance
from geo_rtcc.demo.city import City
from geo_rtcc.demo.geometry import Floats
from geo_rtcc.demo.lots import Bools, Ints
from geo_rtcc.demo.outings import HOUR_S
from geo_rtcc.demo.tours import tours
from geo_rtcc.demo.vehicles import COUNT, LISTED, fleet

_A_DAY, _NEAREST, _PASSING = 270, 12, 0.3
_BESIDE_M = (3.0, 9.0)
_DUTY_H = (6.0, 24.0)


@dataclass(frozen=True)
class Seen:
    """Vehicles before a car's reader: arrays of one length; seconds since 1970, plane metres.

    ``certain`` rows were planted: a stolen car beside the unit.
    """

    vehicle: Ints
    reader: Ints
    at_s: Floats
    xy: Floats
    certain: Bools


def seen_by_readers(city: City, on: date, seed: int, midnight_s: float) -> Seen:
    """Return what all readers see on a day.

    Parameters
    ----------
    midnight_s
        The day's first instant, seconds since 1970.
    """
    rng = np.random.default_rng([seed, on.toordinal(), 51])
    reader = np.repeat(np.arange(READERS), rng.poisson(_A_DAY, READERS))
    at_s = midnight_s + rng.uniform(*_DUTY_H, len(reader)) * HOUR_S
    planted = stolen_beside_reader(on, seed)
    reader = np.append(reader, planted.reader)
    at_s = np.append(at_s, midnight_s + planted.at_s)
    xy = _beside(city, reader, at_s, rng)
    _, near = _parked(city).query(xy, _NEAREST)
    vehicle = near[np.arange(len(xy)), rng.integers(0, _NEAREST, len(xy))]
    passing = rng.random(len(xy)) < _PASSING
    vehicle = np.where(passing, rng.integers(LISTED.stop, COUNT, len(xy)), vehicle)
    vehicle[-1] = planted.vehicle
    certain = np.arange(len(xy)) == len(xy) - 1
    return Seen(vehicle, reader, at_s, xy, certain)


@dataclass(frozen=True, kw_only=True)
class Beside:
    """The stolen car that a reader passes on a day: vehicle, reader, seconds after midnight."""

    vehicle: int
    reader: int
    at_s: float


def stolen_beside_reader(on: date, seed: int) -> Beside:
    """Return the day's planted encounter of a traffic unit with a stolen car."""
    luck = chance(seed, 72, on.toordinal(), np.arange(3))
    stolen = LISTED[: len(LISTED) // 3]
    return Beside(
        vehicle=stolen[int(luck[0] * len(stolen))],
        reader=int(luck[1] * READERS),
        at_s=round((9.0 + 12.0 * float(luck[2])) * HOUR_S, 3),
    )


def _beside(city: City, reader: Ints, at_s: Floats, rng: np.random.Generator) -> Floats:
    xy = np.empty((len(reader), 2))
    for number, tour in enumerate(tours(city)):
        xy[reader == number] = tour.where(at_s[reader == number])
    angle, away = rng.uniform(0, 2 * np.pi, len(xy)), rng.uniform(*_BESIDE_M, len(xy))
    return np.asarray(xy + away[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))


@lru_cache(maxsize=2)
def _parked(city: City) -> cKDTree:
    """Index the lots where vehicles park; reserved ones far away, so that only plans move them."""
    lots = fleet(city).home_xy.copy()
    lots[: LISTED.stop] = 1e9
    return cKDTree(lots)
