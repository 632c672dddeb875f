"""Our own JSON of plate reads: the names are those of ``models.PlateRead``.

``plate`` and ``captured_at`` are needed; confidences are 0–1, coordinates degrees in EPSG:4326.
Without ``external_id`` one is made of source, camera, instant and plate. Other keys are ignored.
"""

import msgspec

from geo_rtcc.feeds.messages import Read, parse_json
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed, RecordKind
from geo_rtcc.feeds.reads.values import (
    LONGEST_ID,
    candidates_of,
    derived_id,
    heading,
    link,
    plate_of,
    state_of,
    word,
)
from geo_rtcc.feeds.values import instant, point, share, text
from geo_rtcc.models import PlateRead


class Candidate(msgspec.Struct, gc=False):
    """Another plate that the camera thought possible."""

    plate: str
    confidence: float


class PlainRead(msgspec.Struct, gc=False):
    """One read as it is sent."""

    plate: str
    captured_at: str | float
    external_id: str | int | None = None
    state: str | None = None
    confidence: float | None = None
    state_confidence: float | None = None
    camera: str | int | None = None
    camera_name: str | None = None
    lon: float | None = None
    lat: float | None = None
    heading_deg: float | None = None
    vehicle_make: str | None = None
    vehicle_model: str | None = None
    vehicle_color: str | None = None
    vehicle_type: str | None = None
    image_url: str | None = None
    vendor_alert: str | None = None
    candidates: list[Candidate] | None = None


_DECODER = msgspec.json.Decoder(PlainRead)


def parse(payload: bytes, context: FeedContext) -> Parsed[PlateRead]:
    """Parse one read, a JSON array of them, or one a line."""
    return parse_json(payload, lambda message: [_read(_DECODER.decode(message), context)])


def _read(sent: PlainRead, context: FeedContext) -> Read[PlateRead]:
    plate, plate_text = plate_of(sent.plate, "plate")
    captured_at = instant(sent.captured_at, "captured_at", context)
    camera = word(sent.camera, "camera")
    lon, lat, is_bad = point(sent.lon, sent.lat)
    external_id = text(sent.external_id, "external_id", longest=LONGEST_ID)
    state_text = word(sent.state, "state")
    read = PlateRead(
        external_id=external_id or derived_id(context, camera, captured_at, plate),
        captured_at=captured_at,
        plate=plate,
        plate_text=plate_text,
        state=state_of(state_text),
        state_text=state_text,
        confidence=share(sent.confidence, "confidence"),
        state_confidence=share(sent.state_confidence, "state_confidence"),
        camera=camera,
        camera_name=word(sent.camera_name, "camera_name"),
        lon=lon,
        lat=lat,
        heading_deg=heading(sent.heading_deg),
        vehicle_make=word(sent.vehicle_make, "vehicle_make"),
        vehicle_model=word(sent.vehicle_model, "vehicle_model"),
        vehicle_color=word(sent.vehicle_color, "vehicle_color"),
        vehicle_type=word(sent.vehicle_type, "vehicle_type"),
        image_url=link(sent.image_url),
        vendor_alert=text(sent.vendor_alert, "vendor_alert"),
        candidates=candidates_in(sent, plate),
    )
    return Read(read, is_bad)


def candidates_in(sent: PlainRead, plate: str) -> tuple[tuple[str, float], ...]:
    """Return the read's candidates, normalised."""
    if not sent.candidates:
        return ()
    return candidates_of(((one.plate, one.confidence) for one in sent.candidates), plate)


FORMAT = FeedFormat(
    name="plain",
    title="Geo RTCC's own JSON",
    kind=RecordKind.READ,
    media_types=("application/json", "application/x-ndjson"),
    parse=parse,
    example=(
        b'{"external_id": "r-1029", "captured_at": "2024-05-31T23:59:59Z", "plate": "KBR4821", '
        b'"state": "TX", "confidence": 0.94, "camera": "C-17", "lon": -95.3698, "lat": 29.7604, '
        b'"vehicle_make": "Ford", "candidates": [{"plate": "K8R4821", "confidence": 0.31}]}'
    ),
    schema=msgspec.json.schema(PlainRead),
)
