"""A point in words: the address, the intersection or the block it is nearest to."""

import polars as pl
import pytest
import shapely

from geo_rtcc.geocoder.addresses import AddressIndex
from geo_rtcc.geocoder.named_crossings import NamedCrossings
from geo_rtcc.geocoder.plane import Plane
from geo_rtcc.geocoder.reverse import Reverse
from geo_rtcc.geocoder.roads import RoadIndex
from geo_rtcc.models.geofile import SCHEMAS, GeofileKind

PLANE = Plane.around(-104.95, 39.73)
NAMES = ["Main St", "Oak Ave", "Old Trail"]


def road(points: list[tuple[float, float]], low: int | None, high: int | None) -> dict[str, object]:
    line = shapely.LineString([PLANE.degrees(x, y) for x, y in points])
    return {"shape": line.wkb, "from_left": low, "to_left": high, "parity_left": "B"}


@pytest.fixture(scope="module")
def reverse() -> Reverse:
    """Make Main St (east) and Oak Ave (north) meet at 0, 0; an address on either."""
    lines = [
        road([(-400, 0), (0, 0)], 100, 198), road([(0, 0), (400, 0)], 200, 298),
        road([(0, -300), (0, 0)], 10, 98), road([(1000, 0), (1000, 500)], None, None),
    ]  # fmt: skip
    points = [(220, 60.0, 12.0, 0), (50, -12.0, -100.0, 1)]
    rows = [
        dict(zip(("number", "lon", "lat"), (n, *PLANE.degrees(x, y)), strict=True))
        for n, x, y, _ in points
    ]
    frames = {kind: pl.DataFrame(schema=dict(SCHEMAS[kind])) for kind in GeofileKind}
    corner = dict(zip(("lon", "lat"), PLANE.degrees(2000, 0), strict=True))
    listed = pl.DataFrame(
        [corner | {"streets": ["5th St", "Elm St"]}],
        schema=frames[GeofileKind.INTERSECTIONS].schema,
    )
    names = NAMES.__getitem__
    return Reverse(
        RoadIndex(
            pl.DataFrame(lines, schema=frames[GeofileKind.ROADS].schema),
            [(0,), (0,), (1,), (2,)],
            PLANE,
            names,
        ),
        AddressIndex(
            pl.DataFrame(rows, schema=frames[GeofileKind.ADDRESSES].schema),
            [(street,) for *_, street in points],
            PLANE,
            names,
        ),
        NamedCrossings(listed, lambda _: [], PLANE, names),
        names,
    )


@pytest.mark.parametrize(
    ("at", "text", "match_type", "distance_m"),
    [
        ((65, 5), "220 Main St", "address", 8.6),
        ((-10, -90), "50 Oak Ave", "address", 10.2),
        ((3, 4), "Main St / Oak Ave", "intersection", 5.0),
        ((2006, 8), "5th St / Elm St", "intersection", 10.0),
        ((300, 60), "200 block of Main St", "block", 60.0),
        ((-200, 10), "100 block of Main St", "block", 10.0),
        ((30, -250), "0 block of Oak Ave", "block", 30.0),
        ((1040, 250), "Old Trail", "street", 40.0),
    ],
)
def test_a_point_is_named_by_what_is_nearest(
    reverse: Reverse, at: tuple[float, float], text: str, match_type: str, distance_m: float
) -> None:
    near = reverse.near(*PLANE.degrees(*at))
    assert near is not None
    assert (near.text, near.match_type) == (text, match_type)
    assert near.distance_m == pytest.approx(distance_m, abs=0.2)


def test_a_point_far_from_everything_has_no_name(reverse: Reverse) -> None:
    assert reverse.near(*PLANE.degrees(300, 150)) is None
    assert reverse.near(float("nan"), 39.73) is None
