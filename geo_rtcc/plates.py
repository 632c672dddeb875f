"""Plates as texts: normalised, with their state, and how likely one is another misread."""

import re

_SEPARATORS = re.compile(r"[^A-Z0-9]+")


def normal_plate(text: str) -> str:
    """Return the plate in capital letters and digits only: "abc-1234" is "ABC1234"."""
    return _SEPARATORS.sub("", text.upper())
