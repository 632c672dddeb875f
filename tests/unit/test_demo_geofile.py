"""The demo city's geofile: complete, by the schemas, and true to the city."""

import numpy as np
import polars as pl
import pytest
import shapely

from geo_rtcc.demo.beltway import exits, mile_at, mileposts
from geo_rtcc.demo.city import City
from geo_rtcc.demo.geofile import city_geofile
from geo_rtcc.demo.plan import BELTWAY
from geo_rtcc.models.geofile import SCHEMAS, Geofile, GeofileKind


@pytest.fixture(scope="module")
def geofile(city: City) -> Geofile:
    return city_geofile(city)


def test_frames_follow_their_schemas_and_hold_the_whole_city(city: City, geofile: Geofile) -> None:
    frames = {kind: getattr(geofile, kind.value) for kind in GeofileKind}
    assert all(dict(frame.schema) == SCHEMAS[kind] for kind, frame in frames.items())
    assert len(geofile.roads) == len(city.streets)
    assert len(geofile.addresses) > 100_000
    assert geofile.addresses.select("number", "street").is_unique().all()
    assert set(city.places["name"]) | set(city.parks["name"]) <= set(geofile.places["name"])


def test_an_address_lies_within_a_range_of_its_street(geofile: Geofile) -> None:
    sides = [
        geofile.roads.select("street", pl.col(f"from_{side}", f"to_{side}").name.map(_end))
        for side in ("left", "right")
    ]
    ranges = pl.concat(sides).drop_nulls().group_by("street").agg(pl.min("from"), pl.max("to"))
    found = geofile.addresses.join(ranges, on="street", how="left")
    assert found.select(pl.col("number").is_between("from", "to").all()).item()


def _end(name: str) -> str:
    return name.split("_", maxsplit=1)[0]


def test_everything_in_it_lies_in_the_city(city: City, geofile: Geofile) -> None:
    for frame in (geofile.addresses, geofile.places):
        assert shapely.intersects_xy(city.limit, frame.select("lon", "lat").to_numpy()).all()


def test_an_unnumbered_side_has_no_range(geofile: Geofile) -> None:
    beltway = geofile.roads.filter(pl.col("road_class") == "expressway")
    assert beltway["from_left"].null_count() == len(beltway) > 10


def test_spoken_names_stand_for_streets_and_places_that_exist(geofile: Geofile) -> None:
    streets = set(geofile.roads["street"].str.slice(2))
    named = {"street": streets, "place": set(geofile.places["name"])}
    assert all(name in named[kind] for kind, _, name in geofile.aliases.rows())


def test_signs_stand_on_the_beltway_in_the_order_of_their_numbers(city: City) -> None:
    signs = [*exits(city), *mileposts()]
    assert max(BELTWAY.distance(shapely.Point(one.xy)) for one in signs) < 20
    assert len({(one.kind, one.number) for one in signs}) == len(signs)
    miles = mile_at(np.array([one.xy for one in mileposts()]))
    assert np.allclose(miles, [float(one.number) for one in mileposts()])
    assert [float(one.number.rstrip("ABC")) for one in exits(city)] == sorted(
        int(mile) + 1 for mile in mile_at(np.array([one.xy for one in exits(city)]))
    )
