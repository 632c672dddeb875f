"""Location strings of dispatch systems → what they say.

Only the marks and words of dispatch systems are read here; whatever is an address proper is
labelled by usaddress.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from geo_rtcc.geocoder import cad
from geo_rtcc.geocoder.coordinates import coordinates
from geo_rtcc.geocoder.labels import Labels, house_number, label, street_of
from geo_rtcc.geocoder.lexicon import (
    DIRECTIONS,
    STATES,
    TYPES,
    USUAL_TYPES,
    folded,
    ordinal_number,
    words_of,
)
from geo_rtcc.geocoder.parsed import NOTHING, Form, Parsed
from geo_rtcc.geocoder.phrases import Phrase, read, read_words

__all__ = ["Form", "Parsed", "parse"]

_LONGEST = 300
_MOST_READINGS, _MOST_STREETS = 4, 6
_TWO = 2  # streets that make an intersection
_ZIP_LAST = re.compile(r"[,\s]+(\d{5})(?:-\d{4})?$")


def parse(text: str) -> tuple[Parsed, ...]:
    """Return the ways to read a location string, the likeliest first; at least one, at most four.

    Never raises: what can't be read is a place of that name, and nothing is NOTHING.
    """
    text = folded(text[: 4 * _LONGEST])[:_LONGEST] if text else ""
    points = coordinates(text)
    if points:
        return points
    found = tuple(dict.fromkeys(_readings(cad.without_comments(text))))[:_MOST_READINGS]
    if cad.is_beside(text):
        found = tuple(replace(each, is_beside=True) for each in found)
    return found or (NOTHING,)


def _readings(text: str) -> Iterator[Parsed]:
    pieces = cad.pieces(text)
    for piece in pieces:
        yield from _piece(piece)
    if len(pieces) > 1:
        yield from _place(text)


def _piece(text: str) -> Iterator[Parsed]:
    is_place = text.startswith("@")
    text = text.strip("@ ,.")
    whole, text = text, cad.without_noise(text)
    unit, text = cad.unit_before(text)
    if unit:
        yield from (replace(each, unit=each.unit or unit) for each in _address(text))
        return
    marker, block = cad.marker(text), cad.block(text)
    if marker is not None:
        yield marker
    elif block is not None:
        yield from _block(*block)
    elif is_place and not cad.starts_with_house(text):
        yield from _place(whole)
    elif cad.starts_with_house(text):
        yield from _address(text)
        if not any(read(text.partition(" ")[2]).types):
            yield from _place(whole)  # "7 ELEVEN"
    else:
        yield from _streets(text)


def _place(text: str) -> Iterator[Parsed]:
    words = words_of(text)
    if words:
        yield Parsed(form=Form.PLACE, place=" ".join(words))


def _block(low: int, high: int, text: str) -> Iterator[Parsed]:
    parts = cad.street_parts(cad.between(text)[0])[:_TWO]
    is_alley = len(parts) == _TWO  # it runs between its two streets
    for part in parts:
        found = street_of(cad.without_noise(part))
        if found.street:
            block = Parsed(form=Form.BLOCK, number=low, number_to=high, is_beside=is_alley)
            yield _with(found, block)


def _with(found: Labels, parsed: Parsed) -> Parsed:
    return replace(
        parsed,
        streets=(found.street,),
        unit=found.unit,
        zip_code=found.zip_code,
        community=found.community,
    )


def _address(text: str) -> Iterator[Parsed]:
    parts = cad.street_parts(cad.between(text)[0]) or [text]
    found = _labelled(parts[0])
    if found.number is None or not found.street or found.street.isdecimal():
        yield from _inner_address(text)
        yield from _place(text)
        return
    yield from _addressed(found)
    others = (_street_without_number(part) for part in parts[1:])
    streets = tuple(dict.fromkeys([found.street, *filter(None, others)]))
    if len(streets) > 1:
        yield Parsed(form=Form.INTERSECTION, streets=streets[:_MOST_STREETS])
    yield from _place(found.place)


def _addressed(found: Labels) -> Iterator[Parsed]:
    """Yield the address; "1200-5" may also be a flat, where "12-34" is one house of Queens."""
    address = Parsed(
        form=Form.ADDRESS,
        number=found.number,
        number_prefix=found.prefix,
        number_suffix=found.suffix,
    )
    yield _with(found, address)
    first = found.prefix.removesuffix("-")
    if first != found.prefix and first.isdecimal() and len(str(found.number)) < len(first):
        flat = replace(found, unit=str(found.number))
        yield _with(flat, Parsed(form=Form.ADDRESS, number=int(first)))


def _labelled(text: str) -> Labels:
    found = label(text)
    if found.number is not None and found.street:
        return found
    number, _, rest = text.partition(" ")
    value, prefix, suffix = house_number(number)
    return replace(street_of(rest), number=value, prefix=prefix, suffix=suffix)


def _street_without_number(text: str) -> str:
    return label(text).street if cad.starts_with_house(text) else street_of(text).street


def _inner_address(text: str) -> Iterator[Parsed]:
    inside = cad.house_inside(text)
    if inside is None:
        return
    place, address = inside
    found = _labelled(address)
    if found.number is not None and _is_surely_street(read(found.street)):
        yield from _addressed(found)
        yield from _place(place)


def _streets(text: str) -> Iterator[Parsed]:
    street, cross_streets = cad.between(text)
    if words_of(street):
        for part in cross_streets:  # it lies between two crossings: either may be the nearer
            yield from _crossing([street, part], "")
    if cross_streets:
        return
    zip_match = _ZIP_LAST.search(text)
    zip_code = zip_match[1] if zip_match else ""
    rest = _ZIP_LAST.sub("", text)
    parts = cad.street_parts(rest)
    inner = tuple(_inner_address(rest)) if len(parts) == 1 else ()
    if inner:
        yield from inner
    elif len(parts) > 1 or rest.count(",") > 1:
        yield from _crossing(parts, zip_code)
        yield from _place("" if "/" in text else text)
    else:
        yield from _street(rest, zip_code)


def _crossing(parts: Sequence[str], zip_code: str) -> Iterator[Parsed]:
    """Yield the intersection of the streets; commas divide streets too, or name a community."""
    phrases: list[Phrase] = []
    direction = town = ""
    for piece in ",".join(parts).split(","):
        words = words_of(piece)
        if len(words) == 1 and words[0] in DIRECTIONS and phrases:
            direction = DIRECTIONS[words[0]]
        elif words and not (len(words) == 1 and words[0] in STATES and len(phrases) > 1):
            phrase, town = _street_and_town(cad.without_noise(piece.strip()))
            phrases.append(phrase)
    named = len(phrases)
    while "," in parts[-1] and named > _TWO and not _is_surely_street(phrases[named - 1]):
        named -= 1
    found = Parsed(form=Form.INTERSECTION, zip_code=zip_code)
    towns = " ".join(phrase.text for phrase in phrases[named:])
    for many, community in ((phrases[:named], towns or town), (phrases, town)):
        streets = tuple(dict.fromkeys(_directed(phrase, direction) for phrase in many))
        if len(streets) > 1:
            yield replace(found, streets=streets[:_MOST_STREETS], community=community)
        elif streets:
            yield Parsed(form=Form.STREET, streets=streets, zip_code=zip_code, community=community)


def _street_and_town(text: str) -> tuple[Phrase, str]:
    """Return "5TH AVE" and "HOUSTON" of "5TH AVE HOUSTON"; mostly there is no town."""
    phrase = read(text)
    if phrase.post_type or not any(TYPES.get(word) in USUAL_TYPES for word in phrase.core[1:]):
        return phrase, ""
    found = street_of(text)
    return (read(found.street), found.community) if found.community else (phrase, "")


def _directed(phrase: Phrase, direction: str) -> str:
    """Return the street with the direction written once behind all of them, "A ST & B ST, NE"."""
    if direction and not phrase.post_direction and not phrase.highway:
        return phrase._replace(post_direction=direction).text
    return phrase.text


def _is_surely_street(phrase: Phrase) -> bool:
    is_ordinal = bool(phrase.core) and bool(ordinal_number(phrase.core[0]))
    is_typed = bool(phrase.pre_type) or phrase.post_type in USUAL_TYPES
    return is_typed or is_ordinal or bool(phrase.highway)


def _street(text: str, zip_code: str) -> Iterator[Parsed]:
    found = street_of(text)
    street = _with(found, Parsed(form=Form.STREET))
    street = replace(street, zip_code=zip_code or found.zip_code)
    if found.street and _is_surely_street(read(found.street)):
        yield street
        yield from _two_streets(text)
        yield from _place(text)
    else:
        yield from _place(text)
        if found.street and not text.isdecimal():
            yield street


def _two_streets(text: str) -> Iterator[Parsed]:
    """Yield the intersection of "18TH ST LARIMER ST", where nothing stands between the streets."""
    words = words_of(text)
    for at in range(_TWO, len(words) - 1):
        if TYPES.get(words[at - 1]) in USUAL_TYPES:
            first, second = read_words(words[:at]), read_words(words[at:])
            if first.post_type and second.post_type:
                yield Parsed(form=Form.INTERSECTION, streets=(first.text, second.text))
