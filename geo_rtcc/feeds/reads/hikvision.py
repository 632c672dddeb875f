"""Hikvision's ANPR alerts: XML, alone or as the XML part of multipart/form-data.

The pictures beside it are not kept. A camera posts its other alerts to the same place, so one
without a plate event brings no read. ``direction`` says towards or away from the camera, and is no
heading.
"""

import re
from collections.abc import Iterator
from itertools import islice
from math import isfinite
from xml.etree.ElementTree import Element

from geo_rtcc.feeds.messages import BAD_POINT, RefusedError, rejected
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed, RecordKind
from geo_rtcc.feeds.reads.values import LONGEST_ID, derived_id, plate_of, word
from geo_rtcc.feeds.safe_xml import MOST_BYTES, local_name, parse_xml
from geo_rtcc.feeds.values import instant, needed, point, share, text
from geo_rtcc.models import PlateRead

_ROOT = b"<EventNotificationAlert"
_PROLOG = b"<?xml"
_NO_PLATE = ("unknown", "noplate", "no plate", "none")
_PERCENT = 100.0
_MOST_PARTS = 10_000
_HEAD_KEPT = 2_000  # bytes of a body without XML, which is pictures


def parse(payload: bytes, context: FeedContext) -> Parsed[PlateRead]:
    """Parse a posted body: XML, several of them in a row, or multipart with XML parts."""
    parsed = Parsed[PlateRead]()
    documents = list(_documents(payload))
    if payload.strip() and not documents:
        reason = "There is no XML in it."
        parsed.rejected.append(rejected(1, "", reason, payload[:_HEAD_KEPT]))
    for number, document in enumerate(documents, 1):
        kept = document[: 2 * MOST_BYTES]
        try:
            found = _read(parse_xml(document), context)
        except RefusedError as error:
            parsed.rejected.append(rejected(number, error.field, error.reason, kept))
            continue
        if found is None:
            parsed.ignored += 1
            continue
        read, is_bad = found
        parsed.records.append(read)
        if is_bad:
            parsed.unplaced.append(rejected(number, "DeviceGPSInfo", BAD_POINT, kept))
    return parsed


def _documents(payload: bytes) -> Iterator[bytes]:
    """Yield the XML documents of a body."""
    body = payload.strip()
    if not body.startswith(b"--"):
        yield from _split(body)
        return
    boundary = body.partition(b"\n")[0].rstrip()
    for part in body.split(boundary, _MOST_PARTS)[1:]:
        _head, _, content = part.replace(b"\r\n\r\n", b"\n\n", 1).partition(b"\n\n")
        content = content.strip()
        if content.startswith((b"<", b"\xef\xbb\xbf<")):
            yield from _split(content)


def _split(text: bytes) -> Iterator[bytes]:
    """Yield each of several documents written one after the other, as recordings have them."""
    starts = [found.start() for found in islice(re.finditer(_ROOT, text), _MOST_PARTS)]
    if len(starts) < 2:  # noqa: PLR2004
        if text:
            yield text
        return
    head = text[: starts[0]]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield head + _without_prolog(text[start:end])
        head = b""


def _without_prolog(text: bytes) -> bytes:
    """Return a document without the XML declaration of the next one behind it."""
    text = text.rstrip()
    at = text.rfind(_PROLOG)
    is_prolog = at > 0 and text.find(b"?>", at) == len(text) - 2
    return text[:at].rstrip() if is_prolog else text


