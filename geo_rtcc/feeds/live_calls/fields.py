"""Fields that every format of calls has: later times, coordinates, units."""

import math
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from geo_rtcc.feeds.messages import RefusedError
from geo_rtcc.feeds.parsed import FeedContext
from geo_rtcc.feeds.values import instant, needed, point, text

NO_TYPE = "(none)"  # what calls without a type have, from files as well
LONGEST_NAME = 500
_NEVER = ("0001-", "1753-", "1899-", "1900-", "9999-")


def time_of(value: Any, field: str, context: FeedContext) -> datetime:
    """Return the instant of a value that has to be one; RefusedError otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise RefusedError(field, "There is no time." if value is None else "That is no time.")
    return instant(value, field, context)


def later(value: Any, field: str, context: FeedContext) -> datetime | None:
    """Return when something happened; None where it hasn't: no value, 0, or the year 1900 or 9999.

    Raises RefusedError for anything else that is not a time, so that no call stays open for it.
    """
    if value is None or value == 0 or (isinstance(value, str) and _is_never(value.strip())):
        return None
    return time_of(value, field, context)


def _is_never(value: str) -> bool:
    return not value or value.startswith(_NEVER)


def place(lon: msgspec.Raw, lat: msgspec.Raw) -> tuple[float | None, float | None, bool]:
    """Return lon and lat (degrees, EPSG:4326) of two JSON values, and whether they were unusable.

    They may be numbers or numbers as text; a call is not lost for coordinates of any other kind.
    """
    return point(_degrees(lon), _degrees(lat))


def _degrees(raw: msgspec.Raw) -> float | None:
    value = bytes(raw).strip(b'" ')
    if not value or value == b"null":
        return None
    try:
        return float(value)
    except ValueError:
        return math.nan


def name_of(value: object, field: str) -> str | None:
    """Return a short text."""
    return text(value, field, longest=LONGEST_NAME)


def units_of(values: Iterable[object], field: str) -> tuple[str, ...]:
    """Return the units' ids, each once."""
    return tuple(dict.fromkeys(needed(value, field) for value in values))
