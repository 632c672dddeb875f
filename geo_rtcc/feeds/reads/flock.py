"""Flock-shaped reads and alerts, told apart by their keys.

An alert names its object and the lists that wanted it, which become the vendor's words; its id says
that it is an alert, because the read itself may come as well. One without a plate is refused.
"""

from typing import Any

import msgspec

from geo_rtcc.feeds.messages import Read, RefusedError, parse_json
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed, RecordKind
from geo_rtcc.feeds.reads.values import LONGEST_ID, derived_id, link, plate_of, state_of, word
from geo_rtcc.feeds.values import instant, needed, point, share, text
from geo_rtcc.models import PlateRead

_PERCENT = 100.0
_SOURCES_SAID = 5
_LONGEST_REASON = 300


class Device(msgspec.Struct, gc=False):
    """The camera; its location is an object with coordinates, a "lat,lon" text or an address."""

    id: str | int | None = None
    name: str | None = None
    location: Any = None
    network: Any = None


class State(msgspec.Struct, gc=False):
    """The plate's state, by its name in lower case."""

    state: str | None = None
    confidence: float | None = None


class Plate(msgspec.Struct, gc=False):
    """The plate."""

    plate: str | None = None
    confidence: float | None = None


class Ocr(msgspec.Struct, gc=False, rename="camel"):
    """What an alert says of its plate."""

    label: str | None = None
    label_confidence: float | None = None
    state: str | None = None
    state_confidence: float | None = None


class AlertSource(msgspec.Struct, gc=False, rename="camel"):
    """A list that wanted the vehicle."""

    name: str | None = None
    reason: str | None = None
    case_number: str | int | None = None


class Message(msgspec.Struct, gc=False, rename="camel"):
    """A read or an alert."""

    id: str | int | None = None
    captured_at: str | float | None = None
    device: Device | None = None
    state: State | None = None
    plate: Plate | None = None
    link: str | None = None
    object_id: str | int | None = None
    event_time: str | float | None = None
    device_lat: float | None = None
    device_long: float | None = None
    device_name: str | None = None
    ocr: Ocr | None = None
    sources: list[AlertSource] | None = None


_DECODER = msgspec.json.Decoder(Message)


def parse(payload: bytes, context: FeedContext) -> Parsed[PlateRead]:
    """Parse reads and alerts: one, a JSON array of them, or one a line."""
    return parse_json(payload, lambda message: [_either(_DECODER.decode(message), context)])


def _either(message: Message, context: FeedContext) -> Read[PlateRead]:
    if message.object_id is not None or message.event_time is not None:
        return _alert(message, context)
    return _read(message, context)


def _read(message: Message, context: FeedContext) -> Read[PlateRead]:
    sent, state = message.plate or Plate(), message.state or State()
    device = message.device or Device()
    plate, plate_text = plate_of(sent.plate, "plate.plate")
    if message.captured_at is None:
        raise RefusedError("capturedAt", "There is no value.")
    captured_at = instant(message.captured_at, "capturedAt", context)
    camera = word(device.id if device.id is not None else device.name, "device.id")
    lon, lat, is_bad = _place(device.location)
    external_id = text(message.id, "id", longest=LONGEST_ID)
    state_text = word(state.state, "state.state")
    read = PlateRead(
        external_id=external_id or derived_id(context, camera, captured_at, plate),
        captured_at=captured_at,
        plate=plate,
        plate_text=plate_text,
        state=state_of(state_text),
        state_text=state_text,
        confidence=_share(sent.confidence, "plate.confidence"),
        state_confidence=_share(state.confidence, "state.confidence"),
        camera=camera,
        camera_name=word(device.name, "device.name"),
        lon=lon,
        lat=lat,
        image_url=link(message.link),
    )
    return Read(read, is_bad)


def _alert(message: Message, context: FeedContext) -> Read[PlateRead]:
    if message.ocr is None:
        raise RefusedError("ocr", "The alert carries no plate.")
    if message.event_time is None:
        raise RefusedError("eventTime", "There is no value.")
    plate, plate_text = plate_of(message.ocr.label, "ocr.label")
    captured_at = instant(message.event_time, "eventTime", context)
    object_id = needed(message.object_id, "objectId", longest=LONGEST_ID)
    lon, lat, is_bad = point(message.device_long, message.device_lat)
    state_text, name = word(message.ocr.state, "ocr.state"), word(message.device_name, "deviceName")
    read = PlateRead(
        external_id=f"{object_id}:alert",
        captured_at=captured_at,
        plate=plate,
        plate_text=plate_text,
        state=state_of(state_text),
        state_text=state_text,
        confidence=_share(message.ocr.label_confidence, "ocr.labelConfidence"),
        state_confidence=_share(message.ocr.state_confidence, "ocr.stateConfidence"),
        camera=name,
        camera_name=name,
        lon=lon,
        lat=lat,
        image_url=link(message.link),
        vendor_alert="; ".join(map(_said, (message.sources or [])[:_SOURCES_SAID])) or "alert",
    )
    return Read(read, is_bad)


def _said(source: AlertSource) -> str:
    """Write one list, its reason and its case number, as far as they are there."""
    name, reason, case = (
        text(value, f"sources.{field}", longest=_LONGEST_REASON)
        for field, value in (
            ("name", source.name), ("reason", source.reason), ("caseNumber", source.case_number)
        )
    )  # fmt: skip
    said = ": ".join(filter(None, (name, reason))) or "list without a name"
    return f"{said} (case {case})" if case else said


def _share(value: float | None, field: str) -> float | None:
    # whether confidences are 0–1 or 0–100 differs between accounts; none is surer than 1 of 1
    return share(value, field, of=1.0 if value is None or value <= 1 else _PERCENT)


def _place(location: Any) -> tuple[float | None, float | None, bool]:
    """Return lon, lat (degrees, EPSG:4326) and whether they can't be used; an address has none."""
    if isinstance(location, dict):
        lon = next(
            (location[k] for k in ("longitude", "lon", "lng", "long") if k in location), None
        )
        lat = next((location[k] for k in ("latitude", "lat") if k in location), None)
    else:
        lat, _, lon = str(location or "").partition(",")
    try:
        return point(float(lon), float(lat))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None, None, isinstance(location, dict) and (lon is not None or lat is not None)


FORMAT = FeedFormat(
    name="flock",
    title="Flock-shaped reads and alerts",
    kind=RecordKind.READ,
    media_types=("application/json", "application/x-ndjson"),
    parse=parse,
    example=(
        b'{"id": "0d9c1e2a-5f50-4c7e-9b0c-6a1f2c9e7d31", "capturedAt": "2024-05-31T23:59:59Z", '
        b'"device": {"id": "dev-17", "name": "5th and Main", "network": "Kestrel Bend"}, '
        b'"state": {"state": "new_york", "confidence": 0.88}, '
        b'"plate": {"plate": "KBR4821", "confidence": 0.94}}'
    ),
    schema=msgspec.json.schema(Message),
)
