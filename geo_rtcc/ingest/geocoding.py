"""Where calls lie that come without a point: by their address, else in the beat they name."""

from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

import numpy as np
import polars as pl
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_rtcc.ingest.late_geocoder import LateGeocoder
from geo_rtcc.ingest.locator import NO_AREA, Located, Locator
from geo_rtcc.models import Geocoded, Hint, MatchType, Outcome
from geo_rtcc.settings import Settings

ADDED = {
    "uncertainty_m": pl.Float32,
    "match_score": pl.Float32,
    "match_reference": pl.String,
    "address_distance_m": pl.Float32,
}
_APART = {"row": pl.UInt32, "apart_m": pl.Float32}
_FOUND = {"row": pl.UInt32, "found_lon": pl.Float64, "found_lat": pl.Float64,
          "found_type": pl.String, "found_within_m": pl.Float32, "found_score": pl.Float32,
          "found_by": pl.String}  # fmt: skip
_REMEMBERED = 50_000
_LIKE_COORDINATES = r"(?i)\bLL\b|\d\.\d{3,}.*\d\.\d{3,}"
MANY_REMEMBERED = 250_000  # where a file's addresses come again and again

# A point that was found replaces nothing but what the call lacks.
_IS_FOUND = pl.col("found_lon").is_not_null()
_TAKEN_OVER = (
    pl.coalesce("found_lon", "lon").alias("lon"),
    pl.coalesce("found_lat", "lat").alias("lat"),
    pl.coalesce("found_type", "match_type").alias("match_type"),
    pl.when(_IS_FOUND).then("found_within_m").otherwise("uncertainty_m").alias("uncertainty_m"),
    pl.col("found_score").alias("match_score"),
    pl.col("found_by").alias("match_reference"),
    pl.col("apart_m").alias("address_distance_m"),
)
Question = tuple[str, int]  # address, id of the area that its beat is


