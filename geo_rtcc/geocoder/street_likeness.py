"""How alike a street phrase and the name of a street are, part by part; factors multiply."""

from geo_rtcc.geocoder.lexicon import DOUBTFUL_TYPES, USUAL_TYPES
from geo_rtcc.geocoder.phrases import Phrase

_SPACING, _SWAPPED = 0.985, 0.98
_TYPE_MISSING, _TYPE_EXTRA, _TYPE_OTHER, _ROUTE_OTHER = 0.96, 0.95, 0.84, 0.7
# 12th St and 12th Ave are two streets, and Central Park is no kind of Central St.
_TYPE_EXTRA_NUMBERED, _TYPE_OTHER_NUMBERED, _TYPE_UNUSUAL = 0.85, 0.79, 0.79
_TYPE_DOUBTFUL = 0.99  # "TR" may be a trail or a terrace
_DIRECTION_MISSING, _DIRECTION_EXTRA, _DIRECTION_NEAR, _CONTRARY = 0.95, 0.93, 0.8, 0.62
_TRAVEL_MISSING, _TRAVEL_OTHER = 0.99, 0.97
# One misspelling by the length of the name, two in a long one, one in the first letter besides.
_TYPO_SCORES = {4: 0.82, 5: 0.86}
_ONE_TYPO, _TWO_TYPOS, _FIRST_LETTER = 0.9, 0.82, 0.94
_SHORTEST_TYPO, SHORTEST_TWO_TYPOS = 4, 8


def likeness(phrase: Phrase, name: Phrase) -> float:
    """Return 0 to 1 for two phrases whose names share a key; 1 is the same in every part."""
    is_same = phrase.full_core == name.full_core
    spacing = 1.0 if is_same else _SPACING
    return spacing * phrase.cost * name.cost * parts_likeness(phrase, name)


def parts_likeness(phrase: Phrase, name: Phrase) -> float:
    """Return 0 to 1 by all but the names themselves: directions, types, direction of travel."""
    return (
        _directions_likeness(phrase, name)
        * _types_likeness(phrase, name)
        * _travel_likeness(phrase.travel, name.travel)
    )


def _directions_likeness(phrase: Phrase, name: Phrase) -> float:
    asked, given = phrase.directions, name.directions
    if asked == given:
        is_placed_alike = phrase.pre_direction == name.pre_direction
        return 1.0 if is_placed_alike else _SWAPPED
    if asked < given:
        return _DIRECTION_MISSING
    if given < asked:
        return _DIRECTION_EXTRA
    ours, theirs = asked - given, given - asked
    is_near = all(
        set(one) < set(other) or set(one) > set(other) for one in ours for other in theirs
    )
    return _DIRECTION_NEAR if is_near else _CONTRARY


def _types_likeness(phrase: Phrase, name: Phrase) -> float:
    asked, given = phrase.types, name.types
    if phrase.highway or name.highway:
        return _routes_likeness(phrase.highway, name.highway)
    if asked == given:
        return 1.0
    if not any(asked):
        return _TYPE_MISSING
    if not any(given):
        return _TYPE_EXTRA_NUMBERED if phrase.is_numbered else _TYPE_EXTRA
    if set(asked) == set(given):
        return _SWAPPED
    return _other_type_likeness(phrase, name)


def _routes_likeness(asked: str, given: str) -> float:
    if asked == given:
        return 1.0
    return _TYPE_MISSING if "?" in {asked, given} else _ROUTE_OTHER


def _other_type_likeness(phrase: Phrase, name: Phrase) -> float:
    asked, given = phrase.post_type, name.post_type
    if given in DOUBTFUL_TYPES.get(asked, ()) or asked in DOUBTFUL_TYPES.get(given, ()):
        return _TYPE_DOUBTFUL
    if phrase.is_numbered:
        return _TYPE_OTHER_NUMBERED
    is_usual = {*phrase.types, *name.types} - {""} <= USUAL_TYPES
    return _TYPE_OTHER if is_usual else _TYPE_UNUSUAL


def _travel_likeness(asked: str, given: str) -> float:
    if asked == given:
        return 1.0
    return _TRAVEL_OTHER if asked and given else _TRAVEL_MISSING


def may_be_misspelled(key: str) -> bool:
    """Whether a slip can be told from another street: not in numbers, not in three letters."""
    return len(key) >= _SHORTEST_TYPO and not any(letter.isdigit() for letter in key)


def typo_score(key: str, other: str, edits: int) -> float:
    """Return what a misspelt name counts: less if short, far off or wrong from its first letter."""
    length = min(len(key), len(other))
    if edits > 1:
        score = _TWO_TYPOS if length >= SHORTEST_TWO_TYPOS else 0.0
    else:
        is_swap = sorted(key) == sorted(other)  # of neighbours: the slip that says least of another
        score = _ONE_TYPO if is_swap else _TYPO_SCORES.get(length, _ONE_TYPO)
    return score if key[0] == other[0] else score * _FIRST_LETTER
