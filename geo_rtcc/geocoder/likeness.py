"""How alike the names of two common places are."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from rapidfuzz.distance import OSA

from geo_rtcc.geocoder.lexicon import words_of

_FILLER = 0.03
_GENERIC = 0.15
_WEAK = 0.4
_NUMBER = 0.3  # branches of a chain are numbered, and callers don't know the number
_LEFT_OUT = 0.5  # how much of the score hangs on words of the reference that the text lacks
_BY_KIND_ALONE = 0.7
_OTHER_KIND = 0.85
_JOINED = 0.98
_MISSPELLED = 0.9
_CUT = 0.88
LEAST_CUT = 4
_TWO_EDITS_FROM = 8
_ONE_EDIT_FROM = 5


@dataclass(frozen=True, kw_only=True)
class _Lists:
    weights: Mapping[str, float]
    meant: Mapping[tuple[str, ...], tuple[str, ...]]


@cache
def _lists() -> _Lists:
    text = resources.files(__package__).joinpath("place_words.toml").read_text(encoding="utf-8")
    loaded = tomllib.loads(text)
    shorts = {
        (short,): (full,)
        for full, written in loaded["short_forms"].items()
        for short in written.split()
    }
    phrases = {
        tuple(short.split()): tuple(full.split())
        for full, written in loaded["phrases"].items()
        for short in written.split(";")
    }
    classes = (("filler", _FILLER), ("generic", _GENERIC), ("weak", _WEAK))
    weights = {word: weight for name, weight in classes for word in loaded[name].split()}
    return _Lists(weights=weights, meant=shorts | phrases)


@lru_cache(maxsize=100_000)
def place_words(text: str) -> tuple[str, ...]:
    """Return the words of a place's name, short forms spelled out; HS is HIGH SCHOOL."""
    words, meant = words_of(text.replace("&", " AND ")), _lists().meant
    found: list[str] = []
    at = 0
    while at < len(words):
        size = 2 if words[at : at + 2] in meant and at + 1 < len(words) else 1
        written = words[at : at + size]
        found.extend(meant.get(written, written))
        at += size
    return tuple(found)


def weight(word: str) -> float:
    """Return how much a word says about which place is meant, 0 to 1."""
    if word.isdigit():
        return _NUMBER
    return _lists().weights.get(word, 1.0 if len(word) > 1 else _WEAK)


def is_telling(word: str) -> bool:
    """Whether a word may carry a match: a store's kind or number can't."""
    return weight(word) >= _WEAK


def word_likeness(asked: str, known: str) -> float:
    """Return how alike two words are: cut off, misspelled by one or two letters, or 0."""
    if asked == known:
        return 1.0
    shorter = min(len(asked), len(known))
    if asked[0] != known[0] or shorter < LEAST_CUT or asked.isdigit() or known.isdigit():
        return 0.0
    if known.startswith(asked):
        return _CUT
    if shorter < _ONE_EDIT_FROM:
        return 0.0
    allowed = 2 if shorter >= _TWO_EDITS_FROM else 1
    edits = OSA.distance(asked, known, score_cutoff=allowed)
    return _MISSPELLED if edits <= allowed else 0.0


def likeness(asked: Sequence[str], known: Sequence[str]) -> float:
    """Return how well a text names a place, 0 to 1.

    Each word of the text must be explained by one of the name; words weigh by what they tell.
    What the text leaves out counts less: callers say "Walmart", not "Walmart Supercenter 1252".
    """
    if not any(word.isdigit() and word not in known for word in asked):
        known = [word for word in known if not word.isdigit() or word in asked]
    if sorted(asked) == sorted(known):
        return 1.0
    if "".join(asked) == "".join(known):
        return _JOINED
    asked, known, as_written = _split_alike(asked, known)
    if not (said := _weights(asked)) or not (meant := _weights(known)):
        return 0.0
    parts = _aligned(asked, known)
    score = parts.explained / said * (1 - _LEFT_OUT + _LEFT_OUT * parts.met / meant) * as_written
    return score * (1.0 if parts.telling else _BY_KIND_ALONE) * (_OTHER_KIND if parts.kind else 1.0)


@dataclass(kw_only=True, slots=True)
class _Parts:
    """How far two names explain each other.

    Parameters
    ----------
    explained, met
        Weight of the words of the text, and of the name, that have a partner.
    telling
        Whether any of them may carry a match.
    kind
        Whether the text says another kind of thing.
    """

    explained: float = 0.0
    met: float = 0.0
    telling: bool = False
    kind: bool = False


def _aligned(asked: Sequence[str], known: Sequence[str]) -> _Parts:
    left, parts = list(known), _Parts()
    for word in sorted(asked, key=weight, reverse=True):
        likest = max(((word_likeness(word, other), other) for other in left), default=(0.0, ""))
        if likest[0]:
            left.remove(likest[1])
            parts.explained += likest[0] * weight(word)
            parts.met += weight(likest[1])
            parts.telling |= is_telling(word) and is_telling(likest[1])
        else:
            parts.kind |= weight(word) == _GENERIC
    return parts


def _split_alike(
    asked: Sequence[str], known: Sequence[str]
) -> tuple[Sequence[str], Sequence[str], float]:
    """Join telling words that are the same letters split in another way: WAL MART, WALMART."""
    of_asked, of_known = (list(filter(is_telling, words)) for words in (asked, known))
    whole = "".join(of_known)
    if len(whole) < LEAST_CUT or of_asked == of_known:
        return asked, known, 1.0
    kinds = [word for word in known if not is_telling(word)]
    if "".join(of_asked) == whole:
        rest = [word for word in asked if not is_telling(word)]
        return [whole, *rest], [whole, *kinds], _JOINED
    if "".join(asked) == whole:
        return [whole], [whole, *kinds], _JOINED
    return asked, known, 1.0


def _weights(words: Iterable[str]) -> float:
    return sum(map(weight, words))
