"""Calls as our own JSON: the fields of ``CallForService`` by their own names."""

from functools import partial
from typing import Annotated

import msgspec
from msgspec import Meta, Raw, field

from geo_rtcc.feeds.categories import category_of
from geo_rtcc.feeds.live_calls.fields import later, name_of, place, time_of, units_of
from geo_rtcc.feeds.messages import Read, RefusedError, parse_json
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed, RecordKind
from geo_rtcc.feeds.schemas import schema_of
from geo_rtcc.feeds.values import needed, text
from geo_rtcc.models import CallForService, Category

Time = float | str
Key = str | int


class PlainCall(msgspec.Struct, frozen=True, gc=False):
    """One call as it is now; what is left out is unknown, or has not happened yet."""

    external_id: Key
    received_at: Time
    call_type: Key
    call_type_name: str | None = None
    category: str | None = None
    dispatched_at: Time | None = None
    on_scene_at: Time | None = None
    closed_at: Time | None = None
    source_updated_at: Time | None = None
    priority: Annotated[int, Meta(ge=1, le=5)] | None = None
    priority_text: Key | None = None
    is_on_view: bool = False
    disposition: str | None = None
    address: str | None = None
    lon: Raw = field(default_factory=Raw)
    lat: Raw = field(default_factory=Raw)
    uncertainty_m: Annotated[float, Meta(ge=0, le=1e7)] | None = None
    agency_beat: Key | None = None
    agency_district: Key | None = None
    agency_shift: Key | None = None
    units: Annotated[list[Key], Meta(max_length=1000)] = []


_DECODER = msgspec.json.Decoder(PlainCall)


def parse_plain(payload: bytes, context: FeedContext) -> Parsed[CallForService]:
    """Parse one call, an array of them, or one a line."""
    return parse_json(payload, partial(_call, context=context))


def _call(message: bytes, context: FeedContext) -> list[Read[CallForService]]:
    told = _DECODER.decode(message)
    call_type = needed(told.call_type, "call_type")
    type_name = name_of(told.call_type_name, "call_type_name")
    lon, lat, has_bad_point = place(told.lon, told.lat)
    call = CallForService(
        external_id=needed(told.external_id, "external_id"),
        received_at=time_of(told.received_at, "received_at", context),
        call_type=call_type,
        call_type_name=type_name,
        category=_category(told.category) or category_of(call_type, type_name),
        dispatched_at=later(told.dispatched_at, "dispatched_at", context),
        on_scene_at=later(told.on_scene_at, "on_scene_at", context),
        closed_at=later(told.closed_at, "closed_at", context),
        source_updated_at=later(told.source_updated_at, "source_updated_at", context),
        priority=told.priority,
        priority_text=name_of(told.priority_text, "priority_text"),
        is_on_view=told.is_on_view,
        disposition=name_of(told.disposition, "disposition"),
        address=text(told.address, "address"),
        lon=lon,
        lat=lat,
        uncertainty_m=None if lon is None else told.uncertainty_m,
        agency_beat=name_of(told.agency_beat, "agency_beat"),
        agency_district=name_of(told.agency_district, "agency_district"),
        agency_shift=name_of(told.agency_shift, "agency_shift"),
        units=units_of(told.units, "units"),
    )
    return [Read(call, has_bad_point)]


def _category(value: str | None) -> Category | None:
    try:
        return Category(value) if value else None
    except ValueError:
        known = ", ".join(Category)
        raise RefusedError("category", f"The category must be one of {known}.") from None


PLAIN = FeedFormat(
    name="plain",
    title="Calls for service as our own JSON",
    kind=RecordKind.CALL,
    media_types=("application/json", "application/x-ndjson"),
    parse=parse_plain,
    schema=schema_of(PlainCall),
    example=(
        b'{"external_id": "24-001812", "received_at": "2024-05-31T21:04:12Z", "call_type": "BURR",'
        b' "call_type_name": "Burglary, residence", "priority": 2, "priority_text": "2",'
        b' "dispatched_at": "2024-05-31T21:06:40Z", "address": "1200 Oak St", "lon": -93.0941,'
        b' "lat": 45.0112, "uncertainty_m": 12, "agency_beat": "12", "units": ["2A12", "2A14"],'
        b' "source_updated_at": "2024-05-31T21:06:41Z"}'
    ),
)
