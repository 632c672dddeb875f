"""Road segments with what is said of each, and places on them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from geo_rtcc.geocoder.found import Found
from geo_rtcc.geocoder.lines import Groups, Lines, flat
from geo_rtcc.geocoder.plane import Plane
from geo_rtcc.models import MatchType

Sides = tuple[tuple[str, ...], tuple[str, ...]]  # left, right


@dataclass(frozen=True, kw_only=True)
class Segments:
    """All road segments of a geofile.

    Parameters
    ----------
    names
        Street id → its name for people.
    street_ids
        Ids of the streets that each segment bears.
    by_street
        Segments that have a line, by street id.
    zip_code, community
        Of the left and of the right side, a segment; empty where the file doesn't say.
    """

    lines: Lines
    plane: Plane
    names: Callable[[int], str]
    street_ids: Sequence[tuple[int, ...]]
    by_street: Groups
    zip_code: Sides
    community: Sides

    @classmethod
    def read(
        cls,
        roads: pl.DataFrame,
        street_ids: Sequence[tuple[int, ...]],
        plane: Plane,
        names: Callable[[int], str],
    ) -> "Segments":
        """Return the segments of a frame by ``ROAD_SCHEMA``."""
        lines = Lines.read(roads["shape"].to_list(), plane)
        kept = [ids if lines.has(at) else () for at, ids in enumerate(street_ids)]
        line, street = flat(kept)
        return cls(
            lines=lines,
            plane=plane,
            names=names,
            street_ids=kept,
            by_street=Groups(street, line),
            zip_code=(_texts(roads["zip_left"]), _texts(roads["zip_right"])),
            community=(_texts(roads["community_left"]), _texts(roads["community_right"])),
        )

    def found(
        self,
        x: float,
        y: float,
        *,
        match_type: MatchType,
        quality: float,
        uncertainty_m: float,
        reference: str,
        lines: Sequence[int],
        is_left: bool | None = None,
    ) -> Found:
        """Return a place (metres) with the postal code and community that its lines agree on.

        Of both sides, unless one is named.
        """
        lon, lat = self.plane.degrees(x, y)
        return Found(
            match_type=match_type,
            lon=lon,
            lat=lat,
            quality=quality,
            uncertainty_m=uncertainty_m,
            reference=reference,
            zip_code=_agreed(self.zip_code, lines, is_left),
            community=_agreed(self.community, lines, is_left),
        )


def _texts(column: pl.Series) -> tuple[str, ...]:
    return tuple(column.fill_null("").to_list())


def _agreed(sides: Sides, lines: Sequence[int], is_left: bool | None) -> str:
    used = sides if is_left is None else (sides[0] if is_left else sides[1],)
    said = {side[line] for side in used for line in lines} - {""}
    return said.pop() if len(said) == 1 else ""
