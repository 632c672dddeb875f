"""A reference of more than 100,000 rows, and strings of all kinds that it answers.

All distinct addresses and intersections of Denver, and beside them a grid county whose streets have
ranges and the real names of San Francisco's streets: names as alike as real ones are.
"""

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import shapely

from geo_rtcc.geocoder.plane import Plane
from geo_rtcc.models.geofile import Geofile, GeofileKind
from tests import geocode_denver, geocode_sf
from tests.geocode_dc_places import typo
from tests.geocode_truth import frame

SEED = 11
SIDE = 150  # streets each way
BLOCK_M = 110.0
MIDDLE = (-104.45, 39.85)  # of the grid county, beside Denver
MIX = {
    "address point": 0.30, "address by range": 0.20, "with a typo": 0.10,
    "without type or direction": 0.10, "block": 0.13, "intersection": 0.13, "no place": 0.04,
}  # fmt: skip
_NOTHING = ("UNKNOWN", "SEE NOTES", "CELL PHONE CALLER", "PARKING LOT", "NOWHERE AVE", "TOWER")


@cache
def reference(shared: Path) -> Geofile:
    """Return Denver's points and the grid county's roads."""
    denver = geocode_denver.geofile_of(geocode_denver.distinct(shared))
    return Geofile(
        roads=_grid(_names(shared)), addresses=denver.addresses, intersections=denver.intersections
    )


def rows_of(geofile: Geofile) -> int:
    """Return how many rows a geofile has."""
    return sum(map(len, (geofile.roads, geofile.addresses, geofile.places, geofile.intersections)))


def _names(shared: Path) -> list[str]:
    """Return names for both ways; none is a highway's or too short to be told from another."""
    names = geocode_sf.roads(shared)["street"].unique().sort()
    usable = names.filter(names.str.contains(r"^[A-Z][A-Za-z ]{4,} (St|Ave|Dr|Blvd|Way|Ct)$"))
    return usable.sample(2 * SIDE, seed=SEED).to_list()


def _grid(names: list[str]) -> pl.DataFrame:
    plane = Plane.around(*MIDDLE)
    at = np.arange(SIDE) * BLOCK_M - SIDE * BLOCK_M / 2
    streets, shapes, first = [], [], []
    for is_avenue in (False, True):
        for line in range(SIDE):
            for block in range(SIDE - 1):
                ends = [(at[block], at[line]), (at[block + 1], at[line])]
                points = [plane.degrees(*(end[::-1] if is_avenue else end)) for end in ends]
                streets.append(names[line + SIDE * is_avenue])
                shapes.append(shapely.LineString(points))
                first.append(100 * block)
    low = np.array(first)
    return frame(
        GeofileKind.ROADS,
        {
            "street": streets, "shape": shapely.to_wkb(shapes).tolist(),
            "from_left": low + 1, "to_left": low + 99, "from_right": low + 2, "to_right": low + 98,
        },
    )  # fmt: skip


def strings(shared: Path, count: int) -> list[str]:
    """Return distinct strings in the proportions of ``MIX``, shuffled."""
    rng = random.Random(SEED)
    found: dict[str, None] = {}
    for kind, share in MIX.items():
        make = _makers(shared)[kind]
        wanted = len(found) + round(count * share)
        while len(found) < wanted:
            found[make(rng)] = None
    shuffled = list(found)
    rng.shuffle(shuffled)
    return shuffled


@cache
def _makers(shared: Path) -> dict[str, Callable[[random.Random], str]]:
    geofile = reference(shared)
    points = [f"{n} {street}" for n, street in geofile.addresses["number", "street"].rows()]
    crossings = geofile.intersections["streets"].to_list()
    names = geofile.roads["street"].unique(maintain_order=True).to_list()

    def by_range(rng: random.Random) -> str:
        return f"{rng.randrange(1, 100 * (SIDE - 1))} {rng.choice(names)}".upper()

    def address(rng: random.Random) -> str:
        return rng.choice(points) if rng.random() < 0.5 else by_range(rng)

    def misspelled(rng: random.Random) -> str:
        while (text := typo(given := address(rng), rng)) == given:
            continue
        return text

    def block(rng: random.Random) -> str:
        number, street = address(rng).split(" ", 1)
        return f"{int(number) // 100 * 100} BLOCK OF {street}"

    def crossing(rng: random.Random) -> str:
        if rng.random() < 0.5:
            return " / ".join(rng.choice(crossings)[:2])
        return f"{rng.choice(names[:SIDE])} AND {rng.choice(names[SIDE:])}".upper()

    return {
        "address point": lambda rng: rng.choice(points), "address by range": by_range,
        "with a typo": misspelled,
        "without type or direction": lambda rng: " ".join(address(rng).split()[:-1]),
        "block": block, "intersection": crossing,
        "no place": lambda rng: f"{rng.choice(_NOTHING)} {rng.randrange(1_000_000)}",
    }  # fmt: skip
