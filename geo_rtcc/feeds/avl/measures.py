"""What devices measure beside the position: kept where it can be true, else unknown."""

from geo_rtcc.feeds.messages import BAD_POINT, RefusedError
from geo_rtcc.feeds.values import point

KNOT_MPS = 0.514444
MPH_MPS = 0.44704
_FASTEST_MPS = 500.0
_LARGEST_M = 1e6
_CIRCLE_DEG = 360.0


def position(lon: float | None, lat: float | None, field: str) -> tuple[float, float]:
    """Return lon and lat (degrees, EPSG:4326); RefusedError, as a fix is nothing without them."""
    found_lon, found_lat, is_bad = point(lon, lat)
    if found_lon is None or found_lat is None:
        raise RefusedError(field, BAD_POINT if is_bad else "There is no position.")
    return found_lon, found_lat


def speed(value: float | None, *, unit_mps: float = 1.0) -> float | None:
    """Return a speed in metres a second; devices say −1 or 9999999 where they don't know."""
    return value * unit_mps if value is not None and 0 <= value * unit_mps <= _FASTEST_MPS else None


def heading(value: float | None) -> float | None:
    """Return degrees clockwise from north, 0 to below 360."""
    return value % _CIRCLE_DEG if value is not None and 0 <= value <= _CIRCLE_DEG else None


def accuracy(value: float | None) -> float | None:
    """Return a radius in metres."""
    return value if value is not None and 0 <= value < _LARGEST_M else None


def number(text: str | None, field: str) -> float | None:
    """Return the number that a text writes, None for an empty one; RefusedError otherwise."""
    if text is None or not text.strip():
        return None
    try:
        return float(text)
    except ValueError:
        raise RefusedError(field, "That is no number.") from None
