"""Raw rows → calls: times in their zone, points on Earth, a reason for every refusal."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from geo_rtcc.feeds.calls import ParsedCalls, parse_calls
from geo_rtcc.feeds.mapping import ColumnMapping, load_preset, read_mapping
from geo_rtcc.feeds.raw_batch import RawBatch

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TOWN = """
source = "town"
zone = "America/New_York"
missing = ["(null)", "REDACTED"]
[columns]
external_id = "id"
received_at = "at"
call_type = "type"
priority = "pri"
on_view = "self"
x = "x"
y = "y"
[times]
formats = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]
[on_view]
true = ["Y"]
[priority]
HIGH = 1
[category_contains]
"SHOT" = "weapons"
"""
ROW = {"id": "1", "at": "2024-05-01 12:00:00", "type": "T", "pri": "HIGH", "self": "N",
       "x": "-77", "y": "38.9"}  # fmt: skip


@pytest.fixture
def town(tmp_path: Path) -> ColumnMapping:
    path = tmp_path / "town.toml"
    path.write_text(TOWN)
    return read_mapping(path)


def parse(mapping: ColumnMapping, *rows: dict[str, str]) -> ParsedCalls:
    frame = pl.DataFrame([ROW | row for row in rows])
    return parse_calls(RawBatch(frame, np.arange(1, len(frame) + 1)), mapping, now=NOW)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-05-01 12:00:00", datetime(2024, 5, 1, 16, tzinfo=UTC)),
        ("2024-01-01 12:00:00", datetime(2024, 1, 1, 17, tzinfo=UTC)),
        ("2024-05-01T12:00:00Z", datetime(2024, 5, 1, 12, tzinfo=UTC)),
        ("2024-05-01T12:00:00-0700", datetime(2024, 5, 1, 19, tzinfo=UTC)),
        # the hour that the clocks skip is read with the offset in force before it
        ("2024-03-10 02:30:00", datetime(2024, 3, 10, 7, 30, tzinfo=UTC)),
        # the hour that comes twice is its first occurrence
        ("2024-11-03 01:30:00", datetime(2024, 11, 3, 5, 30, tzinfo=UTC)),
    ],
)
def test_times_are_placed_in_their_zone(town: ColumnMapping, text: str, instant: datetime) -> None:
    assert parse(town, {"at": text}).frame["received_at"][0] == instant


def test_a_z_that_lies_is_ignored_where_the_preset_knows() -> None:
    frame = pl.DataFrame({"CCN": ["1"], "REPORTDATETIME": ["2016-08-05T19:36:07.000Z"]})
    parsed = parse_calls(RawBatch(frame, np.array([1])), load_preset("dc"), now=NOW)
    assert parsed.frame["received_at"][0] == datetime(2016, 8, 5, 23, 36, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"id": ""}, "id", "There is no id."),
        ({"id": "(null)"}, "id", "There is no id."),
        ({"id": "9" * 10_001}, "id", "longer than 2,000"),
        ({"at": ""}, "at", "There is no time of receipt."),
        ({"at": "yesterday"}, "at", "'yesterday' is not a time like %Y-%m-%d"),
        ({"at": "0001-01-01 00:00:00"}, "at", "before 1970"),
        ({"at": "9999-12-31 00:00:00"}, "at", "in the future of 2026-01-01"),
    ],
)
def test_a_refused_row_says_field_and_reason_and_keeps_its_payload(
    town: ColumnMapping, change: dict[str, str], field: str, reason: str
) -> None:
    parsed = parse(town, {"id": "good"}, change)
    assert len(parsed.frame) == 1
    assert [record.row_number for record in parsed.rejected] == [2]
    assert parsed.rejected[0].field_name == field
    assert reason in parsed.rejected[0].reason
    assert parsed.rejected[0].raw == ROW | change


@pytest.mark.parametrize(("x", "y"), [("", ""), ("0", "0"), ("REDACTED", "REDACTED")])
def test_missing_coordinates_leave_a_call_without_a_point(
    town: ColumnMapping, x: str, y: str
) -> None:
    parsed = parse(town, {"x": x, "y": y})
    assert parsed.frame["lon"].to_list() == [None]
    assert parsed.frame["match_type"].to_list() == ["none"]
    assert parsed.unplaced == []


@pytest.mark.parametrize(("x", "y"), [("200", "38"), ("NaN", "38"), ("-77", "91"), ("west", "38")])
def test_unusable_coordinates_keep_the_call_and_the_payload(
    town: ColumnMapping, x: str, y: str
) -> None:
    parsed = parse(town, {"x": x, "y": y})
    assert parsed.frame["lon"].to_list() == [None]
    assert parsed.unplaced[0].raw["x"] == x


def test_projected_coordinates_become_degrees() -> None:
    frame = pl.DataFrame({"CCN": ["1"], "REPORT_DAT": ["9/11/2017 3:33:18 PM"],
                          "XBLOCK": ["394964.33"], "YBLOCK": ["140772.69"]})  # fmt: skip
    parsed = parse_calls(RawBatch(frame, np.array([1])), load_preset("dc"), now=NOW)
    assert parsed.frame["lon"][0] == pytest.approx(-77.0580805, abs=1e-7)
    assert parsed.frame["lat"][0] == pytest.approx(38.9348243, abs=1e-7)


def test_a_wkt_point_is_lon_lat_and_a_pair_is_lat_lon(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(TOWN.replace('x = "x"\ny = "y"', 'point = "x"'))
    rows = [{"x": "POINT (-90.1 29.9)"}, {"x": "(29.9, -90.1)"}, {"x": "POINT(0 0)"}]
    frame = parse(read_mapping(path), *rows).frame
    assert frame["lon"].to_list() == [-90.1, -90.1, None]
    assert frame["lat"].to_list() == [29.9, 29.9, None]


def test_priority_on_view_and_category_follow_the_mapping(town: ColumnMapping) -> None:
    frame = parse(town, {}, {"pri": "LOW", "self": "Y", "type": "Shots fired"}).frame
    assert frame["priority"].to_list() == [1, None]
    assert frame["priority_text"].to_list() == ["HIGH", "LOW"]
    assert frame["is_on_view"].to_list() == [False, True]
    assert frame["category"].to_list() == ["other", "weapons"]


SAMPLES = [
    ("nypd", {"CAD_EVNT_ID": "9", "ADD_TS": "01/02/2024 03:04:05 PM", "RADIO_CODE": "10S1",
              "TYP_DESC": "INVESTIGATE: SHOTS FIRED", "CIP_JOBS": "Critical",
              "ARRIVD_TS": "(null)", "Longitude": "-73.9", "Latitude": "40.7"},
     datetime(2024, 1, 2, 20, 4, 5, tzinfo=UTC), "weapons"),
    ("seattle", {"CAD Event Number": "9", "Original Time Queued": "06/02/2024 03:04:05 PM",
                 "Arrived Time": "01/01/1900 12:00:00 AM", "Final Call Type": "TRAFFIC STOP",
                 "Call Type": "ONVIEW", "Priority": "7"},
     datetime(2024, 6, 2, 22, 4, 5, tzinfo=UTC), "traffic"),
    ("new_orleans", {"NOPD_Item": "A9", "TimeCreate": "06/02/2024 03:04:05 PM", "Type_": "64G",
                     "TypeText": "ARMED ROBBERY WITH GUN", "SelfInitiated": "N", "Priority": "2A",
                     "Location": "POINT (-90.05 29.95)"},
     datetime(2024, 6, 2, 20, 4, 5, tzinfo=UTC), "violence"),
    ("detroit", {"incident_id": "9", "called_at": "2024-06-02T15:04:05.000Z",
                 "call_description": "BURGLARY ALARM", "longitude": "-83", "latitude": "42.3"},
     datetime(2024, 6, 2, 15, 4, 5, tzinfo=UTC), "alarm"),
    ("chicago", {"ID": "9", "Date": "06/02/2024 03:04:05 PM", "Primary Type": "BATTERY",
                 "Beat": "0411", "Longitude": "-87.6", "Latitude": "41.8"},
     datetime(2024, 6, 2, 20, 4, 5, tzinfo=UTC), "violence"),
]  # fmt: skip


@pytest.mark.parametrize(("preset", "row", "received_at", "category"), SAMPLES)
def test_presets_read_rows_as_their_agencies_publish_them(
    preset: str, row: dict[str, str], received_at: datetime, category: str
) -> None:
    batch = RawBatch(pl.DataFrame([row]), np.array([1]))
    call = parse_calls(batch, load_preset(preset), now=NOW).frame.row(0, named=True)
    assert call["received_at"] == received_at
    assert call["category"] == category
    assert call["on_scene_at"] is None
    assert call["is_on_view"] == (preset == "seattle")
