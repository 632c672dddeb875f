"""One range said of several segments in a row: each gets its share of the numbers."""

import numpy as np

from geo_rtcc.geocoder.lines import Ints
from geo_rtcc.geocoder.plane import Floats
from geo_rtcc.geocoder.segments import Segments

_GRID_M = 0.5  # ends touch if they agree to this

Spot = tuple[int, int]


def spread(segments: Segments, line: Ints, start: Ints, end: Ints) -> tuple[Floats, Floats]:
    """Return numbers at start and end of each side, a range of a whole chain shared out by length.

    Some agencies give a hundred-block's range ("theoretical range") to every segment that a
    crossing alley cuts it into; taken as they stand, each number would lie on all of them.

    Parameters
    ----------
    line
        The segment of each side.
    start, end
        Its numbers at the line's start and end.
    """
    first, last = start.astype(np.float64), end.astype(np.float64)
    for chain in _chains(segments, line, start, end):
        length = segments.lines.length_m[line[chain]]
        edges = np.concatenate([[0.0], np.cumsum(length)]) / max(float(length.sum()), 1e-9)
        low, high = min(start[chain[0]], end[chain[0]]), max(start[chain[0]], end[chain[0]])
        numbers = low + edges * (high - low)
        for at, side in enumerate(chain):
            pair = numbers[at], numbers[at + 1]
            first[side], last[side] = pair if start[side] <= end[side] else pair[::-1]
    return first, last


def _chains(segments: Segments, line: Ints, start: Ints, end: Ints) -> list[list[int]]:
    """Return sides that have one range and follow one another, from low numbers to high."""
    after: dict[int, int] = {}
    for sides in _shared(segments, line, start, end):
        spots = {side: _ends(segments, line, start, end, side) for side in sides}
        for side in sides:
            behind = [other for other in sides if spots[other][0] == spots[side][1]]
            if len(behind) == 1 and behind[0] != side:
                after[side] = behind[0]
    heads = set(after) - set(after.values())
    return [_follow(head, after) for head in sorted(heads)]


def _shared(segments: Segments, line: Ints, start: Ints, end: Ints) -> list[list[int]]:
    """Return groups of sides with one range that is no single number, of one street."""
    low, high = np.minimum(start, end), np.maximum(start, end)
    street = np.array([(segments.street_ids[at] or (-1,))[0] for at in line.tolist()], np.int64)
    wide = np.flatnonzero((low < high) & (street >= 0))
    keys = np.column_stack([street, low, high])[wide]
    _, group, size = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    several = wide[size[group] > 1]
    by_key: dict[int, list[int]] = {}
    for side, at in zip(several.tolist(), group[size[group] > 1].tolist(), strict=True):
        by_key.setdefault(at, []).append(side)
    return [sides for sides in by_key.values() if len({int(line[s]) for s in sides}) == len(sides)]


def _ends(segments: Segments, line: Ints, start: Ints, end: Ints, side: int) -> tuple[Spot, Spot]:
    """Return the low-numbered and the high-numbered end of a side's line, on a grid."""
    lines, at = segments.lines, int(line[side])
    ends = [_spot(*lines.at(at, metres)) for metres in (0.0, float(lines.length_m[at]))]
    return (ends[0], ends[1]) if start[side] <= end[side] else (ends[1], ends[0])


def _spot(x: float, y: float) -> Spot:
    return round(x / _GRID_M), round(y / _GRID_M)


def _follow(head: int, after: dict[int, int]) -> list[int]:
    chain = [head]
    while (following := after.get(chain[-1])) is not None and following not in chain:
        chain.append(following)
    return chain
