"""Lots along the streets: which house numbers exist, and where they stand.

A side of a segment is divided into lots of about 18 m. Lot ``k`` of ``n`` takes the number that far
into the side's range, and stands beside the centreline, on that number's side.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import polars as pl
import shapely

from geo_rtcc.demo.geometry import Floats, degrees, metres

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

LOT_M, SETBACK_M, CROSSING_M = 18.0, 9.0, 4.0
_SIDES = ("L", "R")


@dataclass(frozen=True, eq=False)
class Frontage:
    """The street segments as arrays, plane metres: what placing a call needs.

    ``first`` and ``last`` are the ranges and ``lots`` the number of lots, each (n, 2): left, right.
    ``crossing`` holds the name of the first other street at each end, "" where there is none.
    """

    lines: npt.NDArray[np.object_]
    length: Floats
    road_class: npt.NDArray[np.object_]
    name: npt.NDArray[np.object_]
    first: Ints
    last: Ints
    lots: Ints
    crossing: npt.NDArray[np.object_]


class _Held:
    """Lets a frame be a cache key by identity."""

    def __init__(self, streets: gpd.GeoDataFrame) -> None:
        self.streets = streets

    def __hash__(self) -> int:
        return id(self.streets)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.streets is self.streets


def frontage(streets: gpd.GeoDataFrame) -> Frontage:
    """Return the streets as arrays; kept for the last frames asked for."""
    return _frontage(_Held(streets))


@lru_cache(maxsize=2)
def _frontage(held: _Held) -> Frontage:
    streets = held.streets
    lines = shapely.transform(streets.geometry.to_numpy(), metres)
    first, last = (
        np.column_stack([streets[f"{end}Addr_{side}"].to_numpy() for side in _SIDES])
        for end in ("From", "To")
    )
    length = shapely.length(lines)
    whole = np.maximum(1, (length / LOT_M).astype(np.int64))[:, None]
    room = np.where(last >= first, (last - first) // 2 + 1, 0)
    numbered = np.column_stack([streets[f"Parity_{side}"].to_numpy() != "Z" for side in _SIDES])
    name = full_names(streets)
    return Frontage(
        lines=lines,
        length=length,
        road_class=streets["RoadClass"].to_numpy(),
        name=name,
        first=first,
        last=last,
        lots=np.where(numbered, np.minimum(whole, room), 0),
        crossing=_crossings(streets, name),
    )


def full_names(streets: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    """Return street names as addresses write them: S HARMONY AVE."""
    parts = [streets[c].astype(str).str.upper() for c in ("St_PreDir", "St_Name", "St_PosTyp")]
    names: npt.NDArray[np.object_] = (parts[0] + " " + parts[1] + " " + parts[2]).to_numpy(object)
    return names


def lot_numbers(front: Frontage, segment: Ints, side: Ints, lot: Ints) -> Ints:
    """Return the house number of each lot."""
    first, last = front.first[segment, side], front.last[segment, side]
    share = (lot + 0.5) / np.maximum(front.lots[segment, side], 1)
    numbers: Ints = first + 2 * (share * ((last - first) // 2 + 1)).astype(np.int64)
    return numbers


def lot_points(front: Frontage, segment: Ints, side: Ints, lot: Ints) -> Floats:
    """Return where each lot stands, plane metres: beside the centreline on its number's side."""
    along = (lot + 0.5) / np.maximum(front.lots[segment, side], 1) * front.length[segment]
    return beside(front, segment, along, np.where(side == 0, SETBACK_M, -SETBACK_M))


def beside(front: Frontage, segment: Ints, along: Floats, left_m: Any) -> Floats:
    """Return points ``along`` metres into each segment and ``left_m`` metres to its left."""
    lines = front.lines[segment]
    at, before, after = (
        shapely.get_coordinates(shapely.line_interpolate_point(lines, distance))
        for distance in (
            along,
            np.maximum(along - 0.5, 0),
            np.minimum(along + 0.5, front.length[segment]),
        )
    )
    step = after - before
    left = np.column_stack([-step[:, 1], step[:, 0]]) / np.hypot(*step.T)[:, None]
    return np.asarray(at + left * np.asarray(left_m)[:, None])


def address_points(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return every address of the city: number, street name, segment and point (EPSG:4326)."""
    front = frontage(streets)
    segment, side = np.nonzero(front.lots)
    count = front.lots[segment, side]
    lot = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    segment, side = np.repeat(segment, count), np.repeat(side, count)
    numbers = lot_numbers(front, segment, side, lot)
    points = shapely.points(degrees(lot_points(front, segment, side, lot)))
    names = pl.Series(front.name[segment].astype(str))
    address = pl.select(pl.concat_str([pl.Series(numbers), names], separator=" ")).to_series()
    return gpd.GeoDataFrame(
        {
            "address": address.to_numpy(),
            "number": numbers,
            "NGUID": streets["NGUID"].to_numpy()[segment],
        },
        geometry=points,
        crs="EPSG:4326",
    )


def _crossings(streets: gpd.GeoDataFrame, name: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    lines = streets.geometry.to_numpy()
    at: dict[tuple[float, float], list[str]] = {}
    ends = [shapely.get_coordinates(shapely.get_point(lines, place)) for place in (0, -1)]
    keys = [[(float(x), float(y)) for x, y in end] for end in ends]
    for end in keys:
        for key, street in zip(end, name, strict=True):
            at.setdefault(key, []).append(street)
    found = [
        [
            next((other for other in at[key] if other != own), "")
            for key, own in zip(end, name, strict=True)
        ]
        for end in keys
    ]
    return np.array(found, dtype=object).T
