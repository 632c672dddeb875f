"""River, creek, lake and parks of the demo city, plane metres."""

from functools import cache

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo_rtcc.demo.geometry import curve, ribbon
from geo_rtcc.demo.plan import CREEK, LAKE, LIMIT, RIVER, uv


@cache
def river() -> BaseGeometry:
    """Return the Marl River, 110 to 170 m wide, over the whole plan and a little beyond."""
    at = np.arange(len(RIVER.coords))
    return ribbon(RIVER, 68 + 10 * np.sin(at / 6.0) + 7 * np.sin(at / 2.3 + 1.0))


@cache
def creek() -> BaseGeometry:
    """Return Otter Creek, which drains the lake into the river."""
    return ribbon(CREEK, np.linspace(7.0, 13.0, len(CREEK.coords)))


@cache
def lake() -> BaseGeometry:
    """Return Heron Lake."""
    return shapely.make_valid(LAKE)


def waters() -> dict[str, BaseGeometry]:
    """Return name → area of open water inside the city limit."""
    named = {"Marl River": river(), "Otter Creek": creek(), "Heron Lake": lake()}
    return {name: shapely.intersection(area, LIMIT) for name, area in named.items()}


def _blob(x: float, y: float, radius: float, stretch: float, turn: float) -> Polygon:
    angles = np.linspace(0, 2 * np.pi, 11)[:-1]
    reach = radius * (1 + 0.16 * np.sin(2 * angles + turn) + 0.09 * np.cos(3 * angles - turn))
    points = np.column_stack([x + stretch * reach * np.cos(angles), y + reach * np.sin(angles)])
    ring = [(float(a), float(b)) for a, b in points]
    return Polygon(curve([*ring, ring[0]]))


def _downtown(u: tuple[float, float], v: tuple[float, float]) -> Polygon:
    corners = ((u[0], v[0]), (u[1], v[0]), (u[1], v[1]), (u[0], v[1]))
    return Polygon([uv(a, b) for a, b in corners])


def _rectangle(x: tuple[float, float], y: tuple[float, float]) -> Polygon:
    return Polygon([(x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1])])


@cache
def parks() -> dict[str, BaseGeometry]:
    """Return name → park, with water cut out and the city limit kept."""
    drawn: dict[str, BaseGeometry] = {
        "Courthouse Commons": _downtown((-210, -105), (105, 315)),
        "Exchange Green": _downtown((420, 630), (-315, -210)),
        "Prospect Park": _rectangle((-2414, -1911), (-201, 402)),
        "Linden Park": _rectangle((-3420, -3118), (-2213, -1811)),
        "Harmony Square": _rectangle((-1106, -905), (-3219, -3018)),
        "Commonwealth Park": _rectangle((2515, 2917), (-201, 201)),
        "Heron Lake Park": shapely.buffer(lake(), 170),
        "Bluff Preserve": _blob(-4700, 2720, 170, 3.2, 0.4),
        "Ridge Golf Course": _blob(-1500, 3560, 260, 1.9, 1.3),
        "Stonefield Woods": _blob(150, 4500, 250, 1.3, 2.0),
        "Sagebrook Preserve": _blob(-5300, -3100, 300, 0.9, 0.9),
        "Riverdale Bottoms": _blob(1750, -4350, 300, 1.3, 2.4),
        "Quarry Hill Cemetery": _rectangle((2615, 3018), (-3219, -2917)),
        "Concord Woods": _blob(-5150, 1700, 260, 1.6, 1.8),
        "Riverwalk": shapely.intersection(
            shapely.buffer(RIVER, 128), _rectangle((-1500, 1500), (-700, 1600))
        ),
        "Old Mill Meadows": _blob(-3450, -4350, 210, 1.4, 0.2),
    }
    wet = shapely.union_all([river(), creek(), lake()])
    return {
        name: shapely.intersection(shapely.difference(area, wet), LIMIT)
        for name, area in drawn.items()
    }
