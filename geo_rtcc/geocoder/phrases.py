"""A street's words read as direction, type, name, type and direction, or as a numbered highway."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from geo_rtcc.geocoder.lexicon import (
    DIRECTIONS,
    FULL_WORDS,
    HIGHWAYS,
    NAME_WORDS,
    TRAVEL,
    TYPES,
    TYPES_BEFORE,
    USUAL_TYPES,
    ordinal_number,
    words_of,
)

_LONGEST_HIGHWAY_NUMBER = 4
_TWO = 2  # words, of which a street keeps one
_HIGHWAY_TYPES = frozenset({"HWY", "FWY", "EXPY", "RTE", "RD"})
_MODIFIERS = frozenset({"ALT", "BUS", "BUSINESS", "BYP", "SPUR", "LOOP", "OLD", "TRUCK"})


class Phrase(NamedTuple):
    """A street's words by their parts, standardised; empty where it has none.

    A tuple, for a county's names are bent in a dozen ways each.

    Parameters
    ----------
    core
        The words of the name itself.
    highway
        Class of a numbered highway ("I", "US", "STATE" …), "?" where it isn't said; the number is
        the core.
    travel
        "NB" of "I-25 NB".
    cost
        1, or less where the words were bent to be read like this.
    """

    core: tuple[str, ...]
    pre_direction: str = ""
    post_direction: str = ""
    pre_type: str = ""
    post_type: str = ""
    highway: str = ""
    travel: str = ""
    cost: float = 1.0

    @property
    def text(self) -> str:
        """The whole phrase in standard words."""
        kind = "" if self.highway == "?" else self.highway
        if self.highway and kind not in {"I", "FM"}:
            kind = f"{kind} HWY".strip()
        parts = (self.pre_direction, kind, self.pre_type, *self.core, self.post_type)
        return " ".join(part for part in (*parts, self.post_direction, self.travel) if part)

    @property
    def types(self) -> tuple[str, str]:
        """Type before and behind the name, either empty."""
        return self.pre_type, self.post_type

    @property
    def directions(self) -> frozenset[str]:
        """Both directions, the empty left out."""
        return _directions(self.pre_direction, self.post_direction)

    @property
    def is_numbered(self) -> bool:
        """Whether the name is a number or a letter: "5TH", "C"."""
        rest = [word for word in self.full_core if word not in DIRECTIONS] or self.full_core
        return len(rest) == 1 and (rest[0].endswith("#") or len(rest[0]) == 1)

    @property
    def full_core(self) -> tuple[str, ...]:
        """The name's words in full, ordinals by their number."""
        return self.core if self.highway else _full_core(self.core)

    @property
    def keys(self) -> tuple[str, ...]:
        """What the name is looked up by: its words joined, in full and as they are written."""
        mark = "#" if self.highway else ""
        full, written = mark + "".join(self.full_core), mark + "".join(self.core)
        return (full,) if full == written else (full, written)


@lru_cache
def _directions(pre: str, post: str) -> frozenset[str]:
    return frozenset(part for part in (pre, post) if part)


@lru_cache(maxsize=262_144)
def _full_core(core: tuple[str, ...]) -> tuple[str, ...]:
    if len(core) != 1:
        return tuple(in_full(word) for word in core)
    word = core[0]
    number = ordinal_number(word) or (word.lstrip("0") if word.isdecimal() else "")
    return (f"{number}#" if number else word if len(word) == 1 else in_full(word),)


def in_full(word: str) -> str:
    """Return a word of a name as it is spelled out: "SAINT" for "ST", "NORTH" for "N"."""
    number = ordinal_number(word)
    return f"{number}#" if number else FULL_WORDS.get(word, word)


def read(text: str) -> Phrase:
    """Return a street's words as a phrase; its core is never empty unless there are no words."""
    return read_words(words_of(text))


