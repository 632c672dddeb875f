"""Boundary files, the agencies' own and ones made for a purpose."""

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from shapely.affinity import translate
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from geo_rtcc.errors import BoundaryError
from geo_rtcc.feeds.boundaries import BoundaryFile, read_boundaries
from geo_rtcc.models import AreaKind, Beat

WEST, SOUTH = -77.05, 38.90
METRE = 1 / 111_000


def square(east_m: float = 0, width_m: float = 1000, height_m: float = 1000) -> Polygon:
    west = WEST + east_m * METRE
    return box(west, SOUTH, west + width_m * METRE, SOUTH + height_m * METRE)


def frame(shapes: list[Any], codes: list[Any], **columns: list[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"code": codes, **columns}, geometry=shapes, crs="EPSG:4326")


def write(folder: Path, content: gpd.GeoDataFrame, name: str = "areas.gpkg") -> Path:
    path = folder / name
    content.to_file(path)
    return path


def read(path: Path, **fields: Any) -> BoundaryFile:
    return read_boundaries(path, **{"kind": AreaKind.BEAT, "code_field": "code", **fields})


def zipped(folder: Path, shapefile: Path, inside: str = "") -> Path:
    path = folder / "areas.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in shapefile.parent.glob(f"{shapefile.stem}.*"):
            archive.write(part, inside + part.name)
    return path


def test_washingtons_beats_are_read_whole(shared: Path) -> None:
    path = shared / "data/dc/police-service-areas-psa.geojson"
    file = read(path, code_field="PSA", name_field="NAME", parent_field="DISTRICT")
    assert (file.feature_count, len(file.areas), file.warnings()) == (56, 56, [])
    beat = file.areas[0]
    assert (beat.code, beat.name, beat.parent_code, beat.kind) == ("708", "708", "7", AreaKind.BEAT)
    assert shapely.is_valid([area.outline for area in file.areas]).all()


def test_san_franciscos_invalid_districts_are_repaired_and_named(shared: Path) -> None:
    path = shared / "data/sf/sfpd_districts.geojson"
    file = read(path, kind=AreaKind.DISTRICT, code_field="DISTRICT")
    assert [item.code for item in file.repairs] == ["RICHMOND", "NORTHERN"]
    assert all(abs(item.change_m2) < 1 for item in file.repairs)
    assert [(patch.codes, round(patch.area_m2)) for patch in file.overlaps] == [
        (("CENTRAL", "NORTHERN"), 3868),
        (("CENTRAL", "SOUTHERN"), 2436),
        (("INGLESIDE", "TARAVAL"), 551),
        (("PARK", "RICHMOND"), 346),
    ]
    assert [round(patch.area_m2) for patch in file.gaps] == [656, 233]
    assert "RICHMOND: outline repaired (ring self-intersection)" in file.warnings()[0]


@pytest.fixture(scope="module")
def washington(shared: Path) -> tuple[dict[str, Beat], gpd.GeoDataFrame]:
    """Washington's beats as they are read, and the file's content in feet."""
    source = shared / "data/dc/police-service-areas-psa.geojson"
    as_read = {area.code: area for area in read(source, code_field="PSA").areas}
    return as_read, gpd.read_file(source).to_crs("EPSG:2248")


@pytest.mark.parametrize("container", ["shp", "zip", "folder in zip", "gpkg"])
def test_any_container_in_feet_gives_the_same_beats(
    washington: tuple[dict[str, Beat], gpd.GeoDataFrame], tmp_path: Path, container: str
) -> None:
    expected, in_feet = washington
    path = write(
        tmp_path, in_feet[["PSA", "geometry"]], f"psa.{'gpkg' * (container == 'gpkg') or 'shp'}"
    )
    if "zip" in container:
        path = zipped(tmp_path, path, inside="export/2024/" * container.startswith("folder"))
    file = read(path, code_field="PSA")
    assert "Maryland" in file.crs
    assert {area.code for area in file.areas} == expected.keys()
    for area in file.areas:
        assert shapely.hausdorff_distance(area.outline, expected[area.code].outline) < 1e-7


def test_numbers_become_plain_text(tmp_path: Path) -> None:
    shapes = [square(), square(1000), square(2000)]
    content = frame(shapes, [201, 202, 203], sector=[1, None, 3], name=["North", None, " South "])
    file = read(write(tmp_path, content), parent_field="sector", name_field="name")
    assert [area.code for area in file.areas] == ["201", "202", "203"]
    assert [area.parent_code for area in file.areas] == ["1", None, "3"]
    assert [area.name for area in file.areas] == ["North", "202", "South"]


