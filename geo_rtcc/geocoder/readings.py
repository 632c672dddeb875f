"""The other ways to read a street's phrase: a part taken into the name, a word left out."""

from collections.abc import Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo_rtcc.geocoder.lexicon import DIRECTIONS, NAME_WORDS, TITLES, TYPES, USUAL_TYPES
from geo_rtcc.geocoder.phrases import Phrase, in_full

_FOLD = 0.99  # a direction or a rare type read as part of the name
_FOLD_TYPE = 0.95
_DROPPED = 0.97  # a title or an initial left out of the name
_INITIALS = 0.94  # "M L KING" for Martin Luther King
_SHORTEST_INITIALS = 3  # words of a person's name
_SHORTEST_TYPE = 5  # in which a slip of the pen can be seen
_SHORTEST_KEPT = 3  # letters of a name without its titles
_LONG_TYPES = [word for word in TYPES if len(word) >= _SHORTEST_TYPE and TYPES[word] in USUAL_TYPES]


def with_type_corrected(phrase: Phrase) -> Phrase | None:
    """Return "MAIN STEET" as "MAIN ST"; None unless its last word is a type with one slip."""
    if phrase.post_type or phrase.highway or len(phrase.core) == 1:
        return None
    near = process.extractOne(phrase.core[-1], _LONG_TYPES, scorer=OSA.distance, score_cutoff=1)
    if near is None:
        return None
    return phrase._replace(core=phrase.core[:-1], post_type=TYPES[near[0]])


def readings(phrase: Phrase) -> Iterator[Phrase]:
    """Yield the phrase itself, then the other ways its words can be read, one thing bent each."""
    yield phrase
    if phrase.highway or not phrase.core:
        return
    yield from _with_directions(phrase)
    yield from _with_types(phrase)
    yield from _with_fewer_words(phrase)


def _with_directions(phrase: Phrase) -> Iterator[Phrase]:
    core, pre, post = phrase.core, phrase.pre_direction, phrase.post_direction
    if pre:
        for word in {pre, in_full(pre)}:
            yield phrase._replace(core=(word, *core), pre_direction="", cost=_FOLD)
    if post:
        for word in {post, in_full(post)}:
            yield phrase._replace(core=(*core, word), post_direction="", cost=_FOLD)
    if pre and not post:  # "WILLARDNORTH ST" is "N WILLARD ST"
        yield phrase._replace(core=(*core, in_full(pre)), pre_direction="", cost=_FOLD**2)
    if len(core) > 1 and core[-1] in DIRECTIONS and not post:
        direction = DIRECTIONS[core[-1]]
        yield phrase._replace(core=core[:-1], post_direction=direction, cost=_FOLD)
    if len(core) == 1 and core[0] in DIRECTIONS and core[0] != in_full(core[0]):
        yield phrase._replace(core=(in_full(core[0]),), cost=_FOLD)


def _with_types(phrase: Phrase) -> Iterator[Phrase]:
    core, pre_type, post_type = phrase.core, phrase.pre_type, phrase.post_type
    if post_type:
        cost = _FOLD_TYPE if post_type in USUAL_TYPES else _FOLD
        yield phrase._replace(core=(*core, post_type), post_type="", cost=cost)
    if pre_type:
        yield phrase._replace(core=(pre_type, *core), pre_type="", cost=_FOLD_TYPE)
    if len(core) > 1 and not post_type and core[0] in TYPES and core[0] not in NAME_WORDS:
        yield phrase._replace(core=core[1:], pre_type=TYPES[core[0]], cost=_FOLD_TYPE)


def _with_fewer_words(phrase: Phrase) -> Iterator[Phrase]:
    core = phrase.core
    start = 0
    while start < len(core) - 1 and core[start] in {"OF", "THE"}:
        start += 1
    if start:
        yield phrase._replace(core=core[start:], cost=_FOLD)
    untitled = tuple(word for word in core if word not in TITLES)
    kept = tuple(
        word
        for at, word in enumerate(untitled)
        if not (len(word) == 1 and 0 < at < len(untitled) - 1 and word.isalpha())
    )
    for fewer in dict.fromkeys((untitled, kept)):
        if fewer and fewer != core and len("".join(fewer)) >= _SHORTEST_KEPT:
            yield phrase._replace(core=fewer, cost=_DROPPED)
    if len(kept) >= _SHORTEST_INITIALS and all(map(str.isalpha, kept)):
        initials = (word[0] for word in kept[:-1])
        yield phrase._replace(core=(*initials, kept[-1]), cost=_INITIALS)
