"""Plate reads as JSON: our own, Rekor's, Flock's, Verkada's and Axis', each told the same way."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed
from geo_rtcc.feeds.reads import FORMATS, axis, flock, plain, rekor, verkada
from geo_rtcc.models import PlateRead

CONTEXT = FeedContext(source="town", zone="America/Chicago", now=datetime(2024, 6, 10, tzinfo=UTC))
AT = datetime(2024, 5, 31, 23, 59, 59, tzinfo=UTC)


def parsed(how: FeedFormat[PlateRead], *messages: object) -> Parsed[PlateRead]:
    return how.parse(b"\n".join(json.dumps(one).encode() for one in messages), CONTEXT)


def one(how: FeedFormat[PlateRead], message: object) -> PlateRead:
    found = parsed(how, message)
    assert found.rejected == []
    assert len(found.records) == 1
    return found.records[0]


def example(how: FeedFormat[PlateRead], **changes: object) -> dict[str, Any]:
    return json.loads(how.example) | changes


def refused(how: FeedFormat[PlateRead], message: object) -> tuple[str, str]:
    found = parsed(how, message)
    assert (found.records, found.ignored) == ([], 0)
    return found.rejected[0].field_name, found.rejected[0].reason


@pytest.mark.parametrize("how", FORMATS, ids=lambda how: how.name)
def test_every_example_is_one_read_and_stays_the_same_read(how: FeedFormat[PlateRead]) -> None:
    first, second = how.parse(how.example, CONTEXT), how.parse(how.example, CONTEXT)
    assert len(first.records) == 1
    assert (first.rejected, first.unplaced, first.ignored) == ([], [], 0)
    assert first.records == second.records
    assert first.records[0].plate == "KBR4821"
    assert first.records[0].captured_at.replace(microsecond=0) == AT


def test_plain_keeps_every_field() -> None:
    words = {"make": "Ford", "model": "Focus", "color": "white", "type": "sedan"}
    sent = {
        "external_id": 17, "captured_at": "2024-05-31T18:59:59", "plate": "kbr-48 21",
        "state": "new_york", "confidence": 0.5, "state_confidence": 1, "camera": 3,
        "camera_name": "5th", "lon": -95.4, "lat": 29.7, "heading_deg": 360,
        "image_url": "https://example.org/a.jpg", "vendor_alert": "stolen",
        "candidates": [{"plate": "k8r4821", "confidence": 0.3}],
    }  # fmt: skip
    read = one(plain.FORMAT, sent | {f"vehicle_{key}": word for key, word in words.items()})
    assert read == PlateRead(
        external_id="17", captured_at=AT, plate="KBR4821", plate_text="kbr-48 21", state="NY",
        state_text="new_york", confidence=0.5, state_confidence=1.0, camera="3",
        camera_name="5th", lon=-95.4, lat=29.7, heading_deg=0.0, vehicle_make="Ford",
        vehicle_model="Focus", vehicle_color="white", vehicle_type="sedan",
        image_url="https://example.org/a.jpg", vendor_alert="stolen",
        candidates=(("K8R4821", 0.3),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"plate": "- -"}, "plate"),
        ({"plate": "ABCDEFGHIJKLM"}, "plate"),
        ({"plate": "A" * 10_000}, "plate"),
        ({"captured_at": "31 May"}, "captured_at"),
        ({"captured_at": "0000-01-01T00:00:00Z"}, "captured_at"),
        ({"captured_at": "9999-12-31T23:59:59Z"}, "captured_at"),
        ({"captured_at": 1e300}, "captured_at"),
        ({"confidence": 1.1}, "confidence"),
        ({"vehicle_make": "x" * 201}, "vehicle_make"),
        ({"external_id": "x" * 201}, "external_id"),
    ],
)
def test_a_plain_read_that_cannot_be_used_names_its_field(
    changes: dict[str, Any], field: str
) -> None:
    named, reason = refused(plain.FORMAT, example(plain.FORMAT, **changes))
    assert named == field
    assert "ABCDEFGHIJKLM" not in reason


def test_an_id_is_made_where_none_is_sent_and_differs_by_camera_instant_and_plate() -> None:
    sent = example(plain.FORMAT, external_id=None)
    changes = [{}, {"camera": "D"}, {"plate": "KBR4822"}, {"captured_at": "2024-05-31T23:59:58Z"}]
    ids = [one(plain.FORMAT, sent | change).external_id for change in changes]
    assert len(set(ids)) == 4
    assert one(plain.FORMAT, sent | {"lon": 0}).external_id == ids[0]


def test_coordinates_that_are_no_place_leave_the_read_without_a_point() -> None:
    found = parsed(
        plain.FORMAT, example(plain.FORMAT, lon=-195), example(plain.FORMAT, lon=0, lat=0)
    )
    assert [(read.lon, read.lat) for read in found.records] == [(None, None)] * 2
    assert [lost.row_number for lost in found.unplaced] == [1]


def test_only_addresses_that_a_browser_opens_are_kept() -> None:
    for url in ("javascript:alert(1)", "/local/a.jpg", "https://example.org/" + "a" * 2_000):
        assert one(plain.FORMAT, example(plain.FORMAT, image_url=url)).image_url is None


def test_rekor_group_is_normalised() -> None:
    vehicle = {
        "make": [{"name": "ford", "confidence": 90.0}],
        "make_model": [{"name": "ford_focus", "confidence": 70.0}],
    }
    labels = {"camera_label": "5th and Main", "agent_label": "north"}
    sent = example(rekor.FORMAT, vehicle=vehicle, web_server_config=labels, travel_direction=64.1)
    read = one(rekor.FORMAT, sent)
    assert (read.external_id, read.camera, read.camera_name) == (
        "AG7-4417-1717199999000", "4417", "5th and Main",
    )  # fmt: skip
    assert (read.state, read.state_text, read.state_confidence) == ("TX", "us-tx", 0.88)
    assert read.confidence == pytest.approx(0.942)
    assert read.candidates == (("K8R4821", 0.315),)
    assert (read.vehicle_make, read.vehicle_model) == ("ford", "focus")
    assert read.heading_deg is None


def test_an_old_rekor_group_has_its_plate_inside_and_no_camera_but_its_site() -> None:
    best = {"plate": "KBR4821", "confidence": 92.0, "region": "mo", "region_confidence": 0}
    sent = {"data_type": "alpr_group", "epoch_start": 1717199999000, "best_plate": best}
    read = one(rekor.FORMAT, sent | {"site_id": "north"})
    assert (read.plate, read.confidence, read.state, read.camera) == (
        "KBR4821",
        0.92,
        "MO",
        "north",
    )


def test_a_rekor_alert_is_kept_beside_the_read_of_its_group() -> None:
    group = example(rekor.FORMAT)
    alert = {
        "data_type": "alpr_alert",
        "description": "Stolen",
        "alert_list": "NCIC",
        "group": group,
    }
    found = parsed(rekor.FORMAT, group, alert)
    assert [read.vendor_alert for read in found.records] == [None, "Stolen; NCIC"]
    assert len({read.external_id for read in found.records}) == 2
    assert len({(read.camera, read.plate, read.captured_at) for read in found.records}) == 1


def test_rekor_messages_without_a_read_are_ignored() -> None:
    messages = [
        {"data_type": "heartbeat", "agent_uid": "a"},
        {"data_type": "vehicle", "epoch_start": 1},
        {"data_type": "openalpr_webhook:test"},
        {"openalpr_webhook": "test"},
        example(rekor.FORMAT, is_preview=True),
    ]
    found = parsed(rekor.FORMAT, *messages)
    assert (found.ignored, found.records, found.rejected) == (5, [], [])


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ({"data_type": "alpr_alert", "description": "x"}, "group"),
        ({"data_type": "else"}, "data_type"),
        ({"data_type": "alpr_group", "epoch_start": 1}, "best_plate_number"),
        ({"data_type": "alpr_group", "best_plate_number": "A1"}, "epoch_start"),
    ],
)
def test_a_rekor_message_that_cannot_be_used_is_refused(
    message: dict[str, Any], field: str
) -> None:
    assert refused(rekor.FORMAT, message)[0] == field


def test_rekor_without_gps_has_no_point() -> None:
    sent = example(rekor.FORMAT, gps_latitude=-1, gps_longitude=-1)
    assert one(rekor.FORMAT, sent).lon is None


def test_a_flock_read_names_its_state_in_words() -> None:
    device = {"id": "d1", "name": "5th", "location": {"latitude": 29.7, "longitude": -95.4}}
    read = one(flock.FORMAT, example(flock.FORMAT, device=device, link="https://example.org/r/1"))
    assert (read.state, read.state_text, read.camera, read.lon) == ("NY", "new_york", "d1", -95.4)
    assert read.image_url == "https://example.org/r/1"
    address = example(flock.FORMAT, device=device | {"location": "5th and Main, Springfield"})
    assert one(flock.FORMAT, address).lon is None


ALERT = {
    "objectId": "o-1", "eventTime": "2024-05-31T23:59:59Z", "deviceLat": 29.7,
    "deviceLong": -95.4, "deviceName": "5th",
    "ocr": {"label": "KBR4821", "labelConfidence": 94, "state": "texas", "stateConfidence": 0.5},
    "sources": [
        {"name": "NCIC", "reason": "Stolen vehicle", "caseNumber": "24-17"}, {"name": "Own"},
    ],
}  # fmt: skip


def test_a_flock_alert_says_which_lists_wanted_the_vehicle() -> None:
    read = one(flock.FORMAT, ALERT)
    assert read.vendor_alert == "NCIC: Stolen vehicle (case 24-17); Own"
    assert (read.plate, read.state, read.confidence, read.lat) == ("KBR4821", "TX", 0.94, 29.7)


def test_a_flock_alert_without_a_plate_is_refused() -> None:
    assert refused(flock.FORMAT, ALERT | {"ocr": None}) == ("ocr", "The alert carries no plate.")


def test_verkada_counts_detections_in_milliseconds() -> None:
    read = one(verkada.FORMAT, example(verkada.FORMAT))
    assert read.captured_at == AT.replace(microsecond=123_000)
    assert (read.state, read.confidence) == ("TX", 0.94)
    data = example(verkada.FORMAT)["data"] | {"detected": None}
    assert one(verkada.FORMAT, example(verkada.FORMAT, data=data)).captured_at == AT


def test_other_verkada_webhooks_are_ignored_whatever_they_hold() -> None:
    found = parsed(verkada.FORMAT, {"webhook_type": "notification", "data": {"created": "x"}})
    assert (found.ignored, found.rejected) == (1, [])


def test_axis_numbers_are_texts(shared: Path) -> None:
    payload = (shared / "data/formats/axis_event.json").read_bytes()
    sent = json.loads(payload)
    read = axis.parse(payload, CONTEXT).records[0]
    assert read.plate_text == sent["plateUTF8"]
    assert read.captured_at.timestamp() == int(sent["capture_timestamp"]) / 1000
    assert (read.lon, read.lat) == (sent["geotag"]["lon"], sent["geotag"]["lat"])
    assert read.confidence == float(sent["plateConfidence"])
    assert (read.camera, read.state) == (sent["camera_info"]["SerialNumber"], None)
    assert read.image_url is None


def test_an_array_and_lines_are_the_same_messages() -> None:
    messages = [example(plain.FORMAT, external_id=str(i)) for i in range(3)]
    array = plain.parse(json.dumps(messages, indent=1).encode(), CONTEXT)
    assert array.records == parsed(plain.FORMAT, *messages).records
