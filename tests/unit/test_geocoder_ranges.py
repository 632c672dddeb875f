"""Numbers along roads: the right side, gaps, blocks, whole streets, and the way back."""

import pytest
from road_frames import LAT, LON, PLANE, metres, road, roads_index

from geo_rtcc.models import MatchType

EAST = [(0.0, 0.0), (200.0, 0.0)]
MAIN = road("Main", EAST, (100, 198), (101, 199), zip_left="11111", zip_right="22222")


def test_even_and_odd_lie_on_their_own_sides_set_back_and_off_the_corners() -> None:
    roads, ids = roads_index(MAIN)
    (even,), (odd,) = (roads.on_range(ids["Main"], number) for number in (100, 199))
    assert (metres(even), metres(odd)) == ((8.0, 8.0), (192.0, -8.0))
    assert (even.zip_code, odd.zip_code) == ("11111", "22222")
    assert (even.match_type, even.quality) == (MatchType.RANGE, 1.0)
    assert odd.reference == "101–199 Main, odd side"


def test_a_number_between_the_ends_lies_in_proportion() -> None:
    roads, ids = roads_index(road("Main", EAST, (198, 100), (199, 101)))
    (found,) = roads.on_range(ids["Main"], 149)
    assert metres(found) == (pytest.approx(8 + 184 * 50 / 98, abs=0.01), -8.0)


def test_a_parity_that_no_side_has_lies_across_with_less_quality() -> None:
    roads, ids = roads_index(road("Main", EAST, (100, 200), zip_left="11111", zip_right="22222"))
    (found,) = roads.on_range(ids["Main"], 151)
    assert (metres(found)[1], found.zip_code) == (-8.0, "22222")
    assert found.quality == 0.97


def test_a_side_of_both_parities_keeps_all_its_numbers() -> None:
    roads, ids = roads_index(road("Main", EAST, (100, 200), parity_left="B"))
    (found,) = roads.on_range(ids["Main"], 151)
    assert (metres(found)[1], found.quality) == (8.0, 1.0)


@pytest.mark.parametrize(
    ("left", "more"),
    [
        ((None, None), {}),
        ((0, 0), {}),
        ((100, 198), {"parity_left": "Z"}),
        ((100, 198), {"shape": None}),
        ((100, 198), {"shape": b"no line"}),
    ],
)
def test_a_side_without_numbers_or_line_has_none(
    left: tuple[int | None, int | None], more: dict[str, object]
) -> None:
    roads, ids = roads_index({**road("Main", EAST, left), **more})
    assert not roads.on_range(ids["Main"], 0) + roads.on_range(ids["Main"], 150)
    assert not roads.has_ranges(ids["Main"])


def test_a_range_said_of_a_whole_chain_is_shared_out_along_it() -> None:
    first = road("Main", [(0, 0), (100, 0)], (100, 198))
    second = road("Main", [(200, 0), (100, 0)], right=(198, 100))  # digitised the other way
    roads, ids = roads_index(second, first)
    places = [roads.on_range(ids["Main"], number) for number in (124, 174)]
    assert [len(found) for found in places] == [1, 1]
    assert [round(metres(found[0])[0], -1) for found in places] == [50, 150]
    assert {metres(found[0])[1] for found in places} == {8.0}


def test_more_numbers_than_a_line_has_room_for_are_doubted() -> None:
    roads, ids = roads_index(road("Main", EAST, (0, 9998)))
    (found,) = roads.on_range(ids["Main"], 5000)
    assert found.quality < 0.8


def test_of_ranges_that_overlap_the_tightest_counts() -> None:
    slip = road("Main", [(200, 0), (400, 0)], (90, 258))
    roads, ids = roads_index(slip, MAIN)
    (found,) = roads.on_range(ids["Main"], 100)
    assert found.reference == "100–198 Main, even side"


def test_towns_with_one_street_name_each_have_the_number() -> None:
    roads, ids = roads_index(MAIN, road("Main", [(9000, 0), (9200, 0)], (100, 198)))
    assert len(roads.on_range(ids["Main"], 150)) == 2


