"""The demo's calls as messages, one a step: received, dispatched, on scene, closed.

A message says what the dispatch system's export would say at that instant, under the same id, so
that a later export of the call is the same call.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

import polars as pl

from geo_rtcc.demo.call_types import CALL_TYPES
from geo_rtcc.demo.calls import TIME, calls_between
from geo_rtcc.demo.city import City

STEPS = {
    "received": "received_at",
    "dispatched": "dispatched_at",
    "on_scene": "on_scene_at",
    "closed": "closed_at",
}
LONGEST_CALL = timedelta(hours=30)
_CATEGORIES = {kind.code: kind.category.value for kind in CALL_TYPES}


@dataclass(frozen=True, kw_only=True)
class CallMessage:
    """What the dispatch system says at an instant; ``body`` has the names of ``CallForService``."""

    at: datetime
    incident: str
    body: dict[str, Any]


def call_messages(
    city: City, from_at: datetime, to_at: datetime, *, anchor_on: date, seed: int
) -> list[CallMessage]:
    """Return the messages of steps in [``from_at``, ``to_at``), in order, units left out."""
    first = _hour(from_at - LONGEST_CALL)
    found = [
        message
        for hours in range(0, int((to_at - first) / timedelta(hours=1)) + 1)
        for call in _calls_of_hour(city, first + timedelta(hours=hours), anchor_on, seed)
        for message in _messages(call, from_at, to_at)
    ]
    return sorted(found, key=lambda message: (message.at, message.incident))


@lru_cache(maxsize=64)
def _calls_of_hour(
    city: City, hour: datetime, anchor_on: date, seed: int
) -> tuple[dict[str, Any], ...]:
    """Return the calls received in an hour with all steps that they will ever have."""
    end = hour + timedelta(hours=1)
    known = calls_between(
        city, hour, end, anchor_on=anchor_on, seed=seed, now=end + 2 * LONGEST_CALL
    )
    instants = pl.col(*STEPS).str.to_datetime(TIME, time_unit="us", time_zone="UTC")
    placed = pl.col("lon", "lat").cast(pl.Float64)
    return tuple(known.with_columns(instants, placed).iter_rows(named=True))


def _messages(call: dict[str, Any], from_at: datetime, to_at: datetime) -> Iterator[CallMessage]:
    told = {call[step] for step in STEPS if call[step] is not None}
    for at in sorted(one for one in told if from_at <= one < to_at):
        yield CallMessage(at=at, incident=call["incident"], body=_body(call, at))


def _body(call: dict[str, Any], at: datetime) -> dict[str, Any]:
    steps = {STEPS[step]: call[step] for step in STEPS if call[step] and call[step] <= at}
    body = {
        "external_id": call["incident"],
        "call_type": call["type_code"],
        "call_type_name": call["type_name"],
        "category": _CATEGORIES[call["type_code"]],
        "priority": int(call["priority"]),
        "priority_text": call["priority"],
        "is_on_view": call["on_view"] == "Y",
        "disposition": call["disposition"] if "closed_at" in steps else None,
        "address": call["address"],
        "lon": call["lon"],
        "lat": call["lat"],
        "agency_beat": call["beat"],
        "agency_district": call["district"],
        "agency_shift": call["shift"],
        **{name: when.isoformat() for name, when in steps.items()},
        "source_updated_at": at.isoformat(),
    }
    return {name: value for name, value in body.items() if value is not None}


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
