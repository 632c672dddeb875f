"""When calls come: hour-of-day and day-of-week profiles, and the weekend's nights."""

from functools import cache

import numpy as np

from geo_rtcc.demo.call_types import CALL_TYPES
from geo_rtcc.demo.geometry import Floats

# One figure an hour from midnight; only their proportions matter.
_HOURS = {
    "day": "3 2 2 1 1 2 4 7 9 10 10 10 11 11 11 11 11 11 10 9 8 7 6 4",
    "office": "0 0 0 0 0 0 2 6 11 13 13 12 11 12 13 12 10 7 4 3 2 1 1 0",
    "trade": "1 0 0 0 0 0 1 2 4 7 9 10 12 12 12 13 14 14 13 11 8 4 2 1",
    "commute": "3 2 2 2 1 2 5 11 12 8 7 8 10 10 11 14 17 18 14 10 8 7 6 4",
    "afternoon": "2 1 1 0 0 0 1 3 3 3 4 5 7 8 10 15 16 15 14 13 12 10 7 4",
    "evening": "9 7 6 4 3 2 2 3 4 5 5 6 7 7 8 9 10 11 12 13 14 14 14 12",
    "night": "15 14 12 6 3 2 1 1 2 2 2 3 3 4 4 5 6 7 8 10 12 14 16 17",
    "small hours": "13 13 13 12 11 9 6 4 4 4 3 3 3 3 3 3 4 4 5 6 8 10 12 13",
    "patrol": "9 9 7 4 2 2 4 9 11 10 9 8 6 8 9 10 9 8 7 7 8 9 10 10",
}
# Monday to Sunday.
_WEEK = {
    "flat": "1 1 1 1 1.03 1 .97",
    "office": "1.06 1.05 1.05 1.05 1.1 .9 .79",
    "trade": ".92 .92 .95 1 1.12 1.17 .92",
    "leisure": ".86 .84 .87 .95 1.16 1.26 1.06",
}
_WEEKEND_NIGHT = 1.55
_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6


def _figures(text: str) -> Floats:
    return np.array([float(word) for word in text.split()])


@cache
def expected_calls() -> Floats:
    """Return expected calls by (weekday from Monday, call type, local hour)."""
    table = np.zeros((7, len(CALL_TYPES), 24))
    for number, kind in enumerate(CALL_TYPES):
        hours = _figures(_HOURS[kind.hours])
        week = np.outer(_figures(_WEEK[kind.week]), hours)
        if kind.week == "leisure":
            week[[_FRIDAY, _SATURDAY], 21:] *= _WEEKEND_NIGHT
            week[[_SATURDAY, _SUNDAY], :3] *= _WEEKEND_NIGHT
        table[:, number] = week * (7 * kind.daily / week.sum())
    return table
