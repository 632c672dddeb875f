"""Unit positions as JSON and as Cursor on Target: what is kept, refused and ignored."""

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from geo_rtcc.feeds.avl import FORMATS
from geo_rtcc.feeds.avl.cot import parse_cot
from geo_rtcc.feeds.avl.plain import parse_plain
from geo_rtcc.feeds.parsed import FeedContext, Parsed
from geo_rtcc.models import AvlFix

CONTEXT = FeedContext(source="fleet", zone="UTC", now=datetime(2024, 6, 1, tzinfo=UTC))
AT = datetime(2024, 5, 31, 21, 4, 12, tzinfo=UTC)
OURS = {"unit": "2A12", "fix_at": "2024-05-31T21:04:12Z", "lon": -93.1, "lat": 45.0}
THEIRS = {"externalId": 7, "subjectType": "unit", "subjectSubtype": "patrol", "latitude": 45.0,
          "longitude": -93.1, "createdAt": 1, "updatedAt": "2024-05-31T21:04:12Z"}  # fmt: skip
TIME = "2024-05-31T21:04:12.5Z"
POINT = '<point lat="45.0" lon="-93.1" hae="9999999.0" ce="4.5" le="9999999.0"/>'


def plain(**told: Any) -> Parsed[AvlFix]:
    return parse_plain(json.dumps(told).encode(), CONTEXT)


def event(kind: str = "a-f-G-U-C", inside: str = POINT, uid: str = "ANDROID-1") -> str:
    return f'<event version="2.0" uid="{uid}" type="{kind}" time="{TIME}">{inside}</event>'


def cot(text: str | bytes) -> Parsed[AvlFix]:
    return parse_cot(text if isinstance(text, bytes) else text.encode(), CONTEXT)


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.name)
def test_the_example_of_each_format_is_the_same_fix(kind: Any) -> None:
    parsed = kind.parse(kind.example, CONTEXT)
    (fix,) = parsed.records
    assert (fix.unit, fix.fix_at, parsed.rejected) == ("2A12", AT, [])
    assert (fix.lon, fix.lat, fix.heading_deg) == (pytest.approx(-93.0941), 45.0112, 271)
    assert fix.speed_mps == pytest.approx(13.4, abs=0.05)


def test_our_own_names_and_a_vendors_are_both_read() -> None:
    (fix,) = plain(**OURS, call_sign="A12", unit_kind="k9", status="busy", accuracy_m=5).records
    assert fix == AvlFix(unit="2A12", fix_at=AT, lon=-93.1, lat=45.0, call_sign="A12",
                         unit_kind="k9", status="busy", accuracy_m=5)  # fmt: skip
    (fix,) = plain(**THEIRS).records
    assert fix == AvlFix(unit="7", fix_at=AT, lon=-93.1, lat=45.0, unit_kind="patrol")


@pytest.mark.parametrize(
    ("lon", "lat"), [(0, 0), (None, 45), ("", ""), (181, 5), ("W", 5), (5, "nan")]
)
def test_a_fix_without_a_place_is_refused(lon: Any, lat: Any) -> None:
    ours, theirs = OURS | {"lon": lon, "lat": lat}, THEIRS | {"longitude": lon, "latitude": lat}
    assert plain(**ours).rejected[0].field_name == "lat"
    assert plain(**theirs).rejected[0].field_name == "latitude"


@pytest.mark.parametrize("at", [None, "", "now", "0000-00-00", "9999-12-31T00:00:00Z", -9e10, 1e24])
def test_a_fix_without_a_readable_time_is_refused(at: Any) -> None:
    assert plain(**OURS | {"fix_at": at}).rejected[0].field_name == "fix_at"


def test_what_devices_say_for_unknown_is_unknown() -> None:
    (fix,) = plain(**OURS, speed_mps=-1, heading_deg=720, accuracy_m=1e300).records
    assert (fix.speed_mps, fix.heading_deg, fix.accuracy_m) == (None, None, None)
    assert plain(**OURS, heading_deg=360).records[0].heading_deg == 0


def test_a_unit_that_is_not_named_is_refused() -> None:
    assert plain(**OURS | {"unit": " "}).rejected[0].field_name == "unit"
    assert plain(lon=1, lat=1, fix_at=1).rejected[0].field_name == "externalId"


