"""The drawing board of Kestrel Bend, a city that does not exist: what its planners decided by hand.

All coordinates are plane metres (see ``geometry``), centred on Meridian Avenue and Center Street.
Everything smaller (local streets, addresses, names, calls) is grown from this by seed.
"""

from dataclasses import dataclass
from math import radians

import numpy as np
from shapely import LineString, Polygon

from geo_rtcc.demo.geometry import Points, curve, rotation

CITY_NAME = "Kestrel Bend"
ZONE = "America/Chicago"
SEED = 20150101

# Blocks of the rural survey: sixteen short and eight long ones to the mile.
BLOCK_X, BLOCK_Y = 100.58, 201.17
DOWNTOWN_BLOCK = 105.0
DOWNTOWN_ANGLE = radians(20.0)
DOWNTOWN_TURN = rotation(DOWNTOWN_ANGLE)

LIMIT = Polygon(
    [
        *[(-6000, -4100), (-4400, -4100), (-4400, -5000), (3200, -5000), (3200, -4500)],
        *[(5200, -4500), (5200, -3100), (6000, -3100), (6000, 3700), (5300, 3700), (5300, 4500)],
        *[(3000, 4500), (3000, 5000), (-2600, 5000), (-2600, 4500), (-4700, 4500), (-4700, 3600)],
        (-6000, 3600),
    ]
)

RIVER = curve(
    [
        *[(-6900, 2000), (-6050, 2250), (-5200, 2420), (-4000, 1900), (-2900, 1050), (-1700, 850)],
        *[(-600, 1330), (450, 1350), (1250, 650), (1300, -350), (700, -1250), (600, -2150)],
        *[(1350, -3050), (2250, -3650), (2650, -4500), (2400, -5300), (2300, -6000)],
    ]
)
CREEK = curve(
    [
        *[(4250, 2950), (3700, 2550), (3250, 1750), (2700, 1350), (2350, 700), (1800, 250)],
        (1300, 60),
    ]
)
LAKE = Polygon(
    curve(
        [
            *[(4150, 2900), (4350, 3450), (4700, 3500), (5000, 3900), (5450, 3800), (5750, 3250)],
            *[(5500, 2850), (5050, 2900), (4750, 2600), (4350, 2650), (4150, 2900)],
        ]
    )
)
RAIL = curve(
    [
        *[(-6600, -1750), (-5400, -1730), (-4000, -1550), (-2000, -1390), (-500, -1200)],
        *[(700, -1240), (2000, -1480), (3600, -1650), (5000, -1500), (6600, -1350)],
    ]
)
BELTWAY = curve(
    [
        *[(-4250, -5600), (-4200, -4700), (-4080, -3200), (-4150, -1400), (-4350, 300)],
        *[(-4000, 1500), (-3250, 2450), (-2000, 3050), (0, 3180), (1900, 2800), (3080, 1900)],
        *[(3600, 600), (3650, -1000), (3900, -2500), (4400, -3700), (4750, -4500), (5000, -5400)],
    ]
)


def uv(u: float, v: float) -> tuple[float, float]:
    """Return the plane point of downtown coordinates, metres along its two turned axes."""
    x, y = np.array([u, v]) @ DOWNTOWN_TURN
    return float(x), float(y)


@dataclass(frozen=True, kw_only=True)
class Arterial:
    """A named main road, drawn by hand.

    ``bearing`` says which way its numbers run, ``EW`` or ``NS``; only ``bridge`` crosses the river.
    """

    name: str
    kind: str
    bearing: str
    line: LineString
    bridge: bool = False


def _road(name: str, kind: str, bearing: str, points: Points, *, bridge: bool = False) -> Arterial:
    return Arterial(name=name, kind=kind, bearing=bearing, line=LineString(points), bridge=bridge)


def _bent(name: str, kind: str, bearing: str, points: Points) -> Arterial:
    return Arterial(name=name, kind=kind, bearing=bearing, line=curve(points))


def _x(blocks: int) -> float:
    return blocks * BLOCK_X


def _y(blocks: int) -> float:
    return blocks * BLOCK_Y


ARTERIALS: tuple[Arterial, ...] = (
    _road(
        "Meridian",
        "Ave",
        "NS",
        [
            *[(0, -5200), (0, _y(-9)), (_x(2), -1300), (_x(2), -900), uv(0, -735), uv(0, 1260)],
            *[uv(0, 1700), (_x(-6), 1950), (_x(-6), 5200)],
        ],
        bridge=True,
    ),
    _road(
        "Center",
        "St",
        "EW",
        [
            *[(-6200, _y(-2)), (_x(-14), _y(-2)), uv(-945, 0), uv(1260, 0), uv(1850, 0)],
            *[(_x(19), _y(4)), (6200, _y(4))],
        ],
        bridge=True,
    ),
    _road("Concord", "Ave", "NS", [(_x(-52), -4300), (_x(-52), 2600)]),
    _road("Prospect", "Ave", "NS", [(_x(-28), -5200), (_x(-28), 1200)]),
    _road("Harmony", "Ave", "NS", [(_x(-14), -5200), (_x(-14), 1050)]),
    _road("Providence", "Ave", "NS", [(_x(19), 5200), (_x(19), _y(-17))]),
    _road("Temperance", "Ave", "NS", [(_x(48), 2600), (_x(48), -4700)]),
    _road("Union", "Blvd", "EW", [(-6200, _y(-12)), (6200, _y(-12))], bridge=True),
    _road("Southern", "Blvd", "EW", [(-6200, _y(-19)), (5400, _y(-19))], bridge=True),
    _road("Commonwealth", "Ave", "EW", [(1250, _y(-2)), (6200, _y(-2))]),
    _bent(
        "Highland",
        "Blvd",
        "EW",
        [
            *[(-6200, 2950), (-5000, 3080), (-3900, 2850), (-2900, 2330), (-1700, 2230)],
            *[(_x(-6), 2213), (700, 2330), (_x(19), 2213), (3000, 2230), (3900, 1760)],
            *[(_x(48), 1740), (6200, 1760)],
        ],
    ),
    _bent(
        "Ridge",
        "Rd",
        "EW",
        [
            *[(-4900, 3980), (-3700, 3880), (-2400, 3980), (_x(-6), 4024), (800, 3760)],
            *[(_x(19), 3900), (3000, 4050), (4200, 4100), (5400, 4380)],
        ],
    ),
    _bent("Lookout", "Dr", "NS", [(905, 2330), (1020, 3100), (640, 3800), (900, 5200)]),
    _bent("Bluff", "Rd", "NS", [(-2750, 2290), (-2350, 3000), (-2560, 3980), (-2200, 5200)]),
    _road("Old Mill", "Rd", "EW", [uv(-945, -735), (-5900, -4700)]),
    _road(
        "Ferry",
        "Rd",
        "EW",
        [uv(735, 525), (1300, 1545), (_x(19), 2213), (3000, 3260), (4050, 4600)],
        bridge=True,
    ),
    _road("Quarry", "Pike", "EW", [(_x(19), _y(-2)), (5400, -3900)]),
)

# The bridges, in downstream order: (name, the road that crosses).
BRIDGE_ROADS = ("Beltway", "Meridian", "Ferry", "Center", "Union", "Southern")
