"""The details panel's HTML: escaped, never blank, and plain about what a hit is not."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from geo_rtcc.models import AreaKind
from geo_rtcc.situation.live_map.facts import (
    CallDetails,
    CameraDetails,
    CellDetails,
    HitDetails,
    NearCall,
    Sighting,
    UnitDetails,
)
from geo_rtcc.views import live_details as views

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
HOSTILE = '<script>alert("x")</script>'
ZONE = "America/Chicago"
NEAR = NearCall(
    received_at=NOW - timedelta(hours=3), category="violence", call_type=HOSTILE, address=None
)
BARE_CALL = {
    "call_id": 1, "received_at": NOW, "dispatched_at": None, "on_scene_at": None,
    "closed_at": None, "category": "violence", "call_type": "Assault", "call_type_code": "A",
    "priority": None, "priority_text": None, "is_on_view": False, "disposition": None,
    "address": None, "lon": None, "lat": None, "match_type": "none", "uncertainty_m": None,
    "cell": None, "area": None, "area_name": None, "is_area_ambiguous": False,
    "other_areas": None, "shift": None, "operational_on": date(2026, 3, 14), "source": "cad",
    "external_id": "1", "units": [], "near": (),
}  # fmt: skip
BARE_HIT = dict.fromkeys(HitDetails.__dataclass_fields__) | {
    "hit_id": 1, "captured_at": NOW, "plate": "KBR1207", "entry_plate": "KBR1207",
    "match_kind": "exact", "state_match": "unknown", "probability": 0.934,
    "status": "unverified", "is_suppressed": False, "sightings": (),
}  # fmt: skip
BARE_UNIT = dict.fromkeys(UnitDetails.__dataclass_fields__) | {
    "sign": "A1", "source": "avl", "calls": (),
}  # fmt: skip
BARE_CAMERA = dict.fromkeys(CameraDetails.__dataclass_fields__) | {
    "name": "Main", "is_mobile": False, "source": "alpr", "hit_count": 0,
}  # fmt: skip


def call_html(**words: object) -> str:
    return views.call_html(CallDetails(**BARE_CALL | words), ZONE, AreaKind.BEAT, NOW)


def hit_html(**words: object) -> str:
    return views.hit_html(HitDetails(**BARE_HIT | words), ZONE, NOW)


@pytest.mark.parametrize(
    "html",
    [
        call_html(),
        hit_html(),
        views.unit_html(UnitDetails(**BARE_UNIT), ZONE, NOW),
        views.camera_html(CameraDetails(**BARE_CAMERA), ZONE, NOW),
        views.camera_html(CameraDetails(**BARE_CAMERA | {"is_mobile": True}), ZONE, NOW),
    ],
)
def test_nothing_is_blank(html: str) -> None:
    assert "not known" in html
    assert "None" not in html
    assert not re.search(r"<(dd|dt|li|small|h2)>\s*</", html)


def test_every_text_is_escaped() -> None:
    texts = ("call_type", "priority_text", "disposition", "address", "area", "area_name", "shift",
             "source", "external_id")  # fmt: skip
    words = dict.fromkeys(texts, HOSTILE) | {"units": [HOSTILE], "near": (NEAR,), "priority": 1}
    html = call_html(**words)
    hostile = ("plate_text", "entry_plate", "state", "entry_state", "category", "reason",
               "case_number", "hot_list", "camera", "entry_vehicle", "image_url", "status_by",
               "vehicle_make", "area")  # fmt: skip
    sightings = (Sighting(captured_at=NOW, camera=HOSTILE),)
    html += hit_html(**dict.fromkeys(hostile, HOSTILE), sightings=sightings, status_at=NOW)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= len(texts) + len(hostile)


def test_a_hit_says_what_it_is_not() -> None:
    html = hit_html(state="TX", entry_state="TX", state_match="same")
    assert "not probable cause" in html and "Unverified" in html
    assert "93% that the vehicle bears the listed plate" in html


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://alpr.local/1.jpg", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
    ],
)
def test_only_web_addresses_become_links(url: str, is_link: bool) -> None:
    assert ("<a " in hit_html(image_url=url)) == is_link


def test_a_list_that_is_too_old_says_so() -> None:
    words = {"hot_list": "wanted", "list_made_at": NOW - timedelta(hours=30)}
    assert "wanted, 30 h old, STALE" in hit_html(**words, list_stale_after_s=86_400.0)
    assert "STALE" not in hit_html(**words, list_stale_after_s=172_800.0)


def test_times_are_told_with_what_lies_between_them() -> None:
    html = call_html(
        received_at=NOW - timedelta(minutes=20), dispatched_at=NOW - timedelta(minutes=17),
        on_scene_at=NOW - timedelta(minutes=12),
    )  # fmt: skip
    assert "Sat 14 Mar 2026 06:43 (after 3 min)" in html
    assert "<dt>Received to on scene</dt><dd>8.0 min</dd>" in html
    assert "<dt>Closed</dt><dd>not known</dd>" in html


def test_an_ambiguous_area_names_the_others() -> None:
    words = {"area": "11", "area_name": "North", "is_area_ambiguous": True, "other_areas": "12"}
    assert "11 North, ambiguous: may be 12" in call_html(**words)


def test_a_cell_is_told_by_hour_also_in_words() -> None:
    hours = tuple(4 if hour == 6 else 0 for hour in range(24))
    cell = CellDetails(
        name="89283082803ffff", from_at=NOW - timedelta(days=1), to_at=NOW,
        by_category={"violence": 4}, by_hour=hours, on_view_count=1,
    )  # fmt: skip
    html = views.cell_html(cell, ZONE)
    assert "4 calls" in html and 'aria-label="Calls by hour: 06:00 4"' in html
    assert html.count("<i ") == 24


def test_a_call_says_what_its_address_was_found_by() -> None:
    html = call_html(
        match_type="address", uncertainty_m=12.0, match_score=0.9,
        match_reference=f"Address point {HOSTILE}", address_distance_m=412.3,
    )  # fmt: skip
    assert "Address point, ±12 m; text and place agree 0.90 of 1" in html
    assert "412 m from the given point" in html
    assert HOSTILE not in html
    assert "Found by" not in call_html()
