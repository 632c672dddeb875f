"""Beats, sectors and districts: faces of the net of main lines, so that they tile the city exactly.

Neighbours share identical vertices because every outline is cut from one noded net; a sector is the
union of its beats, a district of its sectors.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo_rtcc.demo.neighbourhoods import DISTRICTS, NEIGHBOURHOODS, SECTORS, Neighbourhood
from geo_rtcc.demo.plan import ARTERIALS, BELTWAY, LIMIT, RAIL, RIVER

GRID_M = 0.01


@dataclass(frozen=True, kw_only=True)
class PlannedArea:
    """One beat, sector or district in plane metres."""

    code: str
    name: str
    parent_code: str | None
    outline: BaseGeometry


def faces() -> list[Polygon]:
    """Cut the city along its main lines; return the pieces, plane metres."""
    lines = [LIMIT.exterior, RIVER, RAIL, BELTWAY, *(road.line for road in ARTERIALS)]
    net = shapely.union_all(lines, grid_size=GRID_M)
    pieces = shapely.get_parts(shapely.polygonize(list(shapely.get_parts(net))))
    inside = shapely.contains(LIMIT, shapely.point_on_surface(pieces))
    return list(pieces[inside])


@cache
def beats() -> tuple[PlannedArea, ...]:
    """Return the 36 beats, ordered by code."""
    pieces = faces()
    owners = _owners(pieces)
    return tuple(
        PlannedArea(
            code=place.code,
            name=place.name,
            parent_code=place.code[:2],
            outline=_merged([p for p, owner in zip(pieces, owners, strict=True) if owner == index]),
        )
        for index, place in enumerate(NEIGHBOURHOODS)
    )


@cache
def sectors() -> tuple[PlannedArea, ...]:
    """Return the 9 sectors, each the union of its beats."""
    return _grouped(beats(), SECTORS, 2)


@cache
def districts() -> tuple[PlannedArea, ...]:
    """Return the 3 districts, each the union of its sectors."""
    return _grouped(sectors(), DISTRICTS, 1)


def _grouped(
    finer: tuple[PlannedArea, ...], names: dict[str, str], digits: int
) -> tuple[PlannedArea, ...]:
    return tuple(
        PlannedArea(
            code=code,
            name=name,
            parent_code=code[:-1] or None,
            outline=_merged([area.outline for area in finer if area.code[:digits] == code]),
        )
        for code, name in names.items()
    )


def _merged(pieces: list[BaseGeometry]) -> BaseGeometry:
    """Union pieces that share edges, keeping every vertex, in a fixed vertex order."""
    return shapely.normalize(shapely.coverage_union_all(pieces))


def _owners(pieces: list[Polygon]) -> list[int]:
    owners = [-1] * len(pieces)
    for index, place in enumerate(NEIGHBOURHOODS):
        for face in _claimed(pieces, place):
            owners[face] = index
    shared = _shared_borders(pieces)
    while -1 in owners:
        orphans = [face for face, owner in enumerate(owners) if owner == -1]
        known = np.array([owner != -1 for owner in owners])
        best = max(orphans, key=lambda face: float((shared[face] * known).max()))
        owners[best] = owners[int((shared[best] * known).argmax())]
    return owners


def _claimed(pieces: list[Polygon], place: Neighbourhood) -> list[int]:
    hits = shapely.contains_xy(np.array(pieces)[:, None], *np.array(place.inside).T)
    return [int(face) for face in np.flatnonzero(hits.any(axis=1))]


def _shared_borders(pieces: list[Polygon]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return a matrix of shared border lengths, metres."""
    shared = np.zeros((len(pieces), len(pieces)))
    left, right = shapely.STRtree(pieces).query(pieces, predicate="touches")
    array = np.array(pieces)
    shared[left, right] = shapely.length(shapely.intersection(array[left], array[right]))
    return shared
