"""How often our beat, district and shift are what the agency wrote down itself."""

import numpy as np
import polars as pl

from geo_rtcc.ingest.locator import Located, Locator
from geo_rtcc.models import AreaKind


class Agreement:
    """Tallies ours against the agency's own columns, over rows where both say something.

    "Within the tolerance" also counts rows whose point is so near a boundary that the agency's area
    is one of the others there.
    """

    def __init__(self, locator: Locator) -> None:
        areas = [area for _, area in sorted(locator.areas().items())]
        self._beats = {a.area_id: a.code for a in areas if a.kind is AreaKind.BEAT}
        self._districts = locator.district_codes()
        self._shifts = {shift_id: shift.code for shift_id, shift in locator.shifts().items()}
        self._tallies: dict[str, list[int]] = {}

    def add(self, frame: pl.DataFrame, located: Located) -> None:
        """Tally one batch."""
        self._tally("beat", frame["agency_beat"], located, self._beats)
        self._tally("district", frame["agency_district"], located, self._districts)
        ours = pl.Series(located.shift_id).replace_strict(
            self._shifts, default=None, return_dtype=pl.String
        )
        both, same = _compared(ours, frame["agency_shift"])
        self._sum("shift", both.sum(), same.sum(), same.sum())

    def _tally(self, name: str, theirs: pl.Series, located: Located, codes: dict[int, str]) -> None:
        ours = pl.Series(located.area_id).replace_strict(
            codes, default=None, return_dtype=pl.String
        )
        both, same = _compared(ours, theirs)
        near = 0
        for row, ids in located.others.items():
            if not same[row] and theirs[row] is not None:
                near += theirs[row] in {codes.get(one) for one in ids}
                both[row] = True
        self._sum(name, both.sum(), same.sum(), same.sum() + near)

    def _sum(self, name: str, *more: int) -> None:
        tally = self._tallies.setdefault(name, [0, 0, 0])
        self._tallies[name] = [a + int(b) for a, b in zip(tally, more, strict=True)]

    def shares(self) -> dict[str, dict[str, float]]:
        """Return per column: ``n`` compared, share the ``same``, share ``within_tolerance``."""
        return {
            name: {"n": n, "same": same / n, "within_tolerance": near / n}
            for name, (n, same, near) in self._tallies.items()
            if n
        }


def _compared(ours: pl.Series, theirs: pl.Series) -> tuple[np.ndarray, np.ndarray]:
    both = (ours.is_not_null() & theirs.is_not_null()).to_numpy().copy()
    return both, (ours == theirs).fill_null(False).to_numpy()
