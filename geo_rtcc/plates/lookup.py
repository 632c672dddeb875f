"""Numbers to positions, for many numbers at once, nearly all of which are not there."""

import numpy as np
from numpy.typing import NDArray

from geo_rtcc.plates.codes import Codes

Positions = NDArray[np.int64]
Pairs = tuple[Positions, Positions]

_MIXER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio: Knuth's hashing by multiplying
_BITS_A_KEY = 12
_LEAST_BITS = 10
_CHUNK = 1 << 17
_BIT = 1 << np.arange(8, dtype=np.uint8)
_NONE = np.zeros(0, dtype=np.int64)
NO_PAIRS: Pairs = (_NONE, _NONE)


class KeyTable:
    """Sorted keys behind a bit field that turns away most numbers that are no key.

    Parameters
    ----------
    keys, positions
        The position that each key stands for; a key may come more than once.
    """

    def __init__(self, keys: Codes, positions: NDArray[np.int32]) -> None:
        order = np.argsort(keys)
        self._keys = keys[order]
        self._positions = positions[order]
        bits = max(_LEAST_BITS, int(len(keys) * _BITS_A_KEY).bit_length())
        self._shift = np.uint64(64 - bits)
        self._seen = np.zeros(1 << (bits - 3), dtype=np.uint8)
        for start in range(0, len(keys), _CHUNK):  # whole, the hashes would double the memory
            hashes = self._hashes(self._keys[start : start + _CHUNK])
            np.bitwise_or.at(self._seen, hashes >> 3, _BIT[hashes & 7])

    def pairs(self, codes: Codes) -> Pairs:
        """Return each (index into ``codes``, position) whose key equals the code; 0 is no key."""
        if not len(self._keys):
            return NO_PAIRS
        hashes = self._hashes(codes)
        held = self._seen[hashes >> 3] & _BIT[hashes & 7]
        rows = np.flatnonzero(held)
        if not len(rows):
            return NO_PAIRS
        low = np.searchsorted(self._keys, codes[rows], side="left")
        high = np.searchsorted(self._keys, codes[rows], side="right")
        counts = (high - low) * (codes[rows] != 0)
        firsts = np.repeat(low - np.cumsum(counts) + counts, counts)
        found = self._positions[firsts + np.arange(len(firsts))]
        return np.repeat(rows, counts), found.astype(np.int64)

    def _hashes(self, codes: Codes) -> Positions:
        return ((codes.view(np.uint64) * _MIXER) >> self._shift).view(np.int64)
