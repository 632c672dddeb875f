"""Suppressions: entries that keep matching wrongly, whose hits are marked but kept."""

from collections import defaultdict

import numpy as np
import polars as pl
from numpy.typing import NDArray

_KEYS = {"list_id": pl.Int64, "plate": pl.String, "state": pl.String}
_RULES = {"read_plate": pl.String, "from_us": pl.Int64, "until_us": pl.Int64}


class Suppressions:
    """Suppressions by the position of each entry that they apply to.

    Parameters
    ----------
    entries
        list_id, plate, state.
    suppressions
        list_id and state (None: any), plate, read_plate (None: any), from_us, until_us (None:
        for ever); they apply to reads captured in [from_us, until_us), µs since 1970 UTC.
    """

    def __init__(self, entries: pl.DataFrame, suppressions: pl.DataFrame) -> None:
        self._applies = np.zeros(len(entries), dtype=np.bool_)
        self._rules = defaultdict[int, list[tuple[str | None, int, int | None]]](list)
        if suppressions.is_empty():
            return
        rules = suppressions.select(
            *(pl.col(name).cast(kind).alias(f"of_{name}") for name, kind in _KEYS.items()),
            *(pl.col(name).cast(kind) for name, kind in _RULES.items()),
        )
        which = entries.select(pl.col(name).cast(kind) for name, kind in _KEYS.items())
        found = which.with_row_index("at").join(rules, left_on="plate", right_on="of_plate")
        found = found.filter(
            pl.col("of_list_id").is_null() | (pl.col("of_list_id") == pl.col("list_id")),
            pl.col("of_state").is_null() | (pl.col("of_state") == pl.col("state")),
        )
        for at, *rule in found.select("at", *_RULES).iter_rows():
            self._rules[at].append((rule[0], rule[1], rule[2]))
        self._applies[found["at"].to_numpy()] = True

    def cover(
        self, positions: NDArray[np.int64], plates: pl.Series, captured_us: pl.Series
    ) -> NDArray[np.bool_]:
        """Tell which pairs of an entry and a read are suppressed."""
        covered = self._applies[positions]
        for pair in np.flatnonzero(covered).tolist():
            at = int(captured_us[pair])
            covered[pair] = any(
                read in (None, plates[pair]) and low <= at and (high is None or at < high)
                for read, low, high in self._rules[int(positions[pair])]
            )
        return covered
