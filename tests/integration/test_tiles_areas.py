"""Outlines and labels of areas in vector tiles, compared with the boundaries as loaded."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import shapely
from shapely.geometry import box
from tile_content import HOME, TODAY, beat, layers_at, save, save_file, tile_version
from vector_tiles import decode, lines, place, unit_m

from geo_rtcc.feeds.boundaries import read_boundaries
from geo_rtcc.models import AreaKind
from geo_rtcc.situation.tiles import tile
from geo_rtcc.store.database import Database


def test_each_shared_edge_is_sent_once(database: Database) -> None:
    lon, lat = HOME
    save(database, beat("A", lon, lat), beat("B", lon + 0.02, lat), beat("C", lon, lat + 0.02))
    for z in (5, 10, 13):
        x, y, _, _ = place(lon + 0.02, lat + 0.02, z)
        outlines = decode(tile(database, z, x, y, on=TODAY))["area"]
        drawn = lines(outlines, z, x, y)
        assert shapely.union_all(drawn).length == pytest.approx(drawn.length, rel=0.02)
        sides = {(f.properties["code"], f.properties.get("other_code")) for f in outlines}
        assert {("A", "B"), ("A", "C")} <= sides


def test_labels_are_in_one_tile_only(database: Database) -> None:
    lon, lat = HOME
    save(database, beat("A", lon, lat), beat("B", lon + 0.02, lat))
    for z in (3, 11, 14, 15):
        x, y, _, _ = place(lon + 0.01, lat + 0.01, z)
        around = [(x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        found = [decode(tile(database, z, *at, on=TODAY)).get("area_label", []) for at in around]
        labels = [feature.properties for features in found for feature in features]
        assert labels.count({"code": "A", "name": "Beat A"}) == 1


def test_the_boundaries_are_those_of_the_day(database: Database) -> None:
    save(database, beat("OLD", *HOME), on=date(2012, 1, 1))
    save(database, beat("NEW", *HOME), on=date(2020, 1, 1))
    spot = (HOME[0] + 0.01, HOME[1] + 0.01)

    def codes(on: date) -> list[str]:
        return [
            feature.properties["code"]
            for features in layers_at(database, *spot, 10, on).values()
            for feature in features
        ]

    assert codes(date(2011, 12, 31)) == []
    assert codes(date(2019, 12, 31)) == ["OLD", "OLD"]
    assert codes(date(2020, 1, 1)) == ["NEW", "NEW"]


def test_a_set_loaded_again_is_drawn_anew(database: Database) -> None:
    save(database, beat("A", *HOME), beat("B", HOME[0] + 0.02, HOME[1]))
    before = tile_version(database)
    save(database, beat("A", *HOME, side=0.03))
    layers = layers_at(database, HOME[0] + 0.01, HOME[1] + 0.01, 9)
    assert [f.properties for f in layers["area"]] == [{"code": "A"}]
    [label] = layers["area_label"]
    assert label.properties == {"code": "A", "name": "Beat A"}
    assert tile_version(database) != before


@pytest.fixture
def dc(database: Database, shared: Path) -> Iterator[Database]:
    path = shared / "data/dc/police-service-areas-psa.geojson"
    file = read_boundaries(path, kind=AreaKind.BEAT, code_field="PSA")
    save_file(database, file, date(2019, 1, 10))
    yield database


def test_an_agencys_own_boundaries_are_drawn_exactly(dc: Database) -> None:
    z = 15
    x, y, _, _ = place(-77.03, 38.92, z)
    drawn = lines(decode(tile(dc, z, x, y, on=TODAY))["area"], z, x, y)
    with dc.transaction() as connection:
        [found] = connection.execute(
            "select st_asbinary(st_intersection(st_collect(st_boundary(st_transform("
            "outline, 3857))), st_tileenvelope(%s, %s, %s))) from area",
            [z, x, y],
        ).fetchone()
    rings = shapely.from_wkb(found)
    assert rings.length > 1000
    assert drawn.buffer(1.5 * unit_m(z)).covers(rings)
    inside = box(*rings.bounds).intersection(drawn)
    assert rings.buffer(1.5 * unit_m(z)).covers(inside)
