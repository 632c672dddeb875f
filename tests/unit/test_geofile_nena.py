"""NENA's NG911 files, versions 2 and 3: streets in parts, ranges, units, mileposts."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import shapely
from geofile_files import nena, road, site, vector
from shapely.geometry import LineString, MultiLineString, Point

from geo_rtcc.feeds.geofile import read_geofile
from geo_rtcc.models.geofile import ADDRESS_SCHEMA, PLACE_SCHEMA, ROAD_SCHEMA, GeofileKind

ROADS, ADDRESSES, PLACES = GeofileKind.ROADS, GeofileKind.ADDRESSES, GeofileKind.PLACES
NOW = datetime(2026, 1, 15, tzinfo=UTC)


def test_the_template_s_roads_keep_their_parts_and_legacy_names(
    shared: Path, tmp_path: Path
) -> None:
    legacy = {"LSt_PreDir": "N", "LSt_Name": "OAK", "LSt_Typ": "ST"}
    oak = road("OAK", St_PreDir="NORTH", MSAGComm_L="SPRINGFIELD", PostCode_R="55101",
               OneWay="TF", SpeedLimit=30, **legacy)  # fmt: skip
    file = read_geofile(nena(shared, tmp_path, RoadCenterLine=[oak]), ROADS)
    assert (file.preset, file.rows, file.rejected) == ("nena", 1, ())
    assert dict(file.frame.schema) == ROAD_SCHEMA
    [row] = file.frame.iter_rows(named=True)
    assert (row["street"], row["pre_direction"], row["name"]) == (
        "NORTH OAK STREET",
        "NORTH",
        "OAK",
    )
    assert row["other_streets"] == ["N OAK ST"]
    assert [row[f"{end}_{side}"] for side in ("left", "right") for end in ("from", "to")] == [
        100, 198, 101, 199,
    ]  # fmt: skip
    assert (row["community_left"], row["zip_right"], row["one_way"]) == (
        "SPRINGFIELD",
        "55101",
        "TF",
    )
    assert round(row["speed_limit_kmh"], 1) == 48.3
    assert shapely.from_wkb(row["shape"]).geom_type == "LineString"


def test_a_side_not_valid_has_no_range_and_what_is_expired_is_left_out(
    shared: Path, tmp_path: Path
) -> None:
    rows = [
        road("OAK", Valid_L="N", Valid_R="Y", Expire=pd.NaT),
        road("ELM", Expire=pd.Timestamp("2020-06-01")),
        road("ASH", Expire=pd.Timestamp("2030-06-01")),
    ]
    file = read_geofile(nena(shared, tmp_path, RoadCenterLine=rows), ROADS, now=NOW)
    assert file.frame["street"].to_list() == ["OAK STREET", "ASH STREET"]
    assert (file.rows, file.left_out) == (3, {"expired": 1})
    oak = file.frame.row(0, named=True)
    assert (oak["from_left"], oak["to_left"], oak["parity_left"]) == (None, None, "Z")
    assert (oak["from_right"], oak["to_right"], oak["parity_right"]) == (101, 199, "O")
    assert "ng911.gpkg: Valid_L: N 1 times, no range there." in file.remarks


def test_lines_in_parts_share_the_numbers_by_length(shared: Path, tmp_path: Path) -> None:
    far = MultiLineString([[(0, 45), (0.03, 45)], [(0.04, 45), (0.05, 45)]])
    joined = MultiLineString([[(0, 45), (0.01, 45)], [(0.01, 45), (0.02, 45)]])
    rows = [road("OAK", shape=far), road("ELM", shape=joined)]
    file = read_geofile(nena(shared, tmp_path, RoadCenterLine=rows), ROADS)
    ends = file.frame.select("street", "from_left", "to_left", "to_right").rows()
    assert sorted(ends) == [
        ("ELM STREET", 100, 198, 199), ("OAK STREET", 100, 174, 175), ("OAK STREET", 176, 198, 199),
    ]  # fmt: skip


def test_site_points_give_numbers_units_and_place_names(shared: Path, tmp_path: Path) -> None:
    rows = [
        site(34, "30TH", AddNum_Pre="12-", AddNum_Suf="B", UnitValue="5", LocMarker="City Hall"),
        site(7, "OAK", shape=Point(0, 45, 3), Post_Comm="Springfield", Post_Code="55101"),
        site(None, "ELM", shape=Point(0, 45)),
    ]
    file = read_geofile(nena(shared, tmp_path, SiteStructureAddressPoint=rows), ADDRESSES)
    assert dict(file.frame.schema) == ADDRESS_SCHEMA
    first, second = file.frame.rows(named=True)
    said = [first[key] for key in ("number_prefix", "number", "number_suffix", "unit")]
    assert said == ["12-", 34, "B", "5"]
    assert first["place_name"] == "City Hall"
    assert (second["community"], second["zip"], second["lat"]) == ("Springfield", "55101", 45.0)
    [unfit] = file.rejected
    assert (unfit.file, unfit.row, unfit.field) == ("ng911.gpkg", 3, "Add_Number")
    assert unfit.reason == "It has no house number."


def test_mileposts_and_landmarks_are_places_of_one_load(shared: Path, tmp_path: Path) -> None:
    path = nena(
        shared, tmp_path,
        DistanceMarkerPoint=[
            {"NGUID": "1", "DM_Rte": "I-10", "DM_Value": 12.4},
            {"NGUID": "2", "DM_Rte": "I-10", "DM_Value": 13.0, "DM_Label": "MM 13"},
            {"NGUID": "3", "DM_Rte": " ", "DM_Value": 14.0},
        ],
        LocationMarkerPoint=[{"NGUID": "4", "LM_Label": "Boat ramp 7"}],
    )  # fmt: skip
    file = read_geofile(path, PLACES)
    assert dict(file.frame.schema) == PLACE_SCHEMA
    assert file.frame.select("kind", "name", "route", "marker").rows() == [
        ("milepost", "I-10 milepost 12.4", "I-10", "12.4"),
        ("milepost", "MM 13", "I-10", "13"),
        ("place", "Boat ramp 7", None, None),
    ]
    [unfit] = file.rejected
    assert (unfit.file, unfit.field) == ("ng911.gpkg:DistanceMarkerPoint", "DM_Rte")


def test_version_2_of_the_names_is_read_too(tmp_path: Path) -> None:
    path = vector(tmp_path, "v2.gpkg", {
        "RCL_NGUID": "1", "St_Name": "Oak", "St_PosTyp": "Street", "LSt_Name": "OAK",
        "LSt_Type": "ST", "FromAddr_L": 1, "ToAddr_L": 9, "FromAddr_R": 2, "ToAddr_R": 8,
        "IncMuni_L": "Springfield", "shape": LineString([(0, 45), (0.01, 45)]),
    })  # fmt: skip
    row = read_geofile(path, ROADS).frame.row(0, named=True)
    assert (row["street"], row["community_left"]) == ("Oak Street", "Springfield")
    assert (row["other_streets"], row["parity_left"]) == (["OAK ST"], "O")