def test_a_friendly_track_is_a_fix_with_all_that_it_tells() -> None:
    detail = '<detail><contact callsign="K9"/><track speed="3.5" course="90.0"/></detail>'
    (fix,) = cot(event("a-f-G-E-V-C", POINT + detail)).records
    assert fix == AvlFix(
        unit="ANDROID-1", fix_at=AT.replace(microsecond=500_000), lon=-93.1, lat=45.0,
        call_sign="K9", unit_kind="vehicle", speed_mps=3.5, heading_deg=90.0, accuracy_m=4.5,
    )  # fmt: skip


def test_of_all_published_types_friendly_tracks_alone_are_positions(shared: Path) -> None:
    listed = (shared / "data/formats/CoTtypes.xml").read_text("utf-8", "replace")
    kinds = set(re.findall(r'cot="([^"]+)"', listed))
    tracks = {kind for kind in kinds if re.match(r"a-[.f]-", kind)}
    assert len(tracks) > 900
    parsed = cot("".join(event(kind.replace("a-.-", "a-f-")) for kind in kinds))
    assert (len(parsed.records), parsed.ignored) == (len(tracks), len(kinds - tracks))
    hostile = cot("".join(event(kind.replace("a-.-", "a-h-")) for kind in kinds if "." in kind))
    assert hostile.records == []


def test_unknown_values_of_an_event_stay_unknown() -> None:
    unknown = '<point lat="45.0" lon="-93.1" ce="9999999.0"/>'
    track = '<detail><track speed="9999999.0" course="NaN"/></detail>'
    (fix,) = cot(event(inside=unknown + track)).records
    assert (fix.speed_mps, fix.heading_deg, fix.accuracy_m, fix.call_sign) == (None,) * 4


def test_events_may_follow_each_other_and_each_is_refused_on_its_own() -> None:
    head = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    ping = '<event uid="p" type="t-x-c-t" time="x"/>'
    texts = [head + event(), ping, event("a-u-G"), "<event>", event("b-t-f"), head + event(uid="B")]
    parsed = cot("".join(texts))
    assert [fix.unit for fix in parsed.records] == ["ANDROID-1", "B"]
    assert (parsed.ignored, [one.row_number for one in parsed.rejected]) == (2, [4])


@pytest.mark.parametrize(
    "inside",
    ["", '<point lat="0.0" lon="0.0"/>', '<point lat="91" lon="5"/>', '<point lat="x" lon="5"/>',
     '<point lat="9999999.0" lon="9999999.0"/>', '<point lat="nan" lon="1e400"/>', "<point/>"],
)  # fmt: skip
def test_a_track_without_a_real_point_is_refused(inside: str) -> None:
    parsed = cot(event(inside=inside))
    assert (parsed.records, len(parsed.rejected)) == ([], 1)


@pytest.mark.parametrize(
    "hostile",
    [b"<!DOCTYPE e [<!ENTITY a 'h'><!ENTITY b '&a;&a;'>]>" + event("a-f-G", "&b;").encode(),
     b"<!DOCTYPE e SYSTEM 'file:///etc/hostname'>" + event().encode(),
     b"<!DOCTYPE e [<!ENTITY f SYSTEM 'file:///etc/hostname'>]>" + event(inside="&f;").encode(),
     event(inside="<a>" * 100 + "</a>" * 100).encode(), b"<event " + b"x" * 300_000 + b"/>",
     b"<?xml version='1.0' encoding='utf-7'?>" + event().encode(), event().encode("utf-16"),
     b"<?xml version='1.0' encoding='no-such'?>" + event().encode(), b"<other/>",
     b"\xff\xfe<event/>",
     event().encode()[:-3], event(kind="").encode(), event(uid=" ").encode(), b"Roe"],
)  # fmt: skip
def test_hostile_or_broken_xml_is_refused_with_a_sentence(hostile: bytes) -> None:
    parsed = cot(hostile)
    assert (parsed.records, len(parsed.rejected)) == ([], 1)
    assert parsed.rejected[0].reason.endswith(".")
    assert "Roe" not in parsed.rejected[0].reason


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.name)
def test_a_fix_of_any_format_can_be_told_again_as_a_plain_one(kind: Any) -> None:
    (fix,) = kind.parse(kind.example, CONTEXT).records
    assert plain(**json.loads(json.dumps(asdict(fix), default=str))).records == [fix]
