"""Where streets meet: once, twice, over and under, nearly, and by another name."""

import pytest
from road_frames import PLANE, metres, road, roads_index

from geo_rtcc.models import MatchType


def test_streets_meet_at_the_vertex_they_share_whichever_is_asked_first() -> None:
    roads, ids = roads_index(
        road("A", [(0, 0), (100, 0), (200, 0)], zip_left="1", zip_right="1"),  # runs on through it
        road("B", [(100, 0), (100, 300)], zip_left="1"),
    )
    (found,) = roads.crossing(ids["A"], ids["B"])
    assert metres(found) == (100.0, 0.0)
    assert (found.match_type, found.quality) == (MatchType.INTERSECTION, 1.0)
    assert (found.reference, found.zip_code) == ("A / B", "1")
    assert roads.crossing(ids["B"], ids["A"]) == [found]


def test_two_carriageways_are_one_junction_between_them() -> None:
    cross = [(0.0, -50.0), (0.0, 0.0), (0.0, 30.0), (0.0, 80.0)]
    roads, ids = roads_index(
        road("A", [(-50, 0), (0, 0), (50, 0)]),
        road("A", [(50, 30), (0, 30), (-50, 30)]),
        road("B", cross),
    )
    (found,) = roads.crossing(ids["A"], ids["B"])
    assert metres(found) == (0.0, 15.0)
    assert found.uncertainty_m == pytest.approx(20, abs=0.01)


def test_streets_that_cross_twice_have_two_places() -> None:
    loop = [(0.0, 0.0), (0.0, 300.0), (500.0, 300.0), (500.0, 0.0)]
    roads, ids = roads_index(road("A", [(0, 0), (500, 0)]), road("B", loop))
    assert sorted(map(metres, roads.crossing(ids["A"], ids["B"]))) == [(0, 0), (500, 0)]


def test_lines_that_cross_without_a_vertex_may_be_a_bridge() -> None:
    roads, ids = roads_index(road("A", [(-50, 0), (50, 0)]), road("B", [(10, -50), (10, 50)]))
    (found,) = roads.crossing(ids["A"], ids["B"])
    assert (metres(found), found.quality) == ((10.0, 0.0), 0.9)


@pytest.mark.parametrize(("gap", "qualities"), [(20, [0.85]), (40, [])])
def test_streets_that_nearly_touch_meet_with_less_quality(
    gap: float, qualities: list[float]
) -> None:
    roads, ids = roads_index(road("A", [(-50, 0), (50, 0)]), road("B", [(0, gap), (0, 200)]))
    found = roads.crossing(ids["A"], ids["B"])
    assert [each.quality for each in found] == qualities
    assert [metres(each) for each in found] == [(0.0, gap / 2) for _ in qualities]


def test_streets_that_share_a_stretch_meet_where_they_part() -> None:
    roads, ids = roads_index(
        road("A", [(-500, 0), (0, 0)]),
        road("A;Route 1", [(0, 0), (500, 0), (1000, 0)]),
        road("Route 1", [(1000, 0), (1000, 800)]),
        road("B", [(500, 0), (500, 300)]),
    )
    found = roads.crossing(ids["A"], ids["Route 1"])
    assert sorted(map(metres, found)) == [(0.0, 0.0), (1000.0, 0.0)]
    assert len(roads.crossing(ids["Route 1"], ids["B"])) == 1


def test_two_names_of_one_street_do_not_meet() -> None:
    roads, ids = roads_index(road("A;B", [(0, 0), (100, 0)]), road("A;B", [(100, 0), (0, 100)]))
    assert roads.crossing(ids["A"], ids["B"]) == roads.crossing(ids["A"], ids["A"]) == []


def test_the_nearest_crossing_is_of_two_names() -> None:
    roads, ids = roads_index(
        road("A", [(0, 0), (100, 0)]),
        road("A", [(100, 0), (200, 0)]),  # a break of one street is no crossing
        road("B", [(200, 0), (200, 100)]),
    )
    found = roads.nearest_crossing(*PLANE.degrees(110, 0), 100)
    assert found is not None
    assert (set(found.street_ids), round(found.distance_m)) == ({ids["A"], ids["B"]}, 90)
    assert roads.nearest_crossing(*PLANE.degrees(110, 0), 80) is None


def test_a_street_that_crosses_itself_is_no_crossing() -> None:
    eight = [(0.0, 0.0), (100.0, 100.0), (100.0, 0.0), (0.0, 100.0), (0.0, 0.0)]
    roads, ids = roads_index(road("A", eight))
    assert roads.crossing(ids["A"], ids["A"]) == []
    assert roads.nearest_crossing(*PLANE.degrees(0, 0), 100) is None
    assert len(roads.whole(ids["A"])) == 1
