"""Street phrases → streets of the reference: missing, swapped and misspelled parts weighed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from geo_rtcc.geocoder.lexicon import DIRECTIONS, TYPES, words_of
from geo_rtcc.geocoder.phrases import Phrase, read
from geo_rtcc.geocoder.readings import readings, with_type_corrected
from geo_rtcc.geocoder.spelling import tidied
from geo_rtcc.geocoder.spellings import Spellings
from geo_rtcc.geocoder.street_likeness import (
    SHORTEST_TWO_TYPOS,
    likeness,
    may_be_misspelled,
    parts_likeness,
    typo_score,
)

_LEAST, _MOST = 0.6, 12
_MOST_CACHED = 50_000
_TYPE_TYPO = 0.92
_LEAST_OF_ALIAS, _TIE = 0.8, 0.005
_PLAIN = 0.98  # from here on nobody bends the words
_SURE = 0.9  # from here on nobody looks for misspellings


@dataclass(frozen=True, kw_only=True, slots=True)
class StreetName:
    """A street of the reference by NENA's parts; if ``name`` is empty only ``full`` is known."""

    full: str
    pre_modifier: str = ""
    pre_direction: str = ""
    pre_type: str = ""
    pre_separator: str = ""
    name: str = ""
    post_type: str = ""
    post_direction: str = ""
    post_modifier: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class StreetMatch:
    """How well a street fits a phrase: 1 is the same name in every part.

    Parameters
    ----------
    edits
        Letters that had to be changed.
    """

    street_id: int
    score: float
    edits: int = 0


