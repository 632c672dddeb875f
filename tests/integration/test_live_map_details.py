"""What the details panel tells of calls, hits, units, cameras and cells that are stored."""

from datetime import timedelta

import pytest
from feed_records import NOW, call, fix, later, read
from live_store import listed, one, store

from geo_rtcc.cells import cell_of, name_of
from geo_rtcc.models import Camera
from geo_rtcc.settings import Settings
from geo_rtcc.situation.live_map import details
from geo_rtcc.store import Database, cameras

LON, LAT = -93.09, 45.01
HERE = {"lon": LON, "lat": LAT}
NORTH_M = 1 / 111_195  # degrees of latitude


def call_id(database: Database, name: str) -> int:
    return int(one(database, f"select call_id from call_for_service where external_id = '{name}'"))


def test_a_call_is_told_with_its_units_and_words(database: Database, settings: Settings) -> None:
    store(database, settings, fix("u1", call_sign="A11"))
    store(
        database, settings,
        call("c", received_at=later(-60.5), dispatched_at=later(-30), units=("u2", "u1"),
             priority=1, priority_text="Hot", call_type_name="Burglary", address="1 Oak St"),
    )  # fmt: skip
    found = details.call_details(database, call_id(database, "c"), later(-61))
    assert found is not None
    assert (found.units, found.priority_text, found.call_type) == (["u2", "A11"], "Hot", "Burglary")
    assert (found.received_at, found.closed_at, found.near) == (later(-60.5), None, ())


def test_calls_near_by_are_the_newest_within_100_metres(
    database: Database, settings: Settings
) -> None:
    store(database, settings, call("c", received_at=NOW, **HERE))
    for name, metres, days in (("a", 95, 1), ("b", 0, 29), ("far", 105, 1), ("old", 0, 31)):
        place = {"lon": LON, "lat": LAT + metres * NORTH_M}
        at = NOW - timedelta(days=days)
        store(database, settings, call(name, received_at=at, address=name, **place))
    for n in range(5):
        words = {"received_at": NOW - timedelta(days=20, hours=n), "address": str(n)}
        store(database, settings, call(f"more {n}", **words, **HERE))
    found = details.call_details(database, call_id(database, "c"), NOW)
    assert found is not None
    assert [each.address for each in found.near] == ["a", "0", "1", "2", "3"]


def test_a_hit_is_told_with_list_and_earlier_sightings(
    database: Database, settings: Settings
) -> None:
    listed(database, reason="Stolen", case_number="26-1", vehicle="red Ford")
    for name, seconds in (("too old", -90_000), ("before", -3600), ("hit", -60)):
        words = {"camera": f"cam {name}", "camera_name": name, "vehicle_color": "red"}
        store(database, settings, read(name, seconds, **words))
    hit_id = one(database, "select hit_id from hit order by captured_at desc")
    found = details.hit_details(database, hit_id, later(-60))
    assert found is not None
    assert (found.case_number, found.entry_vehicle, found.vehicle_color) == (
        "26-1", "red Ford", "red",
    )  # fmt: skip
    assert (found.hot_list, found.list_made_at) == ("wanted", NOW)
    assert [(each.captured_at, each.camera) for each in found.sightings] == [
        (later(-3600), "before")
    ]


def test_a_hit_outlives_its_read(database: Database, settings: Settings) -> None:
    listed(database)
    store(database, settings, read("r", -60))
    one(database, "delete from plate_read returning 1")
    found = details.hit_details(database, one(database, "select hit_id from hit"), later(-60))
    assert found is not None
    assert (found.plate, found.plate_text) == ("KBR1207", None)


def test_a_unit_is_told_with_the_open_calls_it_is_assigned_to(
    database: Database, settings: Settings
) -> None:
    store(database, settings, fix("u1", -5, speed_mps=10))
    words = {"received_at": later(-60), "units": ("u1",)}
    store(database, settings, call("open", address="open", **words))
    store(database, settings, call("closed", closed_at=NOW, **words))
    found = details.unit_details(database, one(database, "select unit_id from unit"), NOW)
    assert found is not None
    assert (found.sign, found.fix_at, found.speed_mps) == ("u1", later(-5), 10)
    assert [each.address for each in found.calls] == ["open"]


@pytest.mark.parametrize("is_mobile", [False, True])
def test_a_cameras_reads_are_counted_where_it_stands(
    database: Database, settings: Settings, is_mobile: bool
) -> None:
    store(database, settings, read("new", -60, plate="A1"), read("old", -7200, plate="A2"))
    listing = Camera(external_id="c1", name="Main", is_mobile=is_mobile, **HERE)
    with database.transaction() as connection:
        cameras.save(connection, 1, [listing], now=NOW)
    one(database, f"update plate_read set cell = {cell_of(LON, LAT)} returning 1")
    found = details.camera_details(database, one(database, "select camera_id from camera"), NOW)
    assert found is not None
    expected = (None, None) if is_mobile else (1, later(-60))
    assert (found.read_count, found.last_read_at) == expected
    assert (found.name, found.hit_count) == ("Main", 0)


@pytest.mark.parametrize("resolution", [9, 8])
def test_a_cells_calls_are_counted_by_category_and_hour(
    database: Database, settings: Settings, resolution: int
) -> None:
    for n, on_view in enumerate((False, False, True)):
        at = NOW - timedelta(hours=n)
        store(database, settings, call(str(n), received_at=at, is_on_view=on_view, **HERE))
    name = name_of(cell_of(LON, LAT, resolution))
    span = (NOW - timedelta(hours=24), NOW)
    found = details.cell_details(database, name, *span, zone="America/Chicago")
    assert found is not None
    assert (found.total, found.on_view_count) == (3, 1)
    assert [hour for hour, n in enumerate(found.by_hour) if n] == [5, 6, 7]
    assert sum(found.by_category.values()) == 3


def test_what_is_not_there_is_nothing(database: Database) -> None:
    assert details.call_details(database, 1, NOW) is None
    assert details.hit_details(database, 1, NOW) is None
    assert details.unit_details(database, 1, NOW) is None
    assert details.camera_details(database, 1, NOW) is None
    assert details.cell_details(database, "no cell", NOW, NOW) is None