def _read(root: Element, context: FeedContext) -> tuple[PlateRead, bool] | None:
    alert = _children(root)
    anpr = alert.get("ANPR")
    if anpr is None:
        if (_text(alert, "eventType") or "ANPR").upper() != "ANPR":
            return None
        raise RefusedError("ANPR", "The alert says nothing of a plate.")
    event = _children(anpr)
    said = _text(event, "licensePlate") or _text(event, "originalLicensePlate")
    if said and said.lower() in _NO_PLATE:
        raise RefusedError("ANPR.licensePlate", "The camera saw no plate.")
    plate, plate_text = plate_of(said, "ANPR.licensePlate")
    captured_at = instant(needed(_text(alert, "dateTime"), "dateTime"), "dateTime", context)
    camera = _camera(alert)
    uuid = text(_text(alert, "UUID"), "UUID", longest=LONGEST_ID)
    lon, lat, is_bad = _place(alert.get("DeviceGPSInfo"))
    vehicle = _children(event.get("vehicleInfo"))
    read = PlateRead(
        external_id=uuid or derived_id(context, camera, captured_at, plate),
        captured_at=captured_at,
        plate=plate,
        plate_text=plate_text,
        confidence=_confidence(_text(event, "confidenceLevel")),
        camera=camera,
        camera_name=word(_text(alert, "channelName"), "channelName"),
        lon=lon,
        lat=lat,
        vehicle_color=_known(_text(vehicle, "color")),
        vehicle_type=_known(_text(event, "vehicleType")),
    )
    return read, is_bad


def _children(element: Element | None) -> dict[str, Element]:
    """Return an element's children by their names without namespace; the first of each counts."""
    found: dict[str, Element] = {}
    for child in element if element is not None else ():
        found.setdefault(local_name(child), child)
    return found


def _text(children: dict[str, Element], name: str) -> str | None:
    child = children.get(name)
    return None if child is None else (child.text or "").strip() or None


def _camera(alert: dict[str, Element]) -> str | None:
    """Name the camera by its hardware address, and its channel: recorders have many."""
    device = _text(alert, "macAddress") or _text(alert, "ipAddress")
    channel = _text(alert, "channelID") or "1"
    return word(f"{device}/{channel}", "macAddress") if device else None


def _confidence(said: str | None) -> float | None:
    try:
        return share(None if said is None else float(said), "ANPR.confidenceLevel", of=_PERCENT)
    except ValueError:
        raise RefusedError("ANPR.confidenceLevel", "The value is no number.") from None


def _known(said: str | None) -> str | None:
    return None if said is None or said.lower() == "unknown" else word(said, "ANPR.vehicleInfo")


def _place(gps: Element | None) -> tuple[float | None, float | None, bool]:
    """Return lon, lat (degrees, EPSG:4326) and whether they can't be used."""
    said = _children(gps)
    if not {"Longitude", "Latitude"} & said.keys():
        return None, None, False
    try:
        lon = _degrees(said["Longitude"]) * {"E": 1, "W": -1}[_text(said, "longitudeType") or "E"]
        lat = _degrees(said["Latitude"]) * {"N": 1, "S": -1}[_text(said, "latitudeType") or "N"]
    except (KeyError, ValueError):
        return None, None, True
    return point(lon, lat)


def _degrees(angle: Element) -> float:
    parts = _children(angle)
    degree, minute, second = (
        float(_text(parts, name) or 0) for name in ("degree", "minute", "sec")
    )
    if not (isfinite(degree) and 0 <= minute < 60 and 0 <= second < 60 and degree >= 0):  # noqa: PLR2004
        raise ValueError(angle.tag)
    return degree + minute / 60 + second / 3600


FORMAT = FeedFormat(
    name="hikvision",
    title="Hikvision ANPR alert",
    kind=RecordKind.READ,
    media_types=("application/xml", "text/xml", "multipart/form-data"),
    parse=parse,
    example=(
        b'<EventNotificationAlert version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema">'
        b"<macAddress>00:00:5e:00:53:01</macAddress><channelID>1</channelID>"
        b"<dateTime>2024-05-31T18:59:59-05:00</dateTime><eventType>ANPR</eventType>"
        b"<channelName>5th and Main</channelName><ANPR><licensePlate>KBR4821</licensePlate>"
        b"<confidenceLevel>94</confidenceLevel></ANPR></EventNotificationAlert>"
    ),
)
