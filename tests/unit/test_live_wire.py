"""Messages of the live map that a table of examples tells best."""

import json
from datetime import date, timedelta

import pytest
from live_messages import NOW, calls_in, calls_of, cells_in, frame_of, hits_of, rows_in, told

from geo_rtcc.cells import cell_of
from geo_rtcc.models import NcicFile
from geo_rtcc.situation.installation import AreaMap, AreaShape, Installation
from geo_rtcc.situation.live_map.levels import CRITICAL_FILES, hit_level
from geo_rtcc.situation.live_map.models import (
    CAMERA_SCHEMA,
    MARK_SCHEMA,
    UNIT_SCHEMA,
    FeedNews,
    LiveChanges,
    LiveSnapshot,
    Records,
)
from geo_rtcc.situation.tiles import TileFacts
from geo_rtcc.views.live_wire import (
    change_message,
    id_of,
    number_of,
    snapshot_message,
    tick_message,
    units_message,
)

TILES = TileFacts(version="v1", on=date(2026, 3, 14), schema="agency", max_zoom=15)
FEED = FeedNews(kind="avl_fix", source="avl", newest_at=NOW, live_within=timedelta(seconds=30))


def snapshot(**words: object) -> LiveSnapshot:
    known = Installation(
        name="Small City", zone="UTC", plans=(), first_at=None, last_at=None, first_on=None,
        last_on=None,
    )  # fmt: skip
    values = {
        "cursor": 12, "now": NOW, "from_at": NOW - timedelta(days=1), "to_at": NOW,
        "is_live": True, "installation": known, "area_map": AreaMap(), "newest_call_at": None,
        "beyond": 0, "records": Records(), "feeds": (FEED,), **words,
    }  # fmt: skip
    return LiveSnapshot(**values)


def message_of(**words: object) -> dict:
    return json.loads(snapshot_message(snapshot(**words), epoch="run", tiles=TILES))


@pytest.mark.parametrize(
    ("ncic_file", "priority", "level"),
    [
        ("wanted_person", None, "critical"),
        ("violent_person", 90, "critical"),
        ("vehicle", 1, "critical"),
        (None, 0, "critical"),
        (None, 2, "warning"),
        ("missing_person", 2, "warning"),
        ("vehicle", 3, "notice"),
        ("license_plate", None, "notice"),
        (None, None, "notice"),
    ],
)
def test_a_hits_level_follows_its_entry(
    ncic_file: str | None, priority: int | None, level: str
) -> None:
    assert hit_level(ncic_file, priority) == level


def test_files_about_things_are_not_critical() -> None:
    things = {NcicFile.VEHICLE, NcicFile.LICENSE_PLATE, NcicFile.MISSING_PERSON}
    assert not things & CRITICAL_FILES


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ({}, 0),
        ({"dispatched_at": NOW}, 1),
        ({"dispatched_at": NOW, "on_scene_at": NOW}, 2),
        ({"on_scene_at": NOW}, 2),
        ({"on_scene_at": NOW, "closed_at": NOW}, 3),
        ({"on_scene_at": NOW, "is_closing_known": False}, 4),
        ({"closed_at": NOW, "is_closing_known": False}, 3),
    ],
)
def test_a_calls_step_is_the_last_one_known(words: dict, step: int) -> None:
    [call] = calls_in(told(calls=calls_of(words)))
    assert call["step"] == step


def test_an_empty_snapshot_has_every_part() -> None:
    message = message_of()
    parts = ("calls", "cells", "hits", "units", "cameras", "marks", "texts", "feeds", "agency")
    assert all(part in message for part in parts)
    assert (message["id"], message["live"], message["newestCall"]) == ("run.12", True, None)
    assert message["agency"]["bounds"] is None
    assert calls_in(message) == cells_in(message) == rows_in(message["hits"]) == []


def test_a_snapshot_names_agency_areas_and_tiles() -> None:
    ring = ((-93.1, 45.0), (-93.0, 45.0), (-93.0, 45.1))
    area = AreaShape(
        area_id=1, code="11", name="Beat 1", parent_code=None, label_at=(-93.05, 45.05),
        rings=(ring,),
    )  # fmt: skip
    message = message_of(area_map=AreaMap(areas=(area,)))
    assert message["agency"]["bounds"] == [-93.1, 45.0, -93.0, 45.1]
    assert message["agency"]["areas"] == [
        {"code": "11", "name": "Beat 1", "parent": "", "lon": -93.05, "lat": 45.05}
    ]
    assert message["tiles"]["on"] == "2026-03-14" and message["tiles"]["maxZoom"] == 15


