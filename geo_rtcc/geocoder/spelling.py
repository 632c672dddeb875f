"""Names in capitals → names for people."""

import re

from geo_rtcc.geocoder.lexicon import DIRECTIONS

_LETTERS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_ORDINAL_ENDING = re.compile(r"(?<=\d)(ST|ND|RD|TH)\b", re.IGNORECASE)
_ROUTE_SPACE = re.compile(r"\bI-? +(?=\d)")
_CAPITALS = frozenset(DIRECTIONS.values()) | frozenset(
    {"US", "FM", "CR", "SR", "NB", "SB", "EB", "WB", "II", "III", "IV"}
)


def tidied(name: str) -> str:
    """Return "Columbus Ave" for "COLUMBUS AVE"; a name in mixed case keeps its own."""
    name = _ROUTE_SPACE.sub("I-", " ".join(name.split()))
    if name.upper() == name:
        name = _LETTERS.sub(_capitalised, name)
    name = _ORDINAL_ENDING.sub(lambda match: match[0].lower(), name)
    return name[:1].upper() + name[1:]


def _capitalised(match: re.Match[str]) -> str:
    word = match[0]
    return word if word in _CAPITALS else word.capitalize()
