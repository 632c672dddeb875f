"""Range interpolation: sides, order and symmetry for any road; no range that crashes."""

import math
from typing import Any

import numpy as np
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from road_frames import PLANE, metres, road, roads_index

from geo_rtcc.geocoder.ranges import SET_BACK_M

# Headings turn by less than a right angle, so that a set-back point stays on its side.
BENDS = st.lists(st.tuples(st.floats(20, 200), st.floats(-0.7, 0.7)), min_size=1, max_size=5)
NUMBERS = st.one_of(st.none(), st.integers(-3, 300), st.sampled_from([2**31 - 1, -(2**31)]))
COORDINATES = st.floats(-1000, 1000)


def line(bends: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Walk from the middle: each step a length in metres and a turn in radians."""
    points, heading = [(0.0, 0.0)], 0.0
    for length, turn in bends:
        heading += turn
        x, y = points[-1]
        points.append((x + length * math.cos(heading), y + length * math.sin(heading)))
    return points


def answers(row: dict[str, Any], numbers: range) -> list[tuple[float, float]]:
    roads, ids = roads_index(row)
    return [metres(found) for number in numbers for found in roads.on_range(ids["A"], number)]


@settings(max_examples=40, deadline=None)
@given(bends=BENDS, is_left=st.booleans())
def test_numbers_rise_along_the_asked_side_within_set_back(
    bends: list[tuple[float, float]], is_left: bool
) -> None:
    points = line(bends)
    shape = shapely.LineString(points)
    spots = answers(road("A", points, (100, 198), (101, 199)), range(100 + (not is_left), 200, 2))
    assert len(spots) == 50
    side = 1 if is_left else -1
    beside = shapely.buffer(shape, side * (SET_BACK_M + 0.1), single_sided=True)
    assert shapely.covers(shapely.buffer(beside, 0.1), shapely.points(spots)).all()


@settings(max_examples=40, deadline=None)
@given(length=st.floats(1, 2000), low=st.integers(0, 5000), span=st.integers(1, 400))
def test_numbers_rise_monotonically(length: float, low: int, span: int) -> None:
    row = road("A", [(0, 0), (length, 0)], (low, low + span), parity_left="B")
    spots = answers(row, range(low, low + span + 1))
    assert (np.diff([x for x, _ in spots]) >= 0).all()
    assert all(0 <= x <= length for x, _ in spots)


@settings(max_examples=40, deadline=None)
@given(bends=BENDS, number=st.integers(100, 199))
def test_the_other_digitising_with_sides_swapped_is_the_same_place(
    bends: list[tuple[float, float]], number: int
) -> None:
    points = line(bends)
    one = answers(road("A", points, (100, 198), (101, 199)), range(number, number + 1))
    other = answers(road("A", points[::-1], (199, 101), (198, 100)), range(number, number + 1))
    assert np.allclose(one, other, atol=0.02)


@settings(max_examples=60, deadline=None)
@given(
    points=st.lists(st.tuples(COORDINATES, COORDINATES), min_size=2, max_size=5),
    numbers=st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS),
    parity=st.sampled_from([None, "O", "E", "B", "Z", "x"]),
    asked=st.integers(-5, 400),
)
@example(points=[(5, 5), (5 + 1e-9, 5), (900, 5)], numbers=(1, 99, 0, 98), parity="B", asked=1)
@example(points=[(5, 5), (5, 5)], numbers=(1, 1, 0, 98), parity=None, asked=1)
def test_no_road_or_range_crashes(
    points: list[tuple[float, float]], numbers: tuple[Any, ...], parity: str | None, asked: int
) -> None:
    row = road("A", points, numbers[:2], numbers[2:], parity_left=parity)
    roads, ids = roads_index(row, row, road("B", points[::-1]))
    a, b = ids["A"], ids["B"]
    found = roads.on_range(a, asked) + roads.near_range(a, asked) + roads.block(a, asked, asked + 9)
    found += roads.crossing(a, b) + roads.whole(a)
    assert all(math.isfinite(one.lon + one.lat + one.uncertainty_m) for one in found)
    assert all(0 <= one.quality <= 1 for one in found)
    near = roads.nearest(*PLANE.degrees(*points[0]), 10)
    assert near is None or near.distance_m <= 10
