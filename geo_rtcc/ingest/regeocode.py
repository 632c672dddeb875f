"""Geocode stored calls again, after the geofile has changed or a person has taught something."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from geo_rtcc.ingest.geocoding import (
    MANY_REMEMBERED,
    CallGeocoder,
    locate,
    located_in_beats,
)
from geo_rtcc.ingest.late_geocoder import LateGeocoder
from geo_rtcc.ingest.locator import Locator
from geo_rtcc.models import MatchType
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database, calls, feeds, outbox, waiting
from geo_rtcc.store.database import Connection
from geo_rtcc.store.feeds import BasisVersions
from geo_rtcc.store.geofile import wait_briefly

Progress = Callable[[str], None]

_BLOCK_ROWS = 20_000
_FOUND = ("lon", "lat", "match_type", "uncertainty_m", "match_score", "match_reference")


@dataclass(frozen=True, kw_only=True)
class RegeocodeSummary:
    """What came of it, in calls.

    Parameters
    ----------
    checked
        Calls whose address was looked up.
    located
        Calls that got a point, or another one.
    moved
        Calls whose place changed in any way: also those that lost a point, or got a beat.
    """

    checked: int
    located: int
    moved: int = 0


@dataclass(frozen=True)
class _Basis:
    versions: BasisVersions
    locator: Locator
    geocoder: CallGeocoder

    @classmethod
    def of(cls, database: Database, settings: Settings) -> "_Basis":
        with database.transaction() as connection:
            versions = feeds.versions(connection)
        locator = Locator.of(database, settings)
        late = LateGeocoder(database, settings)
        geocoder = CallGeocoder(late, locator, settings, remembered=MANY_REMEMBERED)
        return cls(versions, locator, geocoder)

    def holds(self, connection: Connection) -> bool:
        """Whether neither boundaries nor the geofile have changed since."""
        now = feeds.versions(connection)
        return (now.locations, now.geofile) == (self.versions.locations, self.versions.geofile)


def regeocode_waiting(
    database: Database,
    settings: Settings,
    *,
    keys: Sequence[str] | None = None,
    now: datetime,
    is_hasty: bool = False,
    progress: Progress = lambda _: None,
) -> RegeocodeSummary:
    """Look up the addresses of calls without a point again; place them and move their counts.

    Addresses are looked up before anything is locked, so that feeds and loads wait only while the
    answers are written: in one transaction, of which readers see all or nothing.

    Parameters
    ----------
    keys
        Only calls of these location strings, and then also those placed by what a person had
        taught of them; None for every call without a point.
    is_hasty
        A person waits: give up with DatabaseConflictError where a load is under way.
    """
    basis = _Basis.of(database, settings)
    with database.transaction() as connection:
        wanted = waiting.waiting_calls(connection, keys)
    if not len(wanted):
        return RegeocodeSummary(checked=0, located=0)
    answered = _looked_up(database, wanted, basis, progress)
    with database.transaction() as connection:
        if is_hasty:
            wait_briefly(connection)
        calls.prepare_relocation(connection)
        if not basis.holds(connection):
            basis, answered = _Basis.of(database, settings), answered.clear()
        checked = sum(_stage(connection, part, answered, basis) for part in _blocks(wanted))
        moved, located = waiting.apply_geocoding(connection) if checked else (0, 0)
        if moved:
            outbox.append(connection, topic="calls.relocated", at=now, n=moved)
    return RegeocodeSummary(checked=checked, located=located, moved=moved)


def _blocks(wanted: pl.DataFrame) -> Iterator[pl.DataFrame]:
    yield from wanted.sort("received_at", "call_id").iter_slices(_BLOCK_ROWS)


def _looked_up(
    database: Database, wanted: pl.DataFrame, basis: _Basis, progress: Progress
) -> pl.DataFrame:
    """Return TO_GEOCODE and what was found, of all that is wanted."""
    parts, done = [], 0
    for part in _blocks(wanted):
        with database.transaction() as connection:
            found = waiting.calls_to_geocode(connection, part)
        parts.append(_geocoded(found, basis))
        done += len(part)
        progress(f"{done:,} of {len(wanted):,} calls without a point looked up")
    return pl.concat(parts)


def _geocoded(found: pl.DataFrame, basis: _Basis) -> pl.DataFrame:
    nowhere = pl.lit(None, dtype=pl.Float64)
    frame = found.with_columns(
        nowhere.alias("lon"), nowhere.alias("lat"), pl.lit(MatchType.NONE).alias("match_type")
    )
    return basis.geocoder.geocoded(frame).select(*waiting.TO_GEOCODE, *_FOUND)


def _stage(
    connection: Connection, wanted: pl.DataFrame, answered: pl.DataFrame, basis: _Basis
) -> int:
    """Stage the calls as they are now; look up only those that say something else meanwhile."""
    held = waiting.calls_to_geocode(connection, wanted)
    same = list(waiting.TO_GEOCODE)
    known = held.join(answered, on=same, how="inner", nulls_equal=True)
    other = held.join(answered, on=same, how="anti", nulls_equal=True)
    frame = pl.concat([known, _geocoded(other, basis)])
    frame, located = located_in_beats(frame, locate(frame, basis.locator), basis.locator)
    staged = frame.with_columns(*calls.located_columns(**vars(located)))
    calls.copy_in(connection, "call_relocated", staged.select(calls.REGEOCODED_COLUMNS))
    return len(frame)
