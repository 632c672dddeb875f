"""How probable it is that a vehicle bears a wanted plate, given what a camera read.

The assumptions and their sources are in docs/methods.md, "Matching plates".
"""

import numpy as np
from numpy.typing import NDArray

from geo_rtcc.plates.codes import ALPHABET, BASE, Digits

Shares = NDArray[np.float64]

# Odds that the plate has the one character where the camera read the other, against its being right
LOOK_ALIKES = {
    "0O": 0.1, "1I": 0.1, "0Q": 0.02, "OQ": 0.02, "0D": 0.015, "OD": 0.015, "DQ": 0.01,
    "8B": 0.02, "2Z": 0.02, "5S": 0.02, "6G": 0.015, "1L": 0.01, "IL": 0.01, "1T": 0.005,
    "IT": 0.007, "17": 0.01, "7T": 0.005, "7Z": 0.003, "27": 0.01, "37": 0.01, "38": 0.01,
    "3B": 0.005, "35": 0.003, "39": 0.003, "CG": 0.01, "6C": 0.003, "0C": 0.003, "OC": 0.005,
    "QG": 0.003, "68": 0.007, "56": 0.005, "08": 0.003, "06": 0.003, "89": 0.003, "8S": 0.003,
    "4A": 0.01, "49": 0.003, "UV": 0.015, "VY": 0.007, "XY": 0.005, "VW": 0.005, "KX": 0.007,
    "MN": 0.01, "MW": 0.003, "NH": 0.005, "MH": 0.007, "NW": 0.003, "EF": 0.01, "PR": 0.007,
    "FP": 0.007, "BR": 0.005, "BP": 0.003, "BD": 0.003, "8D": 0.003, "BE": 0.003, "IJ": 0.003,
}  # fmt: skip
OTHER_CHARACTER = 0.002  # any other character in one place
OTHER_TEXT = 0.02  # a character dropped, added or swapped

LEAST_TRUST, MOST_TRUST, USUAL_TRUST = 0.10, 0.95, 0.80
UNKNOWN_STATE, MOST_STATE, USUAL_STATE_CONFIDENCE = 0.70, 0.98, 0.90

ODDS = np.zeros((BASE, BASE))
for _pair, _odds in LOOK_ALIKES.items():
    _one, _two = (ALPHABET.index(character) + 1 for character in _pair)
    ODDS[_one, _two] = ODDS[_two, _one] = _odds
_ANY_OTHER = np.log1p(ODDS.sum(axis=0) + OTHER_CHARACTER)
_ANY_OTHER[0] = 0.0


def best_shares() -> Shares:
    """Return, by wanted and read character, the most that ``misread_share`` can be."""
    best: Shares = ODDS / (np.expm1(_ANY_OTHER) + OTHER_TEXT)
    return best


def misread_share(wanted: Digits, read: Digits) -> Shares:
    """Return which part of all misreads that give the read text come from the wanted plate.

    0 unless exactly one place differs, by a look-alike. Rows of 0 are plates without digits.
    """
    odds = ODDS[wanted, read]
    differs = wanted != read
    one = (np.count_nonzero(differs, axis=1) == 1) & (read[:, 0] != 0)
    all_others = np.expm1(_ANY_OTHER[read].sum(axis=1)) + OTHER_TEXT
    share: Shares = np.where(one, (odds * differs).sum(axis=1) / all_others, 0.0)
    return share


def read_trust(confidence: Shares) -> Shares:
    """Return how probable it is that a read is right; NaN is a camera that states none."""
    trust = LEAST_TRUST + (MOST_TRUST - LEAST_TRUST) * np.clip(confidence, 0.0, 1.0)
    return np.where(np.isnan(confidence), USUAL_TRUST, trust)


def state_trust(
    same: NDArray[np.bool_], different: NDArray[np.bool_], confidence: Shares
) -> Shares:
    """Return how probable it is that a vehicle with the entry's text bears its state too."""
    sure = np.where(np.isnan(confidence), USUAL_STATE_CONFIDENCE, np.clip(confidence, 0.0, 1.0))
    if_same = UNKNOWN_STATE + (MOST_STATE - UNKNOWN_STATE) * sure
    if_different = UNKNOWN_STATE * (1.0 - MOST_STATE * sure)
    return np.where(same, if_same, np.where(different, if_different, UNKNOWN_STATE))


def plate_trust(exact: NDArray[np.bool_], trust: Shares, share: Shares) -> Shares:
    """Return how probable the wanted text is: the read itself, or a share of its misreads.

    No other text is more probable than the read, since the camera chose the read.
    """
    return np.where(exact, trust, np.minimum(trust, (1.0 - trust) * share))
