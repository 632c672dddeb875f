"""Address points: exact numbers, numbers between them, blocks and corners of a small grid."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_rtcc.geocoder.addresses import AddressIndex
from geo_rtcc.geocoder.plane import Plane
from geo_rtcc.models.geofile import SCHEMAS, GeofileKind

PLANE = Plane.around(-104.95, 39.73)
MAIN, OAK, LONELY, NOWHERE = 0, 1, 2, 99
NAMES = ["Main St", "Oak Ave", "Lonely Rd"]
SCHEMA = dict(SCHEMAS[GeofileKind.ADDRESSES])


def row(number: int | None, x: float, y: float, **more: object) -> dict[str, object]:
    """Make an address point so many metres east and north of the plane's middle."""
    lon, lat = PLANE.degrees(x, y)
    return {"number": number, "lon": lon, "lat": lat, **more}


def index(rows: list[tuple[int, dict[str, object]]]) -> AddressIndex:
    frame = pl.DataFrame([fields for _, fields in rows], schema=SCHEMA)
    return AddressIndex(frame, [(street,) for street, _ in rows], PLANE, NAMES.__getitem__)


def main_street(numbers: range = range(100, 300)) -> list[tuple[int, dict[str, object]]]:
    """Run Main St east, 2 m a number, even numbers 15 m south of its line and odd ones north."""
    return [(MAIN, row(n, 2.0 * n, 15.0 if n % 2 else -15.0, zip="80202")) for n in numbers]


def off_m(found: object, x: float, y: float) -> float:
    lon, lat = PLANE.degrees(x, y)
    return PLANE.distance_m(found.lon, found.lat, lon, lat)  # type: ignore[attr-defined]


def test_a_number_is_answered_by_its_own_point() -> None:
    [found] = index(main_street()).exact(MAIN, 150)
    assert off_m(found, 300, -15) < 0.1
    assert (found.match_type, found.quality, found.zip_code) == ("address", 1.0, "80202")
    assert found.reference == "Address point 150 Main St"


def test_a_number_that_no_row_has_is_not_exact() -> None:
    built = index(main_street())
    assert built.exact(MAIN, 301) == built.exact(OAK, 150) == built.exact(NOWHERE, 150) == []
    assert (built.has(MAIN), built.has(OAK), built.has(NOWHERE), built.has(-1)) == (
        (True, False, False, False)
    )


def test_units_of_one_building_are_one_place_in_its_middle() -> None:
    units = [(MAIN, row(10, x, 0.0, unit=unit)) for x, unit in ((0.0, "1"), (20.0, "2"))]
    [found] = index(units).exact(MAIN, 10)
    assert off_m(found, 10, 0) < 0.1
    assert found.uncertainty_m > 25


@pytest.mark.parametrize(("unit", "x", "quality"), [("2", 20.0, 1.0), ("9", 10.0, 0.98)])
def test_a_unit_answers_if_known_else_the_number_itself(
    unit: str, x: float, quality: float
) -> None:
    units = [(MAIN, row(10, x, 0.0, unit=unit)) for x, unit in ((0.0, "1"), (20.0, "2"))]
    [found] = index(units).exact(MAIN, 10, unit=unit)
    assert off_m(found, x, 0) < 0.1
    assert found.quality == quality


def test_a_suffix_tells_two_houses_apart() -> None:
    built = index([(MAIN, row(10, 0, 0)), (MAIN, row(10, 50, 0, number_suffix="A"))])
    [plain], [lettered] = built.exact(MAIN, 10), built.exact(MAIN, 10, suffix="a")
    assert off_m(plain, 0, 0) < 0.1
    assert off_m(lettered, 50, 0) < 0.1


def test_one_number_in_two_towns_is_two_places() -> None:
    far = index([(MAIN, row(10, 0, 0)), (MAIN, row(10, 5000, 0)), (MAIN, row(10, 5010, 0))])
    assert sorted(round(off_m(found, 0, 0)) for found in far.exact(MAIN, 10)) == [0, 5005]


@pytest.mark.parametrize("number", [151, 152, 153, 154])
def test_a_missing_number_lies_between_its_neighbours_on_its_own_side(number: int) -> None:
    known = [one for one in main_street() if not 148 < one[1]["number"] < 158]  # type: ignore[operator]
    [found] = index(known).between(MAIN, number)
    assert off_m(found, 2.0 * number, 15.0 if number % 2 else -15.0) < 1
    assert (found.match_type, found.reference.startswith("Between 14")) == ("interpolated", True)


def test_without_houses_on_its_side_a_number_keeps_to_the_line_and_says_less() -> None:
    even = index(main_street(range(100, 300, 2)))
    [odd], [own] = even.between(MAIN, 151), index(main_street()).between(MAIN, 151)
    assert off_m(odd, 302, -15) < 2
    assert odd.quality < own.quality


