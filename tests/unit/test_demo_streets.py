"""The demo city's street network: noded, connected, named, numbered."""

from collections import Counter

import pytest
import shapely

from geo_rtcc.demo.city import City, build_city
from geo_rtcc.demo.lots import address_points, frontage, full_names
from geo_rtcc.demo.network import components, ends
from geo_rtcc.demo.plan import BRIDGE_ROADS
from geo_rtcc.demo.streets import SPEED_LIMIT

NENA = set(
    """
    St_PreDir St_Name St_PosTyp FromAddr_L ToAddr_L FromAddr_R ToAddr_R Parity_L Parity_R OneWay
    SpeedLimit RoadClass PostCode_L PostCode_R MSAGComm_L MSAGComm_R
""".split()  # noqa: SIM905
)


def test_the_same_seed_builds_the_same_streets(city: City, same_again: City) -> None:
    assert same_again.streets.equals(city.streets)


def test_another_seed_builds_other_streets_in_the_same_beats(city: City) -> None:
    other = build_city.__wrapped__(city.seed + 1)
    assert not other.streets.equals(city.streets)
    assert other.beats.equals(city.beats)


def test_segments_number_five_to_nine_thousand_with_nena_fields(city: City) -> None:
    assert 5_000 <= len(city.streets) <= 9_000
    assert not NENA - set(city.streets.columns)
    assert city.streets["NGUID"].is_unique


def test_segments_meet_only_in_shared_end_points(city: City) -> None:
    lines = city.streets.geometry.to_numpy()
    tree = shapely.STRtree(lines)
    for predicate in ("crosses", "overlaps"):
        assert tree.query(lines, predicate=predicate).size == 0
    nodes, _ = ends(lines)
    for a, b in tree.query(lines, predicate="touches").T:
        assert set(nodes[a]) & set(nodes[b]), (a, b)


def test_the_network_is_one_piece(city: City) -> None:
    nodes, points = ends(city.streets.geometry.to_numpy())
    assert not components(nodes, len(points)).any()


def test_only_the_six_bridges_cross_the_river(city: City) -> None:
    river = city.water.geometry[city.water["name"] == "Marl River"].iloc[0]
    crossing = city.streets[city.streets.intersects(river)]
    names = crossing["St_Name"].str.removeprefix("Kestrel ")
    assert sorted(names.unique()) == sorted(BRIDGE_ROADS)


def test_no_street_runs_through_the_lake(city: City) -> None:
    lake = city.water.geometry[city.water["name"] == "Heron Lake"].iloc[0]
    assert not city.streets.intersects(lake).any()


@pytest.mark.parametrize("side", ["L", "R"])
def test_ranges_rise_and_keep_their_parity(city: City, side: str) -> None:
    streets = city.streets[city.streets[f"Parity_{side}"] != "Z"]
    low, high = streets[f"FromAddr_{side}"], streets[f"ToAddr_{side}"]
    odd = (streets[f"Parity_{side}"] == "O").astype(int)
    assert (low <= high).all()
    assert (low % 2 == odd).all()
    assert (high % 2 == odd).all()
    assert len(streets) > 0.98 * len(city.streets)


def test_a_segments_two_sides_have_opposite_parity(city: City) -> None:
    streets = city.streets[(city.streets["Parity_L"] != "Z") & (city.streets["Parity_R"] != "Z")]
    assert (streets["Parity_L"] != streets["Parity_R"]).all()


def test_no_address_exists_twice(city: City) -> None:
    addresses = address_points(city.streets)
    assert addresses["address"].is_unique
    assert len(addresses) > 100_000


def test_a_grid_block_takes_a_hundred_numbers(city: City) -> None:
    streets = city.streets
    local = streets[(streets["RoadClass"] == "local") & (streets["St_PosTyp"] == "Ave")]
    spans = local["ToAddr_L"] - local["FromAddr_L"]
    assert spans.median() == 98


def test_classes_speeds_and_one_way_streets_are_plausible(city: City) -> None:
    streets = city.streets
    assert (streets["SpeedLimit"] == streets["RoadClass"].map(SPEED_LIMIT)).all()
    share = Counter(streets["OneWay"])
    assert set(share) == {"B", "FT", "TF"}
    assert 0.02 < (share["FT"] + share["TF"]) / len(streets) < 0.15


def test_a_one_way_street_runs_one_way_along_its_length(city: City) -> None:
    streets = city.streets.assign(full=full_names(city.streets))
    one_way = streets[streets["OneWay"] != "B"]
    assert (one_way.groupby("full")["OneWay"].nunique() == 1).all()


def test_places_stand_at_addresses_that_exist(city: City) -> None:
    addresses = set(address_points(city.streets)["address"])
    assert set(city.places["address"]) <= addresses
    assert {"hospital", "school", "stadium", "scrap_yard", "mall", "nightlife"} <= set(
        city.places["kind"]
    )


def test_most_segments_end_at_a_crossing(city: City) -> None:
    assert (frontage(city.streets).crossing != "").mean() > 0.8
