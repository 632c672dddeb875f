"""Common places by what people call them, mileposts and exits, and listed intersections."""

import polars as pl
import pytest

from geo_rtcc.geocoder.named_crossings import NamedCrossings
from geo_rtcc.geocoder.places import MarkerIndex, PlaceIndex
from geo_rtcc.geocoder.plane import Plane
from geo_rtcc.models.geofile import SCHEMAS, GeofileKind

PLANE = Plane.around(-104.95, 39.73)
PLACES = dict(SCHEMAS[GeofileKind.PLACES])
ADDRESSES = dict(SCHEMAS[GeofileKind.ADDRESSES])
CROSSINGS = dict(SCHEMAS[GeofileKind.INTERSECTIONS])
STREETS = {"Main St": 0, "Oak Ave": 1, "Elm St": 2, "Main": 3}
NAMES = (
    "Walmart Supercenter", "King Soopers #12", "King Soopers #45", "King Soopers Fuel",
    "St Anthony Hospital", "St Anthony North Hospital", "West High School", "North High School",
    "Denver Zoo", "Denver Health Medical Center", "7-Eleven #231", "Home Depot", "Union Station",
    "Costco Wholesale", "Lincoln Theatre", "Hilton",
)  # fmt: skip


def place(name: str, x: float, y: float = 0.0, **more: object) -> dict[str, object]:
    """Make a place so many metres east and north of the plane's middle."""
    lon, lat = PLANE.degrees(x, y)
    return {"kind": "place", "name": name, "lon": lon, "lat": lat, **more}


def places(*rows: dict[str, object], aliases: tuple[tuple[str, str], ...] = ()) -> PlaceIndex:
    frame = pl.DataFrame(list(rows), schema=PLACES)
    return PlaceIndex(frame, pl.DataFrame(schema=ADDRESSES), aliases, PLANE)


@pytest.fixture(scope="module")
def city() -> PlaceIndex:
    rows = [place(name, 1000.0 * at) for at, name in enumerate(NAMES)]
    return places(*rows, aliases=(("Big Blue", "Denver Health Medical Center"),))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("WALMART", "Walmart Supercenter"),
        ("WALMRT SUPERCTR", "Walmart Supercenter"),
        ("WAL MART", "Walmart Supercenter"),
        ("WAL MART SUPERCTR", "Walmart Supercenter"),
        ("KING SOOPERS 45", "King Soopers #45"),
        ("ST ANTHONY HOSP", "St Anthony Hospital"),
        ("SAINT ANTHONY'S HOSPITAL", "St Anthony Hospital"),
        ("ST ANTHONY N HOSPITAL", "St Anthony North Hospital"),
        ("NORTH HS", "North High School"),
        ("WEST HIGH", "West High School"),
        ("DENVER HEALTH", "Denver Health Medical Center"),
        ("BIG BLUE", "Denver Health Medical Center"),
        ("7-11", "7-Eleven #231"),
        ("SEVEN ELEVEN", "7-Eleven #231"),
        ("HOMEDEPOT", "Home Depot"),
        ("UNION STN", "Union Station"),
        ("THE COSTCO STORE", "Costco Wholesale"),
    ],
)
def test_what_people_say_finds_the_place(city: PlaceIndex, text: str, name: str) -> None:
    score, found = city.find(text)[0]
    assert found.reference == name
    assert score >= 0.8


@pytest.mark.parametrize(
    "text",
    [
        "STORE", "HIGH SCHOOL", "THE CHURCH", "HOSPITAL", "HEALTH", "INC", "",
        "SOUTH HIGH SCHOOL", "DENVER", "LINCOLN ELEMENTARY", "DENVER AQUARIUM", "KING", "MAIN ST",
        "UNION BANK", "12", "ÅÅÅ", "DEPOT BUS STATION",
    ],
)  # fmt: skip
def test_what_could_be_another_place_is_no_answer(city: PlaceIndex, text: str) -> None:
    assert [found.reference for score, found in city.find(text) if score >= 0.8] == []


def test_all_branches_of_a_chain_score_alike(city: PlaceIndex) -> None:
    [(first, one), (second, other), (third, _)] = city.find("KING SOOPERS")
    assert {one.reference, other.reference} == {"King Soopers #12", "King Soopers #45"}
    assert first == second > third


