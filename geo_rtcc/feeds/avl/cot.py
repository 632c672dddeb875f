"""Positions as Cursor on Target events, XML: one, or several one after the other.

Events of friendly tracks (``a-f-…``) are positions; pings, chats, markers and all others are
ignored. 9999999.0 stands for an unknown value.
"""

from collections.abc import Iterator
from functools import partial
from xml.etree.ElementTree import Element

from geo_rtcc.feeds.avl.frames import Span, not_blank, parse_frames
from geo_rtcc.feeds.avl.measures import accuracy, heading, number, position, speed
from geo_rtcc.feeds.messages import RefusedError
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed, RecordKind
from geo_rtcc.feeds.safe_xml import local_name, parse_xml
from geo_rtcc.feeds.values import instant, needed, text
from geo_rtcc.models import AvlFix

_START, _END = b"<event", b"</event"
_AFTER = (b" ", b"\t", b"\r", b"\n", b"/", b">")
_FRIENDLY = "a-f-"
_UNKNOWN = 9_999_999.0
_KINDS = (("a-f-G-E-V", "vehicle"), ("a-f-A", "aircraft"), ("a-f-S", "boat"), ("a-f-G-U", "person"))
_BOM = b"\xef\xbb\xbf"


def parse_cot(payload: bytes, context: FeedContext) -> Parsed[AvlFix]:
    """Parse all events of a payload."""
    spans = not_blank(payload, _spans(payload))
    return parse_frames(payload, spans, partial(_fix, context=context))


def _spans(payload: bytes) -> Iterator[Span]:
    """Yield each event with whatever stands before it, and the rest, so that nothing is lost."""
    at = len(_BOM) if payload.startswith(_BOM) else 0
    while at < len(payload):
        end = _end_of_event(payload, at)
        yield at, end
        at = end


def _end_of_event(payload: bytes, at: int) -> int:
    start = payload.find(_START, at)
    while start >= 0 and payload[start + len(_START) : start + len(_START) + 1] not in _AFTER:
        start = payload.find(_START, start + 1)
    tag_end = payload.find(b">", start) if start >= 0 else -1
    if tag_end < 0:
        return len(payload)
    if payload[tag_end - 1 : tag_end] == b"/":
        return tag_end + 1
    closing = payload.find(_END, tag_end)
    close_end = payload.find(b">", closing) if closing >= 0 else -1
    return close_end + 1 if close_end >= 0 else len(payload)


def _fix(event: bytes, context: FeedContext) -> AvlFix | None:
    root = parse_xml(event)
    if local_name(root) != "event":
        raise RefusedError("", "That is no Cursor on Target event.")
    kind = root.get("type", "")
    if not kind:
        raise RefusedError("type", "There is no value.")
    if not kind.startswith(_FRIENDLY):
        return None
    place, detail = _child(root, "point"), _child(root, "detail")
    track, contact = _child(detail, "track"), _child(detail, "contact")
    lon, lat = position(_number(place, "lon"), _number(place, "lat"), "point")
    return AvlFix(
        unit=needed(root.get("uid"), "uid"),
        fix_at=instant(needed(root.get("time"), "time"), "time", context),
        lon=lon,
        lat=lat,
        call_sign=text(_told(contact, "callsign"), "callsign", longest=200),
        unit_kind=next((name for start, name in _KINDS if kind.startswith(start)), None),
        speed_mps=speed(_known(track, "speed")),
        heading_deg=heading(_known(track, "course")),
        accuracy_m=accuracy(_known(place, "ce")),
    )


def _child(element: Element | None, name: str) -> Element | None:
    if element is None:
        return None
    return next((each for each in element if local_name(each) == name), None)


def _told(element: Element | None, name: str) -> str | None:
    return None if element is None else element.get(name)


def _number(element: Element | None, name: str) -> float | None:
    return number(_told(element, name), name)


def _known(element: Element | None, name: str) -> float | None:
    """Return a number that is only kept where it is one."""
    try:
        found = _number(element, name)
    except RefusedError:
        return None
    return None if found == _UNKNOWN else found


COT = FeedFormat(
    name="cot",
    title="Unit positions as Cursor on Target events",
    kind=RecordKind.FIX,
    media_types=("application/xml", "text/xml"),
    parse=parse_cot,
    example=(
        b'<event version="2.0" uid="2A12" type="a-f-G-E-V-C" how="m-g"'
        b' time="2024-05-31T21:04:12Z" start="2024-05-31T21:04:12Z" stale="2024-05-31T21:05:12Z">'
        b'<point lat="45.0112" lon="-93.0941" hae="9999999.0" ce="6.0" le="9999999.0"/>'
        b'<detail><contact callsign="Adam 12"/><track speed="13.4" course="271.0"/></detail>'
        b"</event>"
    ),
)
