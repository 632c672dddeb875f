"""The plates that a camera thought possible besides the one it sent."""

import math

import numpy as np
import polars as pl
from numpy.typing import NDArray

MOST_CANDIDATES = 20  # cameras send ten; more would let one read cost as much as thousands
_USUAL_CONFIDENCE = 0.5  # of a candidate that the camera gives none


def offered_shares(
    reads: pl.DataFrame, plates: pl.Series, entries: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return which part of a read's misreads come from the wanted plate, and from any candidate.

    Both by the camera's word alone: candidates weigh what their confidences say, and that none of
    them is right weighs 1.

    Parameters
    ----------
    reads
        plate, candidates, candidate_confidences; one row a pair.
    plates, entries
        The entries' plates, and which of them is wanted in each pair.
    """
    of_wanted, of_any = np.zeros(len(reads)), np.zeros(len(reads))
    lists = reads["candidates"]
    if lists.null_count() == len(lists):
        return of_wanted, of_any
    for pair in lists.is_not_null().arg_true().to_list():
        texts = lists[pair].head(MOST_CANDIDATES).to_list()
        given = reads["candidate_confidences"][pair]
        weights = [_weight(value) for value in (given.to_list() if given is not None else [])]
        weights += [_USUAL_CONFIDENCE] * (len(texts) - len(weights))
        others = [
            (text, weight)
            for text, weight in zip(texts, weights, strict=False)
            if text and text != reads["plate"][pair]
        ]
        total = 1.0 + sum(weight for _, weight in others)
        of_any[pair] = (total - 1.0) / total
        plate = plates[int(entries[pair])]
        of_wanted[pair] = sum(weight for text, weight in others if text == plate) / total
    return of_wanted, of_any


def _weight(confidence: float | None) -> float:
    if confidence is None or math.isnan(confidence):
        return _USUAL_CONFIDENCE
    return min(max(confidence, 0.0), 1.0)
