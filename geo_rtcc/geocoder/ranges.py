"""Numbers along road segments: range interpolation on the right side of the street."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geo_rtcc.geocoder.chains import spread
from geo_rtcc.geocoder.found import Found
from geo_rtcc.geocoder.lines import Groups, Ints, flat
from geo_rtcc.geocoder.plane import Floats
from geo_rtcc.geocoder.segments import Segments
from geo_rtcc.models import MatchType

SET_BACK_M = 8.0
# Measured on arterials: buildings stand 20–45 m off the line, and numbers are spread unevenly.
_BASE_M = 45.0
_SHARE = 0.25
ONE_PLACE_M = 60.0  # as wide as a junction with its carriageways
_ONE_STRETCH_M = 400.0
_EVEN, _ODD, _BOTH, _NO_RANGE = 0, 1, 2, -1
_PARITY_WORDS = {_EVEN: "even side", _ODD: "odd side"}
_OTHER_SIDE = 0.97
_IMPLAUSIBLE = 0.75
_LEAST_M_A_NUMBER = 0.1  # a range of more numbers than the line has room for is a slip


class Place(NamedTuple):
    """Where a number falls, in metres, before it is told as a ``Found``."""

    x: float
    y: float
    quality: float
    uncertainty_m: float
    side: int
    is_left: bool | None = None  # of the line it lies on; None on the line itself


@dataclass(frozen=True, kw_only=True)
class Ranges:
    """Sides of segments that have numbers.

    Parameters
    ----------
    line
        The segment.
    start, end
        Numbers at the line's start and at its end; ``low``, ``high`` the same in order. Broken
        where several segments share one range.
    said_low, said_high
        As the file has them.
    parity
        0 even, 1 odd, 2 both.
    across
        The parity of the segment's other side; -1 if that has no range.
    by_street, by_line
        Sides by street id and by segment.
    """

    segments: Segments
    line: Ints
    is_left: NDArray[np.bool_]
    start: Floats
    end: Floats
    low: Floats
    high: Floats
    said_low: Ints
    said_high: Ints
    parity: Ints
    across: Ints
    by_street: Groups
    by_line: Groups

    @classmethod
    def read(cls, roads: pl.DataFrame, segments: Segments) -> "Ranges":
        """Return the sides with a range: with two numbers, not both 0, and parity not "none"."""
        left, right = (_side(roads, name) for name in ("left", "right"))
        start, end = (np.concatenate(pair) for pair in zip(left[:2], right[:2], strict=True))
        parity = np.concatenate([left[2], right[2]])
        n = len(roads)
        kept = np.flatnonzero(parity != _NO_RANGE)
        line = kept % n if n else kept
        side, street = flat([segments.street_ids[at] for at in line.tolist()])
        first, last = spread(segments, line, start[kept], end[kept])
        return cls(
            segments=segments,
            line=line,
            is_left=kept < n,
            start=first,
            end=last,
            low=np.minimum(first, last),
            high=np.maximum(first, last),
            said_low=np.minimum(start, end)[kept],
            said_high=np.maximum(start, end)[kept],
            parity=parity[kept],
            across=np.concatenate([right[2], left[2]])[kept],
            by_street=Groups(street, side),
            by_line=Groups(line),
        )

    def on(self, street_id: int, number: int) -> list[Found]:
        """Return where a number lies on the segments of a street whose ranges hold it."""
        sides = self.by_street.of(street_id)
        sides = sides[(self.low[sides] <= number) & (number <= self.high[sides])]
        parity = self.parity[sides]
        fits = sides[(parity == _BOTH) | (parity == number % 2)]
        chosen, quality = (fits, 1.0) if len(fits) else (sides, _OTHER_SIDE)
        places = [self.place(side, number, quality) for side in chosen.tolist()]
        return self.told(street_id, self._tightest(places))

    def _tightest(self, places: list[Place]) -> list[Place]:
        """Leave of ranges that overlap the tightest, which says most: the others are slips.

        Far apart they are two towns' streets of one name.
        """
        kept: list[Place] = []
        for place in sorted(places, key=lambda place: self._numbers(place.side)):
            tighter = [k for k in kept if self._numbers(k.side) < self._numbers(place.side)]
            if all(_apart_m(place, k) > _ONE_STRETCH_M for k in tighter):
                kept.append(place)
        return kept

    def _numbers(self, side: int) -> float:
        """Return how many numbers a range holds."""
        span = float(self.high[side] - self.low[side])
        return span if self.parity[side] == _BOTH else span / 2

    def hundred_at(self, line: int, along_m: float) -> tuple[int, int] | None:
        """Return the first and last number of the hundred-block at a place along a segment.

        None if the segment has no numbers.
        """
        sides = self.by_line.of(line)
        if not len(sides):
            return None
        start, end = float(self.start[sides[0]]), float(self.end[sides[0]])
        share = along_m / max(float(self.segments.lines.length_m[line]), 1e-9)
        low = int(start + min(share, 1.0) * (end - start)) // 100 * 100
        return low, low + 99

    def place(self, side: int, number: int, quality: float) -> Place:
        """Return where a number falls, on the side of the street that its parity says."""
        line = int(self.line[side])
        length = float(self.segments.lines.length_m[line])
        is_left = bool(self.is_left[side]) != self._is_across(side, number)
        left_m = min(SET_BACK_M, length / 2) * (1 if is_left else -1)
        x, y = self.segments.lines.at(line, self.along_m(side, number), left_m)
        if length < _LEAST_M_A_NUMBER * (self.high[side] - self.low[side]):
            quality *= _IMPLAUSIBLE
        return Place(x, y, quality, _BASE_M + _SHARE * length, side, is_left)

    def _is_across(self, side: int, number: int) -> bool:
        """Whether a number belongs across the street from the side whose range holds it."""
        if self.parity[side] in (_BOTH, number % 2):
            return False
        return int(self.across[side]) in (_NO_RANGE, _BOTH, number % 2)

    def along_m(self, side: int, number: float) -> float:
        """Return how far from the line's start a number lies.

        The first and last number stand a little off the corners, as houses do.
        """
        start, end = float(self.start[side]), float(self.end[side])
        length = float(self.segments.lines.length_m[self.line[side]])
        if start == end:
            return length / 2
        corner = min(SET_BACK_M, length / 4)
        return corner + (number - start) / (end - start) * (length - 2 * corner)

    def end_point(self, side: int, *, is_high: bool) -> tuple[float, float]:
        """Return the end of a side's line where its numbers are highest (or lowest), metres."""
        line = int(self.line[side])
        is_end = (self.end[side] >= self.start[side]) == is_high
        lines = self.segments.lines
        return lines.at(line, float(lines.length_m[line]) if is_end else 0.0)

    def reference(self, side: int, street_id: int) -> str:
        """Say for people which range of which street this is."""
        low, high = int(self.said_low[side]), int(self.said_high[side])
        numbers = f"{low}–{high}" if low < high else f"{low}"
        words = _PARITY_WORDS.get(int(self.parity[side]), "")
        return f"{numbers} {self.segments.names(street_id)}" + (f", {words}" if words else "")

    def told(self, street_id: int, places: Iterable[Place]) -> list[Found]:
        """Return each place once: one within a junction's width of a better one is the same."""
        kept: list[Place] = []
        for place in places:
            if all(_apart_m(place, k) > ONE_PLACE_M for k in kept):
                kept.append(place)
        return [
            self.segments.found(
                place.x,
                place.y,
                match_type=MatchType.RANGE,
                quality=place.quality,
                uncertainty_m=place.uncertainty_m,
                reference=self.reference(place.side, street_id),
                lines=[int(self.line[place.side])],
                is_left=place.is_left,
            )
            for place in kept
        ]


def _apart_m(one: Place, other: Place) -> float:
    return math.hypot(one.x - other.x, one.y - other.y)


def _side(roads: pl.DataFrame, name: str) -> tuple[Ints, Ints, Ints]:
    """Return numbers at start and end and the parity of one side of all segments.

    Where the file's parity and its numbers disagree, the numbers are right more often.
    """
    start, end = (roads[f"{edge}_{name}"].cast(pl.Int64) for edge in ("from", "to"))
    first, last = (one.fill_null(other).fill_null(0) for one, other in ((start, end), (end, start)))
    a, b = first.to_numpy(), last.to_numpy()
    said = roads[f"parity_{name}"].fill_null("").str.to_uppercase().to_numpy()
    parity = np.where((a % 2 == b % 2) & (said != "B"), a % 2, _BOTH)
    has_none = ((a == 0) & (b == 0)) | (said == "Z") | (a < 0) | (b < 0)
    return a, b, np.where(has_none, _NO_RANGE, parity)
