"""Which units a reader has told where, so that it tells only of those that have moved."""

from typing import Any

import polars as pl


class ToldUnits:
    """The last row told of each unit.

    A reader may see fixes of commits that it hasn't come to yet. A viewer whose snapshot lies
    between the two would never hear of them, so what was told too early is told again.
    """

    def __init__(self) -> None:
        self._rows: dict[int, tuple[Any, ...]] = {}
        self._early: set[int] = set()

    def moved(self, units: pl.DataFrame) -> pl.DataFrame:
        """Return the units (UNIT_SCHEMA) that have to be told."""
        has_moved = [
            row[0] in self._early or self._rows.get(row[0]) != row for row in units.iter_rows()
        ]
        return units.filter(pl.Series(has_moved, dtype=pl.Boolean))

    def note(self, told: pl.DataFrame, *, is_early: bool) -> None:
        """Remember what was told; early: it may hold fixes of commits still to come."""
        rows = {row[0]: row for row in told.iter_rows()}
        self._rows |= rows
        self._early = self._early | rows.keys() if is_early else self._early - rows.keys()
