"""Single values of plate reads: plate, candidates, heading, image address and id."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from operator import itemgetter

from geo_rtcc.feeds.messages import RefusedError
from geo_rtcc.feeds.parsed import FeedContext
from geo_rtcc.feeds.values import LONGEST_TEXT, text
from geo_rtcc.plates import normal_plate, state_code

LONGEST_PLATE = 12  # characters once normalised; no issuer's plate has more
LONGEST_PLATE_TEXT = 64
LONGEST_ID = 200
LONGEST_WORD = 200  # characters of a name, a make or a colour
MOST_CANDIDATES = 10
NO_PLATE = "There is no plate: no letter or digit is left."
LONG_PLATE = f"The plate has more than {LONGEST_PLATE} characters."
_likelihood = itemgetter(1)
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def plate_of(value: str | None, field: str) -> tuple[str, str]:
    """Return a plate, normalised and as the camera sent it.

    Raises RefusedError where nothing of it is left, or more than any plate has.
    """
    if value and len(value) > LONGEST_PLATE_TEXT:
        raise RefusedError(field, LONG_PLATE)
    found = text(value, field) or ""
    plate = normal_plate(found)
    if not plate:
        raise RefusedError(field, NO_PLATE)
    if len(plate) > LONGEST_PLATE:
        raise RefusedError(field, LONG_PLATE)
    return plate, found


def candidates_of(
    given: Iterable[tuple[str, float | None]], plate: str, *, of: float = 1.0
) -> tuple[tuple[str, float], ...]:
    """Return the other plates that the camera thought possible, each once, the likeliest first.

    Parameters
    ----------
    given
        Text and confidence on a scale up to ``of``. What is no plate or has no confidence is left
        out: a candidate helps to find a misread, and is not the read itself.
    """
    best: dict[str, float] = {}
    for candidate, confidence in given:
        if confidence is None or not 0 <= confidence <= of or len(candidate) > LONGEST_PLATE_TEXT:
            continue
        found = normal_plate(candidate)
        if confidence >= best.get(found, 0.0):
            best[found] = confidence
    best.pop(plate, None)
    likeliest = sorted(best.items(), key=_likelihood, reverse=True)
    return tuple(
        (found, confidence / of)
        for found, confidence in likeliest
        if 0 < len(found) <= LONGEST_PLATE
    )[:MOST_CANDIDATES]


def word(value: str | int | None, field: str) -> str | None:
    """Return a name, a make or a number as a short text; raise RefusedError where it is long."""
    return None if value is None else text(value, field, longest=LONGEST_WORD)


@lru_cache(maxsize=4096)
def state_of(sent: str | None) -> str | None:
    """Return the two letters of a state; cameras send the same few texts over and over."""
    return state_code(sent)


def heading(degrees: float | None) -> float | None:
    """Return a direction in [0, 360) clockwise from north; None where it is none."""
    if degrees is None or not 0 <= degrees <= 360:  # noqa: PLR2004
        return None
    return float(degrees) % 360


def link(value: str | None) -> str | None:
    """Return an image's address if a browser can open it: neither a path nor a script is kept."""
    if not value or len(value) > LONGEST_TEXT or not value.startswith(("https://", "http://")):
        return None
    return text(value, "image_url")


def derived_id(
    context: FeedContext, camera: str | None, captured_at: datetime, plate: str, number: int = 0
) -> str:
    """Return an id for a read whose vendor gives none: the same read has the same in every run.

    ``number`` tells reads apart that share camera, instant and plate.
    """
    micros = (captured_at - _EPOCH) // _MICROSECOND
    parts = [context.source, camera or "", str(micros), plate]
    if number:
        parts.append(str(number))
    return blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
