"""EIDOs: a real call transfer, references, states, the best location, and hostile XML inside."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from geo_rtcc.feeds.live_calls.eido import parse_eido
from geo_rtcc.feeds.parsed import FeedContext, Parsed
from geo_rtcc.models import CallForService, Category

CONTEXT = FeedContext(source="ecc", zone="UTC", now=datetime(2024, 6, 1, tzinfo=UTC))
AT = "2024-05-31T21:0{}:00Z"


def at(minute: int) -> datetime:
    return datetime(2024, 5, 31, 21, minute, tzinfo=UTC)


def point(lat: float, lon: float) -> str:
    pos = f"<pos>{lat} {lon}</pos>"
    return f"<presence><Point xmlns='http://www.opengis.net/gml'>{pos}</Point></presence>"


def location(key: str, kind: str, value: str | None = None, **more: Any) -> dict[str, Any]:
    told = {"$id": key, "locationTypeDescriptionRegistryText": kind, **more}
    return told if value is None else {**told, "locationByValue": value}


def eido(incident: dict[str, Any] | None = None, **parts: Any) -> Parsed[CallForService]:
    whole = {
        "$id": "urn:incident:1", "lastUpdateTimeStamp": AT.format(9),
        "callComponent": [{"$id": "c", "callStartTimestamp": AT.format(0)}], **parts,
    }  # fmt: skip
    if incident is not None:
        whole["incidentComponent"] = {"lastUpdateTimeStamp": AT.format(8), **incident}
    return parse_eido(json.dumps(whole).encode(), CONTEXT)


def test_a_real_call_transfer_is_an_open_call_with_the_address_it_was_routed_by(
    shared: Path,
) -> None:
    body = (shared / "data/formats/sample_call_transfer_EIDO.json").read_bytes()
    parsed = parse_eido(body, CONTEXT)
    (call,) = parsed.records
    assert call.external_id == "urn:emergency:uid:incidentid:a56e556d871:bcf.state.pa.us"
    assert call.received_at == datetime(2021, 4, 30, 18, 40, tzinfo=UTC)
    assert call.source_updated_at == datetime(2021, 4, 30, 18, 43, 49, 439_000, tzinfo=UTC)
    assert call.address == "42 W Cellular Street, Wilmington, DE"
    assert (call.call_type, call.category, call.closed_at) == ("(none)", Category.OTHER, None)
    assert (call.lon, call.units, parsed.rejected, parsed.unplaced) == (None, (), [], [])


def test_an_incident_brings_its_own_id_type_priority_beat_and_disposition() -> None:
    (call,) = eido({
        "$id": "i", "internalIncidentId": "24-7", "incidentTypeInternalCode": "459",
        "incidentTypeInternalText": "Burglary, residence", "beatOrDispatchGroupText": "12",
        "incidentTypeCommonRegistryText": "BurglaryResidence", "incidentCommonPriorityNumber": 9,
        "incidentPriorityInternalText": "HOT", "incidentStatusCommonRegistryText": ["Active"],
        "dispositionComponent": [
            {"dispositionCommonRegistryCode": "UNF", "dispositionPrimaryIndicator": False},
            {"dispositionCommonRegistryCode": "ARR", "dispositionPrimaryIndicator": True},
        ],
    }).records  # fmt: skip
    assert (call.external_id, call.call_type) == ("24-7", "459")
    assert (call.call_type_name, call.category) == ("Burglary, residence", Category.PROPERTY)
    assert (call.priority, call.priority_text, call.agency_beat) == (1, "HOT", "12")
    assert (call.disposition, call.closed_at, call.received_at) == ("ARR", None, at(0))


@pytest.mark.parametrize(
    ("status", "closed"),
    [(["Closed"], True), ("Cancelled", True), (["ReOpened"], False),
     (["Closed", "ReOpened"], False), (["ResourcesOnscene"], False), (None, False), ([3], False)],
)  # fmt: skip
def test_a_closed_or_cancelled_incident_ended_when_it_was_last_changed(
    status: Any, closed: bool
) -> None:
    (call,) = eido({"incidentStatusCommonRegistryText": status}).records
    assert call.closed_at == (at(8) if closed else None)


def test_units_are_those_that_are_sent_here_with_their_times() -> None:
    def unit(name: str, status: str, minute: int, **more: Any) -> dict[str, Any]:
        told = {"$id": f"id-{name}", "emergencyResourceName": name, **more}
        told["secondaryUnitStatusRegistryText"] = [status]
        return {**told, "lastUpdateTimeStamp": AT.format(minute)}

    (call,) = eido(
        {"internalIncidentId": "24-7"},
        dispatchComponent=[{"lastUpdateTimeStamp": AT.format(2),
                            "emergencyResourceReference": [{"$ref": "id-D"}, {"$ref": "gone"}]}],
        emergencyResourceComponent=[
            unit("A", "En Route", 4), unit("B", "OnScene", 6), unit("C", "InQuarters", 1),
            unit("D", "Staged", 5), unit("E", "OnScene", 3, activeOnIncidentId="other"),
            unit("F", "Committed", 7, activeOnIncidentId="24-7"),
        ],
    ).records  # fmt: skip
    assert (call.units, call.dispatched_at, call.on_scene_at) == (
        ("A", "B", "D", "F"),
        at(2),
        at(6),
    )


def test_the_incidents_own_location_is_preferred_and_a_units_never_taken() -> None:
    places = [
        location("u", "UnitLocation", point(1, 1)), location("r", "RoutingLocation", point(2, 2)),
        location("c", "Caller", point(3, 3)), location("i", "InitialIncident", point(4, 4)),
        location("n", "CurrentIncident", point(45, -93)), location("x", "Staging", point(6, 6)),
    ]  # fmt: skip
    expected = [(-93, 45), (4, 4), (3, 3), (2, 2), (None, None)]
    for gone, order in enumerate(["", "n", "ni", "nic", "nicr"]):
        kept = [each for each in places if each["$id"] not in order]
        named = {"locationReference": [{"$ref": each["$id"]} for each in kept]}
        (call,) = eido(named, locationComponent=kept).records
        assert (call.lon, call.lat) == expected[gone]


def test_point_and_address_may_stand_in_two_locations_of_one_kind() -> None:
    civic = "<presence><civicAddress><HNO>5</HNO><RD>Elm</RD></civicAddress></presence>"
    parsed = eido({}, locationComponent=[
        location("a", "CurrentIncident", civic), location("b", "CurrentIncident", point(45, -93)),
        location("c", "Caller", point(9, 9)),
    ])  # fmt: skip
    (call,) = parsed.records
    assert (call.address, call.lon, call.lat) == ("5 Elm", -93, 45)


@pytest.mark.parametrize(
    "value",
    ["<!DOCTYPE p [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><p>&b;</p>",
     "<!DOCTYPE p [<!ENTITY f SYSTEM 'file:///etc/hostname'>]><p>&f;</p>",
     "<p>" * 90, "not xml", point(99, 0)],
)  # fmt: skip
def test_a_call_outlives_a_location_that_can_not_be_read(value: str) -> None:
    parsed = eido({}, locationComponent=[location("a", "CurrentIncident", value)])
    (call,) = parsed.records
    assert (call.lon, call.address, len(parsed.unplaced)) == (None, None, 1)


def test_without_a_call_the_earliest_time_of_the_incident_stands_for_its_receipt() -> None:
    (call,) = eido({}, callComponent=None).records
    assert call.received_at == at(8)


def test_several_incidents_are_several_calls() -> None:
    incidents = [{"$id": "a"}, {"$id": "b", "internalIncidentId": "24-8"}]
    assert [call.external_id for call in eido(incidentComponent=incidents).records] == ["a", "24-8"]


def test_no_more_is_read_than_an_incident_can_have() -> None:
    for parts in ({"incidentComponent": [{"$id": "a"}] * 21}, {"locationComponent": [{}] * 1001}):
        parsed = eido(**parts)
        assert (parsed.records, len(parsed.rejected)) == ([], 1)


@pytest.mark.parametrize(
    "body", [{}, {"$id": ""}, {"$id": "x"}, {"$id": 5}, {"$id": "x", "lastUpdateTimeStamp": "Roe"}]
)
def test_what_tells_no_id_or_no_time_is_refused(body: dict[str, Any]) -> None:
    parsed = parse_eido(json.dumps(body).encode(), CONTEXT)
    assert (parsed.records, len(parsed.rejected)) == ([], 1)
    assert "Roe" not in parsed.rejected[0].reason


def test_odd_shapes_inside_are_refused_or_left_out_but_never_raise() -> None:
    for odd in (5, "x", [], [[]], [None], {"$ref": 5}, {"$ref": "a"}, True):
        eido({"locationReference": odd, "incidentTypeInternalText": odd}, locationComponent=odd)
        eido({"dispositionComponent": odd, "incidentCommonPriorityNumber": odd})
        parsed = eido(odd if isinstance(odd, dict) else {}, emergencyResourceComponent=odd)
        assert len(parsed.records) + len(parsed.rejected) == 1
