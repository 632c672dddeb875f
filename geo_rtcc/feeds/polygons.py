"""Repair polygons, and measure where areas that should tile a city overlap or leave a gap.

Shapes are EPSG:4326, lon/lat. Areas are measured in square metres in a Lambert azimuthal equal-area
projection centred on the shapes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry import MultiPolygon, Polygon

# About 10 m square: smaller slivers come from digitising and hold hardly any calls.
NOTABLE_M2 = 100.0
# Areas this close to a gap stand around it.
TOUCHING_M = 0.01

Shapes = NDArray[np.object_]
Coordinates = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Repair:
    """An invalid outline that was made valid, and how much that changed its area, in m²."""

    code: str
    reason: str
    change_m2: float


@dataclass(frozen=True, kw_only=True)
class Patch:
    """A piece of ground in more than one area (overlap), or in none but enclosed (gap)."""

    codes: tuple[str, ...]
    area_m2: float


def multipolygon(shape: Any) -> MultiPolygon:
    """Return the shape's polygons as one multipolygon in canonical order; lines are dropped."""
    parts = [part for part in _leaves(shape) if isinstance(part, Polygon) and not part.is_empty]
    outline = shapely.normalize(MultiPolygon(parts))
    assert isinstance(outline, MultiPolygon)
    return outline


def repair(shapes: Shapes, codes: Sequence[str]) -> tuple[Shapes, list[Repair]]:
    """Return the shapes with invalid ones made valid, and what was repaired.

    GEOS' "structure" method keeps shells as land and holes as holes, where the older "linework"
    would make land of the ground that two holes share.
    """
    broken = np.flatnonzero(~shapely.is_valid(shapes))
    if not broken.size:
        return shapes, []
    mended = shapes.copy()
    mended[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    change = shapely.area(in_metres(mended)) - shapely.area(in_metres(shapes))
    return mended, [
        Repair(
            code=codes[i],
            reason=shapely.is_valid_reason(shapes[i]).split("[")[0].lower(),
            change_m2=float(change[i]),
        )
        for i in broken.tolist()
    ]


def overlaps(shapes: Shapes, codes: Sequence[str], *, above_m2: float = NOTABLE_M2) -> list[Patch]:
    """Return where two areas share more than ``above_m2``, largest first."""
    flat = in_metres(shapes)
    one, other = shapely.STRtree(flat).query(flat, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.area(shapely.intersection(flat[one], flat[other]))
    found = [
        Patch(codes=(codes[i], codes[j]), area_m2=float(area_m2))
        for i, j, area_m2 in zip(one.tolist(), other.tolist(), shared, strict=True)
        if area_m2 > above_m2
    ]
    return sorted(found, key=_largest_first)


def gaps(shapes: Shapes, codes: Sequence[str], *, above_m2: float = NOTABLE_M2) -> list[Patch]:
    """Return enclosed ground of more than ``above_m2`` in no area, largest first.

    Ground that is open to the outside can't be told from the outside.
    """
    flat = in_metres(shapes)
    tree = shapely.STRtree(flat)
    holes = [Polygon(ring) for part in _leaves(shapely.union_all(flat)) for ring in part.interiors]
    found = []
    for hole in holes:
        if hole.area > above_m2:
            around = np.sort(tree.query(hole, predicate="dwithin", distance=TOUCHING_M))
            found.append(Patch(codes=tuple(codes[i] for i in around), area_m2=float(hole.area)))
    return sorted(found, key=_largest_first)


def in_metres(shapes: Shapes) -> Shapes:
    """Return lon/lat shapes in an equal-area projection around their common centre, in metres."""
    west, south, east, north = shapely.total_bounds(shapes)
    centre = f"+lon_0={(west + east) / 2} +lat_0={(south + north) / 2}"
    project = Transformer.from_crs("EPSG:4326", f"+proj=laea {centre}", always_xy=True)
    return np.asarray(shapely.transform(shapes, _columns(project)), object)


def _columns(project: Transformer) -> Callable[[Coordinates], Coordinates]:
    return lambda points: np.column_stack(project.transform(points[:, 0], points[:, 1]))


def _largest_first(patch: Patch) -> tuple[float, tuple[str, ...]]:
    return -patch.area_m2, patch.codes


def _leaves(shape: Any) -> list[Any]:
    """Return the parts of a shape, of nested collections too."""
    parts = getattr(shape, "geoms", None)
    return [shape] if parts is None else [leaf for part in parts for leaf in _leaves(part)]