def read_words(words: Sequence[str]) -> Phrase:
    """Return the phrase of words as ``words_of`` gives them."""
    return _read(tuple(words))


@lru_cache(maxsize=65_536)  # a city has a few thousand streets, a batch a million strings
def _read(words: tuple[str, ...]) -> Phrase:
    left = list(words)
    travel = ""
    while len(left) > 1 and left[-1] in TRAVEL:
        travel = TRAVEL[left.pop()]
    if len(left) > 1 and left[0] in TRAVEL:
        travel = TRAVEL[left.pop(0)]
    highway = _read_highway(left)
    return (highway or _read_street(left))._replace(travel=travel)


def _read_street(left: list[str]) -> Phrase:
    post_direction = _pop_post_direction(left)
    post_type = pre_type = pre_direction = ""
    if len(left) > 1 and left[-1] in TYPES and _is_type(left):
        post_type = TYPES[left.pop()]
    if len(left) > 1 and left[0] in DIRECTIONS:
        pre_direction = DIRECTIONS[left.pop(0)]
    if not post_type and len(left) > 1 and TYPES.get(left[0]) in TYPES_BEFORE:
        is_numbered = len(left) == _TWO and (len(left[1]) == 1 or left[1].isdecimal())
        if is_numbered or TYPES[left[0]] == "AVE":
            pre_type = TYPES[left.pop(0)]
    return Phrase(
        core=tuple(NAME_WORDS.get(word, word) for word in left),
        pre_direction=pre_direction,
        pre_type=pre_type,
        post_type=post_type,
        post_direction=post_direction,
    )


def _pop_post_direction(left: list[str]) -> str:
    if len(left) > _TWO and "".join(left[-2:]) in {"NE", "NW", "SE", "SW"} and len(left[-1]) == 1:
        joined = left[-2] + left[-1]
        del left[-2:]
        return joined
    # "AVENUE N" is a name, "PARK AVE N" has a direction.
    if len(left) > 1 and left[-1] in DIRECTIONS and not (len(left) == _TWO and left[0] in TYPES):
        return DIRECTIONS[left.pop()]
    return ""


def _is_type(left: Sequence[str]) -> bool:
    return TYPES[left[-1]] in USUAL_TYPES or any(word not in DIRECTIONS for word in left[:-1])


def _read_highway(words: Sequence[str]) -> Phrase | None:
    """Return "US HWY 101 N", "I 25 HWY", "N STATE RTE 35" as a numbered highway."""
    left = list(words)
    post = ""
    while len(left) > _TWO and (left[-1] in DIRECTIONS or TYPES.get(left[-1]) in _HIGHWAY_TYPES):
        post = DIRECTIONS.get(left.pop(), post)
    pre = DIRECTIONS[left.pop(0)] if len(left) > _TWO and left[0] in DIRECTIONS else ""
    extra = [left.pop(at) for at in (-1, 0) if len(left) > _TWO and left[at] in _MODIFIERS]
    if len(left) < _TWO or not _is_highway_number(left[-1]):
        return None
    kind = HIGHWAYS.get(tuple(TYPES.get(word, word) for word in left[:-1]))
    if kind is None:
        kind = HIGHWAYS.get(tuple(left[:-1]))
    if kind is None:
        return None
    core = (left[-1].lstrip("0") or "0", *extra)
    return Phrase(core=core, pre_direction=pre, post_direction=post, highway=kind or "?")


def _is_highway_number(word: str) -> bool:
    digits = word[:-1] if word[-1].isalpha() else word
    return digits.isdecimal() and len(digits) <= _LONGEST_HIGHWAY_NUMBER


def route_of(text: str) -> str:
    """Return a numbered highway in one spelling, "I 10" for "I-10 EB"; empty if it is none."""
    phrase = read(text)
    if not phrase.highway:
        return ""
    kind = "HWY" if phrase.highway == "?" else phrase.highway
    return " ".join((kind, *phrase.core))
