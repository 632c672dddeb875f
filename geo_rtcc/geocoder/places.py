"""Common places by the names that people call them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo_rtcc.geocoder.found import Found
from geo_rtcc.geocoder.likeness import LEAST_CUT, is_telling, likeness, place_words
from geo_rtcc.geocoder.markers import MarkerIndex
from geo_rtcc.geocoder.plane import Floats, Plane
from geo_rtcc.geocoder.points import Ints
from geo_rtcc.models import MatchType

_LEAST_SCORE = 0.6
_MOST = 12
_POINT_M = 60.0
_ONE_PLACE_M = 150.0  # points of one name nearer than this to one another are one place
_MOST_LIKE_WORDS = 8
_ENOUGH = 150  # names to compare; rare words come first
_LEAST_ALIAS_SCORE = 0.85
_COLUMNS = ("name", "address", "zip", "community", "lon", "lat")

Words = tuple[str, ...]

__all__ = ["MarkerIndex", "PlaceIndex"]


class PlaceIndex:
    """Looks common places up by name.

    Parameters
    ----------
    places
        By ``PLACE_SCHEMA``, of kind place; degrees, EPSG:4326.
    addresses
        By ``ADDRESS_SCHEMA``: a point's ``place_name`` is a place, too.
    aliases
        (alias, name): what people call a place, and how it is called here.
    """

    def __init__(
        self,
        places: pl.DataFrame,
        addresses: pl.DataFrame,
        aliases: Iterable[tuple[str, str]],
        plane: Plane,
    ) -> None:
        self._plane = plane
        self._frame = pl.concat([places.select(_COLUMNS), _named_points(addresses)]).filter(
            pl.col("lon").is_finite() & pl.col("lat").is_finite() & pl.col("name").is_not_null()
        )
        self._x, self._y = plane.metres(
            self._frame["lon"].to_numpy(), self._frame["lat"].to_numpy()
        )
        self._rows: dict[Words, list[int]] = defaultdict(list)
        for row, name in enumerate(self._frame["name"].to_list()):
            if words := place_words(name):
                self._rows[words].append(row)
        self._index()
        for alias, name in aliases:
            self._learn(place_words(alias), place_words(name))
        self._index()
        self._founds = lru_cache(maxsize=10_000)(self._places)

    def find(self, words: str) -> list[tuple[float, Found]]:
        """Return places that a text may name with scores from 0.6 to 1, best first, at most 12.

        Branches of a chain score alike. At 0.8 and above a careful dispatcher would agree.
        """
        best: dict[tuple[int, int], tuple[float, Found]] = {}
        for score, name in self._names(place_words(words)):
            for found in self._founds(name):
                spot = round(found.lon * 1e4), round(found.lat * 1e4)
                if spot not in best or best[spot][0] < score:
                    best[spot] = score, found
        return sorted(best.values(), key=lambda one: -one[0])[:_MOST]

    def _index(self) -> None:
        self._names_with: dict[str, list[Words]] = defaultdict(list)
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        self._joined: dict[str, list[Words]] = defaultdict(list)
        for name in self._rows:
            for letters in {"".join(filter(is_telling, name)), "".join(name)} - {""}:
                self._joined[letters].append(name)
            for word in set(name):
                self._names_with[word].append(name)
        for word in self._names_with:
            self._by_letter[word[0]].append(word)
        self._like = lru_cache(maxsize=10_000)(self._words_like)

    def _learn(self, alias: Words, name: Words) -> None:
        known = [self._rows[name]] if name in self._rows else []
        if not known:
            near = self._names(name)
            known = [
                self._rows[other]
                for score, other in near
                if score >= _LEAST_ALIAS_SCORE and score == near[0][0]
            ]
        for rows in known:
            if alias:
                self._rows[alias] = sorted({*self._rows.get(alias, []), *rows})

    def _names(self, asked: Words) -> list[tuple[float, Words]]:
        """Return the names that are like what is asked, best first."""
        if asked in self._rows and not any(map(is_telling, asked)):
            return [(1.0, asked)]
        telling = list(filter(is_telling, asked))
        options = set(self._joined.get("".join(asked), ()))
        options.update(self._joined.get("".join(telling), ()))
        telling.sort(key=lambda word: len(self._names_with.get(word, ())))
        for word in telling:
            for like in self._like(word):
                options.update(self._names_with[like])
            if len(options) >= _ENOUGH:
                break
        scored = ((round(likeness(asked, name), 3), name) for name in options)
        good = [(score, name) for score, name in scored if score >= _LEAST_SCORE]
        return sorted(good, key=lambda one: (-one[0], one[1]))[:_MOST]

    def _words_like(self, word: str) -> Sequence[str]:
        if word in self._names_with or len(word) < LEAST_CUT:
            return (word,) if word in self._names_with else ()
        letter = self._by_letter.get(word[0], [])
        cut = [other for other in letter if other.startswith(word)]
        near = process.extract(
            word, letter, scorer=OSA.distance, score_cutoff=2, limit=_MOST_LIKE_WORDS
        )
        return (*cut[:_MOST_LIKE_WORDS], *(other for other, _, _ in near))

    def _places(self, name: Words) -> list[Found]:
        rows = np.array(self._rows[name], dtype=np.int64)
        return [self._found(group) for group in _groups(rows, self._x[rows], self._y[rows])]

    def _found(self, rows: Ints) -> Found:
        x, y = self._x[rows], self._y[rows]
        at_x, at_y = float(x.mean()), float(y.mean())
        lon, lat = self._plane.degrees(at_x, at_y)
        row = self._frame.row(int(rows[0]), named=True)
        where = [row["name"], row["address"] if len(rows) == 1 else None]
        return Found(
            match_type=MatchType.PLACE,
            lon=lon,
            lat=lat,
            quality=1.0,
            uncertainty_m=_POINT_M + float(np.hypot(x - at_x, y - at_y).max()),
            reference=", ".join(part for part in where if part),
            zip_code=row["zip"] or "",
            community=row["community"] or "",
        )


def _named_points(addresses: pl.DataFrame) -> pl.DataFrame:
    named = addresses.filter(pl.col("place_name").fill_null("") != "")
    number = pl.col("number").cast(pl.String)
    return named.select(
        pl.col("place_name").alias("name"),
        pl.concat_str(number, pl.col("street"), separator=" ", ignore_nulls=True).alias("address"),
        *_COLUMNS[2:],
    )


def _groups(rows: Ints, x: Floats, y: Floats) -> list[Ints]:
    if len(rows) == 1:
        return [rows]
    graph = cKDTree(np.column_stack([x, y])).sparse_distance_matrix(
        cKDTree(np.column_stack([x, y])), _ONE_PLACE_M, output_type="coo_matrix"
    )
    graph.data += 1.0  # two points at one place are joined, too
    count, group = connected_components(graph, directed=False)
    return [rows[group == at] for at in range(count)]