def test_codes_with_leading_zeros_stay(tmp_path: Path) -> None:
    file = read(write(tmp_path, frame([square()], ["007"])))
    assert (file.areas[0].code, file.areas[0].name) == ("007", "007")


def test_parts_with_the_same_code_become_one_area(tmp_path: Path) -> None:
    content = frame([square(), square(5000), square(9000)], ["A", "B", "A"], name=["x", "y", "z"])
    file = read(write(tmp_path, content), name_field="name")
    assert [(area.code, len(area.outline.geoms)) for area in file.areas] == [("A", 2), ("B", 1)]
    assert file.warnings() == [
        "A: 2 features merged into one area; they differ in name, the first is kept."
    ]


def test_parts_that_touch_lose_the_line_between_them(tmp_path: Path) -> None:
    file = read(write(tmp_path, frame([square(), square(1000)], ["A", "A"])))
    assert len(file.areas[0].outline.geoms) == 1
    assert file.warnings() == ["A: 2 features merged into one area."]


def test_heights_are_dropped(tmp_path: Path) -> None:
    file = read(write(tmp_path, frame([shapely.force_3d(square(), 12.5)], ["A"])))
    assert not file.areas[0].outline.has_z


def test_a_bow_tie_keeps_both_wings_and_says_by_how_much(tmp_path: Path) -> None:
    west, south = square().bounds[:2]
    step = 100 * METRE
    corners = [(0, 0), (step, step), (step, 0), (0, step)]
    bow = Polygon([(west + x, south + y) for x, y in corners])
    content = frame([bow], ["A"])
    content.to_file(tmp_path / "bow.geojson")
    file = read(tmp_path / "bow.geojson")
    (repair,) = file.repairs
    assert isinstance(file.areas[0].outline, MultiPolygon)
    assert len(file.areas[0].outline.geoms) == 2
    assert repair.change_m2 == pytest.approx(3900, rel=0.02)
    assert "changed its area by +3,9" in file.warnings()[0]


def test_holes_that_overlap_stay_holes(tmp_path: Path) -> None:
    holes = [translate(square(far, 400, 400), 0, far * METRE) for far in (100, 300)]
    pierced = Polygon(square().exterior, [hole.exterior for hole in holes])
    file = read(write(tmp_path, frame([pierced], ["A"])))
    assert [item.code for item in file.repairs] == ["A"]
    in_both = shapely.intersection_all(holes)
    assert in_both.area > 0
    assert not file.areas[0].outline.intersects(in_both.centroid)


def test_overlaps_and_gaps_above_a_sliver_are_named(tmp_path: Path) -> None:
    hole = translate(square(1000, 50, 50), 0, 1000 * METRE)
    content = frame([square(0, 3000, 3000).difference(hole), square(2990, 100)], ["A", "B"])
    file = read(write(tmp_path, content))
    (overlap,), (gap,) = file.overlaps, file.gaps
    assert (overlap.codes, gap.codes) == (("A", "B"), ("A",))
    assert gap.area_m2 == pytest.approx(50 * 50 * 0.78, rel=0.02)
    assert file.warnings()[0] == f"A and B overlap by {overlap.area_m2:,.0f} m²."
    assert file.warnings()[1] == f"{gap.area_m2:,.0f} m² between A lie in no area."


def test_slivers_are_not_worth_a_warning(tmp_path: Path) -> None:
    assert read(write(tmp_path, frame([square(), square(999.95)], ["A", "B"]))).warnings() == []


def test_a_shapefile_without_prj_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, frame([square()], ["A"]), "areas.shp")
    path.with_suffix(".prj").unlink()
    for source in (path, zipped(tmp_path, path)):
        with pytest.raises(BoundaryError, match=r"Put a shapefile's \.prj file beside it"):
            read(source)


def test_a_geopackage_with_an_undefined_crs_is_refused(tmp_path: Path) -> None:
    content = frame([square()], ["A"]).set_crs(None, allow_override=True)
    with pytest.warns(UserWarning, match="crs"):
        path = write(tmp_path, content)
    with pytest.raises(BoundaryError, match="doesn't state its coordinate reference system"):
        read(path)


