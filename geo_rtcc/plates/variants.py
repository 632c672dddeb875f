"""Look-alike texts of plates: every one that a single misread character can give."""

import numpy as np
from numpy.typing import NDArray

from geo_rtcc.plates.codes import LONGEST, POWERS, Codes, Digits, plate_codes
from geo_rtcc.plates.likelihood import best_shares


def look_alike_codes(digits: Digits, least_share: float) -> tuple[Codes, NDArray[np.int32]]:
    """Return the codes of the look-alike texts, with the row of ``digits`` each belongs to.

    Texts whose misread share cannot reach ``least_share`` are left out.
    """
    shares = best_shares()
    wanted, read = np.nonzero((shares > 0) & (shares >= least_share))
    starts = np.searchsorted(wanted, np.arange(len(shares) + 1))
    counts = np.diff(starts)
    codes = plate_codes(digits)
    found = np.empty(counts[digits].sum(), dtype=np.int64)
    rows = np.empty(len(found), dtype=np.int32)
    end = 0
    for place in range(LONGEST):
        character = digits[:, place]
        times = counts[character]
        row = np.repeat(np.arange(len(digits), dtype=np.int32), times)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
        instead = read[starts[character[row]] + nth]
        start, end = end, end + len(row)
        found[start:end] = codes[row] + (instead - character[row]) * POWERS[place]
        rows[start:end] = row
    return found, rows
