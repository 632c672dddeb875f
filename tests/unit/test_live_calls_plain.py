"""Calls as our own JSON and as the vendor pushes them: what is kept, what is refused, and why."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest

from geo_rtcc.feeds.live_calls import FORMATS
from geo_rtcc.feeds.live_calls.plain import parse_plain
from geo_rtcc.feeds.live_calls.vendor import parse_vendor
from geo_rtcc.feeds.parsed import FeedContext, Parsed
from geo_rtcc.models import CallForService, Category

NOW = datetime(2024, 6, 1, tzinfo=UTC)
CONTEXT = FeedContext(source="cad", zone="America/Chicago", now=NOW)
CALL = {"external_id": "24-1", "received_at": "2024-05-31T21:00:00Z", "call_type": "BURR"}
PUSH = {"externalId": "C-1", "timestamp": "2024-05-31T21:00:00Z", "eventType": "Assault"}


def plain(**told: Any) -> Parsed[CallForService]:
    return parse_plain(json.dumps(CALL | told).encode(), CONTEXT)


def vendor(**told: Any) -> Parsed[CallForService]:
    return parse_vendor(json.dumps(PUSH | told).encode(), CONTEXT)


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.name)
def test_the_example_of_each_format_is_a_call_with_a_point(kind: Any) -> None:
    parsed = kind.parse(kind.example, CONTEXT)
    assert (len(parsed.records), parsed.rejected, parsed.unplaced) == (1, [], [])
    assert (parsed.records[0].lon, parsed.records[0].lat) == (-93.0941, 45.0112)
    assert kind.schema["type"] == "object"
    assert "$ref" not in json.dumps(kind.schema).replace('"$ref": id', "")


def test_a_plain_call_keeps_every_field_that_it_tells() -> None:
    call = plain(
        call_type_name="Burglary, residence", dispatched_at=1717189300, on_scene_at=1717189500.5,
        closed_at="2024-05-31T17:00:00", source_updated_at="2024-05-31T22:00:00+00:00", priority=2,
        priority_text=2, is_on_view=True, disposition="RPT", address="1200 Oak St", lon="-93.1",
        lat=45.01, uncertainty_m=12, agency_beat=12, units=["2A12", 14, "2A12"],
    ).records[0]  # fmt: skip
    assert call == CallForService(
        external_id="24-1", received_at=datetime(2024, 5, 31, 21, tzinfo=UTC), call_type="BURR",
        call_type_name="Burglary, residence", category=Category.PROPERTY,
        dispatched_at=datetime(2024, 5, 31, 21, 1, 40, tzinfo=UTC),
        on_scene_at=datetime(2024, 5, 31, 21, 5, 0, 500_000, tzinfo=UTC),
        closed_at=datetime(2024, 5, 31, 22, tzinfo=UTC),
        source_updated_at=datetime(2024, 5, 31, 22, tzinfo=UTC), priority=2, priority_text="2",
        is_on_view=True, disposition="RPT", address="1200 Oak St", lon=-93.1, lat=45.01,
        uncertainty_m=12.0, agency_beat="12", units=("2A12", "14"),
    )  # fmt: skip


@pytest.mark.parametrize("never", [None, "", 0, "9999-12-31T23:59:59", "1900-01-01T00:00:00Z"])
def test_a_call_is_open_where_its_end_never_was(never: Any) -> None:
    assert plain(closed_at=never).records[0].closed_at is None
    assert vendor(closedAt=never).records[0].closed_at is None


@pytest.mark.parametrize("end", ["soon", "2024-13-01", "2030-01-01T00:00:00Z", -5, -9e10, 1e25])
def test_an_end_that_is_no_time_is_refused_rather_than_leaving_the_call_open(end: Any) -> None:
    parsed = plain(closed_at=end)
    assert [one.field_name for one in parsed.rejected] == ["closed_at"]
    assert vendor(closedAt=end).records == []


@pytest.mark.parametrize(
    "at", [None, "", "yesterday", "0000-01-01", "9999-12-31", "1969-12-31", {}]
)
def test_without_a_time_of_receipt_there_is_no_call(at: Any) -> None:
    assert plain(received_at=at).records == vendor(timestamp=at).records == []
    assert len(plain(received_at=at).rejected) == 1


@pytest.mark.parametrize("lat", [91, -90.5, "north", True, [45], {"a": 1}])
def test_coordinates_that_are_no_place_leave_the_call_without_a_point(lat: Any) -> None:
    for parsed in (plain(lon=-93.1, lat=lat), vendor(location={"longitude": 1, "latitude": lat})):
        assert [call.lon for call in parsed.records] == [None]
        assert [one.field_name for one in parsed.unplaced] == ["location"]
        assert (
            "93.1" in parsed.unplaced[0].raw["text"]
            or "longitude" in parsed.unplaced[0].raw["text"]
        )


@pytest.mark.parametrize("lat", [b"1e400", b"-1e999", b'"NaN"', b'"Infinity"'])
def test_numbers_beyond_all_numbers_leave_the_call_without_a_point(lat: bytes) -> None:
    body = json.dumps(CALL).encode()[:-1] + b', "lon": 5, "lat": ' + lat + b"}"
    parsed = parse_plain(body, CONTEXT)
    assert (len(parsed.records), len(parsed.unplaced)) == (1, 1)


def test_unknown_coordinates_are_no_fault() -> None:
    for lon, lat in ((0, 0), (None, None), ("", ""), (-93.1, None)):
        parsed = plain(lon=lon, lat=lat, uncertainty_m=5)
        assert (parsed.records[0].lon, parsed.records[0].uncertainty_m) == (None, None)
        assert parsed.unplaced == []


def test_each_of_many_is_refused_on_its_own_with_its_place() -> None:
    body = json.dumps([CALL, {**CALL, "priority": 9}, 5, CALL, {"external_id": "x"}]).encode()
    parsed = parse_plain(body, CONTEXT)
    assert (len(parsed.records), [one.row_number for one in parsed.rejected]) == (2, [2, 3, 5])
    lines = b"\n".join([json.dumps(CALL).encode(), b"{broken", json.dumps(CALL).encode()])
    parsed = parse_plain(lines, CONTEXT)
    assert (len(parsed.records), [one.row_number for one in parsed.rejected]) == (2, [2])


def test_no_reason_repeats_an_address_or_a_caller() -> None:
    secret = "77 Hidden Ln, Jane Roe 555-0100"
    wrong = ({"category": secret}, {"received_at": secret}, {"priority": secret}, {"units": secret},
             {"address": secret * 100}, {"is_on_view": secret}, {"external_id": secret * 9},
             {secret: secret, "closed_at": secret})  # fmt: skip
    for told in wrong:
        (refused,) = plain(**told).rejected
        assert "Hidden" not in refused.reason + refused.field_name
        assert "Hidden" in refused.raw["text"]


def test_a_category_that_the_sender_names_is_kept() -> None:
    assert plain(category="weapons").records[0].category == Category.WEAPONS


@pytest.mark.parametrize(
    ("told", "priority", "text"),
    [(1, 1, "1"), (3.0, 3, "3"), ("P2", 2, "P2"), ("2A", 2, "2A"), (9, 5, "9"), (0, 1, "0"),
     ("ROUTINE", None, "ROUTINE"), (-1, None, "-1"), (None, None, None)],
)  # fmt: skip
def test_vendor_priorities_are_brought_to_ours_and_kept_as_told(
    told: Any, priority: int | None, text: str | None
) -> None:
    (call,) = vendor(priority=told).records
    assert (call.priority, call.priority_text) == (priority, text)


def test_a_vendor_push_keeps_what_we_have_fields_for_and_nothing_else() -> None:
    (call,) = vendor(
        area=12, updatedAt="2024-05-31T22:00:00Z", displayStatus="OnScene", narratives=["x"],
        location={"latitude": 45.0, "longitude": -93.0, "streetAddress": "1 A St", "city": "Town"},
        callerInfo={"name": "Jane Roe", "phone": "555-0100"},
        dispatchedUnits=[
            {"id": "B", "dispatchTime": "2024-05-31T21:05:00Z"},
            {"id": "A", "dispatchTime": "2024-05-31T21:02:00Z", "arrivalTime": 1717189800},
        ],
    ).records  # fmt: skip
    assert call.dispatched_at == datetime(2024, 5, 31, 21, 2, tzinfo=UTC)
    assert call.on_scene_at == datetime(2024, 5, 31, 21, 10, tzinfo=UTC)
    assert call.source_updated_at == datetime(2024, 5, 31, 22, tzinfo=UTC)
    assert (call.units, call.agency_beat, call.address) == (("A", "B"), "12", "1 A St, Town")
    assert call.category == Category.VIOLENCE
    every = [getattr(call, name) for name in CallForService.__slots__]
    assert "Roe" not in str(every) and "555-0100" not in str(every)


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.name)
def test_a_call_of_any_format_can_be_told_again_as_a_plain_one(kind: Any) -> None:
    (call,) = kind.parse(kind.example, CONTEXT).records
    told = json.dumps(asdict(call), default=str).encode()
    assert parse_plain(told, CONTEXT).records == [call]