def test_points_of_one_place_are_one_and_a_namesake_far_away_is_another() -> None:
    built = places(place("Oak Park", 0), place("Oak Park", 100), place("Oak Park", 5000))
    near, far = sorted((found for _, found in built.find("OAK PARK")), key=lambda one: one.lon)
    assert near.uncertainty_m == pytest.approx(110, abs=1)
    assert PLANE.distance_m(near.lon, near.lat, *PLANE.degrees(50, 0)) < 0.1
    assert far.uncertainty_m == 60


def test_a_named_address_point_is_a_place() -> None:
    lon, lat = PLANE.degrees(10, 0)
    fields = {"number": 12, "street": "Elm St", "place_name": "City Jail", "lon": lon, "lat": lat}
    points = pl.DataFrame([fields], schema=ADDRESSES)
    [(score, found)] = PlaceIndex(pl.DataFrame(schema=PLACES), points, (), PLANE).find("CITY JAIL")
    assert (score, found.reference, found.match_type) == (1.0, "City Jail, 12 Elm St", "place")


def marker(kind: str, number: str, x: float, direction: str | None = None) -> dict[str, object]:
    return place("", x) | {
        "kind": kind, "route": "I-10", "marker": number, "direction": direction
    }  # fmt: skip


@pytest.fixture(scope="module")
def route() -> MarkerIndex:
    rows = [
        marker("exit", "768", 0, "EB"), marker("exit", "768", 30, "WB"),
        marker("exit", "770A", 3000), marker("exit", "770B", 3400),
        marker("milepost", "12", 0), marker("milepost", "13", 1609), marker("milepost", "20", 9000),
    ]  # fmt: skip
    return MarkerIndex(pl.DataFrame(rows, schema=PLACES), PLANE)


@pytest.mark.parametrize(
    ("asked", "east_m"),
    [
        (("I 10", "768", "exit", "EB"), [0]),
        (("I 10", "768", "exit", "W"), [30]),
        (("IH-10", "0768", "exit", ""), [0]),
        (("10", "770b", "exit", ""), [3400]),
        (("INTERSTATE 10", "770", "exit", ""), [3000, 3400]),
        (("I 10", "12.5", "milepost", ""), [805]),
        (("I 10", "16", "milepost", ""), []),
        (("I 10", "769", "exit", ""), []),
        (("I 20", "768", "exit", ""), []),
        (("US 10", "768", "exit", ""), []),
        (("I 10", "X", "exit", ""), []),
    ],
)
def test_markers_are_found_by_route_number_and_direction(
    route: MarkerIndex, asked: tuple[str, str, str, str], east_m: list[int]
) -> None:
    found = route.find(*asked)
    assert [round((one.lon - PLANE.lon) * PLANE.lon_m) for one in found] == east_m


def test_a_milepost_between_two_known_ones_is_less_certain(route: MarkerIndex) -> None:
    [known], [between] = (route.find("I 10", at, "milepost", "") for at in ("12", "12.5"))
    assert known.uncertainty_m < between.uncertainty_m < 200
    assert between.reference == "Between I-10 milepost 12 and I-10 milepost 13"


def resolve(text: str) -> list[tuple[int, float]]:
    return [(STREETS[text], 1.0)] if text in STREETS else []


def crossings(*rows: tuple[list[str], float]) -> NamedCrossings:
    made = [place("", x) | {"streets": streets} for streets, x in rows]
    frame = pl.DataFrame([{key: one.get(key) for key in CROSSINGS} for one in made], CROSSINGS)
    return NamedCrossings(frame, resolve, PLANE, list(STREETS).__getitem__)


def test_listed_intersections_answer_in_either_order() -> None:
    built = crossings((["Main St", "Oak Ave"], 0), (["Oak Ave", "Elm St", "Main St"], 20))
    [found] = built.crossing(1, 0)
    assert found == built.crossing(0, 1)[0]
    assert PLANE.distance_m(found.lon, found.lat, *PLANE.degrees(10, 0)) < 0.1
    assert found.reference == "Main St / Oak Ave"
    assert built.crossing(2, 1)[0].match_type == "intersection"
    assert built.crossing(2, 3) == []


def test_two_corners_of_the_same_streets_are_two_places() -> None:
    built = crossings((["Main St", "Oak Ave"], 0), (["Main St", "Oak Ave"], 800))
    assert len(built.crossing(0, 1)) == 2
    assert crossings((["Main St", "Unheard Of"], 0)).crossing(0, 1) == []
    assert crossings().nearest(-104.95, 39.73, 50) is None
