"""Cells: bulk indexing, ancestors and outlines agree with h3-py, lon/lat in that order."""

import h3
import numpy as np
import pytest

from geo_rtcc import cells
from geo_rtcc.errors import InputError

LON, LAT = -77.0369, 38.8977


def test_bulk_cells_are_h3_pys() -> None:
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(-180, 180, 2000), rng.uniform(-90, 90, 2000)
    expected = [h3.str_to_int(h3.latlng_to_cell(y, x, 9)) for x, y in zip(lon, lat, strict=True)]
    assert cells.cells_of(lon, lat).tolist() == expected


def test_one_cell_is_the_same_as_in_bulk() -> None:
    assert cells.cell_of(LON, LAT) == cells.cells_of(np.array([LON]), np.array([LAT]))[0]


def test_points_that_are_not_numbers_have_no_cell() -> None:
    lon = np.array([np.nan, LON, np.inf])
    lat = np.array([LAT, LAT, LAT])
    found = cells.cells_of(lon, lat)
    assert found[0] == found[2] == cells.NO_CELL
    assert found[1] == cells.cell_of(LON, LAT)


def test_no_points_have_no_cells() -> None:
    assert cells.cells_of(np.zeros(0), np.zeros(0)).shape == (0,)


@pytest.mark.parametrize("resolution", range(10))
def test_parents_are_h3_pys(resolution: int) -> None:
    rng = np.random.default_rng(resolution)
    own = cells.cells_of(rng.uniform(-180, 180, 500), rng.uniform(-90, 90, 500))
    expected = [h3.cell_to_parent(h3.int_to_str(int(cell)), resolution) for cell in own]
    assert [cells.name_of(cell) for cell in cells.parents(own, resolution)] == expected


def test_no_cell_has_no_parent() -> None:
    assert cells.parents(np.array([0]), 8).tolist() == [cells.NO_CELL]


def test_a_finer_ancestor_is_refused() -> None:
    with pytest.raises(InputError, match="no ancestor at resolution 10"):
        cells.parents(np.array([cells.cell_of(LON, LAT)]), 10)


def test_outlines_are_lon_lat_around_their_cell() -> None:
    corners = cells.outline(cells.cell_of(LON, LAT))
    lons, lats = zip(*corners, strict=True)
    assert len(corners) == 6
    assert min(lons) < LON < max(lons)
    assert min(lats) < LAT < max(lats)


def test_a_disk_holds_a_cell_and_its_six_neighbours() -> None:
    cell = cells.cell_of(LON, LAT)
    assert len(cells.disk(cell)) == 7
    assert cell in cells.disk(cell)
    assert cells.resolution_of(cell) == 9
