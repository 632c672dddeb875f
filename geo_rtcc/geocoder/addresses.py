"""Address points: exact ones, and what they say about numbers, blocks and crossings without one."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo_rtcc.geocoder.between import Estimate, estimate, past
from geo_rtcc.geocoder.found import Found
from geo_rtcc.geocoder.plane import Plane
from geo_rtcc.geocoder.points import Ints, entries, houses
from geo_rtcc.geocoder.stretches import Spot, block_middles, meetings, stretches
from geo_rtcc.models import MatchType

Bools = NDArray[np.bool_]

_POINT_M = 20.0
_ONE_BUILDING_M = 60.0
_NUMBER_ITSELF = 0.98  # the unit or suffix asked for is not in the reference
_OTHER_NUMBER = 0.75  # 13-34 is a block from 12-34, S6W23001 a mile from N6W23001


class AddressIndex:
    """Looks numbers up among address points.

    Parameters
    ----------
    addresses
        By ``ADDRESS_SCHEMA``; degrees, EPSG:4326. Rows without a number or a point are left out.
    street_ids
        For each row the ids of its street and its other names.
    plane
        Where metres are measured.
    names
        Gives a street's name for people.
    """

    def __init__(
        self,
        addresses: pl.DataFrame,
        street_ids: Sequence[tuple[int, ...]],
        plane: Plane,
        names: Callable[[int], str],
    ) -> None:
        self._plane, self._name = plane, names
        self._entries = entries(addresses, street_ids, plane)
        self._houses = houses(self._entries)
        self._prefix = _Codes(addresses["number_prefix"])
        self._suffix = _Codes(addresses["number_suffix"])
        self._unit = _Codes(addresses["unit"])
        self._zip, self._community = addresses["zip"], addresses["community"]
        self._tree: cKDTree | None = None

    def has(self, street_id: int) -> bool:
        """Whether the street has any address point."""
        where = self._entries.of(street_id)
        return bool(where.start < where.stop)

    def exact(
        self, street_id: int, number: int, *, prefix: str = "", suffix: str = "", unit: str = ""
    ) -> list[Found]:
        """Return the address points of a number; the units of one building are one.

        Where the reference lacks the prefix, suffix or unit, the number itself answers at lower
        quality. The same number at distinct places gives several.
        """
        where = self._numbered(street_id, number)
        if len(where) == 0:
            return []
        where, quality = self._prefixed(where, prefix)
        for codes, asked in ((self._suffix, suffix), (self._unit, unit)):
            kept = codes.having(self._entries.row[where], asked)
            if kept.any():
                where = where[kept]
            elif asked or codes is not self._unit:
                quality = min(quality, _NUMBER_ITSELF)
        prefix = self._prefix.text(int(self._entries.row[where[0]]))
        text = f"Address point {prefix}{number}{suffix} {self._name(street_id)}"
        return [self._point(each, quality, text) for each in self._places(where)]

    def between(self, street_id: int, number: int) -> list[Found]:
        """Return where a number without a point lies, by its neighbours on the same street.

        One place for each run of the street's numbers that holds it or ends shortly before it.
        Empty where neighbours are too far apart to be one block's.
        """
        runs = self._houses.of(street_id, *past(number))
        found = (estimate(self._houses, run, number) for run in runs)
        return [self._between(street_id, each) for each in found if each]

    def block(self, street_id: int, low: int, high: int) -> list[Found]:
        """Return the middle of the houses numbered low to high, both sides; each run apart."""
        text = f"{low}–{high} {self._name(street_id)}, by its address points"
        spots = block_middles(self._houses, street_id, low, high)
        return [self._found(MatchType.BLOCK, spot, text) for spot in spots]

    def crossing(self, a: int, b: int) -> list[Found]:
        """Return where two streets' houses show that they meet.

        Lines are laid through the houses of either near the other; where these lines meet close to
        both, the streets do.
        """
        text = f"{self._name(a)} / {self._name(b)}, by their address points"
        spots = meetings(self._houses, a, b)
        return [self._found(MatchType.INTERSECTION, spot, text) for spot in spots]

    def whole(self, street_id: int) -> list[Found]:
        """Return the house in the middle of each stretch of a street; uncertain by its length."""
        text = f"{self._name(street_id)}, middle of its address points"
        spots = stretches(self._houses, street_id)
        return [self._found(MatchType.STREET, spot, text) for spot in spots]

    def nearest(self, lon: float, lat: float, within_m: float) -> tuple[Found, float] | None:
        """Return the address point nearest to a point, and its distance; None if none is near.

        Degrees, EPSG:4326; metres. The reference is the address alone.
        """
        if not len(self._entries.row):
            return None
        if self._tree is None:
            self._tree = cKDTree(np.column_stack([self._entries.x, self._entries.y]))
        point = self._plane.metres(np.float64(lon), np.float64(lat))  # type: ignore[arg-type]
        off_m, at = self._tree.query(point, distance_upper_bound=within_m)
        if not np.isfinite(off_m):
            return None
        street = int(np.searchsorted(self._entries.starts, at, side="right")) - 1
        row = int(self._entries.row[at])
        number = f"{self._prefix.text(row)}{self._entries.number[at]}{self._suffix.text(row)}"
        return self._point(np.array([at]), 1.0, f"{number} {self._name(street)}"), float(off_m)

    def _prefixed(self, where: Ints, asked: str) -> tuple[Ints, float]:
        """Keep the points with this prefix, else those that lack it; a hyphen leaves no choice."""
        rows = self._entries.row[where]
        for prefix, quality in ((asked, 1.0), ("", _NUMBER_ITSELF)):
            kept = self._prefix.having(rows, prefix)
            if kept.any() and (prefix == asked or not asked.endswith("-")):
                return where[kept], quality
        is_open = not asked and not self._prefix.text(int(rows[0])).endswith("-")
        return where, _NUMBER_ITSELF if is_open else _OTHER_NUMBER

    def _numbered(self, street_id: int, number: int) -> Ints:
        where = self._entries.of(street_id)
        numbers = self._entries.number[where]
        low = where.start + int(np.searchsorted(numbers, number))
        high = where.start + int(np.searchsorted(numbers, number, side="right"))
        return np.arange(low, high)

    def _places(self, where: Ints) -> Iterator[Ints]:
        while len(where):
            x, y = self._entries.x[where], self._entries.y[where]
            if len(where) > 1:
                is_here = np.hypot(x - x.mean(), y - y.mean()) <= _ONE_BUILDING_M
                if not is_here.all():
                    is_here = np.hypot(x - x[0], y - y[0]) <= _ONE_BUILDING_M
                yield where[is_here]
                where = where[~is_here]
            else:
                yield where
                return

    def _point(self, where: Ints, quality: float, reference: str) -> Found:
        x, y = self._entries.x[where], self._entries.y[where]
        row = int(self._entries.row[where[0]])
        at_x, at_y = float(x.mean()), float(y.mean())
        spread = float(np.hypot(x - at_x, y - at_y).max()) if len(where) > 1 else 0.0
        lon, lat = self._plane.degrees(at_x, at_y)
        return Found(
            match_type=MatchType.ADDRESS,
            lon=lon,
            lat=lat,
            quality=quality,
            uncertainty_m=_POINT_M + spread,
            reference=reference,
            zip_code=self._zip[row] or "",
            community=self._community[row] or "",
        )

    def _between(self, street_id: int, found: Estimate) -> Found:
        name = self._name(street_id)
        text = f"Between {found.low} and {found.high} {name}"
        if found.low == found.high:
            text = f"Near {found.low} {name}, the nearest number known"
        spot = Spot(
            x=found.x,
            y=found.y,
            quality=found.quality,
            uncertainty_m=found.uncertainty_m,
            house=found.house,
        )
        return self._found(MatchType.INTERPOLATED, spot, text)

    def _found(self, match_type: MatchType, spot: Spot, reference: str) -> Found:
        lon, lat = self._plane.degrees(spot.x, spot.y)
        row = int(self._houses.row[spot.house])
        return Found(
            match_type=match_type,
            lon=lon,
            lat=lat,
            quality=spot.quality,
            uncertainty_m=spot.uncertainty_m,
            reference=reference,
            zip_code=self._zip[row] or "",
            community=self._community[row] or "",
        )


class _Codes:
    """A column of short texts as numbers."""

    def __init__(self, column: pl.Series) -> None:
        cleaned = column.fill_null("").str.strip_chars().str.to_uppercase()
        self._texts: list[str] = cleaned.unique().sort().to_list()
        self._code = {text: code for code, text in enumerate(self._texts)}
        self._codes: Ints = cleaned.cast(pl.Enum(self._texts)).to_physical().to_numpy()

    def having(self, rows: Ints, asked: str) -> Bools:
        """Return which rows bear this text."""
        bears: Bools = self._codes[rows] == self._code.get(asked.strip().upper(), -1)
        return bears

    def text(self, row: int) -> str:
        """Return a row's text."""
        return self._texts[int(self._codes[row])]