def test_a_number_past_the_last_one_follows_the_street_with_less_trust() -> None:
    [found] = index(main_street()).between(MAIN, 310)
    assert off_m(found, 620, -15) < 8
    assert found.quality == 0.85
    assert found.reference == "Near 299 Main St, the nearest number known"
    assert index(main_street()).between(MAIN, 900) == []


def test_neighbours_too_far_apart_say_nothing() -> None:
    built = index([(LONELY, row(100, 0, 0)), (LONELY, row(110, 900, 0))])
    assert all(found.quality == 0.8 for found in built.between(LONELY, 104))
    wide = index([(LONELY, row(100, 0, 0)), (LONELY, row(400, 1100, 0))])
    assert wide.between(LONELY, 250) == []


def test_two_towns_whose_numbers_alternate_are_two_runs() -> None:
    other = [(MAIN, row(n, 2.0 * n, 9000.0)) for n in range(101, 301, 4)]
    found = index([*main_street(range(100, 300, 4)), *other]).between(MAIN, 150)
    assert sorted(round(off_m(one, 300, 0) / 1000) for one in found) == [0, 9]


def test_a_block_is_the_middle_of_its_houses() -> None:
    [found] = index(main_street()).block(MAIN, 100, 199)
    assert off_m(found, 299, 0) < 2
    assert found.match_type == "block"
    assert index(main_street()).block(MAIN, 400, 499) == []


def test_streets_meet_where_lines_through_their_houses_do() -> None:
    oak = [(OAK, row(n, 360.0 + (15 if n % 2 else -15), 2.0 * n)) for n in range(8, 120)]
    built = index([*main_street(), *oak])
    [found] = built.crossing(MAIN, OAK)
    assert off_m(found, 360, 0) < 15
    assert off_m(found, 360, 0) < found.uncertainty_m
    assert built.crossing(OAK, MAIN)[0].match_type == "intersection"


def test_parallel_streets_and_streets_apart_do_not_meet() -> None:
    beside = [(OAK, row(n, 2.0 * n, 60.0)) for n in range(100, 300)]
    away = [(LONELY, row(n, 200.0, 5000.0 + n)) for n in range(100)]
    built = index([*main_street(), *beside, *away])
    assert built.crossing(MAIN, OAK) == built.crossing(MAIN, LONELY) == []


def test_a_whole_street_reaches_as_far_as_its_farthest_house() -> None:
    far = [(MAIN, row(n, 2.0 * n, 9000.0)) for n in range(1, 20)]
    found = index([*main_street(), *far]).whole(MAIN)
    assert [one.match_type for one in found] == ["street", "street"]
    assert max(one.uncertainty_m for one in found) > 190
    assert index(main_street()).whole(OAK) == []


def test_rows_without_number_or_point_are_left_out() -> None:
    broken = [(MAIN, row(None, 0, 0)), (MAIN, {"number": 5}), (MAIN, row(7, float("nan"), 0))]
    built = index(broken)
    assert not built.has(MAIN)
    assert built.between(MAIN, 5) == built.block(MAIN, 0, 9) == built.crossing(MAIN, OAK) == []
    assert built.nearest(-104.95, 39.73, 1000) is None


def test_a_street_s_other_name_finds_the_same_point() -> None:
    frame = pl.DataFrame([row(10, 0, 0)], schema=SCHEMA)
    built = AddressIndex(frame, [(MAIN, OAK)], PLANE, NAMES.__getitem__)
    assert built.exact(OAK, 10)[0].lon == built.exact(MAIN, 10)[0].lon


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(-500, 500)), max_size=12),
    st.integers(-5, 60),
)
def test_any_points_give_finite_places(points: list[tuple[int, int]], number: int) -> None:
    built = index([(MAIN, row(n, float(x), float(x % 7))) for n, x in points])
    found = [*built.exact(MAIN, number), *built.between(MAIN, number), *built.whole(MAIN)]
    found += [*built.block(MAIN, 0, 40), *built.crossing(MAIN, MAIN)]
    assert all(np.isfinite([one.lon, one.lat, one.uncertainty_m]).all() for one in found)


@pytest.mark.parametrize(
    ("known", "asked", "quality"),
    [
        ("12-", "12-", 1.0), ("12-", "13-", 0.75), ("12-", "", 0.75), ("", "12-", 0.75),
        ("N6W", "S6W", 0.75), ("N6W", "", 0.98), ("", "N6W", 0.98),
    ],
)  # fmt: skip
def test_a_number_with_another_prefix_is_another_number(
    known: str, asked: str, quality: float
) -> None:
    [found] = index([(MAIN, row(34, 0.0, 0.0, number_prefix=known))]).exact(MAIN, 34, prefix=asked)
    assert (found.quality, found.reference) == (quality, f"Address point {known}34 Main St")
