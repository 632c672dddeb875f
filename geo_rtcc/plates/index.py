"""Hot lists in memory: which entries a plate read may stand for, and how probably."""

from collections import defaultdict

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geo_rtcc.plates.candidates import MOST_CANDIDATES, offered_shares
from geo_rtcc.plates.codes import Codes, Digits, plate_codes, plate_digits
from geo_rtcc.plates.likelihood import misread_share, plate_trust, read_trust, state_trust
from geo_rtcc.plates.lookup import NO_PAIRS, KeyTable, Pairs, Positions
from geo_rtcc.plates.state_matches import StateMatcher
from geo_rtcc.plates.suppressions import Suppressions
from geo_rtcc.plates.variants import look_alike_codes

_NONE = pl.DataFrame(
    schema={
        "row": pl.UInt32,
        "entry_id": pl.Int64,
        "match_kind": pl.String,
        "state_match": pl.String,
        "probability": pl.Float32,
        "is_suppressed": pl.Boolean,
    }
)
_EVER = np.iinfo(np.int64)


class HotListIndex:
    """Entries of hot lists, found by a read's text, its look-alikes and the camera's candidates.

    Plates of up to twelve letters and digits have look-alikes; others match by equal text only.

    Parameters
    ----------
    entries
        entry_id, list_id, plate (normalised; an empty one matches nothing), state, effective_us,
        expires_us: reads captured in [effective_us, expires_us) match, None leaves that end open.
    suppressions
        As ``Suppressions`` takes them.
    min_probability
        Matches less probable than this are none.
    """

    def __init__(
        self, entries: pl.DataFrame, suppressions: pl.DataFrame, *, min_probability: float
    ) -> None:
        self._min_probability = min_probability
        self._entry_ids = entries["entry_id"].cast(pl.Int64).to_numpy()
        self._from = entries["effective_us"].cast(pl.Int64).fill_null(_EVER.min).to_numpy()
        self._until = entries["expires_us"].cast(pl.Int64).fill_null(_EVER.max).to_numpy()
        self._plates = entries["plate"].cast(pl.String)
        self._digits = plate_digits(self._plates)
        codes = plate_codes(self._digits)
        usual = np.flatnonzero(codes)
        self._exact = KeyTable(codes[usual], usual.astype(np.int32))
        self._alike = KeyTable(*look_alike_codes(self._digits, min_probability))
        self._unusual = _unusual_texts(self._plates, codes)
        self._states = StateMatcher(entries["state"])
        self._suppressions = Suppressions(entries, suppressions)

    def match(self, reads: pl.DataFrame) -> pl.DataFrame:
        """Return one row a read and entry that may be of the same vehicle.

        Parameters
        ----------
        reads
            plate (normalised), state, confidence and state_confidence (0–1), captured_us (µs since
            1970 UTC), candidates (normalised plates) and candidate_confidences, two lists, of which
            the first twenty count. Some thousands at a time: 200 bytes a read are needed.

        Returns
        -------
        ``row`` (position in ``reads``), entry_id, match_kind, state_match, probability (that the
        vehicle bears the entry's plate), is_suppressed; in order of row, a read's exact matches
        first, then the more probable.
        """
        plates = reads["plate"]
        digits = plate_digits(plates)
        codes = plate_codes(digits)
        exact = self._equal(plates, codes)
        found = (exact, self._alike.pairs(codes), self._offered(reads["candidates"]))
        rows, entries = (np.concatenate(part) for part in zip(*found, strict=True))
        if not len(rows):
            return _NONE
        captured = reads["captured_us"].to_numpy()[rows]
        in_force = (self._from[entries] <= captured) & (captured < self._until[entries])
        # of a pair found twice the first counts, and exact ones are first
        once = np.unique(rows * len(self._entry_ids) + entries, return_index=True)[1]
        pairs = once[in_force[once]]
        if not len(pairs):
            return _NONE
        rows, entries, is_exact = rows[pairs], entries[pairs], pairs < len(exact[0])
        return self._judged(reads[rows], rows, digits[rows], entries, is_exact)

    def _equal(self, plates: pl.Series, codes: Codes) -> Pairs:
        """Find the entries of equal text."""
        rows, entries = self._exact.pairs(codes)
        if not self._unusual or codes.all():
            return rows, entries
        unusual = np.flatnonzero(codes == 0)
        pairs = [
            (row, entry)
            for row, text in zip(unusual.tolist(), plates[unusual].to_list(), strict=True)
            for entry in self._unusual.get(text, ())
        ]
        more = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return np.concatenate([rows, more[:, 0]]), np.concatenate([entries, more[:, 1]])

    def _offered(self, candidates: pl.Series) -> Pairs:
        """Find the entries whose text is among the camera's other candidates."""
        if candidates.null_count() == len(candidates):
            return NO_PAIRS
        candidates = candidates.list.head(MOST_CANDIDATES)
        counts = candidates.list.len().fill_null(0).to_numpy()
        if not counts.any():
            return NO_PAIRS
        texts = candidates.filter(pl.Series(counts > 0)).explode()
        at, entries = self._equal(texts, plate_codes(plate_digits(texts)))
        return np.repeat(np.arange(len(counts)), counts)[at], entries

    def _judged(
        self,
        reads: pl.DataFrame,
        rows: Positions,
        digits: Digits,
        entries: Positions,
        is_exact: NDArray[np.bool_],
    ) -> pl.DataFrame:
        """Say of each pair how probable it is, and keep the probable ones."""
        same, different = self._states.compare(reads["state"], entries)
        of_wanted, of_any = offered_shares(reads, self._plates, entries)
        share = of_wanted + (1.0 - of_any) * misread_share(self._digits[entries], digits)
        text = plate_trust(is_exact, read_trust(_shares(reads["confidence"])), share)
        probability = text * state_trust(same, different, _shares(reads["state_confidence"]))
        suppressed = self._suppressions.cover(entries, reads["plate"], reads["captured_us"])
        ids = self._entry_ids[entries]
        order = np.lexsort((ids, -probability, ~is_exact, rows))
        best = order[probability[order] >= self._min_probability]
        return pl.DataFrame(
            {
                "row": rows[best],
                "entry_id": ids[best],
                "match_kind": ["exact" if yes else "look_alike" for yes in is_exact[best].tolist()],
                "state_match": self._states.words(same[best], different[best]),
                "probability": probability[best],
                "is_suppressed": suppressed[best],
            },
            schema=_NONE.schema,
        )


def _shares(values: pl.Series) -> NDArray[np.float64]:
    """Return a column as numbers, NaN for None."""
    return values.cast(pl.Float64).to_numpy()


def _unusual_texts(plates: pl.Series, codes: Codes) -> dict[str, list[int]]:
    """Return the positions of plates that have no code, by their text."""
    found = defaultdict[str, list[int]](list)
    unusual = np.flatnonzero(codes == 0)
    for at, text in zip(unusual.tolist(), plates[unusual].to_list(), strict=True):
        if text:
            found[text].append(at)
    return dict(found)
