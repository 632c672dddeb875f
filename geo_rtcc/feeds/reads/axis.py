"""Axis cameras with a plate application: JSON whose numbers are texts.

The application tells of a car when it comes, while it is seen and when it is lost; each message is
a read, and together they are one sighting. A car's number begins anew with the camera, so the id is
made of camera, instant and plate.
"""

from typing import Any

import msgspec

from geo_rtcc.feeds.messages import Read, RefusedError, parse_json
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed, RecordKind
from geo_rtcc.feeds.reads.values import derived_id, link, plate_of, state_of, word
from geo_rtcc.feeds.values import instant, point, share
from geo_rtcc.models import PlateRead


class Geotag(msgspec.Struct, gc=False):
    """Where the camera says it stands."""

    lat: float | None = None
    lon: float | None = None


class CameraInfo(msgspec.Struct, gc=False, rename="pascal"):
    """Which camera it is."""

    serial_number: str | None = None
    mac_address: str | None = msgspec.field(default=None, name="MACAddress")


class Message(msgspec.Struct, gc=False):
    """One event, with the fields that make a read."""

    capture_timestamp: float | None = None
    plate_utf8: str | None = msgspec.field(default=None, name="plateUTF8")
    plate_unicode: str | None = msgspec.field(default=None, name="plateUnicode")
    plate_text: str | None = msgspec.field(default=None, name="plateText")
    plate_ascii: str | None = msgspec.field(default=None, name="plateASCII")
    plate_country: str | None = msgspec.field(default=None, name="plateCountry")
    plate_region: str | None = msgspec.field(default=None, name="plateRegion")
    plate_confidence: float | None = msgspec.field(default=None, name="plateConfidence")
    geotag: Geotag | None = None
    camera_info: CameraInfo | None = None
    sensor_provider_id: str | None = msgspec.field(default=None, name="sensorProviderID")
    images_uri: Any = msgspec.field(default=None, name="imagesURI")


_DECODER = msgspec.json.Decoder(Message, strict=False)


def parse(payload: bytes, context: FeedContext) -> Parsed[PlateRead]:
    """Parse events: one, a JSON array of them, or one a line."""
    return parse_json(payload, lambda message: [_read(_DECODER.decode(message), context)])


def _read(sent: Message, context: FeedContext) -> Read[PlateRead]:
    said = sent.plate_utf8 or sent.plate_unicode or sent.plate_text or sent.plate_ascii
    plate, plate_text = plate_of(said, "plateUTF8")
    if sent.capture_timestamp is None:
        raise RefusedError("capture_timestamp", "There is no value.")
    captured_at = instant(sent.capture_timestamp, "capture_timestamp", context)
    info, geotag = sent.camera_info or CameraInfo(), sent.geotag or Geotag()
    name = word(sent.sensor_provider_id, "sensorProviderID")
    camera = word(info.serial_number or info.mac_address, "camera_info") or name
    lon, lat, is_bad = point(geotag.lon, geotag.lat)
    region = word(sent.plate_region, "plateRegion") or word(sent.plate_country, "plateCountry")
    images = sent.images_uri if isinstance(sent.images_uri, list) else []
    read = PlateRead(
        external_id=derived_id(context, camera, captured_at, plate),
        captured_at=captured_at,
        plate=plate,
        plate_text=plate_text,
        state=state_of(region),
        state_text=region,
        confidence=share(sent.plate_confidence, "plateConfidence"),
        camera=camera,
        camera_name=name,
        lon=lon,
        lat=lat,
        image_url=next(filter(None, (link(one) for one in images if isinstance(one, str))), None),
    )
    return Read(read, is_bad)


FORMAT = FeedFormat(
    name="axis",
    title="Axis camera with a plate application",
    kind=RecordKind.READ,
    media_types=("application/json", "application/x-ndjson"),
    parse=parse,
    example=(
        b'{"capture_timestamp": "1717199999123", "plateUTF8": "KBR4821", "plateCountry": "USA", '
        b'"plateConfidence": "0.940000", "carState": "new", "geotag": {"lat": 29.7604, '
        b'"lon": -95.3698}, "camera_info": {"SerialNumber": "ACCC8E000001"}}'
    ),
    schema=msgspec.json.schema(Message),
)
