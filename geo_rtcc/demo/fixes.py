"""Positions of all sixty units, as their receivers would tell them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from geo_rtcc.demo.beat_car import AVAILABLE
from geo_rtcc.demo.chance import chance
from geo_rtcc.demo.city import City
from geo_rtcc.demo.driving import heading_deg
from geo_rtcc.demo.duty import Duty, duty_day
from geo_rtcc.demo.geometry import Floats, degrees
from geo_rtcc.demo.lots import Ints
from geo_rtcc.demo.tours import tours
from geo_rtcc.demo.units import FIX_EVERY_S, PATROL, Unit, units

_NOISE_M, _KEPT_S, _MOVING_MPS = 3.0, 1500.0, 0.5


class Positions:
    """Where units are at any instant; simulates the duty days that it is asked about."""

    def __init__(self, city: City, *, anchor_on: date, seed: int) -> None:
        self._city, self._anchor_on, self._seed = city, anchor_on, seed
        self._duties: dict[date, Duty] = {}

    def duty(self, at_s: float) -> Duty:
        """Return the duty day that an instant belongs to."""
        on = duty_day(self._city, datetime.fromtimestamp(at_s, UTC))
        if on not in self._duties:
            known = {"anchor_on": self._anchor_on, "seed": self._seed}
            self._duties[on] = Duty(self._city, on, **known)  # type: ignore[arg-type]
        return self._duties[on]

    def crew(self, incident: str, at_s: float) -> list[str]:
        """Return the call signs assigned to a call by an instant."""
        duty = self.duty(at_s)
        duty.advance(at_s)
        earlier = [one for on, one in sorted(self._duties.items()) if one.begin_s < duty.begin_s]
        found = [sign for one in [*earlier, duty] for sign in one.crew(incident, at_s)]
        return list(dict.fromkeys(found))

    def where(self, unit: Unit, at_s: Floats) -> Floats:
        """Return a unit's plane metres at instants of one duty day, seconds since 1970."""
        return self._movement(unit, at_s)[0]

    def fixes(self, from_s: int, to_s: int) -> list[dict[str, Any]]:
        """Return the fixes of [``from_s``, ``to_s``), whole seconds since 1970, by time."""
        found = [
            fix
            for low, high in self._by_duty(from_s, to_s)
            for unit in units()
            for fix in self._of(unit, low, high)
        ]
        return sorted(found, key=lambda fix: (fix["fix_at"], fix["unit"]))

    def forget(self, before_s: float) -> None:
        """Drop what is only needed to answer for instants before this one, but for some minutes."""
        for on, duty in list(self._duties.items()):
            duty.forget(before_s - _KEPT_S)
            if duty.end_s + _KEPT_S < before_s:
                del self._duties[on]

    def _by_duty(self, from_s: int, to_s: int) -> Iterator[tuple[int, int]]:
        while from_s < to_s:
            end = min(to_s, int(self.duty(from_s).end_s))
            yield from_s, end
            from_s = end

    def _movement(self, unit: Unit, at_s: Floats) -> tuple[Floats, Floats]:
        if unit.kind != PATROL:
            tour = tours(self._city)[unit.number - len(self._patrol(at_s).cars)]
            return tour.where(at_s), tour.velocity(at_s)
        timeline = self._patrol(at_s).cars[unit.number].timeline()
        return timeline.where(at_s), timeline.velocity(at_s)

    def _patrol(self, at_s: Floats) -> Duty:
        duty = self.duty(float(at_s[0]))
        duty.advance(float(at_s[-1]))
        return duty

    def _of(self, unit: Unit, from_s: int, to_s: int) -> Iterator[dict[str, Any]]:
        first = from_s + (unit.number - from_s) % FIX_EVERY_S
        at_s: Ints = np.arange(first, to_s, FIX_EVERY_S)
        if not len(at_s):
            return
        xy, velocity = self._movement(unit, at_s.astype(float))
        lonlat = degrees(xy + self._noise(unit, at_s))
        speed, heading = np.hypot(*velocity.T), heading_deg(velocity)
        accuracy = 3 + 6 * chance(self._seed, 91, unit.number, at_s // 60)
        for row, at in enumerate(at_s.tolist()):
            moving = bool(speed[row] > _MOVING_MPS)
            yield {
                "unit": unit.call_sign,
                "call_sign": unit.call_sign,
                "unit_kind": unit.kind,
                "fix_at": datetime.fromtimestamp(at, UTC).isoformat(),
                "lon": float(lonlat[row, 0]),
                "lat": float(lonlat[row, 1]),
                "speed_mps": round(float(speed[row]), 1),
                "heading_deg": round(float(heading[row]), 1) if moving else None,
                "accuracy_m": round(float(accuracy[row]), 1),
                "status": self._status(unit, at),
            }

    def _status(self, unit: Unit, at_s: float) -> str:
        return AVAILABLE if unit.kind != PATROL else self.duty(at_s).cars[unit.number].status(at_s)

    def _noise(self, unit: Unit, at_s: Ints) -> Floats:
        luck = chance(self._seed, 90, unit.number, at_s[:, None], np.arange(2))
        angle, away = luck[:, 0] * 2 * np.pi, luck[:, 1] * _NOISE_M
        return np.asarray(away[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))
