"""Whatever bytes come, a parser answers; whatever reads come, the fast way says the same."""

import json
import string
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed
from geo_rtcc.feeds.reads import FORMATS, plain, plain_frame
from geo_rtcc.feeds.reads.frame import READ_SCHEMA, frame_of
from geo_rtcc.models import PlateRead

CONTEXT = FeedContext(source="town", zone="America/Chicago", now=datetime(2024, 6, 10, tzinfo=UTC))
FORMAT = st.sampled_from(FORMATS)
SECRET = b"KBR4821"


def answered(parsed: Parsed[PlateRead]) -> int:
    return len(parsed.records) + len(parsed.rejected) + parsed.ignored


def is_blank(payload: bytes) -> bool:
    return not payload.strip().removeprefix(b"\xef\xbb\xbf").strip()


@settings(deadline=None)
@given(FORMAT, st.binary(min_size=1, max_size=300))
def test_random_bytes_are_answered(how: FeedFormat[PlateRead], payload: bytes) -> None:
    assert answered(how.parse(payload, CONTEXT)) or is_blank(payload)


@settings(max_examples=250, deadline=None)
@given(FORMAT, st.data())
def test_mutated_payloads_are_answered_without_telling_the_plate(
    how: FeedFormat[PlateRead], data: st.DataObject
) -> None:
    payload = bytearray(how.example)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(payload) - 1))
        length = data.draw(st.integers(0, 12))
        payload[at : at + length] = data.draw(st.binary(max_size=12) | st.just(b'"' * 2))
        if not payload:
            break
    parsed = how.parse(bytes(payload), CONTEXT)
    rows = bytes(payload).split(b"\n", 1)[-1] if how.name == "platerecognizer" else bytes(payload)
    assert answered(parsed) or is_blank(rows)
    for one in (*parsed.rejected, *parsed.unplaced):
        assert one.reason
        assert SECRET.decode().lower() not in f"{one.field_name} {one.reason}".lower()


_words = st.text(string.printable + "é\u2028İß", max_size=14)
_values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False),
    _words, st.lists(_words, max_size=2), st.just("x" * 10_000),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([one for one in FORMATS if one.schema]), st.data())
def test_any_value_in_any_field_is_answered(
    how: FeedFormat[PlateRead], data: st.DataObject
) -> None:
    message = json.loads(how.example)
    where = data.draw(
        st.sampled_from([message, *(v for v in message.values() if isinstance(v, dict))])
    )
    where[data.draw(st.sampled_from(sorted(where)))] = data.draw(_values)
    parsed = how.parse(json.dumps(message).encode(), CONTEXT)
    assert answered(parsed) == 1
    frame = frame_of(parsed.records)
    assert frame.schema == pl.Schema(READ_SCHEMA)


_instants = st.one_of(
    st.datetimes(datetime(1969, 12, 31), datetime(2024, 6, 12)).map(
        lambda at: at.isoformat() + "Z"
    ),
    st.datetimes(datetime(2000, 1, 1), datetime(2024, 6, 1), timezones=st.just(UTC)).map(
        lambda at: (at - timedelta(hours=5)).isoformat()
    ),
    st.sampled_from(["2024-05-31T23:59:60Z", "2024-05-31 23:59:59Z", "2024-02-30T00:00:00Z"]),
    st.sampled_from(["2024-05-31T10:00:00.1234567Z", "2024-05-31T24:00:00Z", "2024-05-31"]),
    st.integers(-5, 1_717_200_000_000),
    st.floats(0, 1.8e18),
)
_fields: dict[str, st.SearchStrategy[Any]] = {
    "plate": st.text(string.ascii_letters + string.digits + " -/", max_size=14),
    "captured_at": _instants,
    "external_id": st.text(string.printable, max_size=5) | st.integers(),
    "state": st.sampled_from(["TX", " us-tx ", "", "Ontario", "??", None]),
    "confidence": st.floats(-0.1, 1.1) | st.integers(0, 1),
    "camera": st.sampled_from(["C1", " C1", "", 7, 10**30, None]),
    "camera_name": _words,
    "lon": st.sampled_from([0, -0.0, 1, 180, 180.5, None]),
    "lat": st.sampled_from([0, 1, -90, 91, None]),
    "heading_deg": st.sampled_from([0, 359.5, 360, 361, -1, None]),
    "vehicle_make": st.sampled_from(["Ford", " Ford ", " ", "x" * 201, "x" * 200 + " "]),
    "image_url": st.sampled_from(["https://a/b", " https://a", "ftp://a", "https://" + "a" * 2000]),
    "candidates": st.lists(
        st.fixed_dictionaries({"plate": _words, "confidence": st.floats(-0.5, 1.5)}), max_size=3
    ),
}
_USUAL = {"external_id": "r1", "captured_at": "2024-05-31T23:59:59Z", "plate": "KBR 1"}
_odd = st.sampled_from(sorted(_fields)).flatmap(
    lambda name: st.tuples(st.just(name), _fields[name])
)
_reads = st.lists(_odd, max_size=4).map(lambda changes: _USUAL | dict(changes))


@settings(max_examples=250, deadline=None)
@given(st.lists(_reads, min_size=1, max_size=3), st.booleans())
def test_the_fast_way_reads_the_same_or_nothing(
    reads: list[dict[str, Any]], as_array: bool
) -> None:
    text = json.dumps(reads) if as_array else "\n".join(map(json.dumps, reads))
    frame = plain_frame(text.encode(), CONTEXT)
    slow = plain.parse(text.encode(), CONTEXT)
    if frame is not None:
        assert (slow.rejected, slow.unplaced, slow.ignored) == ([], [], 0)
        assert_frame_equal(frame, frame_of(slow.records), check_exact=True)


def test_what_is_usual_is_read_the_fast_way() -> None:
    numbered = [json.loads(plain.FORMAT.example) | {"external_id": i} for i in range(5)]
    millis = [read | {"captured_at": 1_717_199_999_123} for read in numbered]
    for reads in (numbered, millis):
        text = "\r\n".join(map(json.dumps, reads)).replace("/", r"\/") + "\n"
        frame = plain_frame(text.encode(), CONTEXT)
        assert frame is not None
        assert_frame_equal(frame, frame_of(plain.parse(text.encode(), CONTEXT).records))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"a": 1}',
        '{"plate": "A1",\n"captured_at": 1, "external_id": "1"}',
        "{}{}",
    ],
)
def test_what_is_unusual_is_left_to_the_slow_way(text: str) -> None:
    assert plain_frame(text.encode(), CONTEXT) is None
