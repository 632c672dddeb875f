"""Words a slip or two away from another, found among a county's tens of thousands."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

_MOST = 24


class Spellings:
    """Words in capitals, searched by optimal string alignment (a swap of neighbours is one slip).

    A slip changes at most two of the letters that occur in a word at all, and its length by one;
    that leaves few words to be compared in full.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = list(words)
        self._letters = np.array([_letters(word) for word in self._words], dtype=np.uint32)
        self._lengths = np.array([len(word) for word in self._words], dtype=np.int32)

    def near(self, word: str, most: int) -> list[tuple[str, int]]:
        """Return words at most so many slips away, nearest first, with their slips."""
        is_near = self._share_letters(word, most) & (np.abs(self._lengths - len(word)) <= most)
        choices = [self._words[at] for at in np.flatnonzero(is_near)]
        found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=most, limit=_MOST)
        return [(other, int(slips)) for other, slips, _ in found]

    def _share_letters(self, word: str, most: int) -> NDArray[np.bool_]:
        differing = np.bitwise_count(self._letters ^ np.uint32(_letters(word)))
        return np.asarray(differing <= 2 * most)


def _letters(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % 32)
    return bits
