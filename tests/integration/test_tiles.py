"""Vector tiles compared with the geometry they are made of."""

import shutil
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon, box
from small_city import PLAN
from tile_content import HOME, NOW, TODAY, beat, layers_at, load, save, street, tile_version
from vector_tiles import decode, lines, mercator, place, unit_m

from geo_rtcc.errors import InputError
from geo_rtcc.models import BaseFeature
from geo_rtcc.situation.tiles import TileFacts, tile, tile_facts
from geo_rtcc.store.base_map import replace_base_map
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import Database, connect
from geo_rtcc.store.migrations import migrate
from geo_rtcc.store.queries import sql_dir
from geo_rtcc.store.scratch import maintenance, scratch_database
from geo_rtcc.store.shift_plans import save_shift_plan

OLD_MAP = """
with made as (
    insert into area_set (kind, effective_on, file_name, file_sha256, loaded_at)
    values ('beat', '2020-01-01', 'x', '', now()) returning set_id
), beat as (
    insert into area (set_id, code, name, outline)
    select set_id, 'A', 'A', st_multi(st_makeenvelope(-93.1, 45, -93.08, 45.02, 4326)) from made
)
insert into base_feature (layer, class, name, shape)
values ('street', 'local', 'Elm Street',
    st_geomfromtext('LINESTRING(-93.1 45.01, -93.08 45.01)', 4326))
"""


def bend(lon: float, lat: float) -> list[tuple[float, float]]:
    """Make a curved street of many points, some tiles of zoom 15 long."""
    turns = [i / 60 for i in range(61)]
    return [(lon + 0.04 * t, lat + 0.004 * t * t) for t in turns]


@pytest.mark.parametrize("z", range(9, 16))
def test_a_street_passes_through_its_pixels(database: Database, z: int) -> None:
    load(database, street(*bend(*HOME)))
    for lon, lat in bend(*HOME)[::7]:
        x, y, px, py = place(lon, lat, z)
        [found] = decode(tile(database, z, x, y, on=TODAY))["street"]
        drawn = shapely.multilinestrings(found.parts)
        assert drawn.distance(Point(px, py)) < 2.5, (lon, lat)


@pytest.mark.parametrize("z", [12, 13, 14, 15])
def test_a_line_over_a_tile_border_meets_itself(database: Database, z: int) -> None:
    load(database, street(*bend(*HOME)))
    x, y, _, _ = place(*HOME, z)
    tiles = {i: decode(tile(database, z, i, y, on=TODAY)) for i in (x, x + 1)}
    west, east = (lines(tiles[i]["street"], z, i, y) for i in (x, x + 1))
    edge = (x + 1) * 4096 * unit_m(z) - 20037508.342789244
    both = box(edge - 100 * unit_m(z), -2e7, edge + 100 * unit_m(z), 2e7)
    here, there = west.intersection(both), east.intersection(both)
    assert here.length > 190 * unit_m(z)
    assert shapely.hausdorff_distance(here, there, 0.05) < 1.5 * unit_m(z)


@pytest.mark.parametrize(
    ("z", "classes"),
    [
        (7, set()),
        (8, {"arterial"}),
        (10, {"arterial"}),
        (11, {"arterial", "collector"}),
        (12, {"arterial", "collector", "local"}),
        (15, {"arterial", "collector", "local"}),
    ],
)
def test_smaller_streets_come_with_the_zoom(database: Database, z: int, classes: set[str]) -> None:
    lon, lat = HOME
    kinds = ("arterial", "collector", "local")
    load(database, *(street((lon, lat), (lon + 0.002, lat), road_class=kind) for kind in kinds))
    found = layers_at(database, lon + 0.001, lat + 0.0001, z).get("street", [])
    assert {feature.properties["class"] for feature in found} == classes


