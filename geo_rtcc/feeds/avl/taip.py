"""Positions as TAIP, the Trimble ASCII protocol: ``>RPV…;ID=2A12;*hh<`` and ``>REV…<``.

Times are GPS time, which runs ahead of UTC by the leap seconds since 1980. PV tells the second of
the day only: the day is the latest that does not put the fix into the future. EV tells the week
too; receivers that count weeks in ten bits are brought to the latest era not in the future.
Source: Trimble Lassen and Copernicus reference manuals, appendix TAIP.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from geo_rtcc.feeds.avl.frames import Span, ascii_text, not_blank, parity, parse_frames
from geo_rtcc.feeds.avl.measures import MPH_MPS, heading, position, speed
from geo_rtcc.feeds.messages import RefusedError
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed, RecordKind
from geo_rtcc.feeds.values import instant, needed
from geo_rtcc.models import AvlFix

_FRAME = re.compile(rb">[^<>]*<")
_SOLUTION = re.compile(
    r"R(?:PV|EV\d\d(?P<week>\d{4})(?P<day>[0-6]))(?P<second>\d{5})(?P<lat>[+-]\d{7})"
    r"(?P<lon>[+-]\d{8})(?P<mph>\d{3})(?P<heading>\d{3})(?P<source>\d)(?P<age>\d)"
)
_OTHER_POSITIONS = ("RLN", "RCP", "RPL", "RAP")
_FRESH, _NO_FIX = "2", "9"
_STEP_DEG = 1e-5
_DAY = timedelta(days=1)
_ERA = timedelta(weeks=1024)
_GPS_EPOCH = datetime(1980, 1, 6, tzinfo=UTC)
_CLOCKS_DIFFER = timedelta(minutes=10)
# GPS time minus UTC from each instant of UTC on, in seconds
_LEAPS = (
    (datetime(2017, 1, 1, tzinfo=UTC), 18),
    (datetime(2015, 7, 1, tzinfo=UTC), 17),
    (datetime(2012, 7, 1, tzinfo=UTC), 16),
    (datetime(2009, 1, 1, tzinfo=UTC), 15),
    (datetime(2006, 1, 1, tzinfo=UTC), 14),
)
_LEAPS_BEFORE = 13


def parse_taip(payload: bytes, context: FeedContext) -> Parsed[AvlFix]:
    """Parse all messages of a payload; those that bring no position are ignored."""
    spans = not_blank(payload, _spans(payload))
    return parse_frames(payload, spans, partial(_fix, context=context))


def _spans(payload: bytes) -> Iterator[Span]:
    """Yield each ``>…<``, and whatever stands between them, so that nothing is lost."""
    at = 0
    for found in _FRAME.finditer(payload):
        yield at, found.start()
        yield found.span()
        at = found.end()
    yield at, len(payload)


def _fix(frame: bytes, context: FeedContext) -> AvlFix | None:
    text = ascii_text(frame)
    if not text.startswith(">"):
        raise RefusedError("", "That is no TAIP message, which begins with > and ends with <.")
    message, *qualifiers = text[1:-1].split(";")
    _check_sum(text, qualifiers)
    found = _SOLUTION.fullmatch(message)
    if found is None:
        if message.startswith(("RPV", "REV")):
            raise RefusedError("", "The PV or EV message has not the length that it must have.")
        if message.startswith(_OTHER_POSITIONS):
            raise RefusedError("", "Of positions only PV and EV messages are read.")
        if not re.match(r"[A-Z]{3}", message):
            raise RefusedError("", "That is no TAIP message.")
        return None
    ids = (each[3:] for each in qualifiers if each.startswith("ID="))
    return _of_solution(next(ids, None) or context.source, found, context)


def _of_solution(unit: str, found: re.Match[str], context: FeedContext) -> AvlFix:
    if found["age"] != _FRESH:
        raise RefusedError("age", "The position is older than ten seconds, or there is none.")
    if found["source"] == _NO_FIX:
        raise RefusedError("source", "The receiver has no fix.")
    lon, lat = position(int(found["lon"]) * _STEP_DEG, int(found["lat"]) * _STEP_DEG, "position")
    return AvlFix(
        unit=needed(unit, "ID"),
        fix_at=instant(_utc(_gps_time(found, context.now)).isoformat(), "time", context),
        lon=round(lon, 5),
        lat=round(lat, 5),
        speed_mps=speed(float(found["mph"]), unit_mps=MPH_MPS),
        heading_deg=heading(float(found["heading"])),
    )


def _gps_time(found: re.Match[str], now: datetime) -> datetime:
    second = timedelta(seconds=int(found["second"]))
    if second >= _DAY:
        raise RefusedError("time", "The second of the day must lie below 86400.")
    latest = now + timedelta(seconds=_leaps(now)) + _CLOCKS_DIFFER
    if found["week"] is None:
        at = latest.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + second
        return at if at <= latest else at - _DAY
    at = _GPS_EPOCH + timedelta(weeks=int(found["week"]), days=int(found["day"])) + second
    # a week of four digits is whole already unless it lies an era back
    return at + max((latest - at) // _ERA, 0) * _ERA


def _leaps(at: datetime) -> int:
    return next((seconds for since, seconds in _LEAPS if at >= since), _LEAPS_BEFORE)


def _utc(gps: datetime) -> datetime:
    return gps - timedelta(seconds=_leaps(gps))


def _check_sum(text: str, qualifiers: list[str]) -> None:
    """Refuse a wrong checksum; devices differ in whether the star counts."""
    told = qualifiers[-1] if qualifiers else ""
    if not told.startswith("*"):
        return
    summed = text[: text.rindex("*")]
    if not re.fullmatch(r"\*[0-9A-Fa-f]{2}", told) or int(told[1:], 16) not in (
        parity(summed),
        parity(summed + "*"),
    ):
        raise RefusedError("", "The checksum is not that of the message.")


TAIP = FeedFormat(
    name="taip",
    title="Unit positions as TAIP messages",
    kind=RecordKind.FIX,
    media_types=("text/plain",),
    parse=parse_taip,
    example=b">RPV75870+4501120-0930941003027112;ID=2A12;*0A<\r\n",
)