def test_a_number_in_a_gap_lies_where_the_segments_touch() -> None:
    roads, ids = roads_index(MAIN, road("Main", [(200, 0), (400, 0)], (300, 398), (301, 399)))
    (found,) = roads.near_range(ids["Main"], 250)
    assert metres(found) == (200.0, 0.0)
    assert found.quality < 0.85
    assert found.uncertainty_m > 100


def test_a_number_beyond_the_last_is_less_certain_the_farther() -> None:
    roads, ids = roads_index(MAIN)
    (near,), (far,) = (roads.near_range(ids["Main"], number) for number in (205, 290))
    assert metres(near) == metres(far) == (200.0, 0.0)
    assert near.quality > far.quality
    assert near.uncertainty_m < far.uncertainty_m
    assert not roads.near_range(ids["Main"], 300) + roads.near_range(ids["Main"], 150)


def test_a_block_lies_in_the_middle_of_its_segments_by_length() -> None:
    roads, ids = roads_index(
        road("Main", [(0, 0), (60, 0)], (100, 128), (101, 129)),
        road("Main", [(60, 0), (200, 0)], (130, 198), (131, 199)),
        road("Main", [(200, 0), (400, 0)], (200, 298), (201, 299)),
    )
    (found,) = roads.block(ids["Main"], 100, 199)
    assert metres(found) == (100.0, 0.0)
    assert (found.match_type, found.quality) == (MatchType.BLOCK, 1.0)
    assert 90 < found.uncertainty_m < 130


def test_a_block_that_is_part_of_a_range_is_cut_out_of_it() -> None:
    roads, ids = roads_index(road("Main", [(0, 0), (1000, 0)], (500, 598), (501, 599)))
    (found,) = roads.block(ids["Main"], 575, 599)
    assert metres(found)[0] == pytest.approx(880, abs=10)


def test_a_block_of_two_carriageways_lies_between_them() -> None:
    roads, ids = roads_index(
        road("Main", EAST, right=(101, 199)), road("Main", [(200, 20), (0, 20)], right=(198, 100))
    )
    (found,) = roads.block(ids["Main"], 100, 199)
    assert metres(found) == (100.0, 10.0)


def test_a_block_that_is_hardly_there_has_less_quality() -> None:
    roads, ids = roads_index(road("Main", EAST, (100, 110)))
    assert roads.block(ids["Main"], 100, 199)[0].quality < 0.9
    assert not roads.block(ids["Main"], 200, 299)


def test_a_whole_street_has_a_middle_on_it_for_each_stretch() -> None:
    bow = [(0.0, 0.0), (0.0, 100.0), (200.0, 100.0), (200.0, 0.0)]
    roads, ids = roads_index(road("Main", bow), road("Main", [(5000, 0), (5100, 0)]))
    near, far = sorted(roads.whole(ids["Main"]), key=lambda found: found.lon)
    assert metres(near) == (100.0, 100.0)
    assert near.uncertainty_m == pytest.approx(141.4, abs=0.1)
    assert (metres(far), far.match_type) == ((5050.0, 0.0), MatchType.STREET)


def test_the_nearest_street_says_its_numbers_and_how_far() -> None:
    long = road("Main", [(0, 0), (200, 0)], (1, 399))
    roads, ids = roads_index(long, road("Side", [(0, 500), (200, 500)]))
    lon, lat = PLANE.degrees(75, 30)
    found = roads.nearest(lon, lat, 100)
    assert found is not None
    assert (found.street_id, found.low, found.high) == (ids["Main"], 100, 199)
    assert found.distance_m == pytest.approx(30)
    assert roads.nearest(lon, lat, 20) is None
    side = roads.nearest(*PLANE.degrees(50, 490), 100)
    assert side is not None
    assert (side.street_id, side.low) == (ids["Side"], None)


def test_nothing_is_found_without_roads_or_by_an_unknown_street() -> None:
    roads, _ = roads_index()
    assert not roads.on_range(0, 1) + roads.near_range(0, 1) + roads.block(0, 1, 2)
    assert not roads.crossing(0, 1) + roads.whole(0)
    assert roads.nearest(LON, LAT, 100) is roads.nearest_crossing(LON, LAT, 100) is None
