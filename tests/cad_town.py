"""An invented town on a metric grid: house numbers are metres from the corner of Main and Division.

On streets drawn away from that corner the odd numbers are on the left. ``place`` turns metres east
and north of the corner into degrees.
"""

from typing import Any

import polars as pl
import shapely

from geo_rtcc.geocoder.plane import Plane
from geo_rtcc.models.geofile import Geofile, GeofileKind
from tests.geocode_truth import frame

PLANE = Plane.around(-93.0, 42.0)
RIVERTON, EAST_SIDE, OAKDALE = ("50101", "Riverton"), ("50103", "Riverton"), ("50202", "Oakdale")

Metres = tuple[float, float]
Row = dict[str, Any]


def place(x: float, y: float) -> tuple[float, float]:
    """Return the lon and lat of a place in the town."""
    return PLANE.degrees(x, y)


def _segment(street: str, ends: tuple[Metres, ...], first: int | None, **given: Any) -> Row:
    """Return a road segment of one hundred numbers from ``first`` on; None: without a range."""
    row: Row = {"street": street, "shape": shapely.LineString([place(*end) for end in ends]).wkb}
    zip_code, community = given.pop("town", RIVERTON)
    row |= {"zip_left": zip_code, "zip_right": zip_code}
    row |= {"community_left": community, "community_right": community}
    if first is not None:
        row |= {"from_left": first + 1, "to_left": first + 99, "parity_left": "O"}
        row |= {"from_right": max(first, 2), "to_right": first + 98, "parity_right": "E"}
    return row | given


def _street(
    street: str, start: Metres, step: Metres, blocks: int, *, first: int | None = 0, **given: Any
) -> list[Row]:
    """Return a street of blocks of 100 m, numbered by the metre."""
    rows = []
    for block in range(blocks):
        ends = tuple(
            (start[0] + step[0] * at, start[1] + step[1] * at) for at in (block, block + 1)
        )
        number = None if first is None else first + 100 * block
        rows.append(_segment(street, ends, number, **given))
    return rows


NORTH, SOUTH, EAST, WEST = (0.0, 100.0), (0.0, -100.0), (100.0, 0.0), (-100.0, 0.0)


def _roads() -> list[Row]:
    return [*_middle(), *_south(), *_highways(), *_outside()]


def _middle() -> list[Row]:
    rows = _street("N Main St", (0, 0), NORTH, 13) + _south_main()
    rows += _street("E Division St", (0, 0), EAST, 6) + _street("W Division St", (0, 0), WEST, 6)
    rows += _street("E 5th Ave", (0, 500), EAST, 6) + _street("W 5th Ave", (0, 500), WEST, 6)
    for name, y, blocks in (("1st", 100, 6), ("2nd", 200, 6), ("3rd", 300, 6), ("12th", 1200, 3)):
        rows += _street(f"{name} Ave", (0, y), EAST, blocks)
    names = {
        100: "Oak St", 300: "Maple Ave", 400: "Avenue C", 500: "5th St", 600: "Church St",
        -100: "Washington Ave", -200: "Saint Anthony St", -300: "Martin Luther King Jr Blvd",
        -400: "La Playa St", -500: "Van Ness Ave",
    }  # fmt: skip
    for x, name in names.items():
        rows += _street(name, (x, 0), NORTH, 6)
    elm = _street("Elm St", (200, 0), NORTH, 6)
    ranges = ("from_left", "to_left", "from_right", "to_right", "parity_left", "parity_right")
    elm[1] |= dict.fromkeys(ranges)
    return rows + elm


def _south_main() -> list[Row]:
    """Return South Main with a vertex wherever another street crosses within a block."""
    ends = (0, -100, -190, -200, -210, -300, -350, -400, -500, -600, -700)
    blocks = [[at for at in ends if -100 * (block + 1) <= at <= -100 * block] for block in range(7)]
    return [
        _segment("S Main St", tuple((0.0, float(at)) for at in block), 100 * number)
        for number, block in enumerate(blocks)
    ]


def _south() -> list[Row]:
    rows = _street("Park Ave", (0, -300), WEST, 6) + _street("Park Pl", (0, -400), WEST, 3)
    rows += _street("K St NW", (0, -350), EAST, 3) + _street("K St SE", (300, -500), EAST, 3)
    rows.append(_segment("Depot Ln", ((0, -600), (-120, -600)), 0))
    none = {"from_left": None, "to_left": None}
    for row in _street("Market St", (-600, -210), EAST, 12, first=100):
        rows.append(row | none | {"one_way": "FT"})
    none = {"from_right": None, "to_right": None}
    for row in _street("Market St", (-600, -190), EAST, 12, first=100):
        rows.append(row | none | {"one_way": "TF"})
    return rows


