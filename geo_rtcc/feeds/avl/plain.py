"""Positions as JSON: our own names, or those of a widely used vendor's subjects."""

from functools import partial

import msgspec

from geo_rtcc.feeds.avl.measures import accuracy, heading, position, speed
from geo_rtcc.feeds.messages import Read, RefusedError, parse_json
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed, RecordKind
from geo_rtcc.feeds.schemas import schema_of
from geo_rtcc.feeds.values import instant, needed, text
from geo_rtcc.models import AvlFix

Time = float | str
Key = str | int


class PlainFix(msgspec.Struct, frozen=True, gc=False):
    """One position of one unit. Instead of our names a sender may use those in camel case."""

    unit: Key | None = None
    fix_at: Time | None = None
    lon: float | str | None = None
    lat: float | str | None = None
    call_sign: str | None = None
    unit_kind: str | None = None
    speed_mps: float | None = None
    heading_deg: float | None = None
    accuracy_m: float | None = None
    status: str | None = None
    external_id: Key | None = msgspec.field(name="externalId", default=None)
    subject_type: str | None = msgspec.field(name="subjectType", default=None)
    subject_subtype: str | None = msgspec.field(name="subjectSubtype", default=None)
    latitude: float | str | None = None
    longitude: float | str | None = None
    created_at: Time | None = msgspec.field(name="createdAt", default=None)
    updated_at: Time | None = msgspec.field(name="updatedAt", default=None)


_OURS = ["unit", "fix_at", "lon", "lat"]
_THEIRS = ["externalId", "latitude", "longitude"]
_DECODER = msgspec.json.Decoder(PlainFix)


def parse_plain(payload: bytes, context: FeedContext) -> Parsed[AvlFix]:
    """Parse one position, an array of them, or one a line."""
    return parse_json(payload, partial(_fix, context=context))


def _fix(message: bytes, context: FeedContext) -> list[Read[AvlFix]]:
    told = _DECODER.decode(message)
    is_ours = told.unit is not None
    unit = needed(told.unit if is_ours else told.external_id, "unit" if is_ours else "externalId")
    at = told.fix_at if is_ours else told.updated_at or told.created_at
    if at is None or at == "":
        raise RefusedError("fix_at" if is_ours else "updatedAt", "There is no time.")
    lon, lat = (told.lon, told.lat) if is_ours else (told.longitude, told.latitude)
    found_lon, found_lat = position(_degrees(lon), _degrees(lat), "lat" if is_ours else "latitude")
    kind = told.unit_kind or told.subject_subtype or told.subject_type
    fix = AvlFix(
        unit=unit,
        fix_at=instant(at, "fix_at" if is_ours else "updatedAt", context),
        lon=found_lon,
        lat=found_lat,
        call_sign=text(told.call_sign, "call_sign", longest=200),
        unit_kind=text(kind, "unit_kind", longest=200),
        speed_mps=speed(told.speed_mps),
        heading_deg=heading(told.heading_deg),
        accuracy_m=accuracy(told.accuracy_m),
        status=text(told.status, "status", longest=200),
    )
    return [Read(fix)]


def _degrees(value: float | str | None) -> float | None:
    if not isinstance(value, str):
        return value
    try:
        return float(value) if value.strip() else None
    except ValueError:
        return float("nan")


PLAIN = FeedFormat(
    name="plain",
    title="Unit positions as JSON",
    kind=RecordKind.FIX,
    media_types=("application/json", "application/x-ndjson"),
    parse=parse_plain,
    schema=schema_of(PlainFix)
    | {"anyOf": [{"required": _OURS}, {"required": [*_THEIRS, "updatedAt"]}]},
    example=(
        b'{"unit": "2A12", "fix_at": "2024-05-31T21:04:12Z", "lon": -93.0941, "lat": 45.0112,'
        b' "speed_mps": 13.4, "heading_deg": 271, "accuracy_m": 6, "status": "en route"}'
    ),
)