class CallGeocoder:
    """Geocodes calls of one state of geofile and boundaries, each address once.

    Parameters
    ----------
    geocoder
        Asked only when there is an address to look up.
    remembered
        About how many answers are kept, of half a kilobyte each.
    """

    def __init__(
        self,
        geocoder: LateGeocoder,
        locator: Locator,
        settings: Settings,
        *,
        remembered: int = _REMEMBERED,
    ) -> None:
        self._geocoder, self._locator, self._settings = geocoder, locator, settings
        self._remembered = remembered
        self._known: dict[Question, Geocoded] = {}
        self._lock = Lock()

    def by(self, locator: Locator) -> "CallGeocoder":
        """Return the same by other boundaries."""
        return CallGeocoder(self._geocoder, locator, self._settings)

    def geocoded(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give calls without a point that of their address, and compare given points with theirs.

        Parameters
        ----------
        frame
            ``address``, ``agency_beat``, ``lon``, ``lat`` (degrees, EPSG:4326), ``match_type``,
            ``received_at``, and ``uncertainty_m`` where known.

        Returns
        -------
        The frame with the columns of ADDED; ``address_distance_m`` is that of a given point from
        where its address lies, or from the nearest of several places that it may mean.
        """
        missing = (pl.lit(None, dtype=kind).alias(name)
                   for name, kind in ADDED.items() if name not in frame.columns)  # fmt: skip
        frame = frame.with_columns(*missing)
        asked = pl.col("address").is_not_null()
        if not self._settings.address_check_m:
            asked &= pl.col("lon").is_null()
        if not frame.select(asked.any()).item():
            return frame
        if self._geocoder.is_empty:  # coordinates in a text need no geofile
            asked &= pl.col("lon").is_null() & pl.col("address").str.contains(_LIKE_COORDINATES)
            if not frame.select(asked.any()).item():
                return frame
        named = pl.Series("area_id", self._locator.named(frame["agency_beat"], instants_us(frame)))
        questions = frame.select("address", named, "lon", "lat").with_row_index("row")
        return self._answered(frame, questions.filter(asked))

    def _answered(self, frame: pl.DataFrame, questions: pl.DataFrame) -> pl.DataFrame:
        known = self._answers(questions.select("address", "area_id").unique().rows())
        found, distances = [], []
        for row, address, area_id, lon, lat in questions.iter_rows():
            answer = known[address, area_id]
            if lon is not None:
                distances.append((row, self._distance_m(answer, lon, lat)))
            elif best := answer.best:
                found.append((row, best.lon, best.lat, str(best.match_type), best.uncertainty_m,
                              best.score, best.reference))  # fmt: skip
        joined = frame.with_row_index("row")
        for rows, schema in ((found, _FOUND), (distances, _APART)):
            more = pl.DataFrame(rows, schema, orient="row")
            joined = joined.join(more, on="row", how="left", maintain_order="left")
        return joined.with_columns(*_TAKEN_OVER).select(frame.columns)

    def _answers(self, questions: Sequence[Question]) -> dict[Question, Geocoded]:
        """Look up what is not known yet; return what is known of all."""
        with self._lock:
            known = {one: self._known[one] for one in questions if one in self._known}
        new = [one for one in questions if one not in known]
        hints = {area_id: Hint(within=self._outline(area_id)) for _, area_id in new}
        answers = self._geocoder.geocode_many(
            [text for text, _ in new], [hints[area_id] for _, area_id in new]
        )
        learnt = dict(zip(new, map(_slim, answers), strict=True))
        with self._lock:
            if len(self._known) > self._remembered:
                self._known.clear()
            self._known |= learnt
        return known | learnt

    def _outline(self, area_id: int) -> BaseGeometry | None:
        area = self._locator.area(area_id)
        return area.outline if area else None

    def _distance_m(self, answer: Geocoded, lon: float, lat: float) -> float | None:
        places = [answer.best] if answer.best else []
        if answer.outcome is Outcome.AMBIGUOUS:
            places = list(answer.candidates)
        distance_m = self._geocoder.distance_m
        return min((distance_m(lon, lat, one.lon, one.lat) for one in places), default=None)


def _slim(answer: Geocoded) -> Geocoded:
    """Leave out what came near; only a tie is compared with a given point."""
    return replace(answer, candidates=()) if answer.outcome is Outcome.UNMATCHED else answer


def located_in_beats(
    frame: pl.DataFrame, located: Located, locator: Locator
) -> tuple[pl.DataFrame, Located]:
    """Give calls without a point the area that the beat they name is on that day, and match type.

    Their cell stays none: nobody knows where in the beat they are.
    """
    lacks = (located.cell == 0) & frame["agency_beat"].is_not_null().to_numpy()
    named = np.full(len(frame), NO_AREA, dtype=np.int32)
    if lacks.any():
        named[lacks] = locator.named(
            frame["agency_beat"].filter(lacks), instants_us(frame).compress(lacks)
        )
    kinds = pl.Series(np.where(named == NO_AREA, MatchType.NONE, MatchType.BEAT))
    has_point = pl.Series(located.cell != 0)
    match_type = pl.select(pl.when(has_point).then(frame["match_type"]).otherwise(kinds))
    return (
        frame.with_columns(match_type.to_series().alias("match_type")),
        replace(located, area_id=np.where(lacks, named, located.area_id)),
    )


def locate(frame: pl.DataFrame, locator: Locator) -> Located:
    """Locate calls by ``lon``, ``lat`` (degrees, EPSG:4326; null for none) and ``received_at``."""
    lon, lat = (frame[name].fill_null(np.nan).to_numpy() for name in ("lon", "lat"))
    return locator.locate(lon, lat, instants_us(frame))


def instants_us(frame: pl.DataFrame) -> NDArray[np.int64]:
    """Return when calls were received, in µs since 1970 (UTC)."""
    return frame["received_at"].dt.epoch("us").to_numpy()
