"""Rekor Scout, formerly OpenALPR: what its webhook posts.

``alpr_group`` is one vehicle's pass; ``alpr_alert`` wraps such a group with the words of the list
that it matched. Both name the group's uuid, and an alert's id says that it is one: whichever comes
first, the other is kept too, and the two are one sighting. Heartbeats, tests and vehicles without a
plate bring no read, nor do previews, which their own group follows. ``travel_direction`` is an
angle in the image, so it is no heading.
"""

import msgspec

from geo_rtcc.feeds.messages import Read, RefusedError, parse_json
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed, RecordKind
from geo_rtcc.feeds.reads.values import (
    LONGEST_ID,
    candidates_of,
    derived_id,
    plate_of,
    state_of,
    word,
)
from geo_rtcc.feeds.values import instant, point, share, text
from geo_rtcc.models import PlateRead

_PERCENT = 100.0
_WITHOUT_READ = ("heartbeat", "vehicle", "vehicles", "openalpr_webhook:test", "openalpr_webhook")


class Guess(msgspec.Struct, gc=False):
    """One of several guesses at a property."""

    name: str
    confidence: float | None = None


class Plate(msgspec.Struct, gc=False):
    """A plate, and how sure the camera is of it (0–100)."""

    plate: str
    confidence: float | None = None
    region: str | None = None
    region_confidence: float | None = None


class Vehicle(msgspec.Struct, gc=False):
    """Guesses at the vehicle, best first."""

    make: list[Guess] | None = None
    make_model: list[Guess] | None = None
    color: list[Guess] | None = None
    body_type: list[Guess] | None = None


class Labels(msgspec.Struct, gc=False):
    """Names given by the agency."""

    camera_label: str | None = None


class Group(msgspec.Struct, gc=False):
    """One vehicle's pass, with the fields that make a read; the oldest agents send ``best_plate``
    alone.
    """

    epoch_start: float | str | None = None
    camera_id: int | str | None = None
    site_id: int | str | None = None
    best_uuid: str | None = None
    best_plate_number: str | None = None
    best_confidence: float | None = None
    best_region: str | None = None
    best_region_confidence: float | None = None
    best_plate: Plate | None = None
    candidates: list[Plate] | None = None
    gps_latitude: float | None = None
    gps_longitude: float | None = None
    vehicle: Vehicle | None = None
    web_server_config: Labels | None = None
    is_preview: bool | None = None


class Message(Group, gc=False):
    """Whatever the webhook posts: a group, an alert around one, or neither."""

    data_type: str | None = None
    group: Group | None = None
    description: str | None = None
    alert_list: str | None = None
    openalpr_webhook: str | None = None


_DECODER = msgspec.json.Decoder(Message)


def parse(payload: bytes, context: FeedContext) -> Parsed[PlateRead]:
    """Parse messages of the webhook: one, a JSON array of them, or one a line."""
    return parse_json(payload, lambda message: _reads(_DECODER.decode(message), context))


def _reads(message: Message, context: FeedContext) -> list[Read[PlateRead]] | None:
    if message.data_type == "alpr_group":
        return None if message.is_preview else [_read(message, context, None)]
    if message.data_type == "alpr_alert":
        if message.group is None:
            raise RefusedError("group", "The alert carries no group.")
        words = (text(message.description, "description"), text(message.alert_list, "alert_list"))
        alert = "; ".join(filter(None, words)) or "alert"
        return [_read(message.group, context, alert)]
    if message.data_type in _WITHOUT_READ or message.openalpr_webhook is not None:
        return None
    raise RefusedError("data_type", "It is neither alpr_group, alpr_alert, vehicle nor heartbeat.")


def _read(group: Group, context: FeedContext, alert: str | None) -> Read[PlateRead]:
    best = group.best_plate or Plate("")
    plate, plate_text = plate_of(group.best_plate_number or best.plate, "best_plate_number")
    if group.epoch_start is None:
        raise RefusedError("epoch_start", "There is no value.")
    captured_at = instant(group.epoch_start, "epoch_start", context)
    camera = word(group.site_id if group.camera_id is None else group.camera_id, "camera_id")
    uuid = text(group.best_uuid, "best_uuid", longest=LONGEST_ID)
    external_id = uuid or derived_id(context, camera, captured_at, plate)
    lon, lat, is_bad = _point(group)
    confidence, region, region_confidence = _best(group, best)
    labels, candidates = group.web_server_config, group.candidates
    make, model, color, body = _vehicle(group.vehicle)
    read = PlateRead(
        external_id=external_id if alert is None else f"{external_id}:alert",
        captured_at=captured_at,
        plate=plate,
        plate_text=plate_text,
        state=state_of(region),
        state_text=region,
        confidence=share(confidence, "best_confidence", of=_PERCENT),
        state_confidence=share(region_confidence, "best_region_confidence", of=_PERCENT),
        camera=camera,
        camera_name=word(labels.camera_label, "camera_label") if labels else None,
        lon=lon,
        lat=lat,
        vendor_alert=alert,
        candidates=candidates_of(((c.plate, c.confidence) for c in candidates), plate, of=_PERCENT)
        if candidates
        else (),
        vehicle_make=make,
        vehicle_model=model,
        vehicle_color=color,
        vehicle_type=body,
    )
    return Read(read, is_bad)


def _best(group: Group, best: Plate) -> tuple[float | None, str | None, float | None]:
    """Return confidence, region and the region's confidence; newer agents name them apart."""
    if group.best_plate_number:
        region, sure = group.best_region, group.best_region_confidence
        return group.best_confidence, word(region, "best_region"), sure
    return best.confidence, word(best.region, "best_plate.region"), best.region_confidence


def _point(group: Group) -> tuple[float | None, float | None, bool]:
    # an agent without GPS says -1, -1
    if group.gps_latitude == -1 and group.gps_longitude == -1:
        return None, None, False
    return point(group.gps_longitude, group.gps_latitude)


def _vehicle(vehicle: Vehicle | None) -> tuple[str | None, ...]:
    """Return make, model, colour and body; a model is written with its make before it."""
    if vehicle is None:
        return None, None, None, None
    make, model = _first(vehicle.make), _first(vehicle.make_model)
    if model:
        model = model.removeprefix(f"{make}_")
    return make, model, _first(vehicle.color), _first(vehicle.body_type)


def _first(guesses: list[Guess] | None) -> str | None:
    return word(guesses[0].name, "vehicle") if guesses else None


FORMAT = FeedFormat(
    name="rekor",
    title="Rekor Scout and OpenALPR webhook",
    kind=RecordKind.READ,
    media_types=("application/json", "application/x-ndjson"),
    parse=parse,
    example=(
        b'{"data_type": "alpr_group", "version": 2, "epoch_start": 1717199999000, '
        b'"epoch_end": 1717200001000, "camera_id": 4417, "best_uuid": "AG7-4417-1717199999000", '
        b'"best_plate_number": "KBR4821", "best_confidence": 94.2, "best_region": "us-tx", '
        b'"best_region_confidence": 88.0, "candidates": [{"plate": "K8R4821", '
        b'"confidence": 31.5}], "gps_latitude": 29.7604, "gps_longitude": -95.3698, '
        b'"vehicle": {"color": [{"name": "white", "confidence": 91.0}]}, "is_preview": false}'
    ),
    schema=msgspec.json.schema(Message),
)
