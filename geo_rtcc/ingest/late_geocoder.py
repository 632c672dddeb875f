"""The geocoder by what the database holds, read when it is needed and only as far as that."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from threading import RLock, Thread
from typing import TYPE_CHECKING

from geo_rtcc.errors import GeoRtccError
from geo_rtcc.models import Geocoded, Geofile, Hint, location_key
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database
from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.geofile import geofile
from geo_rtcc.store.reading import one_instant
from geo_rtcc.store.waiting import taught_places

if TYPE_CHECKING:
    # The labeller's model takes half a second to read, which calls with a point can do without.
    from geo_rtcc.geocoder.geocoder import Geocoder


def geocoder_of(connection: Connection, settings: Settings) -> "Geocoder":
    """Build the geocoder from what the database holds.

    Ask in a transaction that sees one instant, or that holds the geofile.
    """
    return geocoder_by(geofile(connection), settings)


def geocoder_by(known: Geofile, settings: Settings) -> "Geocoder":
    """Build the geocoder of a geofile by what the agency has set."""
    from geo_rtcc.geocoder.geocoder import Geocoder  # noqa: PLC0415
    from geo_rtcc.geocoder.weighing import Policy  # noqa: PLC0415

    policy = Policy(
        min_score=settings.geocode_score, max_uncertainty_m=settings.geocode_uncertainty_m
    )
    return Geocoder(known, policy=policy)


class LateGeocoder:
    """Answers by one state of the geofile, or a later one.

    Strings that were taught whole are kept apart from the reference of streets and points: teaching
    one is an everyday deed, and reading the reference again would take seconds each time.

    Parameters
    ----------
    before
        Of an earlier state; its reference is taken over where that has not changed.
    """

    def __init__(
        self, database: Database, settings: Settings, *, before: "LateGeocoder | None" = None
    ) -> None:
        self._database, self._settings = database, settings
        self._kept = before.kept if before else None
        self._taught: tuple[frozenset[str], Geocoder] | None = None
        self._reference: Geocoder | None = None
        self._is_empty: bool | None = None
        self._lock = RLock()

    @property
    def kept(self) -> "tuple[str, Geocoder] | None":
        """The reference that was read last, with its version."""
        return self._kept

    def warm(self) -> None:
        """Read everything in a thread, while the caller does something else."""
        Thread(target=self._try, daemon=True).start()

    def _try(self) -> None:
        with suppress(GeoRtccError):  # whoever needs it tries again, and is told
            if not self.is_empty:  # an agency without a geofile pays for no model
                self._read_reference()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look anything up in."""
        if self._is_empty is None:
            with one_instant(self._database) as connection:
                [found] = rows(connection, "geofile_is_empty")
            self._is_empty = bool(found["is_empty"])
        return self._is_empty

    def geocode_many(self, texts: Sequence[str], hints: Sequence[Hint]) -> list[Geocoded]:
        """Answer many strings, in order; the reference is read only for what was not taught."""
        keys, taught = self._read_taught()
        return [
            (taught if location_key(text) in keys else self._read_reference()).geocode(text, hint)
            for text, hint in zip(texts, hints, strict=True)
        ]

    def distance_m(self, lon: float, lat: float, other_lon: float, other_lat: float) -> float:
        """Return the distance of two points (degrees, EPSG:4326) in metres."""
        reference = self._read_reference()
        measuring = self._read_taught()[1] if reference.is_empty else reference
        return measuring.distance_m(lon, lat, other_lon, other_lat)

    def _read_taught(self) -> "tuple[frozenset[str], Geocoder]":
        with self._lock:
            if self._taught is None:
                with self._database.transaction() as connection:
                    taught = taught_places(connection)
                whole = geocoder_by(Geofile(taught=taught), self._settings)
                self._taught = frozenset(taught), whole
            return self._taught

    def _read_reference(self) -> "Geocoder":
        with self._lock:
            if self._reference is None:
                # to hold the geofile would be to wait behind a change that waits for the caller
                with one_instant(self._database) as connection:
                    version = rows(connection, "geofile_reference_version")[0]["version"]
                    if self._kept is None or self._kept[0] != version:
                        known = replace(geofile(connection), taught={})
                        self._kept = version, geocoder_by(known, self._settings)
                self._reference = self._kept[1]
            return self._reference
