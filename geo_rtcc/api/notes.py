"""What a request's log line will say, collected while it is answered."""

from typing import Any

from starlette.types import Scope

_KEY = "geo_rtcc.note"


def note(scope: Scope) -> dict[str, Any]:
    """Return a request's notes: format, source and counts, never a value of a record."""
    found: dict[str, Any] = scope.setdefault(_KEY, {})
    return found