def test_feet_labelled_degrees_are_refused(tmp_path: Path) -> None:
    content = frame([square(), square(1000)], ["A", "B"]).to_crs("EPSG:2248")
    path = write(tmp_path, content.set_crs("EPSG:4326", allow_override=True))
    with pytest.raises(BoundaryError) as refused:
        read(path)
    text = str(refused.value)
    assert text.startswith("areas.gpkg: feature 1 (code A) has x = 1,298,")
    assert "which can't be a longitude" in text
    assert "export again" in text


def test_degrees_labelled_feet_are_refused(tmp_path: Path) -> None:
    content = frame([square()], ["A"]).set_crs("EPSG:2248", allow_override=True)
    with pytest.raises(BoundaryError, match="all of them fit into degrees"):
        read(write(tmp_path, content))


def test_coordinates_outside_the_stated_crs_are_refused(tmp_path: Path) -> None:
    far = frame([box(1e12, 1e12, 1e12 + 1, 1e12 + 1)], ["A"]).set_crs(32618, allow_override=True)
    with pytest.raises(BoundaryError, match=r"feature 1 \(code A\) lies outside of where WGS 84"):
        read(write(tmp_path, far))


def test_a_missing_field_lists_the_ones_there_are(tmp_path: Path) -> None:
    path = write(tmp_path, frame([square()], ["A"], beat=["B"]))
    with pytest.raises(BoundaryError, match=r"no field PSA\. It has: code, beat\."):
        read(path, code_field="PSA")
    with pytest.raises(BoundaryError, match="no field sector"):
        read(path, parent_field="sector")


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_an_empty_code_is_refused_with_its_row(tmp_path: Path, empty: str | None) -> None:
    path = write(tmp_path, frame([square(), square(1000)], ["A", empty]))
    with pytest.raises(BoundaryError, match="code is empty in feature 2"):
        read(path)


@pytest.mark.parametrize(
    ("shape", "found"),
    [
        (LineString([(-77, 38), (-76, 39)]), "a LineString"),
        (Point(-77, 38), "a Point"),
        (None, "no"),
    ],
)
def test_what_is_no_polygon_is_refused(tmp_path: Path, shape: Any, found: str) -> None:
    path = write(tmp_path, frame([square(), shape], ["A", "B"]), "mixed.geojson")
    with pytest.raises(BoundaryError, match=rf"feature 2 \(code B\) is {found}"):
        read(path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": []}))
    with pytest.raises(BoundaryError, match=r"empty\.geojson has no areas in it"):
        read(path)


def test_a_polygon_without_any_ground_is_refused(tmp_path: Path) -> None:
    line = Polygon([(-77, 38), (-76, 38), (-77, 38), (-77, 38)])
    with pytest.raises(BoundaryError, match="nothing is left of B"):
        read(write(tmp_path, frame([square(), line], ["A", "B"])))


def test_one_of_several_layers_must_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "areas.gpkg"
    frame([square()], ["A"]).to_file(path, layer="beats")
    frame([square()], ["D"]).to_file(path, layer="districts")
    with pytest.raises(BoundaryError, match=r"several layers: beats, districts\. Name one"):
        read(path)
    with pytest.raises(BoundaryError, match=r"no layer sectors\. It has: beats, districts\."):
        read(path, layer="sectors")
    assert read(path, layer="districts").areas[0].code == "D"


def test_a_file_that_is_none_of_these_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv.geojson"
    path.write_text("code,name\n1,North\n")
    with pytest.raises(BoundaryError, match="can't be read as GeoJSON"):
        read(path)
    with pytest.raises(BoundaryError, match="There is no file"):
        read(tmp_path / "none.shp")


def test_a_zip_must_hold_exactly_one_file_of_areas(tmp_path: Path) -> None:
    broken, empty, both = (tmp_path / f"{name}.zip" for name in ("broken", "empty", "both"))
    broken.write_bytes(b"PK no more")
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("readme.txt", "none")
    shutil.copy(empty, both)
    with zipfile.ZipFile(both, "a") as archive:
        archive.writestr("a.geojson", "{}")
        archive.writestr("b.geojson", "{}")
    for path, message in ((broken, "damaged"), (empty, "no file of areas"), (both, "2 files")):
        with pytest.raises(BoundaryError, match=message):
            read(path)
