"""A synthetic city's base map: curved streets block by block, a river, lakes and parks."""

from collections.abc import Iterator

import numpy as np
import shapely

from geo_rtcc.models import BaseFeature

SEED = 20
WEST, SOUTH = -87.90, 41.65  # near Chicago's latitude: as wide in degrees as real ones
BLOCK_M = 115.0
BLOCKS_A_MILE = 14
LAT_M = 111_195.0
LON_M = LAT_M * float(np.cos(np.radians(SOUTH)))
_STEPS = 4  # pieces of each block, so that streets bend as surveyed ones do


def side_of(segment_count: int) -> int:
    """Return how many blocks the city is wide and long to have about so many segments."""
    return round((segment_count / 1.87) ** 0.5)


def base_features(segment_count: int) -> Iterator[BaseFeature]:
    """Yield about so many street segments, each a feature of its own, then water and parks."""
    dice = np.random.default_rng(SEED)
    side = side_of(segment_count)
    for line in range(side + 1):
        for is_avenue in (False, True):
            yield from _street(dice, line, side, is_avenue)
    yield from _diagonals(dice, side)
    yield from _areas(dice, side)


def degrees(points: np.ndarray) -> np.ndarray:
    """Bend the grid a little and return lon/lat of points given in blocks."""
    x, y = points[:, 0], points[:, 1]
    east_m = BLOCK_M * (x + 0.6 * np.sin(y / 9) + 0.25 * np.sin(y / 2.3 + x / 11))
    north_m = BLOCK_M * (y + 0.6 * np.sin(x / 8) + 0.25 * np.sin(x / 2.1 + y / 13))
    return np.column_stack([WEST + east_m / LON_M, SOUTH + north_m / LAT_M])


def _street(
    dice: np.random.Generator, line: int, side: int, is_avenue: bool
) -> Iterator[BaseFeature]:
    road_class = _class(line)
    for block in range(side):
        if road_class == "local" and dice.random() < 0.08:
            continue  # a park, a yard, a dead end
        along = np.linspace(block, block + 1, _STEPS + 1)
        across = line + np.pad(dice.normal(0, 0.012, _STEPS - 1), 1)
        points = np.column_stack([across, along] if is_avenue else [along, across])
        yield _feature(road_class, _name(road_class, line, block, is_avenue), points)


def _class(line: int) -> str:
    if line % BLOCKS_A_MILE == 0:
        return "arterial"
    return "collector" if line % (BLOCKS_A_MILE // 2) == 0 else "local"


def _name(road_class: str, line: int, block: int, is_avenue: bool) -> str:
    word = "Avenue" if is_avenue else "Street"
    if road_class == "local":  # local names change from one quarter to the next
        return f"{line * 7 + block // BLOCKS_A_MILE} {word}"
    return f"{line} {word}"


def _diagonals(dice: np.random.Generator, side: int) -> Iterator[BaseFeature]:
    for number in range(4):
        start, end = dice.uniform(0, side, (2, 2))
        points = np.linspace(start, end, side * 4)
        for i in range(side):
            yield _feature("arterial", f"Road {number}", points[4 * i : 4 * i + 5])


def _areas(dice: np.random.Generator, side: int) -> Iterator[BaseFeature]:
    along = np.linspace(-0.1 * side, 1.1 * side, 40 * side)
    middle = side / 2 + side / 6 * np.sin(along / side * 7) + np.cumsum(
        dice.normal(0, 0.01, along.size)
    )  # fmt: skip
    river = shapely.linestrings(degrees(np.column_stack([along, middle]))).buffer(0.0012)
    yield BaseFeature(layer="water", road_class="river", name="Long River", shape=river)
    for number in range(side * 2):
        centre, reach = dice.uniform(0, side, 2), dice.gamma(1.2, 0.6)
        turns = np.linspace(0, 2 * np.pi, 60, endpoint=False)
        edge = reach * (1 + 0.2 * np.sin(turns * 3 + number))
        ring = centre + np.column_stack([np.cos(turns), np.sin(turns)]) * edge[:, None]
        layer = "water" if number % 5 == 0 else "park"
        shape = shapely.polygons(degrees(ring))
        yield BaseFeature(layer=layer, road_class=layer, name=f"{layer} {number}", shape=shape)


def _feature(road_class: str, name: str, points: np.ndarray) -> BaseFeature:
    line = shapely.linestrings(degrees(points))
    return BaseFeature(layer="street", road_class=road_class, name=name, shape=line)
