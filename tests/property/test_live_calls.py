"""Calls from any bytes: nothing raises, nothing is lost, and no reason tells who or where."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_rtcc.feeds.live_calls import FORMATS
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed
from geo_rtcc.models import CallForService

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CONTEXT = FeedContext(source="cad", zone="America/Chicago", now=NOW)
SECRET = "77 Hidden Lane Roe"
TIMES = st.sampled_from(
    ["0000-01-01", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00+14:00", SECRET]
)
NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
ODD = st.one_of(
    st.none(), st.booleans(), NUMBERS, TIMES, st.text(max_size=20), st.just({}), st.just([SECRET]),
    st.just({SECRET: SECRET}), st.just([[{"$ref": SECRET}]]), st.just(SECRET * 200),
)  # fmt: skip
each_format = pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.name)
Kind = FeedFormat[CallForService]


def check(parsed: Parsed[CallForService], payload: bytes) -> None:
    """Assert what holds whatever came."""
    if payload.removeprefix(b"\xef\xbb\xbf").strip():
        assert len(parsed.records) + len(parsed.rejected) + parsed.ignored >= 1
    for one in (*parsed.rejected, *parsed.unplaced):
        assert one.reason
        assert "Hidden" not in one.reason + one.field_name
        json.dumps(one.raw)
    for call in parsed.records:
        assert call.received_at <= NOW + timedelta(days=1)
        assert call.priority in (None, 1, 2, 3, 4, 5)
        assert (call.lon is None) == (call.lat is None)
        assert call.lon is None or (abs(call.lon) <= 180 and abs(call.lat or 0) <= 90)
        assert call.uncertainty_m is None or 0 <= call.uncertainty_m <= 1e7
        json.dumps([getattr(call, name) for name in call.__slots__], default=str).encode()


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value of a message."""
    inside: Any = value.items() if isinstance(value, dict) else ()
    inside = enumerate(value) if isinstance(value, list) else inside
    return [path, *(each for key, one in inside for each in places(one, (*path, key)))]


def put(message: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return the message with another value in one place."""
    if not path:
        return value
    copy = dict(message) if isinstance(message, dict) else list(message)
    copy[path[0]] = put(message[path[0]], path[1:], value)
    return copy


@each_format
@given(payload=st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_calls_or_refused(kind: Kind, payload: bytes) -> None:
    check(kind.parse(payload, CONTEXT), payload)


@each_format
@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_any_value_in_any_place_is_taken_or_refused(kind: Kind, data: st.DataObject) -> None:
    message = json.loads(kind.example)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(places(message)))
        message = put(message, path, data.draw(ODD))
    payload = json.dumps(message).encode()
    check(kind.parse(payload, CONTEXT), payload)


@each_format
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_any_cut_or_changed_bytes_are_taken_or_refused(kind: Kind, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(kind.example)))
    to = data.draw(st.integers(at, min(at + 40, len(kind.example))))
    put_in = st.one_of(
        st.binary(max_size=8),
        st.sampled_from(
            [b"NaN", b"Infinity", b"-1e400", b"[" * 3000, b"\\ud800", b"\xff\xfe", b"\0"]
        ),
    )
    payload = kind.example[:at] + data.draw(put_in) + kind.example[to:]
    check(kind.parse(payload, CONTEXT), payload)


@each_format
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig", "cp500"])
def test_wrong_encodings_are_refused_or_read(kind: Kind, encoding: str) -> None:
    payload = kind.example.decode().encode(encoding)
    parsed = kind.parse(payload, CONTEXT)
    check(parsed, payload)
    assert len(parsed.records) == (1 if encoding == "utf-8-sig" else 0)


@each_format
@given(n=st.integers(0, 30), wrong=st.sets(st.integers(0, 29)))
@settings(max_examples=30, deadline=None)
def test_arrays_and_lines_bring_the_same(kind: Kind, n: int, wrong: set[int]) -> None:
    one = msgspec.json.encode(msgspec.json.decode(kind.example))
    messages = [b'{"x": 1}' if at in wrong else one for at in range(n)]
    array = kind.parse(b"[" + b",".join(messages) + b"]", CONTEXT)
    lines = kind.parse(b"\n".join(messages), CONTEXT)
    assert array.records == lines.records
    assert [each.row_number for each in array.rejected] == [
        each.row_number for each in lines.rejected
    ]
    assert len(array.records) == n - len([at for at in wrong if at < n])
