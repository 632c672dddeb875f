"""``geo-rtcc load base-map``, on a real database."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from click.testing import Result
from pmtiles.tile import Compression, TileType
from pmtiles.writer import write as pmtiles_writer
from shapely.geometry import LineString, Point, box
from tile_content import HOME, layers_at, tile_version

from geo_rtcc.errors import DatabaseError, InputError, MappingError
from geo_rtcc.store.database import Database

Run = Callable[..., Result]
EAST = LineString([HOME, (HOME[0] + 0.01, HOME[1])])
NORTH = LineString([HOME, (HOME[0], HOME[1] + 0.01)])


def write(folder: Path, name: str, *rows: dict[str, Any], crs: int = 4326) -> Path:
    said = [{key: value for key, value in row.items() if key != "shape"} for row in rows]
    shapes = gpd.GeoSeries([row["shape"] for row in rows], crs=4326).to_crs(crs)
    path = folder / name
    gpd.GeoDataFrame(said, geometry=shapes).to_file(path)
    return path


@pytest.fixture
def streets(tmp_path: Path) -> Path:
    """Two streets in feet, as agencies keep them."""
    return write(
        tmp_path, "streets.shp", {"CLASS": "Arterial", "NAME": "FIRST AVE", "shape": EAST},
        {"CLASS": "Local", "NAME": "OAK ST", "shape": NORTH}, crs=2264,
    )  # fmt: skip


def stored(database: Database) -> list[tuple[Any, ...]]:
    with database.transaction() as connection:
        return connection.execute(
            "select layer, class, name from base_feature order by layer, class, name"
        ).fetchall()


def told(database: Database) -> list[str]:
    with database.transaction() as connection:
        return [row[0] for row in connection.execute("select topic from outbox order by 1")]


def loads(database: Database) -> list[tuple[Any, ...]]:
    with database.transaction() as connection:
        return connection.execute(
            "select what, file_name, finished_at is not null, (summary->'features')::integer"
            " from load_run order by load_id"
        ).fetchall()


def test_files_of_each_layer_become_the_map_and_open_maps_are_told(
    run: Run, database: Database, streets: Path, tmp_path: Path
) -> None:
    around = box(HOME[0] - 0.01, HOME[1] - 0.01, HOME[0], HOME[1])
    lake = write(tmp_path, "lake.geojson", {"name": "LAKE COMO", "shape": around})
    park = write(tmp_path, "park.gpkg", {"PARK_NAME": None, "shape": around})
    result = run("load", "base-map", "--streets", streets, "--water", lake, "--parks", park)
    assert (result.exit_code, result.stdout) == (0, "")
    assert stored(database) == [
        ("park", "park", None),
        ("street", "arterial", "First Ave"),
        ("street", "local", "Oak St"),
        ("water", "water", "Lake Como"),
    ]
    assert told(database) == ["base_map.changed"]
    assert loads(database) == [("base_map", "streets.shp, lake.geojson, park.gpkg", True, 4)]
    layers = layers_at(database, *HOME, 14)
    assert {one.properties["name"] for one in layers["street"]} == {"First Ave", "Oak St"}
    assert {"park", "water"} <= layers.keys()


def test_people_and_programs_are_told_the_same(run: Run, streets: Path) -> None:
    result = run("load", "base-map", "--streets", streets, "--json")
    summary = json.loads(result.stdout)
    assert summary["layers"] == [
        {"layer": "street", "road_class": "arterial", "features": 1, "length_km": 0.8},
        {"layer": "street", "road_class": "local", "features": 1, "length_km": 1.1},
    ]
    assert (summary["rows"], summary["features"], summary["rejected"]) == (2, 2, 0)
    assert 0 < summary["seconds"] < 60
    assert "classes from CLASS by the class map plain, names from NAME" in result.stderr
    assert "North Carolina (ftUS)" in result.stderr
    assert "arterial  1  0.8 km" in result.stderr
    assert "The base map now has 2 features" in result.stderr


def test_another_load_replaces_the_whole_map(
    run: Run, database: Database, streets: Path, tmp_path: Path
) -> None:
    run("load", "base-map", "--streets", streets)
    before = tile_version(database)
    other = write(tmp_path, "other.geojson", {"name": "Elm St", "shape": EAST})
    result = run("load", "base-map", "--streets", other)
    assert "other.geojson says no class of street that is known here" in result.stderr
    assert stored(database) == [("street", "local", "Elm St")]
    assert tile_version(database) != before
    assert told(database) == ["base_map.changed"] * 2


def test_a_refused_file_changes_nothing(
    run: Run, database: Database, streets: Path, tmp_path: Path
) -> None:
    run("load", "base-map", "--streets", streets)
    before = stored(database), tile_version(database), told(database), loads(database)
    broken = tmp_path / "hydro.geojson"
    broken.write_text("{")
    missing = tmp_path / "parks.gpkg"
    for option, path, text in (
        ("--water", broken, r"hydro\.geojson can't be read"),
        ("--parks", missing, r"There is no file .*parks\.gpkg"),
        ("--street-class", "KIND", r"streets\.shp has no field KIND\. It has: CLASS, NAME\."),
    ):
        with pytest.raises(InputError, match=text):
            run("load", "base-map", "--streets", streets, option, path)
    with pytest.raises(MappingError, match="neither a file nor one of"):
        run("load", "base-map", "--streets", streets, "--class-map", "tigre")
    assert before == (stored(database), tile_version(database), told(database), loads(database))


def test_a_load_that_fails_on_its_way_leaves_the_old_map(
    run: Run, database: Database, streets: Path
) -> None:
    run("load", "base-map", "--streets", streets)
    before = stored(database), tile_version(database), told(database), loads(database)
    with database.transaction() as connection:
        connection.execute(
            "alter table base_tile_shape add constraint none check (x < 0) not valid"
        )
    with pytest.raises(DatabaseError):
        run("load", "base-map", "--streets", streets)
    assert before == (stored(database), tile_version(database), told(database), loads(database))


def test_rejected_features_are_told_by_row_and_exit_3(
    run: Run, database: Database, tmp_path: Path
) -> None:
    path = write(
        tmp_path, "roads.gpkg", {"name": "Oak St", "shape": EAST},
        {"name": "Elm St", "shape": Point(HOME)},
    )  # fmt: skip
    result = run("load", "base-map", "--streets", path, "--json")
    assert result.exit_code == 3
    text = "It is a Point; a street must be a line."
    assert f"roads.gpkg: feature 2, geometry: {text}" in result.stderr
    assert json.loads(result.stdout)["rejections"] == [
        {"file": "roads.gpkg", "row": 2, "field": "geometry", "reason": text}
    ]
    assert [name for *_, name in stored(database)] == ["Oak St"]


def test_what_is_said_of_fields_goes_to_all_files_or_to_each(
    run: Run, database: Database, streets: Path, tmp_path: Path
) -> None:
    other = write(tmp_path, "other.gpkg", {"KIND": "2", "LABEL_": "Elm St", "shape": EAST})
    both = ("load", "base-map", "--streets", streets, "--streets", f"{other}:other")
    result = run(*both, "--street-class", "CLASS", "--street-class", "KIND",
                 "--class-map", "plain", "--class-map", "fhwa",
                 "--street-name", "NAME", "--street-name", "LABEL_")  # fmt: skip
    assert result.exit_code == 0
    assert {(kind, name) for _, kind, name in stored(database)} == {
        ("arterial", "First Ave"), ("local", "Oak St"), ("arterial", "Elm St"),
    }  # fmt: skip
    wrong = run(*both, "--streets", streets, "--street-name", "NAME", "--street-name", "NAME")
    assert wrong.exit_code == 2
    assert "--street-name is given 2 times for 3 files" in wrong.stderr


def test_a_map_that_a_file_hides_is_told(
    run: Run, streets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "base.pmtiles"
    kind = {"tile_type": TileType.MVT, "tile_compression": Compression.NONE}
    with pmtiles_writer(str(path)) as writer:
        writer.write_tile(0, b"x")
        writer.finalize(kind, {})
    monkeypatch.setenv("GEO_RTCC_BASE_MAP", str(path))
    result = run("load", "base-map", "--streets", streets)
    assert result.exit_code == 0
    assert f"It is not shown while GEO_RTCC_BASE_MAP names {path}." in result.stderr


def test_a_map_needs_streets(run: Run) -> None:
    result = run("load", "base-map", "--water", "lake.geojson")
    assert result.exit_code == 2
    assert "Missing option '--streets'" in result.stderr


def test_the_census_s_roads_of_a_city_become_tiles(
    run: Run, database: Database, shared: Path
) -> None:
    result = run("load", "base-map", "--streets", shared / "data/sf/roads.zip", "--json")
    assert result.exit_code == 0
    summary = json.loads(result.stdout)
    assert (summary["rows"], summary["features"], summary["left_out"]) == (5_739, 5_681, 58)
    lengths = {one["road_class"]: one["length_km"] for one in summary["layers"]}
    assert lengths == {"arterial": 176.9, "collector": 39.5, "local": 1_902.9}
    names = {
        one.properties.get("name") for one in layers_at(database, -122.41, 37.80, 14)["street"]
    }
    assert {"Columbus Ave", "Broadway"} <= names
