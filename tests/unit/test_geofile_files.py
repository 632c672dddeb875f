"""Files of a geofile: TIGER, OpenAddresses, plain ones, an agency's own mapping, and bad ones."""

import gzip
import json
from pathlib import Path

import pytest
from geofile_files import LINE, SOUTH, SPOT, WEST, text, vector
from pyproj import Transformer

from geo_rtcc.errors import BoundaryError, InputError, MappingError
from geo_rtcc.feeds.geofile import preset_names, read_geofile
from geo_rtcc.feeds.geofile.presets import preset_of
from geo_rtcc.models.geofile import SCHEMAS, GeofileKind

ROADS, ADDRESSES, PLACES, INTERSECTIONS, ALIASES = GeofileKind
TIGER = {"MTFCC": "S1400", "RTTYP": "M"}


@pytest.mark.parametrize("name", preset_names())
def test_a_shipped_preset_can_be_read_and_says_what_it_is(name: str) -> None:
    assert preset_of(name).title != name


def test_tiger_roads_of_one_line_are_one_under_several_names(tmp_path: Path) -> None:
    other = LINE.parallel_offset(0.001)
    path = vector(
        tmp_path, "roads.shp",
        {**TIGER, "FULLNAME": "US Hwy 101", "RTTYP": "U"}, {**TIGER, "FULLNAME": "Van Ness Ave"},
        {**TIGER, "FULLNAME": "Oak St", "shape": other}, {**TIGER, "FULLNAME": None}, crs=4269,
    )  # fmt: skip
    file = read_geofile(path, ROADS)
    assert (file.preset, file.rows, file.left_out) == ("tiger", 4, {"no name": 1})
    assert file.frame.select("street", "other_streets", "road_class").rows() == [
        ("Van Ness Ave", ["US Hwy 101"], "S1400"), ("Oak St", None, "S1400"),
    ]  # fmt: skip
    assert dict(file.frame.schema) == SCHEMAS[ROADS]


def test_tiger_ranges_that_are_no_numbers_are_counted(tmp_path: Path) -> None:
    ends = ("LFROMHN", "LTOHN", "RFROMHN", "RTOHN", "PARITYL", "PARITYR", "ZIPL", "ZIPR")
    rows = [("12-01", "12-99", "2A", "98", "O", "E", "11101", None),
            ("1", "99", None, "98", "O", None, None, None),
            ("0", "0", "7", "98", None, None, None, None)]  # fmt: skip
    tiger = [dict(zip(ends, row, strict=True)) for row in rows]
    path = vector(tmp_path, "addrfeat.gpkg", *({"FULLNAME": "30th Ave", **row} for row in tiger))
    file = read_geofile(path, ROADS)
    sides = ("left", "right")
    ranges = [f"{part}_{side}" for side in sides for part in ("from", "to", "parity")]
    assert file.frame.select(ranges).rows() == [
        (None, None, "Z", 2, 98, "E"), (1, 99, "O", None, None, "Z"), (None, None, "Z", 7, 98, "B"),
    ]  # fmt: skip
    assert any("LFROMHN and LTOHN: 2 values are no plain number" in one for one in file.remarks)


OA = {"number": "12", "street": "Oak St", "unit": "", "city": "Springfield", "postcode": "55101"}


def test_openaddresses_csv_and_geojson_say_the_same(tmp_path: Path) -> None:
    table = text(
        tmp_path, "oa.csv", "LON,LAT,NUMBER,STREET,UNIT,CITY,DISTRICT,REGION,POSTCODE,ID,HASH",
        f"{WEST},{SOUTH},12,Oak St,,Springfield,,,55101,,a1",
    )  # fmt: skip
    spot = {"type": "Point", "coordinates": [WEST, SOUTH]}
    feature = {"type": "Feature", "properties": {**OA, "hash": "a1"}, "geometry": spot}
    lines = tmp_path / "oa.geojson.gz"
    lines.write_bytes(gzip.compress(f"{json.dumps(feature)}\n{json.dumps(feature)}\n".encode()))
    read = [read_geofile(path, ADDRESSES) for path in (table, lines)]
    assert [(file.preset, file.rows) for file in read] == [
        ("openaddresses", 1),
        ("openaddresses", 2),
    ]
    assert read[0].frame.rows() == read[1].frame.rows()[:1]
    row = read[0].frame.row(0, named=True)
    assert (row["number"], row["street"], row["unit"], row["lon"]) == (12, "Oak St", None, WEST)