def test_without_areas_the_bounds_are_those_of_nearly_all_calls() -> None:
    places = [(-93 - i / 1e4, 45 + i / 1e4) for i in range(300)] + [(0.0, 0.0)]
    calls = calls_of(*({"lon": lon, "lat": lat} for lon, lat in places))
    west, south, east, north = message_of(records=Records(calls=calls))["agency"]["bounds"]
    assert -93.1 < west < east < -92.9
    assert 44.9 < south < north < 45.1


def test_a_change_has_only_what_changed() -> None:
    marks = frame_of(
        MARK_SCHEMA,
        [{"kind": "hit", "record_id": 5, "action": "escalate", "at": NOW, "by": "console"}],
    )
    message = told(marks=marks)
    assert message.keys() == {"now", "marks"}
    assert rows_in(message["marks"])[0]["key"] == "0.5"


def test_no_change_is_no_message() -> None:
    assert told() == {}
    only_feeds = LiveChanges(cursor=1, now=NOW, records=Records(), feeds=(FEED,))
    assert json.loads(change_message(only_feeds) or b"").keys() == {"now", "feeds"}


def test_a_hit_says_how_sure_it_is_and_where_the_list_says_nothing_so() -> None:
    [hit] = rows_in(told(hits=hits_of({}))["hits"])
    assert hit["status"] == "unverified"
    assert hit["at"] == NOW.timestamp() - 1.5
    assert (hit["state"], hit["reason"], hit["priority"], hit["lon"]) == ("", "", None, None)
    assert "camera" in hit["sure"].lower()


def test_neighbouring_cells_share_their_shapes() -> None:
    cells = {cell_of(-93 + i / 300, 45 + j / 400) for i in range(20) for j in range(20)}
    message = told(calls=calls_of(*({"cell": cell} for cell in cells)))
    assert len(message["cells"]["name"]) > 250
    assert len(message["cells"]["rings"]) < 20


def test_a_pentagon_keeps_its_own_corners() -> None:
    pentagon = 0x89080000003FFFF
    found = {each["name"]: each for each in cells_in(told(calls=calls_of({"cell": pentagon})))}
    assert len(found["89080000003ffff"]["corners"]) in (5, 10)


def test_a_tick_says_how_long_the_database_is_away() -> None:
    up, away = (json.loads(tick_message(NOW, [FEED], s)) for s in (None, 3.21))
    assert (up["database"], up["away_s"]) == ("up", 0)
    assert (away["database"], away["away_s"]) == ("away", 3.2)
    assert up["feeds"] == [["avl_fix", "avl", NOW.timestamp(), 30]]


def test_units_of_an_instant_are_rows_with_the_time_now() -> None:
    unit = {"unit_id": 4, "sign": "A1", "lon": -93.1, "lat": 45.0, "fix_at": NOW,
            "speed_mps": 0.1, "heading_deg": 359.6}  # fmt: skip
    message = json.loads(units_message(frame_of(UNIT_SCHEMA, [unit]), NOW))
    assert message["now"] == NOW.timestamp()
    [row] = rows_in(message)
    assert (row["speed_mps"], row["heading_deg"], row["kind"]) == (0.1, 360, "")


def test_cameras_are_rows() -> None:
    camera = {"camera_id": 1, "name": "Main & 1st", "lon": -93.1, "lat": 45.0, "is_mobile": False,
              "source": "alpr"}  # fmt: skip
    [row] = rows_in(told(cameras=frame_of(CAMERA_SCHEMA, [camera]))["cameras"])
    assert row == camera | {"heading_deg": None}


@pytest.mark.parametrize(
    "key", ["", "1", "1.", ".1", "1.2.3", "-1.2", "1.-2", "4294967296.0", "0.4294967296",
            "2147483648.0", "1.2 ", "１.2", "x.y", "1.99999999999"],
)  # fmt: skip
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="such as"):
        id_of(key)


def test_the_key_of_a_unit_is_its_number() -> None:
    assert number_of("2147483647") == 2**31 - 1


@pytest.mark.parametrize("key", ["", "x", "-1", "1.2", " 7", "2147483648", "9" * 40])
def test_what_is_no_number_of_a_unit_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="such as"):
        number_of(key)
