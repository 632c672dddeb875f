"""Numbers that no range holds: in a gap between two, or a little beyond the last."""

from collections.abc import Iterator

import numpy as np

from geo_rtcc.geocoder.found import Found
from geo_rtcc.geocoder.lines import Ints
from geo_rtcc.geocoder.ranges import ONE_PLACE_M, Place, Ranges

NEAR_NUMBERS = 100  # one hundred-block
_QUALITY = 0.85
_LOSS = 0.2  # a whole hundred-block off
_GAP_LOSS = 0.05
_WIDEST_GAP_M = 200.0  # a block of the street whose numbers nobody gave
_BASE_M = 60.0
_LEAST_M_A_NUMBER, _MOST_M_A_NUMBER = 2.0, 4.0


def near(ranges: Ranges, street_id: int, number: int) -> list[Found]:
    """Return where a number lies that is in no range, but near the end of one.

    In a gap between two segments that touch it lies about where they do, in one as long as a block
    somewhere on the way; else it is put at the end of the nearest ranges, the less certain the
    farther the numbers would go on.
    """
    sides = ranges.by_street.of(street_id)
    low, high = ranges.low[sides], ranges.high[sides]
    if ((low <= number) & (number <= high)).any():
        return []
    below = sides[(high < number) & (number - high <= NEAR_NUMBERS)]
    above = sides[(low > number) & (low - number <= NEAR_NUMBERS)]
    places = list(_between(ranges, below, above, number))
    places = places or [_beyond(ranges, int(side), number) for side in (*below, *above)]
    return ranges.told(street_id, sorted(places, key=lambda place: -place.quality))


def _between(ranges: Ranges, below: Ints, above: Ints, number: int) -> Iterator[Place]:
    for one in below.tolist():
        x, y = ranges.end_point(one, is_high=True)
        for other in above.tolist():
            to_x, to_y = ranges.end_point(other, is_high=False)
            apart = float(np.hypot(to_x - x, to_y - y))
            if apart > _WIDEST_GAP_M:
                continue
            gap = float(ranges.low[other] - ranges.high[one])
            share = (number - float(ranges.high[one])) / gap
            pace = max(_metres_a_number(ranges, one), _metres_a_number(ranges, other))
            quality = _QUALITY - _GAP_LOSS * gap / (2 * NEAR_NUMBERS)
            off = gap / 2 * pace if apart <= ONE_PLACE_M else 0.0  # else it lies between the two
            uncertainty = _BASE_M + apart / 2 + off
            at = x + share * (to_x - x), y + share * (to_y - y)
            yield Place(*at, quality, uncertainty, one)


def _beyond(ranges: Ranges, side: int, number: int) -> Place:
    is_high = number > ranges.high[side]
    past = float(number - ranges.high[side] if is_high else ranges.low[side] - number)
    uncertainty = _BASE_M + past * _metres_a_number(ranges, side)
    quality = _QUALITY - _LOSS * past / NEAR_NUMBERS
    at = ranges.end_point(side, is_high=bool(is_high))
    return Place(*at, quality, uncertainty, side)


def _metres_a_number(ranges: Ranges, side: int) -> float:
    """Return how far a number's step goes; short segments with few numbers say little of it."""
    length = float(ranges.segments.lines.length_m[ranges.line[side]])
    pace = length / (float(ranges.high[side] - ranges.low[side]) + 1)
    return min(max(pace, _LEAST_M_A_NUMBER), _MOST_M_A_NUMBER)
