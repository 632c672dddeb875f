"""Whether a read's state is an entry's."""

from collections.abc import Iterable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geo_rtcc.models import StateMatch
from geo_rtcc.plates.lookup import Positions

_NO_STATE, _NO_ENTRYS_STATE = -1, -2
_Flags = NDArray[np.bool_]


class StateMatcher:
    """The state of each entry, None where its list says none."""

    def __init__(self, states: pl.Series) -> None:
        names = states.drop_nulls().unique(maintain_order=True)
        self._numbers: dict[str | None, int] = {name: at for at, name in enumerate(names)}
        self._numbers[None] = _NO_STATE
        self._states = self._numbered(states)

    def compare(self, states: pl.Series, entries: Positions) -> tuple[_Flags, _Flags]:
        """Return for each pair of a read's state and an entry: the same, and different.

        Neither where one of them is unknown.
        """
        read, wanted = self._numbered(states), self._states[entries]
        known = (read != _NO_STATE) & (wanted != _NO_STATE)
        return known & (read == wanted), known & (read != wanted)

    @staticmethod
    def words(same: _Flags, different: _Flags) -> list[str]:
        """Return the values of StateMatch for what ``compare`` returns."""
        words = [StateMatch.UNKNOWN.value, StateMatch.SAME.value, StateMatch.DIFFERENT.value]
        return [words[at] for at in np.where(same, 1, np.where(different, 2, 0)).tolist()]

    def _numbered(self, states: Iterable[str | None]) -> Positions:
        numbers = [self._numbers.get(state, _NO_ENTRYS_STATE) for state in states]
        return np.array(numbers, dtype=np.int64)
