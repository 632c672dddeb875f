"""Every H3 call, and the only place where lon/lat is flipped to H3's lat/lon.

Bulk indexing runs in polars-h3 (H3's own grid, vectorised); single cells and outlines in h3-py.
Cells are unsigned 64-bit in H3 and fit PostgreSQL's bigint, since their top bit is never set.
"""

from collections.abc import Sequence

import h3
import numpy as np
import polars as pl
import polars_h3
from numpy.typing import NDArray

from geo_rtcc.errors import InputError

RESOLUTION = 9
NO_CELL = 0

_MAX_RESOLUTION = 15
_RESOLUTION_SHIFT = 52
_DIGIT_BITS = 3
_FEW = 200  # up to here one by one is faster than a frame

Cells = NDArray[np.int64]


def cells_of(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Cells:
    """Index points at resolution 9.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326, shape (n,). NaN and infinite values give NO_CELL.

    Returns
    -------
    cells
        H3 indexes, shape (n,), int64.
    """
    usable = np.isfinite(lon) & np.isfinite(lat)
    if not usable.all():
        cells = np.zeros(len(lon), dtype=np.int64)
        if usable.any():
            cells[usable] = cells_of(lon[usable], lat[usable])
        return cells
    if not len(lon):
        return np.zeros(0, dtype=np.int64)
    if len(lon) <= _FEW:
        return np.array([cell_of(*each) for each in zip(lon.tolist(), lat.tolist(), strict=True)])
    indexed = pl.DataFrame({"lat": lat, "lon": lon}).select(
        polars_h3.latlng_to_cell("lat", "lon", RESOLUTION, return_dtype=pl.Int64)
    )
    return indexed.to_series().fill_null(NO_CELL).to_numpy()


def cell_of(lon: float, lat: float, resolution: int = RESOLUTION) -> int:
    """Index one point, degrees, EPSG:4326."""
    return int(h3.str_to_int(h3.latlng_to_cell(lat, lon, resolution)))


def parents(cells: Cells, resolution: int) -> Cells:
    """Return each cell's ancestor at ``resolution`` by bit arithmetic; NO_CELL stays NO_CELL.

    An H3 index holds its resolution in bits 52–55 and one 3-bit digit a level, unused digits all
    ones (H3 documentation, "H3 Index Representations"); an ancestor lowers the one and fills the
    others. Raises InputError if ``resolution`` is finer than a cell's own.
    """
    own = (cells >> _RESOLUTION_SHIFT) & 0xF
    present = cells != NO_CELL
    if not 0 <= resolution <= _MAX_RESOLUTION or (own[present] < resolution).any():
        raise InputError(f"Cells have no ancestor at resolution {resolution}.")
    unused = (np.int64(1) << (_DIGIT_BITS * (_MAX_RESOLUTION - resolution))) - 1
    cleared = cells & ~(np.int64(0xF) << _RESOLUTION_SHIFT)
    lifted = cleared | (np.int64(resolution) << _RESOLUTION_SHIFT) | unused
    return np.where(present, lifted, NO_CELL)


def outline(cell: int) -> list[tuple[float, float]]:
    """Return a cell's corners as (lon, lat) degrees, counter-clockwise, not closed."""
    return [(lon, lat) for lat, lon in h3.cell_to_boundary(h3.int_to_str(cell))]


def outlines(cells: Sequence[int] | Cells) -> list[list[tuple[float, float]]]:
    """Return every cell's corners as ``outline`` does."""
    return [outline(int(cell)) for cell in cells]


def disk(cell: int, k: int = 1) -> list[int]:
    """Return the cells within ``k`` steps of ``cell``, itself included."""
    return [int(h3.str_to_int(c)) for c in h3.grid_disk(h3.int_to_str(cell), k)]


def name_of(cell: int) -> str:
    """Return the cell's usual hexadecimal name."""
    return str(h3.int_to_str(cell))


def resolution_of(cell: int) -> int:
    """Return the cell's resolution, 0–15."""
    return int(h3.get_resolution(h3.int_to_str(cell)))


def centres(cells: Cells) -> NDArray[np.float64]:
    """Return cells' centres, degrees lon/lat, shape (n, 2)."""
    frame = pl.DataFrame({"cell": cells}, schema={"cell": pl.Int64})
    found = frame.select(polars_h3.cell_to_lng("cell"), lat=polars_h3.cell_to_lat("cell"))
    return found.to_numpy().reshape(-1, 2)


def corners(cells: Cells) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return many cells' corners at once.

    Returns
    -------
    counts
        How many corners each cell has, shape (n,): 6, 5 for pentagons, more where an edge of the
        icosahedron crosses it.
    points
        All of them in order, degrees lon/lat, shape (counts.sum(), 2).
    """
    frame = pl.DataFrame({"cell": cells}, schema={"cell": pl.Int64})
    rings = frame.select(polars_h3.cell_to_boundary("cell")).to_series()
    flat = rings.explode().explode().cast(pl.Float64).drop_nulls().to_numpy().reshape(-1, 2)
    return rings.list.len().cast(pl.Int64).to_numpy(), flat[:, ::-1]


def cell_named(name: str) -> int | None:
    """Return the cell of a hexadecimal name; None where it is no cell's."""
    return int(h3.str_to_int(name)) if h3.is_valid_cell(name) else None


def descendants(cell: int) -> list[int]:
    """Return the cells of RESOLUTION that lie in a cell of it or coarser; none for finer ones."""
    if resolution_of(cell) > RESOLUTION:
        return []
    return [int(h3.str_to_int(c)) for c in h3.cell_to_children(h3.int_to_str(cell), RESOLUTION)]
