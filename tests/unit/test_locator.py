"""Locating: the day's finest boundaries, and an index that fails tells whoever waits for it."""

from datetime import date

import numpy as np
import pytest
import shapely

from geo_rtcc.ingest import Locator
from geo_rtcc.models import AreaKind, Beat, BoundarySet

MIDNIGHT_US = 1_704_067_200_000_000  # 2024-01-01 00:00 UTC


def one_area(kind: AreaKind, effective_on: date, area_id: int) -> BoundarySet:
    """Return a set of one area, one degree a side."""
    shape = shapely.MultiPolygon([shapely.box(0, 0, 1, 1)])
    area = Beat(code="A", name="A", outline=shape, kind=kind, area_id=area_id)
    return BoundarySet(kind=kind, effective_on=effective_on, areas=(area,), set_id=area_id)


def area_at(locator: Locator, day: int) -> int:
    instant = np.array([MIDNIGHT_US + day * 86_400_000_000])
    return int(locator.locate(np.array([0.5]), np.array([0.5]), instant).area_id[0])


def test_a_day_is_answered_by_the_finest_boundaries_in_force() -> None:
    sets = [
        one_area(AreaKind.DISTRICT, date(2024, 1, 2), 1),
        one_area(AreaKind.BEAT, date(2024, 1, 4), 2),
        one_area(AreaKind.DISTRICT, date(2024, 1, 6), 3),
        one_area(AreaKind.BEAT, date(2024, 1, 8), 4),
    ]
    locator = Locator(sets, [])
    assert [area_at(locator, day) for day in range(9)] == [0, 1, 1, 2, 2, 2, 2, 4, 4]


def test_an_index_that_was_warmed_answers_the_same() -> None:
    locator = Locator([one_area(AreaKind.BEAT, date(2024, 1, 1), 7)], [])
    locator.warm()
    assert area_at(locator, 3) == 7


def test_a_failing_index_raises_where_it_is_needed_and_never_hangs() -> None:
    broken = one_area(AreaKind.BEAT, date(2024, 1, 1), 1)
    broken = BoundarySet(kind=broken.kind, effective_on=broken.effective_on, areas=(), set_id=1)
    locator = Locator([broken], [])
    locator.warm()
    with pytest.raises(Exception, match=r".+"):
        area_at(locator, 1)
