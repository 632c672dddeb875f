"""Priorities of every scale on one: 1 is the most urgent, 5 the least."""

import re

MOST_URGENT, LEAST_URGENT = 1, 5
EIDO_HIGHEST = 10
_RANK = re.compile(r"[Pp]?\s*(\d{1,4})(?:\.0+)?[A-Za-z]?")


def of_rank(text: str | None) -> int | None:
    """Return the priority of a rank of which 1 is the highest, such as ``2``, ``P2`` or ``2A``.

    Ranks beyond our scale become its nearest end; anything else has no known priority.
    """
    found = _RANK.fullmatch(text) if text else None
    return min(max(int(found[1]), MOST_URGENT), LEAST_URGENT) if found else None


def of_eido(number: int | None) -> int | None:
    """Return the priority of an EIDO's common priority number, 0 to 10 with 10 the highest.

    10 and 9 are our 1, 8 and 7 our 2, down to 2, 1 and 0, our 5. Source: NENA-STA-021, section 2.9.
    """
    if number is None or not 0 <= number <= EIDO_HIGHEST:
        return None
    return LEAST_URGENT - max(number - 1, 0) // 2