def test_blocks_of_one_name_are_one_line(database: Database) -> None:
    lon, lat = HOME
    load(
        database,
        *(street((lon + 0.001 * i, lat), (lon + 0.001 * (i + 1), lat)) for i in range(5)),
        street((lon, lat), (lon, lat + 0.002), name=None),
    )
    named, unnamed = sorted(layers_at(database, *HOME, 14)["street"], key=lambda f: len(f.parts[0]))
    by_name = {feature.properties.get("name"): feature for feature in (named, unnamed)}
    assert by_name["Main Street"].properties == {"name": "Main Street", "class": "arterial"}
    assert [len(part) for part in by_name["Main Street"].parts] == [2]
    assert by_name[None].properties == {"class": "arterial"}


def test_water_and_parks_are_whole_over_many_tiles(database: Database) -> None:
    lon, lat = HOME
    lake = Point(lon, lat).buffer(0.05, 100) - Point(lon, lat).buffer(0.01, 100)
    load(database, BaseFeature(layer="water", road_class="lake", name="Lake", shape=lake))
    for z, dx in ((10, 0.0), (12, 0.03), (14, 0.03), (15, 0.049)):
        x, y, _, _ = place(lon + dx, lat, z)
        [found] = decode(tile(database, z, x, y, on=TODAY))["water"]
        assert (found.kind, found.properties) == (3, {"name": "Lake"})
        true = database_area(database, z, x, y)
        assert area(mercator(found, z, x, y)) == pytest.approx(true, rel=0.01)


def area(rings: list[np.ndarray]) -> float:
    """Return the area of rings of which holes turn the other way."""
    twice = sum((np.roll(x, -1) * y - x * np.roll(y, -1)).sum() for x, y in (r.T for r in rings))
    return abs(float(twice)) / 2


def database_area(database: Database, z: int, x: int, y: int) -> float:
    with database.transaction() as connection:
        [found] = connection.execute(
            "select st_area(st_intersection(st_transform(shape, 3857), "
            "st_tileenvelope(%s, %s, %s, margin => 128 / 4096.0))) from base_feature",
            [z, x, y],
        ).fetchone()
    return float(found)


def test_tiny_parks_come_later(database: Database) -> None:
    lon, lat = HOME
    park = BaseFeature(
        layer="park", road_class="park", name="Green", shape=box(lon, lat, lon + 1e-4, lat + 1e-4)
    )
    big = BaseFeature(
        layer="park", road_class="park", name="Big", shape=box(lon, lat, lon + 0.1, lat + 0.1)
    )
    load(database, park, big)
    names = {
        z: {f.properties["name"] for f in layers_at(database, *HOME, z).get("park", [])}
        for z in (6, 7, 12, 15)
    }
    assert names == {6: set(), 7: {"Big"}, 12: {"Big"}, 15: {"Big", "Green"}}


def test_the_version_changes_only_with_the_content(database: Database) -> None:
    versions = [tile_version(database)]
    for change in (
        lambda: load(database, street(HOME, (-93.0, 45.0))),
        lambda: load(database, street(HOME, (-93.0, 45.0))),
        lambda: save(database, beat("A", *HOME)),
    ):
        change()
        versions.append(tile_version(database))
    assert len(set(versions)) == 4
    save(database, beat("A", *HOME))
    assert tile_version(database) == versions[-1]


def test_a_load_is_invisible_until_it_is_committed(database: Database, conninfo: str) -> None:
    load(database, street(HOME, (-93.0, 45.0), name="Old Road"))
    before = tile_version(database)
    with connect(conninfo) as other:
        replace_base_map(other, [street(HOME, (-93.0, 45.0), name="New Road")], now=NOW)
        [found] = layers_at(database, *HOME, 14)["street"]
        assert found.properties["name"] == "Old Road"
        assert tile_version(database) == before
        other.commit()
    [found] = layers_at(database, *HOME, 14)["street"]
    assert found.properties["name"] == "New Road"
    assert tile_version(database) != before


