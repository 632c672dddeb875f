"""Blocks: the stretch of a street whose numbers lie between two."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geo_rtcc.geocoder.found import Found
from geo_rtcc.geocoder.lines import together
from geo_rtcc.geocoder.plane import Floats
from geo_rtcc.geocoder.ranges import ONE_PLACE_M, Ranges
from geo_rtcc.models import MatchType

_HALF = 0.5
_STATIONS = 5
_BESIDE_M = 25.0
_NINE_OF_TEN = 0.9


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """A part of one segment, metres along it, from its low-numbered end on; and its numbers."""

    line: int
    low: float
    high: float
    start_m: float
    end_m: float

    @property
    def length_m(self) -> float:
        return abs(self.end_m - self.start_m)


def block(ranges: Ranges, street_id: int, low: int, high: int) -> list[Found]:
    """Return the middle of each stretch whose numbers lie from low to high.

    The middle by length, on the street. A stretch of two carriageways has it between them. The
    uncertainty is that of an incident anywhere in the block, so about half the block's length.
    """
    pieces = _pieces(ranges, street_id, low, high)
    if not pieces:
        return []
    stations = [_stations(ranges, piece) for piece in pieces]
    shapes = [shapely.LineString(each) for each in stations] if len(pieces) > 1 else [None]
    return [
        _found(
            ranges,
            street_id,
            (low, high),
            [pieces[at] for at in group],
            np.concatenate([stations[at] for at in group]),
        )
        for group in together(shapes, ONE_PLACE_M)
    ]


def _pieces(ranges: Ranges, street_id: int, low: int, high: int) -> list[_Piece]:
    """Return the part of each segment that either side's numbers put into the block."""
    by_line: dict[int, list[int]] = {}
    sides = ranges.by_street.of(street_id)
    for side in sides[(ranges.low[sides] <= high) & (low <= ranges.high[sides])].tolist():
        by_line.setdefault(int(ranges.line[side]), []).append(side)
    return [_piece(ranges, line, sides, low, high) for line, sides in by_line.items()]


def _piece(ranges: Ranges, line: int, sides: Sequence[int], low: int, high: int) -> _Piece:
    length = float(ranges.segments.lines.length_m[line])
    numbers = [
        (max(low, float(ranges.low[side])), min(high, float(ranges.high[side]))) for side in sides
    ]
    is_up = sum(float(ranges.end[side] - ranges.start[side]) for side in sides) >= 0
    edges = [
        edge
        for side, (least, most) in zip(sides, numbers, strict=True)
        for edge in _edges(ranges, side, least, most, length)
    ]
    near, far = min(edges), max(edges)
    return _Piece(
        line=line,
        low=min(least for least, _ in numbers),
        high=max(most for _, most in numbers),
        start_m=near if is_up else far,
        end_m=far if is_up else near,
    )


def _edges(
    ranges: Ranges, side: int, least: float, most: float, length: float
) -> tuple[float, float]:
    """Return from where to where a side's numbers lie; a range held whole is the whole line."""
    ends = []
    for number, edge in ((least, float(ranges.low[side])), (most, float(ranges.high[side]))):
        is_start = edge == float(ranges.start[side])
        whole = 0.0 if is_start else length
        ends.append(whole if number == edge else ranges.along_m(side, number))
    if ranges.start[side] == ranges.end[side]:
        return 0.0, length
    return ends[0], ends[1]


def _stations(ranges: Ranges, piece: _Piece) -> Floats:
    """Return points along a piece from end to end, metres."""
    lines, along = ranges.segments.lines, np.linspace(piece.start_m, piece.end_m, _STATIONS)
    return np.array([lines.at(piece.line, metres) for metres in along.tolist()])


def _found(
    ranges: Ranges,
    street_id: int,
    asked: tuple[int, int],
    pieces: Sequence[_Piece],
    stations: Floats,
) -> Found:
    tracks = _tracks(pieces)
    middles = np.array([_middle(ranges, track) for track in tracks])
    lengths = np.array([sum(piece.length_m for piece in track) for track in tracks])
    weights = lengths if lengths.sum() > 0 else np.ones(len(tracks))
    x, y = np.average(middles, axis=0, weights=weights).tolist()
    farthest = float(np.hypot(stations[:, 0] - x, stations[:, 1] - y).max())
    low, high = min(piece.low for piece in pieces), max(piece.high for piece in pieces)
    return ranges.segments.found(
        x,
        y,
        match_type=MatchType.BLOCK,
        quality=_quality(high - low, asked[1] - asked[0]),
        uncertainty_m=math.hypot(_BESIDE_M, _NINE_OF_TEN * farthest),
        reference=f"{low:.0f}–{high:.0f} {ranges.segments.names(street_id)}",
        lines=[piece.line for piece in pieces],
    )


def _quality(held: float, asked: int) -> float:
    """Return 1 where half the numbers asked exist: few blocks are numbered to the last house."""
    return 0.85 + 0.15 * min(1.0, held / max(asked * _HALF, 1.0))


def _tracks(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Split a block into carriageways: pieces with mostly the same numbers lie side by side."""
    tracks: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.low, piece.high)):
        for track in tracks:
            if not _is_beside(track[-1], piece):
                track.append(piece)
                break
        else:
            tracks.append([piece])
    return tracks


def _is_beside(one: _Piece, other: _Piece) -> bool:
    shared = min(one.high, other.high) - max(one.low, other.low)
    narrower = min(one.high - one.low, other.high - other.low)
    return shared > _HALF * narrower or (narrower == 0 and shared == 0)


def _middle(ranges: Ranges, track: Sequence[_Piece]) -> tuple[float, float]:
    rest = sum(piece.length_m for piece in track) / 2
    for piece in track:
        if rest <= piece.length_m:
            break
        rest -= piece.length_m
    rest = min(rest, piece.length_m)
    towards_end = 1 if piece.end_m >= piece.start_m else -1
    return ranges.segments.lines.at(piece.line, piece.start_m + towards_end * rest)
