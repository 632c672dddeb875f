"""Washington: addresses and names of licensed places."""

import random
import re
from collections import defaultdict
from pathlib import Path

import polars as pl

from geo_rtcc.models.geofile import Geofile, GeofileKind
from tests.geocode_dc import (
    features,
    is_on,
    plain,
    ranges,
    reference,
    roads,
)  # fmt: skip
from tests.geocode_truth import Point, Question, Trial

SEED = 5
LICENSED = "liquor-license-locations"
_NUMBERED = re.compile(r"(\d+) (.+)")


def licensed(shared: Path) -> list[tuple[str, str, Point]]:
    """Return trade name, address and point of each licensed place that has all three."""
    rows = [(one["properties"], one["geometry"]["coordinates"]) for one in
            features(shared, LICENSED) if one["geometry"]]  # fmt: skip
    return [
        (row["TRADE_NAME"].strip(), row["ADDRESS"].strip(), (float(at[0]), float(at[1])))
        for row, at in rows
        if row["TRADE_NAME"] and row["ADDRESS"] and row["X"] and _NUMBERED.fullmatch(row["ADDRESS"])
    ]


def _by(at: int, shared: Path) -> dict[str, tuple[Point, ...]]:
    found = defaultdict(list)
    for row in licensed(shared):
        found[row[at]].append(row[2])
    return {key: tuple(dict.fromkeys(points)) for key, points in sorted(found.items())}


def by_range(shared: Path) -> Trial:
    """Ask the places' addresses of the arterials' ranges; the truth is the building's point."""
    known, addresses, questions = ranges(shared), _by(1, shared), []
    for text, points in addresses.items():
        number, street = _split(text)
        if plain(street)[0] in known:
            on_range = is_on(known, street, number, number)
            questions.append(
                Question(text=text, points=points, form="address", is_answerable=on_range)
            )
    on = sum(question.is_answerable for question in questions)
    return Trial(
        name="dc.ranges",
        geofile=Geofile(roads=roads(shared)),
        questions=tuple(questions),
        denominators={"distinct addresses": len(addresses),
                      "on a street named like an arterial": len(questions), "on its ranges": on},
    )  # fmt: skip


def _split(address: str) -> tuple[int, str]:
    found = _NUMBERED.fullmatch(address)
    assert found is not None
    return int(found[1]), found[2]


def by_point(shared: Path) -> Trial:
    """Ask the places' addresses, spelled as callers do, of the places' own address points."""
    rng, addresses = random.Random(SEED), _by(1, shared)
    questions = []
    for text, points in addresses.items():
        for form, spelled in (
            ("as filed", text),
            ("short", _short(text)),
            ("typo", typo(text, rng)),
        ):
            questions.append(Question(text=spelled, points=points, form=form))
    known = reference(shared, LICENSED, GeofileKind.ADDRESSES)
    nameless = known.with_columns(place_name=pl.lit(None, pl.String))
    return Trial(
        name="dc.points",
        geofile=Geofile(addresses=nameless),
        questions=tuple(questions),
        denominators={"distinct addresses": len(addresses)},
    )


def _short(address: str) -> str:
    """Return the address with a short type, in small letters, and a suite."""
    number, street = _split(address)
    name, quadrant = plain(street)
    return f"{number} {name} {quadrant} ste 200".lower()


def typo(text: str, rng: random.Random) -> str:
    """Return the text with two neighbouring letters of its longest word swapped, or one dropped.

    A text without a word of four letters stays as it is.
    """
    word = max((one for one in text.split() if one.isalpha()), key=len, default="")
    if len(word) < 4:
        return text
    at = rng.randrange(1, len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    dropped = word[:at] + word[at + 1 :]
    return text.replace(word, swapped if rng.random() < 0.5 and swapped != word else dropped, 1)


def by_name(shared: Path) -> Trial:
    """Ask trade names of places: any branch is right, a chain's name alone should be ambiguous."""
    names = _by(0, shared)
    questions = [
        Question(text=f"@{name}", points=points, is_answerable=len(points) == 1,
                 form="one branch" if len(points) == 1 else "chain")
        for name, points in names.items()
    ]  # fmt: skip
    return Trial(
        name="dc.names",
        geofile=Geofile(places=reference(shared, LICENSED, GeofileKind.PLACES)),
        questions=tuple(questions),
        denominators={"licences": len(licensed(shared)), "distinct trade names": len(names)},
    )
