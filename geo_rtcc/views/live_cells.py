"""Cells of a message: neighbours have nearly the same shape, so they share one."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geo_rtcc.cells import NO_CELL, Cells, centres, corners, parents

MICRO = 1e6
PARENT_RESOLUTION = 8

# How far a shared shape may move a corner, and within which cells it is shared, coarse first.
_SHARED_WITHIN_M = 0.95
_SHARED_AT = (5, 6, 7)
_HEXAGON = 6
_DEGREE_M = 111_320.0

Points = NDArray[np.float64]


class CellTable:
    """The cells that calls lie in and their parents, as columns of a message, sorted by name."""

    def __init__(self, cells: pl.Series) -> None:
        own = np.unique(cells.drop_nulls().to_numpy().astype(np.int64))
        own = own[own != NO_CELL]
        coarse = parents(own, PARENT_RESOLUTION)
        # Names of one length sort as their numbers do.
        self._cells = np.union1d(own, coarse)
        self._parent = np.full(len(self._cells), -1, dtype=np.int64)
        self._parent[np.searchsorted(self._cells, own)] = np.searchsorted(self._cells, coarse)

    def index_of(self, cells: pl.Series) -> list[int]:
        """Return where each cell stands in the columns, -1 for none."""
        wanted = cells.fill_null(NO_CELL).to_numpy().astype(np.int64)
        found = np.searchsorted(self._cells, wanted)
        return [int(index) for index in np.where(wanted == NO_CELL, -1, found).tolist()]

    def columns(self) -> dict[str, Any]:
        """Return the columns."""
        middle = np.rint(centres(self._cells) * MICRO)
        base = middle.min(axis=0) if len(middle) else np.zeros(2)
        ring, rings = _shapes(self._cells, middle)
        return {
            "base": (base / MICRO).tolist(),
            "name": [f"{cell:x}" for cell in self._cells.tolist()],
            "lon": (middle[:, 0] - base[0]).astype(np.int64).tolist(),
            "lat": (middle[:, 1] - base[1]).astype(np.int64).tolist(),
            "ring": ring,
            "rings": rings,
            "parent": self._parent.tolist(),
        }


def _shapes(cells: Cells, middle: Points) -> tuple[list[int], list[list[int]]]:
    """Return which shape each cell has, and the shapes: corner offsets in millionths."""
    counts, points = corners(cells)
    ends = np.cumsum(counts)
    offsets = points * MICRO - np.repeat(middle, counts, axis=0)
    offsets[:, 0] = (offsets[:, 0] + 180 * MICRO) % (360 * MICRO) - 180 * MICRO
    ring = np.full(len(cells), -1, dtype=np.int64)
    rings: list[list[int]] = []
    hexagons = np.flatnonzero(counts == _HEXAGON)
    own = offsets[np.repeat(counts == _HEXAGON, counts)].reshape(-1, _HEXAGON, 2)
    for members, shape in _shared(cells[hexagons], own, middle[hexagons]):
        ring[hexagons[members]] = len(rings)
        rings.append(shape)
    for index in np.flatnonzero(ring < 0).tolist():
        ring[index] = len(rings)
        rings.append(_listed(offsets[ends[index] - counts[index] : ends[index]]))
    return ring.tolist(), rings


def _shared(
    cells: Cells, offsets: Points, middle: Points
) -> Iterator[tuple[NDArray[np.int64], list[int]]]:
    """Yield cells (indexes) that may share a shape, with it; leave out those that may not."""
    degree_m = _DEGREE_M * np.cos(np.radians(middle[:, 1] / MICRO))
    unit_m = np.stack([degree_m, np.full(len(cells), _DEGREE_M)], axis=1) / MICRO
    left = np.arange(len(cells))
    for resolution in _SHARED_AT:
        key = np.stack([parents(cells[left], resolution), cells[left] >> 52])
        _, group = np.unique(key, axis=1, return_inverse=True)
        group = group.ravel()
        sums = np.zeros((group.max(initial=-1) + 1, _HEXAGON, 2))
        np.add.at(sums, group, offsets[left])
        shapes = np.rint(sums / np.bincount(group)[:, None, None])
        moved_m = np.hypot(*np.moveaxis((offsets[left] - shapes[group]) * unit_m[left, None], 2, 0))
        worst_m = np.zeros(len(shapes))
        np.maximum.at(worst_m, group, moved_m.max(axis=1))
        is_good = worst_m <= _SHARED_WITHIN_M
        for index in np.flatnonzero(is_good).tolist():
            yield left[group == index], _listed(shapes[index])
        left = left[~is_good[group]]


def _listed(shape: Points) -> list[int]:
    return [int(offset) for offset in np.rint(shape).ravel().tolist()]