def _highways() -> list[Row]:
    rows = _street("US Highway 30", (-1500, -700), EAST, 30, first=500)
    rows += _street("Interstate 80", (-1700, -900), EAST, 34, first=None)
    ridge = {"other_streets": ["Ridge Rd"]}
    rows += _street("State Highway 14", (1500, -900), NORTH, 15, first=1100, **ridge)
    return rows + _street("County Road 12", (-1500, -700), NORTH, 13, first=2300)


def _outside() -> list[Row]:
    rows = _street("Lake Dr", (600, 700), EAST, 2, first=600)
    rows += _street("Lake Dr", (800, 700), EAST, 2, first=800, town=EAST_SIDE)
    hill = ((700, 600), (700, 700), (800, 800), (900, 700), (900, 600))
    rows.append(_segment("Hill Rd", hill[:3], None))
    rows.append(_segment("Hill Rd", hill[2:], None, town=EAST_SIDE))
    rows += _street("Church St", (6000, 0), NORTH, 6, town=OAKDALE)
    return rows + _street("Mill Rd", (5900, 300), EAST, 4, town=OAKDALE)


# number, street, x, y and what else is known of it
_ADDRESSES: tuple[tuple[int, str, float, float, Row], ...] = (
    (215, "Oak St", 90, 215, {"unit": "A", "place_name": "Oakwood Apartments"}),
    (215, "Oak St", 90, 218, {"unit": "B", "place_name": "Oakwood Apartments"}),
    (217, "Oak St", 90, 225, {}),
    (217, "Oak St", 75, 225, {"number_suffix": "1/2"}),
    (301, "E 5th Ave", 301, 508, {}),
    (404, "Maple Ave", 345, 404, {}),
    (100, "Church St", 610, 100, {"zip": "50101", "community": "Riverton"}),
    (100, "Church St", 6010, 100, {"zip": "50202", "community": "Oakdale"}),
    (10, "Cherry Ln", 10, 656, {}),
    (20, "Cherry Ln", 20, 656, {}),
    (30, "Cherry Ln", 30, 656, {}),
    (40, "Cherry Ln", 40, 656, {}),
    (23001, "Bluemound Rd", 2000, 1000, {"number_prefix": "N6W"}),
)
_PLACES: tuple[tuple[str, float, float], ...] = (
    ("Walmart Supercenter", 500, -650), ("McDonald's", 50, -150), ("McDonald's", 1400, -650),
    ("7-Eleven", -150, -180), ("7-Eleven", 650, 250), ("Riverton High School", 350, 150),
    ("Oakdale Elementary School", 6100, 150), ("City Hall", 20, 20), ("Riverton Arena", 800, -400),
    ("Saint John's Hospital", -250, 50), ("Central Park", -350, 250), ("Public Library", 150, 50),
    ("First Baptist Church", -450, 350), ("Shell Gas Station", 250, -180),
)  # fmt: skip
_MARKERS: tuple[tuple[str, str, float, float], ...] = (
    ("milepost", "100", -1609, -900), ("milepost", "101", 0, -900), ("milepost", "102", 1609, -900),
    ("exit", "101", 100, -900), ("exit", "102A", 1300, -900), ("exit", "102B", 1500, -900),
)  # fmt: skip
_ALIASES = (
    ("street", "MLK Blvd", "Martin Luther King Jr Blvd"), ("street", "Old Mill Rd", "Elm St"),
    ("street", "Business 30", "US Highway 30"), ("place", "The Dome", "Riverton Arena"),
    ("place", "RHS", "Riverton High School"),
)  # fmt: skip


def town() -> Geofile:
    """Return the town's geofile."""
    quarry = {"streets": ["US Highway 30", "Quarry Rd"], **_point(-800, -700)}
    places = [{"kind": "place", "name": name, **_point(x, y)} for name, x, y in _PLACES]
    markers = [
        {"kind": kind, "route": "I-80", "marker": marker, **_point(x, y)}
        for kind, marker, x, y in _MARKERS
    ]
    addresses = [
        {"number": number, "street": street, **_point(x, y), **given}
        for number, street, x, y, given in _ADDRESSES
    ]
    aliases = [dict(zip(("kind", "alias", "name"), row, strict=True)) for row in _ALIASES]
    return Geofile(
        roads=_frame(GeofileKind.ROADS, _roads()),
        addresses=_frame(GeofileKind.ADDRESSES, addresses),
        places=_frame(GeofileKind.PLACES, places + markers),
        intersections=_frame(GeofileKind.INTERSECTIONS, [quarry]),
        aliases=_frame(GeofileKind.ALIASES, aliases),
    )


def _point(x: float, y: float) -> Row:
    lon, lat = place(x, y)
    return {"lon": lon, "lat": lat}


def _frame(kind: GeofileKind, rows: list[Row]) -> pl.DataFrame:
    names = sorted({name for row in rows for name in row})
    return frame(kind, {name: [row.get(name) for row in rows] for name in names})