class StreetIndex:
    """Finds streets by what people call them.

    Parameters
    ----------
    names
        Distinct names; a street's id is its place among them.
    aliases
        Pairs (alias, name): a phrase that reads as the alias finds what the name finds.
    """

    def __init__(
        self, names: Sequence[StreetName], aliases: Iterable[tuple[str, str]] = ()
    ) -> None:
        self._names = names
        self._words = [words_of(name.full) for name in names]
        self._by_key: dict[str, list[tuple[int, Phrase]]] = defaultdict(list)
        self._aliases: dict[str, list[tuple[Phrase, Phrase]]] = defaultdict(list)
        self._tidied: dict[int, str] = {}
        self._cache: dict[str, tuple[StreetMatch, ...]] = {}
        for street_id, name in enumerate(names):
            for reading in _readings_of(name):
                for key in reading.keys:
                    self._by_key[key].append((street_id, reading))
        self._spellings = Spellings(
            key
            for key, found in self._by_key.items()
            if may_be_misspelled(key) and any(name.cost == 1.0 for _, name in found)
        )
        for alias, name_text in aliases:
            phrase = read(alias)
            for key in phrase.keys:
                self._aliases[key].append((phrase, read(name_text)))

    def name(self, street_id: int) -> str:
        """Return a street's name for people: "Columbus Ave"."""
        name = self._tidied.get(street_id)
        if name is None:
            name = self._tidied[street_id] = tidied(self._names[street_id].full)
        return name

    def resolve(self, phrase: str) -> tuple[StreetMatch, ...]:
        """Return the streets a phrase may mean, best first: score at least .6, at most twelve."""
        found = self._cache.get(phrase)
        if found is None:
            if len(self._cache) >= _MOST_CACHED:
                self._cache.clear()
            found = self._cache[phrase] = self._resolved(words_of(phrase), read(phrase))
        return found

    def _resolved(self, words: tuple[str, ...], phrase: Phrase) -> tuple[StreetMatch, ...]:
        if not phrase.core:
            return ()
        best = self._matched(phrase)
        for share, target in self._meant_by_alias(phrase):
            found = self._matched(target)
            top = _top(found)
            for street_id, (score, edits) in found.items():
                if score > top - _TIE:
                    _keep(best, street_id, score * share, edits)
        ranked = sorted(
            (-score, self._words[street_id] != words, street_id, edits)
            for street_id, (score, edits) in best.items()
            if score >= _LEAST
        )
        return tuple(
            StreetMatch(street_id=street_id, score=-score, edits=edits)
            for score, _, street_id, edits in ranked[:_MOST]
        )

    def _matched(self, phrase: Phrase) -> dict[int, tuple[float, int]]:
        best: dict[int, tuple[float, int]] = {}
        for at, reading in enumerate(readings(phrase)):
            if at == 1 and _top(best) >= _PLAIN:
                return best
            for key in reading.keys:
                for street_id, name in self._by_key.get(key, ()):
                    _keep(best, street_id, likeness(reading, name), 0)
        if _top(best) < _SURE:
            self._add_misspelled(best, phrase)
        return best

    def _add_misspelled(self, best: dict[int, tuple[float, int]], phrase: Phrase) -> None:
        self._add_near(best, phrase, 1.0, 0)
        typed = with_type_corrected(phrase)
        if typed is None:
            return
        for key in typed.keys:
            for street_id, name in self._by_key.get(key, ()):
                _keep(best, street_id, _TYPE_TYPO * likeness(typed, name), 1)
        self._add_near(best, typed, _TYPE_TYPO, 1)

    def _add_near(
        self, best: dict[int, tuple[float, int]], phrase: Phrase, share: float, so_far: int
    ) -> None:
        """Add streets whose names are a slip or two away from the phrase's."""
        key = phrase.keys[0]
        if not may_be_misspelled(key):
            return
        most = 1 if len(key) < SHORTEST_TWO_TYPOS else 2
        for other, edits in self._spellings.near(key, most):
            score = share * typo_score(key, other, edits) if edits else 0.0
            for street_id, name in self._by_key[other] if score else ():
                if name.cost == 1.0:  # else "E MAIN" would be "N MAIN" misspelled
                    fit = score * parts_likeness(phrase, name)
                    _keep(best, street_id, fit, edits + so_far)

    def _meant_by_alias(self, phrase: Phrase) -> Iterator[tuple[float, Phrase]]:
        """Yield what the phrase means by an alias, with the directions it adds to it.

        Parts that the alias' own name leaves open cost nothing: every street it fits is meant.
        """
        for key in phrase.keys:
            for alias, name in self._aliases.get(key, ()):
                target, asked = name, phrase
                if phrase.directions and not alias.directions and not name.directions:
                    target = name._replace(
                        pre_direction=phrase.pre_direction,
                        post_direction=phrase.post_direction,
                    )
                    asked = phrase._replace(pre_direction="", post_direction="")
                usual = _top(self._matched(name))
                if usual >= _LEAST_OF_ALIAS:
                    yield likeness(asked, alias) / usual, target


def _top(best: dict[int, tuple[float, int]]) -> float:
    return max((score for score, _ in best.values()), default=0.0)


def _keep(best: dict[int, tuple[float, int]], street_id: int, score: float, edits: int) -> None:
    score = min(score, 1.0)
    if score > best.get(street_id, (0.0, 0))[0]:
        best[street_id] = score, edits


def _readings_of(name: StreetName) -> Iterator[Phrase]:
    yield from readings(read(name.full))
    if name.name:
        yield from readings(_from_parts(name))


def _from_parts(name: StreetName) -> Phrase:
    words = f"{name.pre_modifier} {name.pre_separator} {name.name} {name.post_modifier}"
    phrase = Phrase(
        core=words_of(words),
        pre_direction=_standard(name.pre_direction, DIRECTIONS),
        pre_type=_standard(name.pre_type, TYPES),
        post_type=_standard(name.post_type, TYPES),
        post_direction=_standard(name.post_direction, DIRECTIONS),
    )
    return phrase if phrase.core else read(name.full)


def _standard(text: str, forms: Mapping[str, str]) -> str:
    return " ".join(forms.get(word, word) for word in words_of(text))
