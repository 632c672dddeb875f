"""The parts of one address, as usaddress labels its words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import usaddress

from geo_rtcc.geocoder.lexicon import DIRECTIONS, TYPES, USUAL_TYPES, words_of
from geo_rtcc.geocoder.phrases import read, read_words

_NUMBER = re.compile(r"([A-Z0-9]*?[A-Z-])??(\d{1,9})(?:-?([A-Z]))?(?:[\s-]?(\d/\d))?")
_TWO_NUMBERS = re.compile(r"\d+[\s,]+(\d[\dX-]*)\s")
_ZIP = re.compile(r"(\d{5})(?:-\d{4})?")
# In this order: a building comes before its flat.
_PLACES = ("Recipient", "BuildingName", "LandmarkName")
_UNITS = ("SubaddressIdentifier", "OccupancyIdentifier")
_NOTES = {"REAR", "FRONT", "LOBBY", "NEAR", "BASEMENT"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Labels:
    """What an address says: the number in its parts, the street's standard words, and the rest."""

    number: int | None = None
    prefix: str = ""
    suffix: str = ""
    street: str = ""
    unit: str = ""
    place: str = ""
    zip_code: str = ""
    community: str = ""


def label(text: str) -> Labels:
    """Return the parts of an address in upper case that has a house number.

    Of a number the model sees how long it is and what zeros it ends in, so the houses of a street
    are labelled once for all that are alike in these.
    """
    number, _, rest = text.partition(" ")
    if not (number.isdecimal() and number.isascii() and rest):
        return _labelled(text)
    digits = number.rstrip("0")
    alike = "1" * len(digits) + number[len(digits) :]
    found = _labelled(f"{alike} {rest}")
    if found.number != int(alike):
        return _labelled(text)
    return replace(found, number=int(number))


@lru_cache(maxsize=65_536)
def _labelled(text: str) -> Labels:
    found: dict[str, list[str]] = {}
    street: list[str] = []
    behind: list[str] = []
    is_open = True  # words of a second street behind other words are not of the first
    for word, tag in usaddress.parse(text):
        is_direction = tag == "StreetNamePostDirectional" and bool(street)
        if tag.startswith("StreetName") and (is_open or is_direction):
            street.append(word)
            is_open = not word.endswith((",", ";"))
        else:
            is_open = is_open and not street
            found.setdefault(tag, []).append(word.strip(",;:"))
            behind += [word] if street else []
    if _is_all_street(street, behind) and not found.keys() & {*_UNITS}:
        street += behind
        found.pop("PlaceName", None)
    if second := _TWO_NUMBERS.match(text):  # "1 234 MAIN ST": nobody knows which one it is
        street = street if street[:1] == [second[1]] else [second[1], *street]
    return _joined(found, street)


def _is_all_street(street: list[str], behind: list[str]) -> bool:
    """Whether a street goes on: "1010 N ST PAUL ST" lies in no town of St Paul."""
    if not street or not behind or any("," in word for word in (*street, *behind)):
        return False
    return TYPES.get(behind[-1]) in USUAL_TYPES and not read(" ".join(street)).post_type


def _joined(found: dict[str, list[str]], street: list[str]) -> Labels:
    number, prefix, suffix = house_number("".join(found.get("AddressNumber", ())[:1]))
    words = words_of(" ".join(street))
    suffix = suffix or " ".join(found.get("AddressNumberSuffix", ()))
    prefix = " ".join(found.get("AddressNumberPrefix", ())) or prefix
    if suffix in DIRECTIONS:  # "985N N ALBION ST", "1400N OGDEN ST"
        words = words if words and words[0] in DIRECTIONS else (suffix, *words)
        suffix = ""
    zip_code = _ZIP.fullmatch("".join(found.get("ZipCode", ())[:1]))
    units = [word for tag in _UNITS for word in found.get(tag, ()) if word not in _NOTES]
    return Labels(
        number=number,
        prefix=prefix,
        suffix=suffix,
        street=read_words(words).text if words else "",
        unit=_words(units),
        place=" ".join(word for tag in _PLACES for word in found.get(tag, ())),
        zip_code=zip_code[1] if zip_code else "",
        community=_words(found.get("PlaceName", ())),
    )


def _words(words: Sequence[str]) -> str:
    return " ".join(words_of(" ".join(words))) if words else ""


def house_number(word: str) -> tuple[int | None, str, str]:
    """Return number, prefix and suffix: "N6W23001", "1234A", "1234-1/2"."""
    match = _NUMBER.fullmatch(word)
    if match is None:
        return None, "", ""
    return int(match[2]), match[1] or "", match[3] or match[4] or ""


def street_of(text: str) -> Labels:
    """Return the parts of a text in upper case that begins with a street and has no number.

    usaddress reads a street far better with a house number before it.
    """
    words = words_of(text)
    if not words:
        return Labels()
    phrase = read_words(words)
    is_plain = not any(mark in text for mark in ",#")
    if is_plain and (phrase.post_type or phrase.post_direction or len(phrase.core) == 1):
        return Labels(street=phrase.text)
    found = label(f"1 {text}")
    return found if found.street and found.number == 1 else Labels(street=read(text).text)
