"""Every street name of a geofile once, and which of them each row bears."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from geo_rtcc.geocoder.streets import StreetIndex, StreetName
from geo_rtcc.models import Geofile
from geo_rtcc.models.geofile import STREET_PARTS

_APART = "\x1f"
_KEY = ("street", *STREET_PARTS)


@dataclass(frozen=True, kw_only=True)
class Streets:
    """The names, and ids of them by row of roads and of addresses.

    Names that say the same in other words ("N Main St", "North Main Street") share one id, that of
    the first: ``same_as`` gives it for every position in the index.
    """

    index: StreetIndex
    same_as: Sequence[int]
    of_roads: list[tuple[int, ...]]
    of_addresses: list[tuple[int, ...]]

    def resolve(self, phrase: str) -> list[tuple[int, float]]:
        """Return (id, score) of streets that a phrase may mean, best first, each id once."""
        best: dict[int, float] = {}
        for match in self.index.resolve(phrase):
            best.setdefault(self.same_as[match.street_id], match.score)
        return list(best.items())


def streets_of(geofile: Geofile) -> Streets:
    """Collect the names of a geofile; official ones first."""
    frames = [_keyed(geofile.roads), _keyed(geofile.addresses)]
    named = pl.concat(frame.select(_KEY) for frame in frames).unique(maintain_order=True)
    names = [_name(row) for row in named.iter_rows()]
    whole = {row[0]: at for at, row in enumerate(named.iter_rows()) if row[0]}
    others = pl.concat(frame.select("others") for frame in frames).unique()["others"].to_list()
    crossing = geofile.intersections["streets"].explode().drop_nulls().unique().to_list()
    for text in sorted(
        {one for each in others if each for one in each.split(_APART)} | set(crossing)
    ):
        if text and text not in whole:
            whole[text] = len(names)
            names.append(StreetName(full=text))
    aliases = geofile.aliases.filter(pl.col("kind") == "street").select("alias", "name").rows()
    index = StreetIndex(names, [(str(alias), str(name)) for alias, name in aliases])
    same_as = _same(index, names)
    ids = named.with_row_index("own", 0).with_columns(pl.col("own").cast(pl.Int32))
    rows = [_ids(frame, ids, whole, same_as) for frame in frames]
    return Streets(index=index, same_as=same_as, of_roads=rows[0], of_addresses=rows[1])


def _keyed(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(*_KEY, pl.col("other_streets").list.join(_APART).alias("others"))


def _name(row: Sequence[str | None]) -> StreetName:
    full, *parts = (text or "" for text in row)
    return StreetName(full=full, **dict(zip(STREET_PARTS, parts, strict=True)))


def _same(index: StreetIndex, names: Sequence[StreetName]) -> list[int]:
    """Return for each name the first one that is the same in every part."""
    same = list(range(len(names)))
    for at, name in enumerate(names):
        for match in index.resolve(name.full):
            if match.score >= 1.0 and match.street_id < same[at]:
                same[at] = match.street_id
    return [same[same[at]] for at in range(len(names))]


def _ids(
    frame: pl.DataFrame, ids: pl.DataFrame, whole: dict[str, int], same_as: Sequence[int]
) -> list[tuple[int, ...]]:
    joined = frame.join(ids, on=_KEY, how="left", nulls_equal=True, maintain_order="left")
    combined = joined.select("own", "others")
    distinct = combined.unique(maintain_order=True).with_row_index("at")
    at = combined.join(
        distinct, on=["own", "others"], how="left", nulls_equal=True, maintain_order="left"
    )["at"]
    tuples = [_tuple(own, others, whole, same_as) for _, own, others in distinct.iter_rows()]
    return [tuples[i] for i in np.asarray(at).tolist()]


def _tuple(
    own: int, others: str | None, whole: dict[str, int], same_as: Sequence[int]
) -> tuple[int, ...]:
    more = [whole[text] for text in (others or "").split(_APART) if text]
    return tuple(dict.fromkeys(same_as[each] for each in (own, *more)))
