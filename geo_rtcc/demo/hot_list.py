"""The demo's hot list: two thousand plates, some of them of the city's own vehicles.

The list has slots. What a slot holds depends on (seed, slot, generation) alone, and each slot has
its own period after which it takes another plate, so any version can be told without those before.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from geo_rtcc.demo.chance import chance
from geo_rtcc.demo.city import City
from geo_rtcc.demo.hot_plates import twin_plates
from geo_rtcc.demo.vehicles import LISTED, STATES, TWINS, Fleet, fleet, invented_plates
from geo_rtcc.models import NcicFile, aware

SIZE, CODE = 2_000, "demo"
REFRESH_HOURS = (6, 18)
_PERIOD = (60, 700)  # refreshes that a plate stays on the list
_ENDLESS, _LATER = 0.7, 0.02  # shares without an expiry date, and not yet in effect
_HALF_DAY = timedelta(hours=12)
_EVER = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a plate is listed: the share of entries, the list's priority, and its words."""

    file: NcicFile
    share: float
    priority: int
    words: str


REASONS = (
    Reason(file=NcicFile.VEHICLE, share=0.42, priority=20, words="Stolen vehicle"),
    Reason(file=NcicFile.LICENSE_PLATE, share=0.18, priority=40, words="Stolen plate"),
    Reason(file=NcicFile.WANTED_PERSON, share=0.2, priority=10, words="Wanted person"),
    Reason(file=NcicFile.MISSING_PERSON, share=0.05, priority=5, words="Missing person"),
    Reason(file=NcicFile.PROTECTION_ORDER, share=0.06, priority=30, words="Protection order"),
    Reason(file=NcicFile.SUPERVISED_RELEASE, share=0.04, priority=60, words="Supervised release"),
    Reason(file=NcicFile.VIOLENT_PERSON, share=0.03, priority=5, words="Violent person"),
    Reason(file=NcicFile.GANG, share=0.02, priority=30, words="Gang member"),
)
_CUMULATIVE = np.cumsum([reason.share for reason in REASONS])
STOLEN = LISTED[: len(LISTED) // 3]
"""Vehicles of the city that are listed as stolen, from the first version to the last."""


def refreshed_at(city: City, now: datetime) -> datetime:
    """Return when the list in force at ``now`` was made: the last 06:00 or 18:00 in the city."""
    zone = ZoneInfo(city.zone)
    today = aware(now, "now").astimezone(zone).date()
    made = [
        datetime.combine(day, time(hour), zone).astimezone(UTC)
        for day in (today - timedelta(days=1), today)
        for hour in REFRESH_HOURS
    ]
    return max(at for at in made if at <= now)


def hot_list(city: City, now: datetime, *, anchor_on: date, seed: int) -> pl.DataFrame:
    """Return the list in force at ``now`` as its maker exports it: texts, a row an entry.

    The columns are those of the ``plain`` hot-list preset.
    """
    made = refreshed_at(city, now)
    begin = datetime.combine(anchor_on, time(REFRESH_HOURS[0]), ZoneInfo(city.zone))
    version = round((made - begin.astimezone(UTC)) / _HALF_DAY)
    return _version(city, version, begin.astimezone(UTC), seed)


@lru_cache(maxsize=2)
def _version(city: City, version: int, begin: datetime, seed: int) -> pl.DataFrame:
    slots = np.arange(SIZE)
    first, last = _PERIOD
    period = first + (chance(seed, 81, slots) * (last - first)).astype(np.int64)
    phase = (chance(seed, 82, slots) * period).astype(np.int64)
    generation = (version + phase) // period
    since = generation * period - phase
    rows = [
        _entry(city, slot, int(turn), begin + int(at) * _HALF_DAY, seed)
        for slot, turn, at in zip(slots.tolist(), generation, since, strict=True)
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String)).unique(
        ["plate", "state"], keep="first", maintain_order=True
    )


def _entry(
    city: City, slot: int, generation: int, listed_at: datetime, seed: int
) -> dict[str, Any]:
    own = slot < len(LISTED) + len(TWINS)
    if own:  # listed from before the first read to after the last
        generation, listed_at = 0, _EVER - timedelta(days=slot)
    luck = chance(seed, 83, slot, generation, np.arange(6))
    reason = _reason(slot, float(luck[0]))
    plate, state, vehicle = _plate(city, slot, generation, seed, float(luck[1]))
    days = 30 + int(luck[3] * 700)
    effective = listed_at + timedelta(days=10) * bool(luck[5] < _LATER and not own)
    expires = effective + timedelta(days=days) if luck[2] > _ENDLESS and not own else None
    return {
        "external_id": f"KBH-{slot:04d}-{generation}",
        "plate": plate,
        "state": state,
        "category": reason.words,
        "ncic_file": reason.file.value,
        "priority": str(reason.priority),
        "reason": f"{reason.words}, entered {listed_at:%Y-%m-%d}",
        "case_number": f"KB{listed_at:%y}-{int(luck[4] * 1e6):06d}",
        "vehicle": vehicle,
        "effective_at": effective.isoformat(),
        "expires_at": expires.isoformat() if expires else None,
    }


def _reason(slot: int, luck: float) -> Reason:
    if slot < len(STOLEN):
        return REASONS[0]
    return REASONS[min(int(np.searchsorted(_CUMULATIVE, luck)), len(REASONS) - 1)]


def _plate(
    city: City, slot: int, generation: int, seed: int, luck: float
) -> tuple[str, str, str | None]:
    """Return plate, state and description: of our vehicles, look-alikes of them, or of nobody."""
    cars = fleet(city)
    if slot < len(LISTED):
        car = LISTED[slot]
        return str(cars.plate[car]), str(cars.state[car]), _description(cars, car)
    if slot < len(LISTED) + len(TWINS):
        twin = slot - len(LISTED)
        return twin_plates(city, seed)[twin], str(cars.state[TWINS[twin]]), None
    shares = np.cumsum([share for share, _ in STATES.values()])
    state = list(STATES)[min(int(np.searchsorted(shares, luck)), len(STATES) - 1)]
    rng = np.random.default_rng([seed, 84, slot, max(generation, 0)])
    return str(invented_plates(rng, STATES[state][1], 1)[0]), state, None


def _description(cars: Fleet, car: int) -> str:
    return f"{cars.color[car]} {cars.make[car]} {cars.model[car]}"
