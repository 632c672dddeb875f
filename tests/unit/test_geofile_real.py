"""What the files of two cities and of the census hold: counts of their rows."""

from pathlib import Path

import polars as pl
import pytest

from geo_rtcc.feeds.geofile import read_geofile
from geo_rtcc.models.geofile import SCHEMAS, GeofileKind


@pytest.mark.parametrize(
    ("file", "kind", "preset", "counts"),
    [("sf/roads.zip", "roads", "tiger", (5_739, 5_086, 0)),
     ("sf/addresses_openaddresses_excerpt.zip", "addresses", "sf", (7_284, 7_249, 35)),
     ("dc/major-roads.geojson", "roads", "dc", (1_823, 1_823, 0)),
     ("dc/liquor-license-locations.geojson", "addresses", "dc", (2_012, 2_003, 9)),
     ("dc/liquor-license-locations.geojson", "places", "dc", (2_012, 2_011, 1)),
     ("dc/signalized-intersections-acisa.geojson", "intersections", "dc", (1_403, 1_388, 15))],
)  # fmt: skip
def test_an_agency_s_file_is_known_by_its_fields(
    shared: Path, file: str, kind: str, preset: str, counts: tuple[int, int, int]
) -> None:
    found = read_geofile(shared / "data" / file, GeofileKind(kind))
    assert found.preset == preset
    assert (found.rows, len(found.frame), len(found.rejected)) == counts
    assert dict(found.frame.schema) == SCHEMAS[GeofileKind(kind)]


def test_dc_s_arterials_have_ranges_quadrants_and_directions(shared: Path) -> None:
    frame = read_geofile(shared / "data/dc/major-roads.geojson", GeofileKind.ROADS).frame
    assert frame["from_left"].count() == 1_690
    assert frame["parity_left"].value_counts().sort("parity_left").rows() == [
        ("B", 12), ("E", 1_678), ("Z", 133),
    ]  # fmt: skip
    assert dict(frame["one_way"].value_counts().iter_rows()) == {"B": 1_512, "FT": 227, "TF": 84}
    streets = set(frame["street"])
    assert {"CONNECTICUT AVE NW", "NORTH CAPITOL ST", "INTERSTATE 66"} <= streets


def test_san_francisco_s_highways_are_other_names_of_its_streets(shared: Path) -> None:
    frame = read_geofile(shared / "data/sf/roads.zip", GeofileKind.ROADS).frame
    others = frame.filter(pl.col("street") == "Van Ness Ave")["other_streets"].explode()
    assert set(others.drop_nulls()) == {"US Hwy 101"}
    suffixed = read_geofile(
        shared / "data/sf/addresses_openaddresses_excerpt.zip", GeofileKind.ADDRESSES
    ).frame.filter(pl.col("number_suffix").is_not_null())
    assert suffixed.select("number", "number_suffix", "street").row(0) == (32, "A", "ELGIN PARK")
