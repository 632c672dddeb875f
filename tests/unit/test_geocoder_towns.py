"""Two towns with a street of one name: a tie unless postal code, town or beat tells."""

import pytest
import shapely

from geo_rtcc.geocoder.geocoder import Geocoder
from geo_rtcc.models import Geofile, GeofileKind, Hint, Outcome
from tests.geocode_truth import frame

EAST, WEST = (-92.8, 45.0), (-93.2, 45.0)


def road(at: tuple[float, float], zip_code: str, length: float) -> dict[str, object]:
    lon, lat = at
    return {
        "street": "Main St", "from_left": 101, "to_left": 199, "from_right": 100, "to_right": 198,
        "parity_left": "O", "parity_right": "E", "zip_left": zip_code, "zip_right": zip_code,
        "shape": shapely.to_wkb(shapely.LineString([(lon, lat), (lon, lat + length)])),
    }  # fmt: skip


def columns(rows: list[dict[str, object]]) -> dict[str, list[object]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


@pytest.fixture(scope="module")
def roads() -> dict[str, list[object]]:
    """The same hundred-block, half as long in the west."""
    return columns([road(EAST, "55001", 0.002), road(WEST, "55002", 0.001)])


def test_a_shorter_block_is_no_reason_to_prefer_its_town(roads: dict[str, list[object]]) -> None:
    geocoder = Geocoder(Geofile(roads=frame(GeofileKind.ROADS, roads)))
    answer = geocoder.geocode("150 MAIN ST")
    assert (answer.outcome, len(answer.candidates)) == (Outcome.AMBIGUOUS, 2)


@pytest.mark.parametrize(("zip_code", "town"), [("55001", EAST), ("55002", WEST)])
def test_a_postal_code_tells(
    roads: dict[str, list[object]], zip_code: str, town: tuple[float, float]
) -> None:
    geocoder = Geocoder(Geofile(roads=frame(GeofileKind.ROADS, roads)))
    answer = geocoder.geocode("150 MAIN ST", Hint(zip_code=zip_code))
    assert answer.best is not None
    assert answer.best.lon == pytest.approx(town[0], abs=0.001)


def test_a_town_with_address_points_does_not_take_the_others_number(
    roads: dict[str, list[object]],
) -> None:
    point = {"street": "Main St", "number": 150, "zip": "55001", "lon": EAST[0], "lat": EAST[1]}
    addresses = frame(GeofileKind.ADDRESSES, columns([point]))
    geocoder = Geocoder(Geofile(roads=frame(GeofileKind.ROADS, roads), addresses=addresses))
    other = geocoder.geocode("150 MAIN ST", Hint(zip_code="55002"))
    plain = geocoder.geocode("150 MAIN ST")
    assert other.best is not None
    assert plain.best is not None
    assert (round(other.best.lon, 1), round(plain.best.lon, 1)) == (WEST[0], EAST[0])
