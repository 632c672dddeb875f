"""Stolen cars that pass near units while the feeds are live: one every twenty minutes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from geo_rtcc.demo.cameras import fixed_cameras
from geo_rtcc.demo.chance import chance
from geo_rtcc.demo.city import City
from geo_rtcc.demo.fixes import Positions
from geo_rtcc.demo.hot_list import STOLEN
from geo_rtcc.demo.units import FIX_EVERY_S, units
from geo_rtcc.demo.vehicles import Fleet, fleet

EVERY_S, NEAR_M = 1200, 200.0


@dataclass(frozen=True, kw_only=True)
class Encounter:
    """A stolen car before a fixed camera while a unit is within 200 m: the read, and the truth."""

    at: datetime
    read: dict[str, Any]
    truth: dict[str, Any]


def encounters(
    city: City, positions: Positions, from_s: int, to_s: int, *, seed: int
) -> list[Encounter]:
    """Return the encounters of [``from_s``, ``to_s``), whole seconds since 1970."""
    found = []
    for slot in range(from_s // EVERY_S, (to_s - 1) // EVERY_S + 1):
        one = _of_slot(city, positions, slot, seed)
        if one and from_s <= one.at.timestamp() < to_s:
            found.append(one)
    return found


def _of_slot(city: City, positions: Positions, slot: int, seed: int) -> Encounter | None:
    """Return a slot's encounter; None where no unit comes near a camera in it."""
    begin = slot * EVERY_S
    end = min(begin + EVERY_S, int(positions.duty(begin).end_s) - 1)
    at_s = np.arange(begin + FIX_EVERY_S, end, FIX_EVERY_S, dtype=float)
    if not len(at_s):
        return None
    cameras = fixed_cameras(city)
    street = cameras.xy[: cameras.street_count]
    paths = np.stack([positions.where(unit, at_s) for unit in units()])
    away = np.hypot(*(paths[:, :, None] - street).transpose(3, 0, 1, 2))
    near = np.argwhere(away <= NEAR_M)
    if not len(near):
        return None
    luck = chance(seed, 92, slot, np.arange(3))
    unit, instant, camera = (int(n) for n in near[int(luck[0] * len(near))])
    at = datetime.fromtimestamp(float(at_s[instant]), UTC)
    car = STOLEN[int(luck[1] * len(STOLEN))]
    code = f"P{slot}"
    truth = {
        "at": at.isoformat(),
        "read": code,
        "camera": cameras.external_id[camera],
        "plate": str(fleet(city).plate[car]),
        "unit": units()[unit].call_sign,
        "distance_m": round(float(away[unit, instant, camera]), 1),
    }
    return Encounter(at=at, read=_read(fleet(city), car, truth), truth=truth)


def _read(cars: Fleet, car: int, truth: dict[str, Any]) -> dict[str, Any]:
    return {
        "external_id": truth["read"],
        "captured_at": truth["at"],
        "plate": truth["plate"],
        "state": str(cars.state[car]),
        "confidence": 0.96,
        "camera": truth["camera"],
        "vehicle_make": str(cars.make[car]),
        "vehicle_model": str(cars.model[car]),
        "vehicle_color": str(cars.color[car]),
        "vehicle_type": str(cars.kind[car]),
    }
