"""Calls as a widely used vendor pushes them: camel case, priority 1 the highest, upserted by id.

Callers, persons and narratives are in these messages too; they are not read.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Annotated

import msgspec
from msgspec import Meta, Raw, field

from geo_rtcc.feeds import priorities
from geo_rtcc.feeds.categories import category_of
from geo_rtcc.feeds.live_calls.fields import later, name_of, place, time_of, units_of
from geo_rtcc.feeds.messages import Read, parse_json
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed, RecordKind
from geo_rtcc.feeds.schemas import schema_of
from geo_rtcc.feeds.values import needed, text
from geo_rtcc.models import CallForService

Time = float | str
Key = str | int


class VendorLocation(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """Where the call is."""

    name: str | None = None
    latitude: Raw = field(default_factory=Raw)
    longitude: Raw = field(default_factory=Raw)
    street_address: str | None = None
    city: str | None = None
    state: str | None = None


class VendorUnit(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """One unit sent to the call."""

    id: Key
    dispatch_time: Time | None = None
    arrival_time: Time | None = None


class VendorCall(msgspec.Struct, frozen=True, rename="camel"):
    """One call as it is now; without closedAt it is open."""

    external_id: Key
    timestamp: Time
    event_type: Key
    priority: str | float | None = None
    closed_at: Time | None = None
    updated_at: Time | None = None
    area: Key | None = None
    location: VendorLocation | None = None
    dispatched_units: Annotated[list[VendorUnit], Meta(max_length=1000)] | None = None


_DECODER = msgspec.json.Decoder(VendorCall)
_NOWHERE = VendorLocation()


def parse_vendor(payload: bytes, context: FeedContext) -> Parsed[CallForService]:
    """Parse one pushed call, an array of them, or one a line."""
    return parse_json(payload, partial(_call, context=context))


def _call(message: bytes, context: FeedContext) -> list[Read[CallForService]]:
    told = _DECODER.decode(message)
    where = told.location or _NOWHERE
    event_type = needed(told.event_type, "eventType")
    priority_text = _rank(told.priority)
    dispatched, arrived, units = _dispatch(told.dispatched_units or [], context)
    lon, lat, has_bad_point = place(where.longitude, where.latitude)
    call = CallForService(
        external_id=needed(told.external_id, "externalId"),
        received_at=time_of(told.timestamp, "timestamp", context),
        call_type=event_type,
        category=category_of(event_type),
        dispatched_at=dispatched,
        on_scene_at=arrived,
        closed_at=later(told.closed_at, "closedAt", context),
        source_updated_at=later(told.updated_at, "updatedAt", context),
        priority=priorities.of_rank(priority_text),
        priority_text=priority_text,
        address=_address(where),
        lon=lon,
        lat=lat,
        agency_beat=name_of(told.area, "area"),
        units=units,
    )
    return [Read(call, has_bad_point)]


def _rank(value: str | float | None) -> str | None:
    if isinstance(value, float):
        value = f"{value:g}"
    return name_of(value, "priority")


def _dispatch(
    units: Iterable[VendorUnit], context: FeedContext
) -> tuple[datetime | None, datetime | None, tuple[str, ...]]:
    """Return the first dispatch, the first arrival and the units in order of dispatch."""
    name = "dispatchedUnits"
    sent = [(later(unit.dispatch_time, name, context), unit.id) for unit in units]
    times = [at for at, _ in sent if at]
    arrivals = (later(unit.arrival_time, name, context) for unit in units)
    in_order = sorted(sent, key=lambda one: one[0] or context.now)
    ids = units_of((key for _, key in in_order), name)
    return min(times, default=None), min(filter(None, arrivals), default=None), ids


def _address(where: VendorLocation) -> str | None:
    parts = (where.street_address or where.name, where.city, where.state)
    return text(", ".join(filter(None, (part and part.strip() for part in parts))), "location")


VENDOR = FeedFormat(
    name="vendor",
    title="Calls for service as a vendor's CAD pushes them",
    kind=RecordKind.CALL,
    media_types=("application/json", "application/x-ndjson"),
    parse=parse_vendor,
    schema=schema_of(VendorCall),
    example=(
        b'{"externalId": "C-7714", "eventType": "Burglary in progress", "priority": 1,'
        b' "timestamp": "2024-05-31T21:04:12Z", "area": "12", "displayStatus": "Dispatched",'
        b' "location": {"latitude": 45.0112, "longitude": -93.0941,'
        b' "streetAddress": "1200 Oak St", "city": "Kestrel Bend", "state": "MN"},'
        b' "dispatchedUnits": [{"id": "2A12", "dispatchTime": "2024-05-31T21:06:40Z"}]}'
    ),
)
