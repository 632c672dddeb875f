"""Beats: which area holds a point, and when that is ambiguous."""

import numpy as np
import pytest
import shapely

from geo_rtcc.beats import OUTSIDE, BeatIndex, metres_per_degree
from geo_rtcc.models import Beat

LON, LAT = -90.0, 40.0


def square(code: str, west_m: float, east_m: float, size_m: float = 1000) -> Beat:
    """Make a beat between two eastings, in metres from LON, LAT."""
    per_lon, per_lat = metres_per_degree(LAT)
    shape = shapely.box(LON + west_m / per_lon, LAT, LON + east_m / per_lon, LAT + size_m / per_lat)
    return Beat(code=code, name=code, outline=shapely.MultiPolygon([shape]))


def at(east_m: float, north_m: float = 500) -> tuple[np.ndarray, np.ndarray]:
    per_lon, per_lat = metres_per_degree(LAT)
    return np.array([LON + east_m / per_lon]), np.array([LAT + north_m / per_lat])


TWO = [square("A", 0, 1000), square("B", 1000, 2000)]


@pytest.mark.parametrize(
    ("east_m", "position", "ambiguous", "others"),
    [
        (500, 0, False, ()),
        (1500, 1, False, ()),
        (990, 0, False, ()),
        (996, 0, True, (1,)),
        (1004, 1, True, (0,)),
        (1006, 1, False, ()),
        (3, 0, True, ()),
        (-3, OUTSIDE, True, (0,)),
        (-6, OUTSIDE, False, ()),
        (50_000, OUTSIDE, False, ()),
    ],
)
def test_a_boundary_within_five_metres_makes_a_beat_ambiguous(
    east_m: float, position: int, ambiguous: bool, others: tuple[int, ...]
) -> None:
    found = BeatIndex(TWO).locate(*at(east_m))
    assert found.position[0] == position
    assert found.is_ambiguous[0] == ambiguous
    assert found.others.get(0, ()) == others


def test_the_tolerance_can_be_another() -> None:
    assert BeatIndex(TWO, tolerance_m=50).locate(*at(960)).is_ambiguous[0]
    assert not BeatIndex(TWO, tolerance_m=0).locate(*at(999.9)).is_ambiguous[0]


def test_where_areas_overlap_the_first_wins_and_the_point_is_ambiguous() -> None:
    found = BeatIndex([square("A", 0, 1200), square("B", 800, 2000)]).locate(*at(1000))
    assert found.position[0] == 0
    assert found.is_ambiguous[0]
    assert found.others == {0: (1,)}


def test_a_point_that_is_no_number_lies_outside() -> None:
    found = BeatIndex(TWO).locate(np.array([np.nan, LON]), np.array([LAT, np.inf]))
    assert found.position.tolist() == [OUTSIDE, OUTSIDE]


def test_a_hole_is_outside_and_its_edge_ambiguous() -> None:
    whole, hole = square("A", 0, 1000).outline, square("H", 400, 600, 1000).outline
    index = BeatIndex([Beat(code="A", name="A", outline=shapely.MultiPolygon(
        shapely.get_parts(shapely.difference(whole, hole)).tolist()))])  # fmt: skip
    assert index.locate(*at(500)).position[0] == OUTSIDE
    assert index.locate(*at(398)).is_ambiguous[0]


def test_a_tiny_area_is_found() -> None:
    index = BeatIndex([square("A", 0, 2, 2)])
    assert index.locate(*at(1, 1)).position[0] == 0


def test_a_beat_across_a_whole_county_keeps_its_tolerance() -> None:
    index = BeatIndex([square("A", 0, 100_000, 100_000), square("B", 100_000, 200_000, 100_000)])
    assert index.locate(*at(99_996, 50_000)).is_ambiguous[0]
    assert not index.locate(*at(99_990, 50_000)).is_ambiguous[0]


def test_metres_per_degree_are_those_of_the_ellipsoid() -> None:
    lon_m, lat_m = metres_per_degree(45.0)
    assert lon_m == pytest.approx(78_846.8, abs=0.2)
    assert lat_m == pytest.approx(111_131.7, abs=0.2)
