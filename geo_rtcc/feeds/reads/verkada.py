"""Verkada's license plate webhook.

``detected`` is in milliseconds and wins over ``created``, in seconds. Whether ``webhook_id`` names
the message or the subscription is not said, so the id is made of camera, instant and plate: a
message that is sent again has the same. Webhooks of other types bring no read.
"""

import msgspec

from geo_rtcc.feeds.messages import Read, RefusedError, parse_json
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed, RecordKind
from geo_rtcc.feeds.reads.values import derived_id, link, plate_of, state_of, word
from geo_rtcc.feeds.values import instant, share
from geo_rtcc.models import PlateRead


class Data(msgspec.Struct, gc=False):
    """One detection."""

    camera_id: str | None = None
    created: float | None = None
    detected: float | None = None
    license_plate_number: str | None = None
    license_plate_state: str | None = None
    confidence: float | None = None
    image_url: str | None = None


class Envelope(msgspec.Struct, gc=False):
    """What every webhook has, whatever its type."""

    webhook_type: str | None = None
    data: msgspec.Raw = msgspec.Raw(b"{}")


_ENVELOPE, _DATA = msgspec.json.Decoder(Envelope), msgspec.json.Decoder(Data)


def parse(payload: bytes, context: FeedContext) -> Parsed[PlateRead]:
    """Parse webhooks: one, a JSON array of them, or one a line."""
    return parse_json(payload, lambda message: _reads(_ENVELOPE.decode(message), context))


def _reads(message: Envelope, context: FeedContext) -> list[Read[PlateRead]] | None:
    if message.webhook_type is not None and message.webhook_type.lower() != "lpr":
        return None
    data = _DATA.decode(message.data)
    plate, plate_text = plate_of(data.license_plate_number, "data.license_plate_number")
    taken = data.created if data.detected is None else data.detected
    if taken is None:
        raise RefusedError("data.detected", "There is no value.")
    captured_at = instant(taken, "data.detected", context)
    camera = word(data.camera_id, "data.camera_id")
    state_text = word(data.license_plate_state, "data.license_plate_state")
    read = PlateRead(
        external_id=derived_id(context, camera, captured_at, plate),
        captured_at=captured_at,
        plate=plate,
        plate_text=plate_text,
        state=state_of(state_text),
        state_text=state_text,
        confidence=share(data.confidence, "data.confidence"),
        camera=camera,
        image_url=link(data.image_url),
    )
    return [Read(read)]


FORMAT = FeedFormat(
    name="verkada",
    title="Verkada license plate webhook",
    kind=RecordKind.READ,
    media_types=("application/json", "application/x-ndjson"),
    parse=parse,
    example=(
        b'{"webhook_type": "lpr", "webhook_id": "5b0e7c52-97c9-4a4e-a8a5-0f6f4f4f7f10", '
        b'"created_at": 1717200001, "data": {"camera_id": "0c8f4f0e-2d0f-4f43-8e3e-b9a3f1a0c7d2", '
        b'"created": 1717199999, "detected": 1717199999123, "license_plate_number": "KBR4821", '
        b'"license_plate_state": "us-tx", "confidence": 0.94}}'
    ),
    schema={
        "type": "object",
        "properties": {"webhook_type": {"type": "string"}, "data": msgspec.json.schema(Data)},
        "required": ["data"],
    },
)
