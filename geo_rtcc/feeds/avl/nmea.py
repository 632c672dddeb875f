"""Positions as NMEA 0183: RMC sentences of any talker (GP, GN, GL, GA …), one a line.

A sentence names no unit. It is taken from a tag block (``\\s:2A12*50\\$GPRMC…``), from a prefix
(``2A12 $GPRMC…`` or ``2A12,$GPRMC…``), or else is the feed's source: one device, one source.
"""

import re
from datetime import UTC, datetime
from functools import partial

from geo_rtcc.feeds.avl.frames import ascii_text, line_spans, not_blank, parity, parse_frames
from geo_rtcc.feeds.avl.measures import KNOT_MPS, heading, number, position, speed
from geo_rtcc.feeds.messages import RefusedError
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed, RecordKind
from geo_rtcc.feeds.values import instant, needed
from geo_rtcc.models import AvlFix

_LINE = re.compile(r"(?:\\(?P<tags>[^\\]*)\\)?(?P<unit>[^$!\\]*)(?P<sentence>[$!].*)")
_SENTENCE = re.compile(r"[$!](?P<body>[^*$!]*)(?:\*(?P<sum>[0-9A-Fa-f]{2}))?\s*")
_TIME = re.compile(r"(\d\d)(\d\d)(\d\d)(?:\.(\d{1,6})\d*)?")
_DATE = re.compile(r"(\d\d)(\d\d)(\d\d)")
_ANGLE = re.compile(r"(\d{1,3})(\d\d(?:\.\d*)?)")
_MINUTES = 60.0
_RMC_FIELDS = 10
_MODE = 12
# by mode: N no fix, S simulated, M typed in by hand
_NOT_MEASURED = {"N", "S", "M"}


def parse_nmea(payload: bytes, context: FeedContext) -> Parsed[AvlFix]:
    """Parse lines of NMEA; sentences other than RMC are ignored."""
    spans = not_blank(payload, line_spans(payload))
    return parse_frames(payload, spans, partial(_fix, context=context))


def _fix(line: bytes, context: FeedContext) -> AvlFix | None:
    found = _LINE.fullmatch(ascii_text(line))
    sentence = _SENTENCE.fullmatch(found["sentence"]) if found else None
    if found is None or sentence is None:
        raise RefusedError("", "That is no NMEA sentence.")
    if sentence["sum"] is None:
        raise RefusedError("", "The sentence has no checksum.")
    if parity(sentence["body"]) != int(sentence["sum"], 16):
        raise RefusedError("", "The checksum is not that of the sentence.")
    fields = sentence["body"].split(",")
    if not fields[0].endswith("RMC") or found["sentence"].startswith("!"):
        return None
    unit = _tagged(found["tags"]) or found["unit"].strip(" \t,:") or context.source
    return _of_rmc(needed(unit, "unit"), fields, context)


def _of_rmc(unit: str, fields: list[str], context: FeedContext) -> AvlFix:
    if len(fields) < _RMC_FIELDS:
        raise RefusedError("", "The RMC sentence has too few fields.")
    _, time, status, lat, north, lon, east, knots, course, date = fields[:_RMC_FIELDS]
    if status != "A":
        raise RefusedError("status", "The device says that the position is not valid.")
    if len(fields) > _MODE and fields[_MODE] in _NOT_MEASURED:
        raise RefusedError("mode", "The position was not measured.")
    found = position(_degrees(lon, east, "EW"), _degrees(lat, north, "NS"), "position")
    return AvlFix(
        unit=unit,
        fix_at=instant(_instant(date, time).isoformat(), "time", context),
        lon=found[0],
        lat=found[1],
        speed_mps=speed(number(knots, "speed"), unit_mps=KNOT_MPS),
        heading_deg=heading(number(course, "course")),
    )


def _degrees(text: str, side: str, sides: str) -> float | None:
    """Return the degrees of ddmm.mm or dddmm.mm, negative to the west and south."""
    if not text:
        return None
    found = _ANGLE.fullmatch(text)
    if found is None or side not in tuple(sides) or float(found[2]) >= _MINUTES:
        raise RefusedError("position", "The position is not written as ddmm.mm with N, S, E or W.")
    degrees = int(found[1]) + float(found[2]) / _MINUTES
    return -degrees if side in "WS" else degrees


def _instant(date: str, time: str) -> datetime:
    """Return the instant in UTC; years have two digits, and the system began in 1980."""
    day, clock = _DATE.fullmatch(date), _TIME.fullmatch(time)
    if day is None or clock is None:
        raise RefusedError("time", "Time and date are not written as hhmmss and ddmmyy.")
    year = int(day[3]) + (1900 if int(day[3]) >= 80 else 2000)  # noqa: PLR2004
    hour, minute, second = (int(clock[part]) for part in (1, 2, 3))
    micros = int((clock[4] or "0").ljust(6, "0"))
    try:
        return datetime(year, int(day[2]), int(day[1]), hour, minute, second, micros, tzinfo=UTC)
    except ValueError:
        raise RefusedError("time", "Time and date do not exist.") from None


def _tagged(tags: str | None) -> str | None:
    """Return the source that a tag block names; RefusedError where its checksum is wrong."""
    if tags is None:
        return None
    body, star, told = tags.rpartition("*")
    if not star or not re.fullmatch(r"[0-9A-Fa-f]{2}", told) or parity(body) != int(told, 16):
        raise RefusedError("", "The checksum of the tag block is missing or wrong.")
    named = (part[2:] for part in body.split(",") if part.startswith("s:"))
    return next(named, None)


NMEA = FeedFormat(
    name="nmea",
    title="Unit positions as NMEA RMC sentences",
    kind=RecordKind.FIX,
    media_types=("text/plain",),
    parse=parse_nmea,
    example=b"2A12 $GPRMC,210412.00,A,4500.6720,N,09305.6460,W,26.0,271.0,310524,,,A*70\r\n",
)