def test_feet_in_a_csv_need_their_reference_system_said(tmp_path: Path) -> None:
    x, y = Transformer.from_crs(4326, 2232, always_xy=True).transform(-104.99, 39.74)
    path = text(tmp_path, "spots.csv", "name,x,y", f"City Hall,{x},{y}")
    [row] = read_geofile(path, PLACES, crs="EPSG:2232").frame.rows(named=True)
    assert (round(row["lon"], 6), round(row["lat"], 6)) == (-104.99, 39.74)
    with pytest.raises(InputError, match=r"Row 1, x: .* are no degrees.*--crs EPSG"):
        read_geofile(path, PLACES)
    with pytest.raises(InputError, match="No coordinate reference system is called EPSG:1"):
        read_geofile(path, PLACES, crs="EPSG:1")
    degrees = text(tmp_path, "degrees.csv", "name,x,y", "City Hall,-104.99,39.74")
    with pytest.raises(InputError, match=r"all of them fit into degrees \(the first x is -104"):
        read_geofile(degrees, PLACES, crs="EPSG:2232")


def test_rows_that_can_t_be_used_are_named(tmp_path: Path) -> None:
    good = [f"{n},Oak St,{WEST},{SOUTH}" for n in range(1, 40)]
    bad = [f",Oak St,{WEST},{SOUTH}", f"LOT,Oak St,{WEST},{SOUTH}", f"7,,{WEST},{SOUTH}",
           "8,Oak St,,", "9,Oak St,0,0", f"10,Oak St,east,{SOUTH}", "11,Oak St,1,2,3",
           f"12,{'x' * 201},{WEST},{SOUTH}"]  # fmt: skip
    path = text(tmp_path, "list.csv", "number,street,lon,lat", *good, *bad)
    file = read_geofile(path, ADDRESSES)
    assert (file.preset, file.rows, len(file.frame)) == ("plain", 47, 39)
    assert sorted((one.row, one.field, one.reason) for one in file.rejected) == [
        (40, "number", "It has no house number."),
        (41, "number", "Its house number can't be read."),
        (42, "street", "It has no street."),
        (43, "lon", "It has no coordinates, or text that is none."),
        (44, "lon", "It lies at 0, 0, which means that it has no place."),
        (45, "lon", "It has no coordinates, or text that is none."),
        (46, "", "Row 46 has 5 fields, the header 4."),
        (47, "street", "The text is longer than 200 characters."),
    ]


def test_a_file_of_which_much_can_t_be_used_is_refused_unless_forced(tmp_path: Path) -> None:
    rows = [f"{n},{'Oak St' if n > 11 else ''},{WEST},{SOUTH}" for n in range(1, 51)]
    path = text(tmp_path, "list.csv", "number,street,lon,lat", *rows)
    with pytest.raises(
        InputError, match=r"list\.csv: 11 of 50 rows can't .* Row 1, street: It has"
    ):
        read_geofile(path, ADDRESSES)
    assert len(read_geofile(path, ADDRESSES, is_forced=True).frame) == 39
    none = text(tmp_path, "none.csv", "number,street,lon,lat", ",,,", ",,,")
    with pytest.raises(InputError):
        read_geofile(none, ADDRESSES, is_forced=True)


def test_a_feature_of_another_shape_is_named(tmp_path: Path) -> None:
    path = vector(tmp_path, "mixed.gpkg", {"street": "Oak St"}, {"street": "Elm", "shape": SPOT})
    [unfit] = read_geofile(path, ROADS).rejected
    assert (unfit.row, unfit.field, unfit.reason) == (
        2, "geometry", "It is a Point; a road must be a line.",
    )  # fmt: skip
    spots = vector(tmp_path, "spots.gpkg", {"street": "Oak St", "shape": SPOT})
    with pytest.raises(InputError, match=r"spots\.gpkg: 1 of 1 rows .* It is a Point"):
        read_geofile(spots, ROADS, is_forced=True)
    vague = vector(tmp_path, "lines.geojson", {"name": "City Hall"})
    with pytest.raises(InputError, match=r"Row 1, geometry: It is a LineString; a point is needed"):
        read_geofile(vague, PLACES)


def test_a_vector_file_that_lies_about_its_coordinates_is_refused(tmp_path: Path) -> None:
    path = text(tmp_path, "lie.geojson", json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"name": "City Hall"},
         "geometry": {"type": "Point", "coordinates": [3_140_000, 1_690_000]}}]}))  # fmt: skip
    with pytest.raises(BoundaryError, match=r"lie\.geojson: feature 1 has x = 3,140,000"):
        read_geofile(path, PLACES)


