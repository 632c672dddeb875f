"""Plate reads as XML and CSV: Hikvision's alerts, Plate Recognizer's lines, hostile XML."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from geo_rtcc.feeds.parsed import FeedContext
from geo_rtcc.feeds.reads import hikvision, platerecognizer

CONTEXT = FeedContext(source="town", zone="America/Chicago", now=datetime(2024, 6, 10, tzinfo=UTC))
EXAMPLE = hikvision.FORMAT.example
GPS = (
    b"<DeviceGPSInfo><longitudeType>%s</longitudeType><latitudeType>N</latitudeType>"
    b"<Longitude><degree>95</degree><minute>%s</minute><sec>36.0</sec></Longitude>"
    b"<Latitude><degree>29</degree><minute>30</minute><sec>0</sec></Latitude></DeviceGPSInfo>"
)


def changed(old: bytes, new: bytes) -> bytes:
    assert old in EXAMPLE
    return EXAMPLE.replace(old, new)


def test_a_hikvision_alert_as_a_camera_sends_it(shared: Path) -> None:
    payload = (shared / "data/formats/hikvision_anpr.xml").read_bytes()
    said = {e.tag.rpartition("}")[2]: e.text for e in ElementTree.fromstring(payload).iter()}
    parsed = hikvision.parse(payload, CONTEXT)
    assert (parsed.rejected, parsed.unplaced) == ([], [])
    read = parsed.records[0]
    assert (read.plate_text, read.external_id) == (said["licensePlate"], said["UUID"])
    assert read.confidence == int(said["confidenceLevel"] or "") / 100
    assert read.captured_at == datetime.fromisoformat(said["dateTime"] or "")
    assert read.camera == f"{said['macAddress']}/{said['channelID']}"
    assert (read.lon, read.lat) == (111.0, pytest.approx(22 / 60))
    assert read.vehicle_color == said["color"]


def test_degrees_minutes_and_seconds_become_degrees_west() -> None:
    end = b"</EventNotificationAlert>"
    read = hikvision.parse(changed(end, GPS % (b"W", b"22") + end), CONTEXT).records[0]
    assert (read.lon, read.lat) == (pytest.approx(-(95 + 22 / 60 + 0.01)), 29.5)


@pytest.mark.parametrize(("side", "minute"), [(b"X", b"22"), (b"E", b"72"), (b"E", b"nan")])
def test_degrees_that_are_none_leave_the_read_without_a_point(side: bytes, minute: bytes) -> None:
    end = b"</EventNotificationAlert>"
    parsed = hikvision.parse(changed(end, GPS % (side, minute) + end), CONTEXT)
    assert (len(parsed.records), len(parsed.unplaced)) == (1, 1)
    assert parsed.records[0].lon is None


def test_the_xml_part_of_a_posted_form_is_read_and_its_pictures_are_not() -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="%s"\r\nContent-Type: %s\r\n\r\n%s\r\n'
    picture = bytes(range(256)) * 200
    body = part % (b"anpr.xml", b"text/xml", EXAMPLE) + part % (b"a", b"image/jpeg", picture)
    parsed = hikvision.parse(body + b"--x--\r\n", CONTEXT)
    assert parsed.records == hikvision.parse(EXAMPLE, CONTEXT).records
    assert parsed.rejected == []
    alone = hikvision.parse(part % (b"a", b"image/jpeg", picture) + b"--x--", CONTEXT)
    assert [one.reason for one in alone.rejected] == ["There is no XML in it."]


def test_several_alerts_in_a_row_are_several_messages() -> None:
    prolog = b'<?xml version="1.0" encoding="UTF-8"?>\n'
    other = changed(b"<eventType>ANPR", b"<eventType>VMD").replace(b"ANPR>", b"VMD>")
    parsed = hikvision.parse(b"\n".join(prolog + one for one in (EXAMPLE, other, EXAMPLE)), CONTEXT)
    assert (len(parsed.records), parsed.ignored, parsed.rejected) == (2, 1, [])


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (b"KBR4821", b"unknown", "ANPR.licensePlate"),
        (b"<confidenceLevel>94", b"<confidenceLevel>high", "ANPR.confidenceLevel"),
        (b"<confidenceLevel>94", b"<confidenceLevel>nan", "ANPR.confidenceLevel"),
        (b"2024-05-31T18:59:59-05:00", b"", "dateTime"),
        (b"</ANPR>", b"</ANPR", ""),
    ],
)
def test_an_alert_that_cannot_be_used_is_refused(old: bytes, new: bytes, field: str) -> None:
    parsed = hikvision.parse(changed(old, new), CONTEXT)
    assert parsed.records == []
    assert [one.field_name for one in parsed.rejected] == [field]


LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 12))


@pytest.mark.parametrize(
    "payload",
    [
        b'<!DOCTYPE a [<!ENTITY l0 "ha">' + LAUGHS + b"]><a>&l11;</a>",
        b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
        b"<a>" * 100_000,
        b"<a>" * 50_000 + b"</a>" * 50_000,
        b"<a b='" + b"x" * 3_000_000 + b"'/>",
        b'<?xml version="1.0" encoding="GB2312"?><a/>',
    ],
    ids=["laughs", "file", "dtd", "open", "deep", "long", "encoding"],
)
def test_hostile_xml_is_refused_with_a_reason(payload: bytes) -> None:
    parsed = hikvision.parse(payload, CONTEXT)
    assert (parsed.records, parsed.ignored) == ([], 0)
    assert len(parsed.rejected) == 1
    assert "root:" not in parsed.rejected[0].reason


def test_a_csv_line_brings_its_lists_and_its_camera() -> None:
    read = platerecognizer.parse(platerecognizer.FORMAT.example, CONTEXT).records[0]
    assert (read.plate, read.plate_text, read.camera) == ("KBR4821", "kbr4821", "gate-1")
    assert (read.state, read.state_confidence, read.confidence) == ("TX", 0.8, 0.94)
    assert (read.vehicle_make, read.vehicle_model, read.vehicle_color, read.vehicle_type) == (
        "Ford", "Focus", "white", "Sedan",
    )  # fmt: skip
    assert read.candidates == (("K8R4821", 0.3),)


def test_lines_that_cannot_be_used_are_refused_one_by_one() -> None:
    header = b"timestamp,plate,score,file\n"
    rows = [
        b"2024-05-31 10:00:00,abc123,0.5,", b"2024-05-31 10:00:00,,0.5,", b"when,abc123,0.5,",
        b"2024-05-31 10:00:00,abc123,much,", b"2024-05-31 10:00:00,abc123", b"",
        b"2024-05-31 10:00:00,abc124,0.5,",
    ]  # fmt: skip
    parsed = platerecognizer.parse(header + b"\n".join(rows), CONTEXT)
    assert [read.plate for read in parsed.records] == ["ABC123", "ABC124"]
    assert [(one.row_number, one.field_name) for one in parsed.rejected] == [
        (2, "plate"), (3, "timestamp"), (4, "score"), (5, ""),
    ]  # fmt: skip
    assert parsed.rejected[0].raw["score"] == "0.5"
    local = datetime(2024, 5, 31, 10, tzinfo=UTC) + timedelta(hours=5)
    assert parsed.records[0].captured_at == local


@pytest.mark.parametrize("payload", [b"\xff\xfe\x00", b"a,b\n1,2\n", b"\x00"])
def test_what_is_no_csv_of_reads_is_refused_as_a_whole(payload: bytes) -> None:
    parsed = platerecognizer.parse(payload, CONTEXT)
    assert len(parsed.rejected) == 1
    assert (
        "timestamp and plate" in parsed.rejected[0].reason or "UTF-8" in parsed.rejected[0].reason
    )


@pytest.mark.parametrize(
    "payload",
    [
        b"<EventNotificationAlert" * 200_000,
        EXAMPLE + EXAMPLE + b"<?xml" * 2_000_000,
        b"--" * 2_000_000,
        b"--\n\n<a>" * 200_000,
    ],
    ids=["roots", "prologs", "dashes", "parts"],
)
def test_a_body_made_to_be_costly_is_answered_with_few_records(payload: bytes) -> None:
    parsed = hikvision.parse(payload, CONTEXT)
    assert 1 <= len(parsed.rejected) <= 10_000
    assert sum(len(str(one.raw["text"])) for one in parsed.rejected) < len(payload)