def test_of_two_loads_at_once_one_is_left(database: Database, conninfo: str) -> None:
    with connect(conninfo) as other:
        replace_base_map(other, [street(HOME, (-93.0, 45.0), name="First Road")], now=NOW)
        second = threading.Thread(
            target=load, args=(database, street(HOME, (-93.0, 45.0), name="Second Road"))
        )
        second.start()
        time.sleep(0.2)
        other.commit()
        second.join(10)
    assert [f.properties["name"] for f in layers_at(database, *HOME, 14)["street"]] == [
        "Second Road"
    ]


def test_what_was_loaded_before_the_migration_is_prepared_by_it(
    cluster: EmbeddedCluster, tmp_path: Path
) -> None:
    for number in range(1, 5):
        [file] = (sql_dir() / "migrations").glob(f"{number:04}_*.sql")
        shutil.copy(file, tmp_path)
    with (
        maintenance(cluster.conninfo()) as server,
        scratch_database(server, cluster.conninfo(), "old") as conninfo,
    ):
        migrate(conninfo, tmp_path)
        with connect(conninfo) as connection:
            connection.execute(OLD_MAP)
        migrate(conninfo)
        with Database(conninfo) as database:
            layers = layers_at(database, HOME[0] + 0.01, HOME[1] + 0.01, 13)
            assert layers.keys() == {"street", "area", "area_label"}


def test_the_antimeridian_and_the_pole_are_no_trouble(database: Database) -> None:
    load(
        database,
        street((179.99, -17.0), (180.01, -17.0), name="Date Line Road"),
        street((10.0, 84.0), (10.0, 90.0), name="Polar Road"),
    )
    z = 14
    west, east = (layers_at(database, lon, -17.0, z)["street"] for lon in (-179.995, 179.995))
    for [feature] in (west, east):
        assert feature.properties["name"] == "Date Line Road"
        xs = [px for part in feature.parts for px, _ in part]
        assert (min(xs) <= -100, max(xs) >= 4196) in ((True, False), (False, True))
    assert "street" in decode(tile(database, 9, place(10.0, 85.0, 9)[0], 0, on=TODAY))


@pytest.mark.parametrize(
    "address", [(16, 0, 0), (-1, 0, 0), (3, 8, 0), (3, 0, 8), (3, -1, 0), (0, 0, 1)]
)
def test_tiles_outside_the_world_are_refused(database: Database, address: tuple) -> None:
    with pytest.raises(InputError, match="zoom"):
        tile(database, *address, on=TODAY)


def test_an_empty_database_has_empty_tiles(database: Database) -> None:
    assert [tile(database, z, 0, 0, on=TODAY) for z in range(16)] == [b""] * 16


def test_odd_shapes_do_no_harm(database: Database) -> None:
    lon, lat = HOME
    bow = Polygon([(lon, lat), (lon + 0.02, lat + 0.02), (lon + 0.02, lat), (lon, lat + 0.02)])
    odd = [LineString(), Polygon(), Point(lon, lat), LineString([(lon, lat), (lon, lat)]), bow]
    raised = LineString([(lon, lat, 5.0), (lon + 0.01, lat, 9.0)])
    shapes = [*odd, raised, shapely.multipoints([(lon, lat)])]
    load(database, *(
        BaseFeature(layer=layer, road_class="x", name=None, shape=shape)
        for layer in ("street", "water") for shape in shapes
    ))  # fmt: skip
    assert {"street", "water"} <= layers_at(database, *HOME, 14).keys()


def test_facts_say_the_agencys_own_date(database: Database) -> None:
    late = datetime(2026, 3, 2, 3, tzinfo=UTC)  # still the evening before in Chicago
    assert tile_facts(database, late).on == date(2026, 3, 2)
    with database.transaction() as connection:
        save_shift_plan(connection, PLAN, now=NOW)
    facts = tile_facts(database, late)
    version = tile_version(database)
    assert facts == TileFacts(version=version, on=TODAY, schema="agency", max_zoom=15)
