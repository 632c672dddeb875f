"""The streets as a network to drive on."""

import numpy as np

from geo_rtcc.demo.chance import chance
from geo_rtcc.demo.city import City
from geo_rtcc.demo.driving import heading_deg, roads
from geo_rtcc.demo.timeline import Timeline, along, cut, drive, nodes_to


def test_every_node_can_reach_every_other(city: City) -> None:
    net = roads(city)
    some = np.array([0, len(net.xy) // 2])
    assert np.isfinite(net.towards(some)[0]).all()
    assert np.isfinite(net.away(some)[0]).all()


def test_one_way_streets_have_an_edge_one_way_only(city: City) -> None:
    net = roads(city)
    one_way = city.streets["OneWay"].to_numpy()
    assert not net.backwards[one_way[net.segment] == "FT"].any()
    assert net.backwards[one_way[net.segment] == "TF"].all()


def test_a_way_takes_as_long_as_the_tree_says(city: City) -> None:
    net = roads(city)
    seconds, following = net.towards(np.array([10]))
    nodes = nodes_to(following[0], 3000)
    assert nodes[0] == 3000
    assert nodes[-1] == 10
    assert np.isclose(drive(net, nodes, 100.0, 2.0)[-1][0] - 100.0, seconds[0, 3000] / 2)


def test_a_timeline_interpolates_and_knows_its_speed() -> None:
    line = Timeline.of([(0.0, 0.0, 0.0), (10.0, 100.0, 0.0), (20.0, 100.0, 0.0)])
    assert line.where(np.array([5.0, 15.0])).tolist() == [[50.0, 0.0], [100.0, 0.0]]
    assert line.velocity(np.array([5.0, 15.0, 99.0])).tolist() == [[10, 0], [0, 0], [0, 0]]


def test_a_line_is_cut_where_asked() -> None:
    line = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]])
    before, after, share = cut(line, 15.0)
    assert before.tolist() == [[0, 0], [10, 0], [10, 5]]
    assert after.tolist() == [[10, 5], [10, 10]]
    assert share == 0.75
    assert along(before, 0.0, 15.0)[-1] == (15.0, 10.0, 5.0)


def test_headings_are_clockwise_from_north() -> None:
    assert heading_deg(np.array([[0, 1], [1, 0], [0, -1], [-1, 0]])).tolist() == [0, 90, 180, 270]


def test_chance_is_even_and_depends_on_every_key() -> None:
    drawn = chance(1, np.arange(100_000))
    assert abs(drawn.mean() - 0.5) < 0.005
    assert drawn.min() >= 0
    assert drawn.max() < 1
    assert np.array_equal(drawn[:9], chance(1, np.arange(9)))
    assert not np.isclose(chance(2, np.arange(9)), drawn[:9]).any()