def test_a_mapping_of_the_agency_s_own_says_which_field_is_which(tmp_path: Path) -> None:
    mapping = text(
        tmp_path, "ours.toml", 'crs = "EPSG:2232"', 'missing = ["ZZZ"]', "[addresses.columns]",
        'number = "HN"', 'street = ["NEW", "PRE? + OLD"]', 'other_streets = "ALSO"', 'unit = "U"',
        'x = "EAST"', 'y = "NORTH"', "[addresses.constants]", 'community = "Springfield"',
    )  # fmt: skip
    x, y = Transformer.from_crs(4326, 2232, always_xy=True).transform(-104.99, 39.74)
    path = text(tmp_path, "a.csv", "HN;NEW;OLD;ALSO;U;EAST;NORTH",
                f"5;;Oak St;Old Oak Rd|Mill Rd;zzz;{x};{y}", f"6;Elm St;Oak;;;{x};{y}")  # fmt: skip
    file = read_geofile(path, ADDRESSES, str(mapping))
    assert file.preset == "ours"
    assert file.frame.select("number", "street", "other_streets", "unit", "community").rows() == [
        (5, "Oak St", ["Old Oak Rd", "Mill Rd"], None, "Springfield"),
        (6, "Elm St", None, None, "Springfield"),
    ]
    with pytest.raises(MappingError, match="ours doesn't say how roads stand in a file"):
        read_geofile(path, ROADS, str(mapping))


@pytest.mark.parametrize(
    ("lines", "message"),
    [("[roads.columns]\nstret = 'A'", r"bad\.toml: roads\.columns\.stret is not a key"),
     ("[roads.columns]\nstreet = 3", r"roads\.columns\.street must be a text or a list"),
     ("[roads]\nlayers = ['a']", r"roads\.columns is empty"), ("title = 'x'", "it maps none of"),
     ("[roads]\ncolumns.street = 'A'\nvalues.street = 1", "values of roads.street must be"),
     ("roads = 1", "roads must be a table"), ("[roads", "can't be read as TOML")],
)  # fmt: skip
def test_a_wrong_mapping_names_file_and_key(tmp_path: Path, lines: str, message: str) -> None:
    path = text(tmp_path, "bad.toml", lines)
    with pytest.raises(MappingError, match=message):
        read_geofile(path, ROADS, str(path))


def test_what_a_file_lacks_is_told_with_what_it_has(tmp_path: Path) -> None:
    path = text(tmp_path, "a.csv", "SPALTE_1,SPALTE_2", "1,2")
    with pytest.raises(InputError, match=r"no field for address or street or name and address or "
                                         r"number of addresses .* SPALTE_1, SPALTE_2"):  # fmt: skip
        read_geofile(path, ADDRESSES)
    with pytest.raises(InputError, match=r"a\.csv: no field for alias and name"):
        read_geofile(path, ALIASES)
    nowhere = text(tmp_path, "b.csv", "name", "City Hall")
    with pytest.raises(InputError, match=r"b\.csv: no column says where a row lies"):
        read_geofile(nowhere, PLACES)
    with pytest.raises(MappingError, match="nena2 is neither a file nor one of: nena, tiger"):
        read_geofile(path, ADDRESSES, "nena2")


def test_plain_places_roads_intersections_and_aliases_are_read(tmp_path: Path) -> None:
    places = text(tmp_path, "p.csv", "kind,name,route,exit,lon,lat", "exit,,I-10,12B,-93.1,45")
    roads = text(tmp_path, "r.csv", "street;oneway;wkt", "Oak St;yes;LINESTRING (-93 45, -93.1 45)")
    crossings = text(tmp_path, "i.csv", "street_1,street_2,lon,lat", "Oak St,1st Ave,-93.1,45")
    aliases = text(tmp_path, "a.csv", "alias,official_name,kind", "MLK,Martin Luther King Blvd,",
                   "The Square,Union Square,place", "Bad,Worse,thing")  # fmt: skip
    [place] = read_geofile(places, PLACES).frame.rows(named=True)
    assert (place["name"], place["marker"]) == ("I-10 exit 12B", "12B")
    [road] = read_geofile(roads, ROADS).frame.rows(named=True)
    assert (road["street"], road["one_way"]) == ("Oak St", "FT")
    [crossing] = read_geofile(crossings, INTERSECTIONS).frame.rows(named=True)
    assert (crossing["streets"], crossing["lat"]) == (["Oak St", "1st Ave"], 45.0)
    file = read_geofile(aliases, ALIASES)
    assert file.frame.rows() == [
        ("street", "MLK", "Martin Luther King Blvd"), ("place", "The Square", "Union Square"),
    ]  # fmt: skip
    assert [(one.row, one.field) for one in file.rejected] == [(3, "kind")]
