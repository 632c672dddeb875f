"""Whatever a sender calls a hot list: no row is lost, and nothing but our own errors is raised."""

import gzip
import json
from datetime import UTC, datetime

from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.hot_lists import ENTRY_SCHEMA, parse_hot_list, preset_names
from geo_rtcc.feeds.parsed import FeedContext

CONTEXT = FeedContext(source="hot", zone="America/Chicago", now=datetime(2026, 1, 1, tzinfo=UTC))
MEDIA = st.sampled_from(["text/csv", "application/json", "application/octet-stream", ""])
PRESETS = st.sampled_from([None, *preset_names()])
DATES = st.sampled_from(
    ["", "2024-03-10", "0001-01-01", "9999-12-31", "262142-12-31", "2024-02-30", "20240101"]
)
CELL = st.text(st.characters(codec="utf-8", exclude_characters='\r\n;"'), max_size=30)
PLATE = st.one_of(CELL, st.from_regex(r"[A-C0-9 -]{0,14}", fullmatch=True))
VALUES = st.one_of(
    st.none(),
    CELL,
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.just({}),
)
OBJECT = st.dictionaries(
    st.sampled_from(["plate", "state", "category", "priority", "expires_at", "external_id", "x"]),
    VALUES,
)


@given(st.binary(max_size=300), MEDIA, PRESETS, st.booleans())
@example(b"\x1f\x8b\x08", "text/csv", None, False)
@example(b'PlateNumber\n"A\n"B\n', "text/csv", "genetec", False)
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused_with_a_sentence(
    payload: bytes, media_type: str, preset: str | None, is_zipped: bool
) -> None:
    body = gzip.compress(payload) if is_zipped else payload
    try:
        found = parse_hot_list(body, media_type=media_type, preset=preset, context=CONTEXT)
    except InputError as error:
        assert str(error)
    else:
        assert dict(found.entries.schema) == ENTRY_SCHEMA


@given(st.lists(st.tuples(PLATE, CELL, DATES, DATES), max_size=30))
@settings(max_examples=100, deadline=None)
def test_every_row_is_an_entry_rejected_or_repeated(rows: list[tuple[str, ...]]) -> None:
    lines = ["PlateNumber;Category;EffectiveDate;ExpiryDate", *map(";".join, rows)]
    body = "\n".join(lines).encode()
    found = parse_hot_list(body, media_type="text/csv", preset="genetec", context=CONTEXT)
    assert len(found.entries) + len(found.rejected) + found.repeated == len(rows)
    assert found.entries["external_id"].is_unique().all()
    numbers = [one.row_number for one in found.rejected]
    assert numbers == sorted(set(numbers))
    assert set(numbers) <= set(range(1, len(rows) + 1))


@given(st.lists(st.one_of(OBJECT, st.integers(), st.just([])), max_size=20))
@settings(max_examples=100, deadline=None)
def test_every_object_is_an_entry_rejected_or_repeated(objects: list[object]) -> None:
    body = json.dumps(objects).encode()
    found = parse_hot_list(body, media_type="application/json", preset=None, context=CONTEXT)
    assert len(found.entries) + len(found.rejected) + found.repeated == len(objects)


@given(st.lists(OBJECT, min_size=2, max_size=20))
@settings(max_examples=50, deadline=None)
def test_objects_one_a_line_are_the_same_as_in_an_array(objects: list[object]) -> None:
    lines = "\n".join(map(json.dumps, objects)).encode()
    array = json.dumps(objects).encode()
    one, other = (
        parse_hot_list(body, media_type="application/x-ndjson", preset=None, context=CONTEXT)
        for body in (lines, array)
    )
    assert one.entries.equals(other.entries)
    assert one.rejected == other.rejected


@given(st.lists(st.from_regex(r'"?[A-C]{1,3}"?[0-9]?"?', fullmatch=True), max_size=40))
@settings(max_examples=100, deadline=None)
def test_stray_quotation_marks_swallow_no_other_row(plates: list[str]) -> None:
    body = "\n".join(["PlateNumber;Category", *(f"{plate};x" for plate in plates)]).encode()
    found = parse_hot_list(body, media_type="text/csv", preset="genetec", context=CONTEXT)
    assert len(found.entries) + found.repeated == len(plates)
