"""Single values of messages: instants, coordinates and texts, or the reason why not."""

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from geo_rtcc.feeds.messages import RefusedError
from geo_rtcc.feeds.parsed import FeedContext
from geo_rtcc.feeds.rejections import EARLIEST, FUTURE_GRACE

LONGEST_TEXT = 2_000  # characters; what is longer is no address, name or note of one record
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Seconds, milliseconds, microseconds and nanoseconds since 1970 differ by more than a lifetime.
_UNITS = ((1e11, 1_000_000.0), (1e14, 1_000.0), (1e17, 1.0), (1e20, 0.001))


def instant(value: float | str, field: str, context: FeedContext) -> datetime:
    """Return the instant of an epoch number (its unit told by its size) or an ISO 8601 text.

    A text without zone is wall-clock time of the context's zone: a repeated hour is its first
    occurrence, a skipped one is read with the offset in force before it.

    Raises RefusedError where it can't be read, lies before 1970 or more than a day after ``now``.
    """
    at = (
        _of_number(value, field)
        if isinstance(value, int | float)
        else _of_text(value, field, context)
    )
    if at < EARLIEST:
        raise RefusedError(field, "The time lies before 1970.")
    if at > context.now + FUTURE_GRACE:
        raise RefusedError(
            field, f"The time lies in the future of {context.now:%Y-%m-%d %H:%M} UTC."
        )
    return at


def point(lon: float | None, lat: float | None) -> tuple[float | None, float | None, bool]:
    """Return lon and lat (degrees, EPSG:4326), None where unknown, and whether they were unusable.

    0, 0 stands for "no position" in every feed, and counts as unknown.
    """
    if lon is None or lat is None or (lon == 0 and lat == 0):
        return None, None, False
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):  # noqa: PLR2004
        return None, None, True
    return float(lon), float(lat), False


def text(value: object, field: str, *, longest: int = LONGEST_TEXT) -> str | None:
    """Return a trimmed text without NUL, None where there is none; RefusedError if too long."""
    if value is None:
        return None
    found = str(value).replace("\0", "").strip()
    if len(found) > longest:
        raise RefusedError(field, f"The text is longer than {longest:,} characters.")
    if not found.isprintable():
        # lone surrogates can be said in JSON but not stored as UTF-8
        found = found.encode("utf-8", "replace").decode("utf-8")
    return found or None


def needed(value: object, field: str, *, longest: int = 200) -> str:
    """Return a text that has to be there."""
    found = text(value, field, longest=longest)
    if found is None:
        raise RefusedError(field, "There is no value.")
    return found


def share(value: float | None, field: str, *, of: float = 1.0) -> float | None:
    """Return a confidence as 0–1, given on a scale up to ``of``; RefusedError outside it."""
    if value is None:
        return None
    if not 0 <= value <= of:
        raise RefusedError(field, f"The value must lie between 0 and {of:g}.")
    return float(value) / of


def _of_number(value: float, field: str) -> datetime:
    if value < 0:
        raise RefusedError(field, "The time lies before 1970.")
    for limit, to_micros in _UNITS:
        if value < limit:
            return _EPOCH + timedelta(microseconds=round(value * to_micros))
    raise RefusedError(field, "The number is no time since 1970.")


def _of_text(value: str, field: str, context: FeedContext) -> datetime:
    try:
        at = datetime.fromisoformat(value.strip())
        if at.tzinfo is None:
            at = _placed(at, ZoneInfo(context.zone))
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise RefusedError(field, "The text is not a time such as 2024-05-31T23:59:59Z.") from None


def _placed(wall: datetime, zone: ZoneInfo) -> datetime:
    # fold=0 is the first of a repeated hour, and the offset before a skipped one
    return wall.replace(tzinfo=zone, fold=0)
