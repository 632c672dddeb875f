"""The street network: ways cut where they meet, cleaned, joined, named and numbered.

Segments carry the field names of NENA's road centreline model and share exact end points, so that
they load as a geofile and can be routed on. Numbers rise away from Meridian Avenue (east, west) and
Center Street (north, south); even ones lie on the north and west sides of straight streets.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from geo_rtcc.demo import plan
from geo_rtcc.demo.areas import GRID_M, sectors
from geo_rtcc.demo.geometry import Floats, in_degrees, lines_of
from geo_rtcc.demo.network import cleaned
from geo_rtcc.demo.ways import CLASSES, Way

Ints = npt.NDArray[np.int64]

SPEED_LIMIT = {"expressway": 55, "arterial": 35, "collector": 30, "local": 25}  # miles per hour
POST_CODES = {
    code: f"621{index:02d}" for index, code in enumerate(sorted(s.code for s in sectors()), 1)
}
_NEAR_M, _AT_BASELINE_M = 0.3, 5.0


@dataclass(frozen=True)
class Cut:
    """Segments (plane metres) and the way each belongs to."""

    lines: npt.NDArray[np.object_]
    way: Ints


def street_segments(ways: list[Way]) -> gpd.GeoDataFrame:
    """Build the network; return one row a segment, EPSG:4326, in a stable order."""
    cut = _cut(ways)
    keep, lines = cleaned(cut.lines, np.array([CLASSES.index(ways[w].road_class) for w in cut.way]))
    cut = _split_at_baselines(Cut(lines, cut.way[keep]), ways)
    return _described(cut, ways)


def _cut(ways: list[Way]) -> Cut:
    parts = [(line, number) for number, way in enumerate(ways) for line in lines_of(way.built)]
    lines = np.array([line for line, _ in parts], dtype=object)
    number = np.array([number for _, number in parts])
    net = shapely.get_parts(shapely.union_all(lines, grid_size=GRID_M))
    middle = shapely.line_interpolate_point(net, 0.5, normalized=True)
    segment, part = shapely.STRtree(lines).query(middle, predicate="dwithin", distance=_NEAR_M)
    owner = np.full(len(net), len(ways))
    np.minimum.at(owner, segment, number[part])
    known = owner < len(ways)
    return Cut(net[known], owner[known])


def _baseline(way: Way) -> tuple[float, float]:
    """Return where along its axis the way is nearest to its baseline, and how far that is."""
    points = shapely.get_coordinates(shapely.segmentize(way.axis, 5.0))
    at = np.concatenate([[0.0], np.hypot(*np.diff(points, axis=0).T).cumsum()])
    frame = points @ plan.DOWNTOWN_TURN.T if way.turned else points
    off = np.abs(frame[:, 0 if way.bearing == "EW" else 1])
    nearest = int(off.argmin())
    return float(at[nearest]), 0.0 if off[nearest] < _AT_BASELINE_M else float(off[nearest])


def _split_at_baselines(cut: Cut, ways: list[Way]) -> Cut:
    zero = np.array([_baseline(way)[0] for way in ways])[cut.way]
    low, high = np.sort(_along(cut, ways), axis=1).T
    straddles = (low < zero - 8) & (high > zero + 8)
    lines, way = list(cut.lines[~straddles]), list(cut.way[~straddles])
    for line, number in zip(cut.lines[straddles], cut.way[straddles], strict=True):
        axis, start = ways[number].axis, _baseline(ways[number])[0]
        at = line.project(axis.interpolate(start))
        if 1.0 < at < line.length - 1.0:
            lines += [substring(line, 0, at), substring(line, at, line.length)]
            way += [number, number]
        else:
            lines.append(line)
            way.append(number)
    return Cut(np.array(lines, dtype=object), np.array(way))


def _along(cut: Cut, ways: list[Way]) -> Floats:
    """Return each segment's start and end as metres along its way's axis."""
    axis = np.array([way.axis for way in ways], dtype=object)[cut.way]
    ends = [shapely.get_point(cut.lines, 0), shapely.get_point(cut.lines, -1)]
    return np.column_stack([shapely.line_locate_point(axis, end) for end in ends])


def _described(cut: Cut, ways: list[Way]) -> gpd.GeoDataFrame:
    base = np.array([_baseline(way) for way in ways])[cut.way]
    along = _along(cut, ways) - base[:, :1]
    block = np.array([way.block_m for way in ways])[cut.way]
    numbers = np.rint((np.abs(along) + base[:, 1:]) * 100 / block[:, None]).astype(np.int64)
    flip = numbers[:, 0] > numbers[:, 1]
    lines = np.where(flip, shapely.reverse(cut.lines), cut.lines)
    numbers.sort(axis=1)
    rows = pd.DataFrame({"way": cut.way})
    for column, values in (
        ("St_Name", [way.name for way in ways]),
        ("St_PosTyp", [way.kind for way in ways]),
        ("RoadClass", [way.road_class for way in ways]),
    ):
        rows[column] = np.array(values, dtype=object)[cut.way]
    rows["St_PreDir"] = _prefixes(cut, ways)
    rows = pd.concat([rows, _ranges(lines, numbers, cut, ways)], axis=1)
    rows["OneWay"] = _one_way(along, cut, ways)
    rows["SpeedLimit"] = rows["RoadClass"].map(SPEED_LIMIT)
    return _finished(rows, lines)


def _prefixes(cut: Cut, ways: list[Way]) -> npt.NDArray[np.object_]:
    middle = shapely.get_coordinates(
        shapely.line_interpolate_point(cut.lines, 0.5, normalized=True)
    )
    turned = np.array([way.turned for way in ways])[cut.way]
    frame = np.where(turned[:, None], middle @ plan.DOWNTOWN_TURN.T, middle)
    east_west = np.array([way.bearing == "EW" for way in ways])[cut.way]
    across = np.where(frame[:, 0] < 0, "W", "E")
    up = np.where(frame[:, 1] < 0, "S", "N")
    prefix: npt.NDArray[np.object_] = np.where(east_west, across, up).astype(object)
    return prefix


def _ranges(
    lines: npt.NDArray[np.object_], numbers: Ints, cut: Cut, ways: list[Way]
) -> pd.DataFrame:
    """Give both sides their numbers: those from the lower up to just below the higher end."""
    low, high = np.maximum(numbers[:, 0], 1), numbers[:, 1] - 1
    start, end = (shapely.get_coordinates(shapely.get_point(lines, at)) for at in (0, -1))
    heading = end - start
    east_west = np.array([way.bearing == "EW" for way in ways])[cut.way]
    outward = np.where(east_west, heading[:, 0], heading[:, 1])
    even_left = outward >= 0
    sides = {}
    for side, even in (("L", even_left), ("R", ~even_left)):
        first = low + ((low % 2 == 0) != even)
        last = high - ((high % 2 == 0) != even)
        empty = first > last
        sides[f"FromAddr_{side}"] = np.where(empty, 0, first)
        sides[f"ToAddr_{side}"] = np.where(empty, 0, last)
        sides[f"Parity_{side}"] = np.where(empty, "Z", np.where(even, "E", "O"))
    unnumbered = np.array([way.road_class == "expressway" for way in ways])[cut.way]
    frame = pd.DataFrame(sides)
    for column in frame.columns:
        frame.loc[unnumbered, column] = "Z" if str(column).startswith("Parity") else 0
    return frame


def _one_way(along: Floats, cut: Cut, ways: list[Way]) -> npt.NDArray[np.object_]:
    sense = np.array([way.one_way for way in ways])[cut.way]
    outward = np.sign(along.mean(axis=1))
    return np.where(sense == 0, "B", np.where(sense == outward, "FT", "TF")).astype(object)


def _finished(rows: pd.DataFrame, lines: npt.NDArray[np.object_]) -> gpd.GeoDataFrame:
    middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    post = _post_codes(middle)
    for side in ("L", "R"):
        rows[f"PostCode_{side}"] = post
        rows[f"MSAGComm_{side}"] = plan.CITY_NAME.upper()
    frame = gpd.GeoDataFrame(rows, geometry=in_degrees(lines), crs="EPSG:4326")
    order = ["St_Name", "St_PosTyp", "St_PreDir", "FromAddr_L", "FromAddr_R"]
    starts = shapely.get_coordinates(shapely.get_point(lines, 0))
    frame["x"], frame["y"] = starts.T
    frame = frame.sort_values([*order, "x", "y"], kind="stable").drop(columns=["way", "x", "y"])
    frame.insert(0, "NGUID", np.arange(1, len(frame) + 1))
    return frame.reset_index(drop=True)


def _post_codes(points: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    outlines: list[BaseGeometry] = [sector.outline for sector in sectors()]
    codes = np.array([POST_CODES[sector.code] for sector in sectors()], dtype=object)
    nearest: Ints = shapely.STRtree(outlines).nearest(points)
    found: npt.NDArray[np.object_] = codes[nearest]
    return found
