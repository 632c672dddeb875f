"""Files of streets, water and parks: classes, names, shapes, and what is said of each."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString, Point, box

from geo_rtcc.errors import InputError, MappingError
from geo_rtcc.feeds.base_map import PARKS, STREETS, WATER, BaseMapSource, read_base_map_file
from geo_rtcc.feeds.base_map_shapes import lengths_km
from geo_rtcc.feeds.street_classes import class_map
from geo_rtcc.feeds.street_names import tidy

LINE = LineString([(-93.10, 45.00), (-93.09, 45.00)])


def write(folder: Path, rows: list[dict[str, Any]], crs: int = 4326, name: str = "roads") -> Path:
    """Write features; ``shape`` of a row defaults to a short street."""
    shapes = [row.get("shape", LINE) for row in rows]
    said = [{key: value for key, value in row.items() if key != "shape"} for row in rows]
    path = folder / f"{name}.gpkg"
    frame = gpd.GeoDataFrame(said, geometry=gpd.GeoSeries(shapes, crs=4326).to_crs(crs))
    frame.to_file(path, layer=name)
    return path


def read(path: Path, **more: Any):
    return read_base_map_file(BaseMapSource(**{"layer": STREETS, "path": path, **more}))


@pytest.mark.parametrize(
    ("text", "shown"),
    [("COLUMBUS AVE", "Columbus Ave"), ("NW 5TH ST", "NW 5th St"), ("1ST ST NE", "1st St NE"),
     ("MCKINLEY AVE", "McKinley Ave"), ("McKinley", "McKinley"), ("Mac ARTHUR", "Mac ARTHUR"),
     ("O'BRIEN ST", "O'Brien St"), ("ST JOHN'S RD", "St John's Rd"), ("B ST", "B St"),
     ("AVENUE OF THE AMERICAS", "Avenue of the Americas"), ("THE ALAMEDA", "The Alameda"),
     ("US HWY 101", "US Hwy 101"), ("I-95 N", "I-95 N"), ("I- 280", "I-280"), ("CA 99", "CA 99"),
     ("CA ST", "Ca St"), ("PEÑA BLVD", "Peña Blvd"), ("WILKES-BARRE RD", "Wilkes-Barre Rd"),
     ("  MAIN   ST ", "Main St"), ("Unknown Soldier Way", "Unknown Soldier Way"),
     ("", None), ("<Null>", None), ("UNNAMED ST", None), ("N/A", None)],
)  # fmt: skip
def test_names_don_t_shout_and_mixed_ones_stay(text: str, shown: str | None) -> None:
    assert tidy(text) == shown


@pytest.mark.parametrize(
    ("name", "value", "drawn"),
    [("tiger", "S1100", "arterial"), ("tiger", "S1200", "arterial"), ("tiger", "s1400", "local"),
     ("tiger", "S1630", "collector"), ("tiger", "S1730", "left out"),
     ("tiger", "S1820", "left out"), ("tiger", "X1", None),
     ("nena", "Primary", "arterial"), ("nena", "Local", "local"), ("nena", "Ramp", "collector"),
     ("nena", "Vehicular Trail", "left out"), ("nena", "Walkway", "left out"),
     ("plain", "Principal Arterial", "arterial"), ("plain", "MINOR_ARTERIAL", "arterial"),
     ("plain", "Major Collector", "collector"), ("plain", "motorway_link", "arterial"),
     ("plain", "residential", "local"), ("plain", "footway", "left out"),
     ("fhwa", "3", "arterial"), ("fhwa", "6", "collector"), ("fhwa", "7", "local")],
)  # fmt: skip
def test_published_classes_are_known(name: str, value: str, drawn: str | None) -> None:
    assert class_map(name).class_of(value) == drawn


@pytest.mark.parametrize(
    ("text", "message"),
    [('[classes]\nA = "main"', r"mine\.toml: classes\.A is 'main'; it must be one of: arterial"),
     ('title = "x"', r"mine\.toml: it has no \[classes\]"),
     ('[clases]\nA = "local"', r"mine\.toml: clases is not a key"),
     ("class = 3\n[classes]\nA = 'local'", r"class must be a field"),
     ("[classes", r"mine\.toml: can't be read as TOML")],
)  # fmt: skip
def test_a_wrong_class_map_names_file_and_key(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(MappingError, match=message):
        class_map(str(tmp_path / "mine.toml"))


def test_a_class_map_that_is_not_there_is_told_with_the_shipped_ones() -> None:
    with pytest.raises(MappingError, match="neither a file nor one of: fhwa, nena, plain, tiger"):
        class_map("tigre")


def test_tiger_and_nena_are_found_by_themselves(tmp_path: Path) -> None:
    tiger = [{"mtfcc": "S1200", "fullname": "VAN NESS AVE"}, {"mtfcc": "S1710", "fullname": ""}]
    found = read(write(tmp_path, tiger, name="tiger"))
    [street] = found.features
    assert (street.road_class, street.name) == ("arterial", "Van Ness Ave")
    assert "1 of 2 features" in found.remarks()[0]
    assert "classes from mtfcc by the class map tiger, names from fullname" in found.remarks()[0]
    assert found.remarks()[1:] == ["tiger.gpkg: left out by their class: S1710 (1)."]
    nena = {"St_PreDir": "N", "St_Name": "OAK", "St_PosTyp": "AVENUE", "St_PosDir": None}
    [street] = read(write(tmp_path, [{**nena, "RoadClass": "Secondary"}], name="nena")).features
    assert (street.road_class, street.name) == ("arterial", "N Oak Avenue")


def test_without_classes_all_are_local_and_that_is_said(tmp_path: Path) -> None:
    found = read(write(tmp_path, [{"Name": "Oak St"}, {"Name": None}]))
    assert [(one.road_class, one.name) for one in found.features] == [
        ("local", "Oak St"),
        ("local", None),
    ]
    assert "says no class of street that is known here: all are local" in found.remarks()[1]


def test_named_fields_and_a_map_of_the_agency_s_own_are_used(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[classes]\nA = "arterial"\n"B*" = "collector"')
    rows = [{"KIND": kind, "PRE": "NW", "NM": "ELM ST"} for kind in ("a", "B2", "Z", None)]
    found = read(
        write(tmp_path, rows),
        class_field="KIND", name_field="PRE + NM", classes=class_map(str(tmp_path / "mine.toml")),
    )  # fmt: skip
    drawn = [one.road_class for one in found.features]
    assert drawn == ["arterial", "collector", "local", "local"]
    assert {one.name for one in found.features} == {"NW Elm St"}
    assert found.classes.unknown == {"Z": 1, "(empty)": 1}
    assert "the class map mine doesn't have their class: Z (1), (empty) (1)." in found.remarks()[1]


@pytest.mark.parametrize(
    ("more", "message"),
    [({"class_field": "KND"}, r"roads\.gpkg has no field KND\. It has: KIND"),
     ({"name_field": "KIND + NM"}, r"roads\.gpkg has no field NM\."),
     ({"classes": class_map("tiger")}, r"roads\.gpkg has no field MTFCC\."),
     ({"class_field": "KIND"}, r"the class map plain has none of the values of KIND: 17, 23\."),
     ({"sublayer": "rods"}, r"roads\.gpkg has no layer rods\. It has: roads\.")],
)  # fmt: skip
def test_what_was_named_must_be_there(tmp_path: Path, more: dict, message: str) -> None:
    path = write(tmp_path, [{"KIND": 17}, {"KIND": 23}])
    with pytest.raises(InputError, match=message):
        read(path, **more)


def test_a_file_of_several_layers_says_how_to_name_one(tmp_path: Path) -> None:
    path = write(tmp_path, [{"NM": "A"}])
    gpd.GeoDataFrame({"NM": ["B"]}, geometry=[LINE], crs=4326).to_file(path, layer="rails")
    with pytest.raises(InputError, match=r"Name one as roads\.gpkg:LAYER\."):
        read(path)
    assert len(read(path, sublayer="rails").features) == 1


def test_features_that_cannot_be_drawn_are_rejected_by_row(tmp_path: Path) -> None:
    bad = [None, LineString(), Point(-93, 45), LineString([(-93, 45), (-93, 45)])]
    rows = [{"shape": LINE, "name": "Oak St"}, *({"shape": shape, "name": ""} for shape in bad),
            {"shape": LINE, "name": "x" * 201}]  # fmt: skip
    found = read(write(tmp_path, rows))
    assert len(found.features) == 1
    assert [(one.row, one.field) for one in found.rejected] == [
        *((row, "geometry") for row in (2, 3, 4, 5)),
        (6, "name"),
    ]
    reasons = [one.reason for one in found.rejected]
    assert "It is a Point; a street must be a line." in reasons
    assert "It has no length." in reasons


def test_a_line_of_one_point_in_a_geojson_is_rejected_not_fatal(tmp_path: Path) -> None:
    shapes = [[[-93.0, 45.0]], [[-93.0, 45.0], [-93.1, 45.0]]]
    features = [
        {"type": "Feature", "properties": {"name": "A"},
         "geometry": {"type": "LineString", "coordinates": points}}
        for points in shapes
    ]  # fmt: skip
    path = tmp_path / "roads.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found = read(path)
    assert [one.row for one in found.rejected] == [1]
    assert len(found.features) == 1


def test_a_file_of_which_much_is_broken_is_refused_unless_forced(tmp_path: Path) -> None:
    rows = [{"shape": LINE}] * 50 + [{"shape": None}] * 20
    source = BaseMapSource(layer=STREETS, path=write(tmp_path, [{**row, "n": 1} for row in rows]))
    with pytest.raises(InputError, match=r"20 of 70 features can't .* Feature 51: It has no geom"):
        read_base_map_file(source)
    assert len(read_base_map_file(source, is_forced=True).rejected) == 20


def test_polygons_are_no_streets_at_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"1 of 1 features .*a Polygon; a street must be a line"):
        read(write(tmp_path, [{"name": "A", "shape": box(-93.1, 45, -93, 45.1)}]))


def test_shapes_come_to_degrees_from_the_system_that_the_file_states(tmp_path: Path) -> None:
    found = read(write(tmp_path, [{"name": "A"}], crs=26915))
    assert found.crs == "NAD83 / UTM zone 15N"
    assert found.features[0].shape.equals_exact(LINE, 1e-7)


def test_degrees_that_cannot_be_are_refused_with_the_row(tmp_path: Path) -> None:
    far = LineString([(480_000, 4_980_000), (480_100, 4_980_000)])
    path = write(tmp_path, [{"shape": None, "n": 1}, {"shape": far, "n": 1}])
    with pytest.raises(InputError, match=r"feature 2 has x = 480,000\.0, which can't be a long"):
        read(path)


def test_water_and_parks_take_their_own_shapes_and_names(tmp_path: Path) -> None:
    lake = {"shape": box(-93.1, 45, -93, 45.1), "GNIS_NAME": "LAKE COMO"}
    water = read(write(tmp_path, [lake, {"shape": LINE, "GNIS_NAME": None}]), layer=WATER)
    assert [(one.layer, one.road_class, one.name) for one in water.features] == [
        ("water", "water", "Lake Como"),
        ("water", "water", None),
    ]
    parks = read(write(tmp_path, [lake, {"shape": LINE, "GNIS_NAME": "x"}]), layer=PARKS)
    assert [one.reason for one in parks.rejected] == [
        "It is a LineString; a park must be a polygon."
    ]


def test_lengths_are_those_of_the_ellipsoid() -> None:
    degree = LineString([(0, 0), (0, 1)])
    parts = degree.union(LineString([(10, 0), (11, 0)]))
    assert lengths_km(np.array([degree, parts])) == pytest.approx([110.574, 221.894], abs=0.002)


def test_san_francisco_s_tiger_roads_are_read_whole(shared: Path) -> None:
    found = read(shared / "data/sf/roads.zip")
    classes = Counter(one.road_class for one in found.features)
    assert classes == {"arterial": 356, "collector": 214, "local": 5_111}
    assert (found.rows, sum(found.classes.left_out.values()), found.rejected) == (5_739, 58, ())
    assert {"Columbus Ave", "I-80", "24th St"} <= {one.name for one in found.features}


def test_washington_s_arterials_are_told_by_their_words(shared: Path) -> None:
    found = read(shared / "data/dc/major-roads.geojson")
    assert {one.road_class for one in found.features} == {"arterial"}
    assert len(found.features) == found.rows == 1_823
    assert "MacArthur Blvd" in {one.name for one in found.features}
    shouted = read(shared / "data/dc/major-roads.geojson", name_field="REGISTEREDNAME + STREETTYPE")
    assert "Rock Creek & Potomac Pkwy" in {one.name for one in shouted.features}
