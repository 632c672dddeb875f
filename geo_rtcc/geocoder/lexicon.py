"""The words of addresses: what they stand for (words.toml), and how a text falls into them."""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any


@cache
def _sections() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = tomllib.loads(text)
    return loaded


def _short_forms(section: str) -> MappingProxyType[str, str]:
    pairs: dict[str, str] = {}
    for short, written in _sections()[section].items():
        pairs |= dict.fromkeys(written.split(), short)
    return MappingProxyType(pairs | {short: short for short in _sections()[section]})


def _full_forms(section: str) -> dict[str, str]:
    return {short: written.split()[0] for short, written in _sections()[section].items()}


def _words(section: str) -> frozenset[str]:
    return frozenset(_sections()[section]["words"].split())


DOUBTFUL_TYPES = MappingProxyType(
    {short: frozenset(many.split()) for short, many in _sections()["doubtful_types"].items()}
)
TYPES = MappingProxyType(_short_forms("types") | {short: short for short in DOUBTFUL_TYPES})
DIRECTIONS = _short_forms("directions")
TRAVEL = _short_forms("travel")
NAME_WORDS = _short_forms("names")
TITLES = _words("titles")
STATES = _words("states")
USUAL_TYPES = _words("usual_types")
TYPES_BEFORE = _words("types_before")

# Inside a name ST is a saint and N is north, so that NORTHPOINT and N POINT meet.
FULL_WORDS = MappingProxyType(
    {word: _full_forms("types")[short] for word, short in _short_forms("types").items()}
    | {word: _full_forms("directions")[short] for word, short in DIRECTIONS.items()}
    | {word: _full_forms("names")[short] for word, short in NAME_WORDS.items()}
)


def _highways() -> dict[tuple[str, ...], str]:
    found = {
        tuple(written.split()): kind
        for kind, many in _sections()["highways"].items()
        for written in many.split(";")
    }
    for state in _words("highways_of_states"):
        found |= dict.fromkeys([(state,), (state, "HWY"), (state, "RTE")], "STATE")
    return found


HIGHWAYS = MappingProxyType(_highways())


def _ordinals() -> tuple[dict[str, int], dict[str, int]]:
    words = _sections()["ordinals"]
    units = {word: at for at, word in enumerate(words["units"].split(), start=1)}
    tens = {word: at * 10 for at, word in enumerate(words["tens"].split(), start=2)}
    before = {word: at * 10 for at, word in enumerate(words["before_units"].split(), start=2)}
    return units | tens, before


_ORDINALS, _TENS = _ordinals()
_UNITS = range(1, 10)
_INITIALS = re.compile(r"\b([A-Z])\.(?=[A-Z]\b)")
_WORD = re.compile(r"[A-Z0-9]+(?:\.\d+)?")
_ATTACHED_ROUTE = re.compile(
    r"(I|IH|INTERSTATE|US|SR|CR|FM|SH|HWY|HIGHWAY)(\d{1,4}[A-Z]??)([NSEW]B)?"
)
# Without S: "AVES" are avenues.
_ATTACHED_DIRECTION = re.compile(r"(ALY|AVE?|BLVD|DR|RD|PKWY|FWY|HWY)([NSEW]B|[NEW])")
_ATTACHED_ORDINAL = re.compile(
    r"(\d{1,3}(?:ST|ND|RD|TH))(ST|AVE?|BLVD|DR|PL|WAY)(NORTH|SOUTH|EAST|WEST|[NSEW])?"
)
_ORDINAL = re.compile(r"(\d{1,9})(?:ST|ND|RD|TH)")
_SHORT_NUMBER = re.compile(r"\d{1,9}")


def folded(text: str) -> str:
    """Return a text in upper case without accents, control characters and doubled spaces."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text.replace("’", "'").replace("–", "-"))
        text = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return " ".join(text.upper().split())


@lru_cache(maxsize=65_536)
def words_of(text: str) -> tuple[str, ...]:
    """Return a text's words: upper case, no accents, no punctuation, one spelling of ordinals.

    Apostrophes and the dots of initials join ("O'FARRELL", "N.W."), all else splits. What is
    written as one but is more is split: "I-10", "I25", "HWYSB", "AVEW", "5THST".
    """
    text = (text.upper() if text.isascii() else folded(text)).replace("'", "").replace("`", "")
    if "." in text:
        text = _INITIALS.sub(r"\1", text)
    found: list[str] = []
    for word in _WORD.findall(text):
        _add(found, word)
    return tuple(found)


def _add(found: list[str], word: str) -> None:
    before = found[-1] if found else ""
    if word in _ORDINALS:
        tens = _TENS.get(before, 0) if _ORDINALS[word] in _UNITS else 0
        if tens:
            found.pop()
        found.append(ordinal(tens + _ORDINALS[word]))
    elif (
        word in {"TH", "ND", "RD"}
        and _SHORT_NUMBER.fullmatch(before)
        and (word == ordinal(int(before))[-2:])
    ):
        # "12 RD" is no ordinal, "22 ND" is.
        found[-1] = before + word
    elif word in DIRECTIONS or word in TYPES:
        found.append(word)
    elif (route := _ATTACHED_ROUTE.fullmatch(word)) is not None:
        found.extend(part for part in route.groups() if part)
    elif (parts := _ATTACHED_ORDINAL.fullmatch(word)) is not None:
        found.extend(part for part in parts.groups() if part)
    elif (pair := _ATTACHED_DIRECTION.fullmatch(word)) is not None:
        found.extend(pair.groups())
    else:
        found.append(word)


def ordinal(number: int) -> str:
    """Return "1ST", "2ND", "11TH"."""
    ending = "TH" if number % 100 in {11, 12, 13} else {1: "ST", 2: "ND", 3: "RD"}.get(number % 10)
    return f"{number}{ending or 'TH'}"


def ordinal_number(word: str) -> str:
    """Return the digits of an ordinal, "5" of "5TH"; empty for any other word."""
    match = _ORDINAL.fullmatch(word)
    return match[1].lstrip("0") or "0" if match else ""
