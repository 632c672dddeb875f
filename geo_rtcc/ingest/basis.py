"""What records are located and matched by, kept in memory and renewed when the database says so."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

import polars as pl

from geo_rtcc.ingest.geocoding import CallGeocoder
from geo_rtcc.ingest.late_geocoder import LateGeocoder
from geo_rtcc.ingest.locator import Locator
from geo_rtcc.models import ShiftPlan
from geo_rtcc.plates import HotListIndex
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database, cameras, feeds, hot_list_index, units
from geo_rtcc.store.areas import boundary_sets
from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.feeds import BasisVersions
from geo_rtcc.store.retention import cutoffs
from geo_rtcc.store.shift_plans import shift_plans

CAMERA_SCHEMA = {
    "source_id": pl.Int16,
    "camera": pl.String,
    "camera_id": pl.Int32,
    "camera_lon": pl.Float64,
    "camera_lat": pl.Float64,
}


@dataclass(frozen=True, kw_only=True)
class Basis:
    """One state of all that a group is prepared by.

    Parameters
    ----------
    geocoder
        By the boundaries of ``locator``; it reads the geofile when a call first needs it.
    cameras
        By CAMERA_SCHEMA; lon and lat in degrees, EPSG:4326, null where nobody has told.
    keeps
        Age from which records of each kind are not stored any more; None for never.
    """

    versions: BasisVersions
    locator: Locator
    geocoder: CallGeocoder
    hot_lists: HotListIndex
    cameras: pl.DataFrame
    keeps: Mapping[str, timedelta | None]

    def kept_since(self, kind: str, now: datetime) -> datetime | None:
        """Return the instant before which records of a kind are not stored any more."""
        keep = self.keeps.get(kind)
        return now - keep if keep else None


class BasisKeeper:
    """Gives the latest basis known, and renews the parts of it that have changed.

    Ids of sources and units never change in a database, so they are kept without a version.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings
        self._basis: Basis | None = None
        self._late = LateGeocoder(database, settings)
        self._lock = Lock()
        self._sources: dict[str, tuple[int, str]] = {}
        self._units: dict[units.UnitKey, tuple[int, units.UnitWords]] = {}

    def warm(self) -> None:
        """Read the basis now, and begin to read the geofile, so that no record waits for them."""
        self.renewed()
        self._late.warm()

    def current(self) -> Basis:
        """Return the basis as it was last known; the database may have gone on."""
        return self._basis or self.renewed()

    def renewed(self) -> Basis:
        """Return the basis by what is committed now."""
        with self._lock, self._database.transaction() as connection:
            versions = feeds.versions(connection)
            old = self._basis
            if old is None or old.versions != versions:
                self._basis = self._read(connection, old, versions)
            assert self._basis is not None
            return self._basis

    def _read(self, connection: Connection, old: Basis | None, new: BasisVersions) -> Basis:
        if old is None or old.versions.database != new.database:
            self._sources.clear()
            self._units.clear()
            old = self._empty()
        kept, was = old, old.versions
        if was.locations != new.locations:
            locator = self._locator(connection)
            locator.warm()
            kept = replace(kept, locator=locator, geocoder=kept.geocoder.by(locator))
        if was.geofile != new.geofile:
            kept = replace(kept, geocoder=self._geocoder(kept.locator))
        if was.hot_lists != new.hot_lists:
            kept = replace(kept, hot_lists=self._hot_lists(connection))
        if was.cameras != new.cameras:
            kept = replace(kept, cameras=_cameras(connection))
        if was.retention != new.retention:
            kept = replace(kept, keeps=cutoffs(connection))
        return replace(kept, versions=new)

    def _empty(self) -> Basis:
        nothing = pl.DataFrame(schema=hot_list_index.ENTRY_INDEX_SCHEMA)
        never = pl.DataFrame(schema=hot_list_index.SUPPRESSION_SCHEMA)
        return Basis(
            versions=BasisVersions(
                database="", locations="", geofile="", hot_lists="", cameras="", retention=""
            ),
            locator=(nowhere := Locator([], [])),
            geocoder=CallGeocoder(self._late, nowhere, self._settings),
            hot_lists=HotListIndex(nothing, never, min_probability=self._settings.hit_probability),
            cameras=pl.DataFrame(schema=CAMERA_SCHEMA),
            keeps={},
        )

    def _locator(self, connection: Connection) -> Locator:
        plans: list[ShiftPlan] = shift_plans(connection)
        tolerance_m = self._settings.beat_tolerance_m
        return Locator(boundary_sets(connection), plans, tolerance_m=tolerance_m)

    def _geocoder(self, locator: Locator) -> CallGeocoder:
        """Return one by the geofile as it is now, read at once where the one before was needed."""
        was_needed = self._late.kept is not None
        self._late = LateGeocoder(self._database, self._settings, before=self._late)
        if was_needed:
            self._late.warm()
        return CallGeocoder(self._late, locator, self._settings)

    def _hot_lists(self, connection: Connection) -> HotListIndex:
        return HotListIndex(
            hot_list_index.current_entries(connection),
            hot_list_index.current_suppressions(connection),
            min_probability=self._settings.hit_probability,
        )

    def source(self, code: str, zone: str) -> int:
        """Return the source's id; it is created, with its zone, where it is new."""
        if code not in self._sources:
            with self._database.transaction() as connection:
                found = feeds.ensure_source(connection, code, zone)
            self._sources[code] = found  # only now: what a lost commit made has no id
        return self._sources[code][0]

    def cameras_with(self, names: dict[cameras.CameraKey, str | None], now: datetime) -> Basis:
        """Create cameras that reads have named; return the basis that knows them."""
        with self._database.transaction() as connection:
            cameras.ensure(connection, names, now=now)
        return self.renewed()

    def unit_ids(self, wanted: Mapping[units.UnitKey, units.UnitWords]) -> dict[units.UnitKey, int]:
        """Return the ids of units; new ones are created, new call signs and kinds kept."""
        unknown = {key: words for key, words in wanted.items() if not self._knows(key, words)}
        if unknown:
            with self._database.transaction() as connection:
                units.ensure(connection, unknown)
                known = units.known(connection)
            self._units |= known  # only now: what a lost commit made has no id
        return {key: self._units[key][0] for key in wanted}

    def _knows(self, key: units.UnitKey, words: units.UnitWords) -> bool:
        known = self._units.get(key)
        return known is not None and all(
            new is None or new == old for new, old in zip(words, known[1], strict=True)
        )


def _cameras(connection: Connection) -> pl.DataFrame:
    found = [
        (row["source_id"], row["external_id"], row["camera_id"], row["lon"], row["lat"])
        for row in rows(connection, "cameras_known")
    ]
    return pl.DataFrame(found, schema=CAMERA_SCHEMA, orient="row")
