"""A plate's normalised text, which reads and hot lists are compared by."""

import re
import unicodedata

import polars as pl

_SEPARATORS = re.compile(r"[^A-Z0-9]+")


def normal_plate(text: str) -> str:
    """Return the plate in capital letters and digits only: "abc-1234" is "ABC1234".

    Full-width and other forms of letters and digits are the plain ones, accents are dropped, and
    so is whatever is neither letter nor digit. The result may be empty.
    """
    if not text.isascii():
        text = "".join(map(_plain, unicodedata.normalize("NFKD", text)))
    return _SEPARATORS.sub("", text.upper())


def _plain(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def normal_plates(texts: pl.Series) -> pl.Series:
    """Return ``normal_plate`` of each text, None for None."""
    texts = texts.cast(pl.String)
    if not texts.str.contains(r"[^A-Z0-9]").any():
        return texts
    # a byte a character is ASCII; for the rest, only Python knows Unicode's forms
    plain = texts.str.len_bytes() == texts.str.len_chars()
    normal = texts.str.to_uppercase().str.replace_all(r"[^A-Z0-9]+", "")
    if plain.all():
        return normal
    other = texts.set(plain, None)
    return other.map_elements(normal_plate, return_dtype=pl.String).zip_with(~plain, normal)
