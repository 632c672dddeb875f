"""Address points as arrays: by street and number, and in the runs that one numbering makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo_rtcc.geocoder.plane import Floats, Plane

Ints = NDArray[np.int64]

LOOK_BACK = 6  # spots; the two sides of a street, or two towns, may alternate by number
LINK_M = 60.0
LINK_M_PER_NUMBER = 6.0  # some 20 m of frontage to a house, and two or four numbers
FARTHEST_LINK_M = 1200.0  # where nobody lives, numbering runs on
_CELL_M = 30.0


@dataclass(frozen=True, slots=True)
class Entries:
    """Every usable row under every street it belongs to, sorted by street, number and place.

    Parameters
    ----------
    starts
        By street id, where its entries start; one more at the end.
    row
        The row of the frame. A row of a street with two names has two entries.
    x, y
        Metres on the plane.
    """

    starts: list[int]
    row: Ints
    number: Ints
    x: Floats
    y: Floats

    def of(self, street_id: int) -> slice:
        """Return where a street's entries lie; an empty slice if it has none."""
        if not 0 <= street_id < len(self.starts) - 1:
            return slice(0, 0)
        return slice(self.starts[street_id], self.starts[street_id + 1])


@dataclass(frozen=True, slots=True)
class Houses:
    """Distinct numbered places, sorted by street, run and number.

    A run is a stretch of one street that is numbered on: the Main Streets of two towns are two
    runs, even where their numbers alternate.

    Parameters
    ----------
    streets
        By street id, where its runs start; one more at the end.
    runs
        By run, where its houses start; one more at the end.
    low, high
        By run, its first and last number.
    row
        A row of the frame that stands for the house.
    """

    streets: list[int]
    runs: list[int]
    low: list[int]
    high: list[int]
    number: Ints
    x: Floats
    y: Floats
    row: Ints

    def of(self, street_id: int, low: int, high: int) -> list[slice]:
        """Return the runs of a street that hold any number from low to high, as slices."""
        if not 0 <= street_id < len(self.streets) - 1:
            return []
        return [
            slice(self.runs[run], self.runs[run + 1])
            for run in range(self.streets[street_id], self.streets[street_id + 1])
            if self.low[run] <= high and self.high[run] >= low
        ]

    def all_of(self, street_id: int) -> slice:
        """Return where all houses of a street lie; an empty slice if it has none."""
        if not 0 <= street_id < len(self.streets) - 1:
            return slice(0, 0)
        return slice(self.runs[self.streets[street_id]], self.runs[self.streets[street_id + 1]])


def entries(
    addresses: pl.DataFrame, street_ids: Sequence[tuple[int, ...]], plane: Plane
) -> Entries:
    """Sort the rows that have a number and a point, each under all its streets.

    Parameters
    ----------
    addresses
        By ``ADDRESS_SCHEMA``; degrees, EPSG:4326.
    street_ids
        For each row the ids of its name and its other names.
    """
    number = addresses["number"].cast(pl.Int64).fill_null(-1).to_numpy()
    x, y = plane.metres(_floats(addresses["lon"]), _floats(addresses["lat"]))
    is_usable = (number >= 0) & np.isfinite(x) & np.isfinite(y)
    counts = np.fromiter(map(len, street_ids), np.int64, len(street_ids))
    street = np.fromiter(chain.from_iterable(street_ids), np.int64, int(counts.sum()))
    row = np.repeat(np.arange(len(counts)), counts)
    street, row = street[is_usable[row]], row[is_usable[row]]
    cells = np.floor(y[row] / _CELL_M), np.floor(x[row] / _CELL_M)
    order = np.lexsort((*cells, number[row], street))
    street, row = street[order], row[order]
    return Entries(_starts(street), row, number[row], x[row], y[row])


def houses(known: Entries) -> Houses:
    """Make one house of the units at one place, and runs of the houses numbered on.

    Runs are the connected components of a graph: a house is joined to those before it by number
    that lie no farther off than so many numbers can take.
    """
    counts = np.diff(known.starts)
    street = np.repeat(np.arange(len(counts)), counts)
    first = _firsts(street, known.number, np.floor(known.x / _CELL_M), np.floor(known.y / _CELL_M))
    size = np.diff(np.append(first, len(street)))
    street, number = street[first], known.number[first]
    x, y = (np.add.reduceat(at, first) / size if len(first) else at for at in (known.x, known.y))
    run = _runs(street, number, x, y)
    order = np.lexsort((number, run, street))
    street, run, number = street[order], run[order], number[order]
    start = _firsts(run)
    stop = np.append(start, len(run))[1:]
    return Houses(
        _starts(street[start]),
        [*start.tolist(), len(run)],
        number[start].tolist(),
        number[stop - 1].tolist(),
        number,
        x[order],
        y[order],
        known.row[first][order],
    )


def _runs(street: Ints, number: Ints, x: Floats, y: Floats) -> Ints:
    ends = []
    for back in range(1, LOOK_BACK + 1):
        gap_m = np.hypot(x[back:] - x[:-back], y[back:] - y[:-back])
        gap = number[back:] - number[:-back]
        farthest = np.minimum(LINK_M + LINK_M_PER_NUMBER * gap, FARTHEST_LINK_M)
        later = np.flatnonzero((street[back:] == street[:-back]) & (gap_m <= farthest)) + back
        ends.append((later, later - back))
    after, before = (np.concatenate(each) for each in zip(*ends, strict=True))
    graph = coo_array((np.ones(len(after), np.int8), (after, before)), shape=(len(x), len(x)))
    return connected_components(graph, directed=False)[1] if len(x) else np.empty(0, np.int64)


def _starts(street: Ints) -> list[int]:
    """Return where each id starts in sorted ids, for ids from 0 to the highest, and the end."""
    if not len(street):
        return [0]
    starts: list[int] = np.searchsorted(street, np.arange(int(street[-1]) + 2)).tolist()
    return starts


def _firsts(*sorted_by: Floats | Ints) -> Ints:
    """Return the places where any of the columns differs from the place before."""
    if not len(sorted_by[0]):
        return np.empty(0, np.int64)
    is_new = np.zeros(len(sorted_by[0]), dtype=bool)
    is_new[0] = True
    for column in sorted_by:
        is_new[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(is_new)


def _floats(column: pl.Series) -> Floats:
    return column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
