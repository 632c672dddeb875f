"""Plates as numbers: up to twelve of A–Z and 0–9 fit a 64-bit integer in base 37."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BASE = len(ALPHABET) + 1
LONGEST = 12
POWERS = BASE ** np.arange(LONGEST, dtype=np.int64)

_DIGITS = np.zeros(256, dtype=np.uint8)
_DIGITS[np.frombuffer(ALPHABET.encode(), dtype=np.uint8)] = np.arange(1, BASE)
_PLACES = np.arange(LONGEST)

Digits = NDArray[np.uint8]
Codes = NDArray[np.int64]


def plate_digits(plates: pl.Series) -> Digits:
    """Return a row of twelve digits for each plate: 1–36 a character, 0 behind the last one.

    A plate that is empty, longer, or has any other character is all 0.
    """
    text = plates.to_arrow()
    _, offsets, values = text.buffers()
    digits: Digits = np.zeros((len(text), LONGEST), dtype=np.uint8)
    if not len(text) or values is None or not values.size:
        return digits
    ends = np.frombuffer(offsets, dtype=np.int64)[text.offset : text.offset + len(text) + 1]
    lengths = np.diff(ends)[:, None]
    at = np.minimum(ends[:-1, None] + _PLACES, values.size - 1)
    digits = _DIGITS[np.frombuffer(values, dtype=np.uint8)[at]]
    digits[lengths <= _PLACES] = 0
    digits[np.count_nonzero(digits, axis=1) != lengths[:, 0]] = 0
    return digits


def plate_codes(digits: Digits) -> Codes:
    """Return each row of digits as one number, 0 for a row of 0."""
    codes: Codes = digits @ POWERS
    return codes
