"""Unit positions from any bytes: nothing raises, nothing is lost, nothing impossible is kept."""

import json
from datetime import UTC, datetime, timedelta
from math import isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_rtcc.feeds.avl import FORMATS
from geo_rtcc.feeds.avl.cot import COT
from geo_rtcc.feeds.avl.nmea import NMEA
from geo_rtcc.feeds.avl.plain import PLAIN
from geo_rtcc.feeds.avl.taip import TAIP
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed
from geo_rtcc.models import AvlFix

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CONTEXT = FeedContext(source="fleet", zone="UTC", now=NOW)
SECRET = "Hidden Lane"
BITS = {
    "plain": [b"NaN", b"1e400", b'"', b"{", b"[" * 3000, b"null", b'"9999-12-31"', b"-1"],
    "nmea": [b"$", b"*", b",", b",,", b"\\", b"$GPRMC,", b"\n", b"V", b"*00", b"nan"],
    "taip": [b">", b"<", b";", b"*", b">RPV", b">REV", b"+", b"99999", b";ID="],
    "cot": [b"<event", b"</event>", b"/>", b"<!DOCTYPE a>", b"&a;", b'"', b"nan", b"<", b"]]>"],
}
each_format = pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.name)
Kind = FeedFormat[AvlFix]


def check(parsed: Parsed[AvlFix], payload: bytes) -> None:
    """Assert what holds whatever came."""
    if payload.removeprefix(b"\xef\xbb\xbf").strip(b"\0 \t\r\n\v\f"):
        assert len(parsed.records) + len(parsed.rejected) + parsed.ignored >= 1
    for one in parsed.rejected:
        assert one.reason
        assert "Hidden" not in one.reason + one.field_name
        json.dumps(one.raw)
    for fix in parsed.records:
        assert fix.fix_at <= NOW + timedelta(days=1)
        assert abs(fix.lon) <= 180 and abs(fix.lat) <= 90
        for value in (fix.speed_mps, fix.heading_deg, fix.accuracy_m):
            assert value is None or (isfinite(value) and 0 <= value <= 1e6)
        assert fix.unit.strip().encode()


@each_format
@given(payload=st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_fixes_or_refused(kind: Kind, payload: bytes) -> None:
    check(kind.parse(payload, CONTEXT), payload)


@each_format
@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_any_mutation_of_a_message_is_taken_or_refused(kind: Kind, data: st.DataObject) -> None:
    payload = kind.example * data.draw(st.integers(1, 3))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(payload)))
        to = data.draw(st.integers(at, min(at + 12, len(payload))))
        bits = st.sampled_from([*BITS[kind.name], SECRET.encode(), b"\xff", b"\0"])
        payload = payload[:at] + data.draw(st.one_of(st.binary(max_size=4), bits)) + payload[to:]
    check(kind.parse(payload, CONTEXT), payload)


@each_format
@given(n=st.integers(0, 40))
@settings(max_examples=20, deadline=None)
def test_every_message_of_many_is_a_fix(kind: Kind, n: int) -> None:
    parsed = kind.parse(b"\n".join([kind.example] * n), CONTEXT)
    assert (len(parsed.records), parsed.rejected) == (n, [])


@each_format
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "cp500"])
def test_wrong_encodings_are_refused(kind: Kind, encoding: str) -> None:
    payload = kind.example.decode().encode(encoding)
    parsed = kind.parse(payload, CONTEXT)
    check(parsed, payload)
    assert parsed.records == []


@pytest.mark.parametrize(
    ("kind", "unit"),
    [(NMEA, b"$GPRMC,"), (NMEA, b" "), (NMEA, b"\\"), (NMEA, b",\n"), (TAIP, b">"), (TAIP, b"<"),
     (COT, b"<event>"), (COT, b"<event/"), (COT, b"<eventx>"), (COT, b"</event>"), (PLAIN, b"["),
     (PLAIN, b"{}\n"), (PLAIN, b'"')],
)  # fmt: skip
def test_repetition_costs_no_more_than_its_length(kind: Kind, unit: bytes) -> None:
    for times in (3_000, 30_000):  # what takes the square of it runs into the suite's own limit
        check(kind.parse(unit * times, CONTEXT), unit * times)


@given(second=st.integers(0, 86_399), ahead=st.integers(0, 10 * 366 * 86_400))
@settings(max_examples=200, deadline=None)
def test_the_day_of_a_time_of_day_is_never_in_the_future_nor_a_day_ago(
    second: int, ahead: int
) -> None:
    now = NOW + timedelta(seconds=ahead)
    context = FeedContext(source="f", zone="UTC", now=now)
    (fix,) = TAIP.parse(b">RPV%05d+4501120-0930941003027132<" % second, context).records
    assert now - timedelta(hours=23, minutes=50) <= fix.fix_at <= now + timedelta(minutes=10)
