"""Point and instant → cell, beat valid on that day, ambiguity, shift, operational date."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date
from threading import Lock, Thread
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geo_rtcc.beats import BeatIndex
from geo_rtcc.cells import cells_of
from geo_rtcc.models import AreaKind, Beat, BoundarySet, Shift, ShiftPlan
from geo_rtcc.settings import Settings
from geo_rtcc.shifts import ShiftCalendar
from geo_rtcc.store import Database
from geo_rtcc.store.areas import boundary_sets
from geo_rtcc.store.shift_plans import shift_plans

NO_AREA = 0

_EPOCH = date(1970, 1, 1)
_FINEST_FIRST = (AreaKind.BEAT, AreaKind.SECTOR, AreaKind.DISTRICT)


@dataclass(frozen=True, kw_only=True)
class Located:
    """Answers for n points and instants.

    Parameters
    ----------
    cell
        H3 cells at resolution 9, int64; 0 where there is no point.
    area_id
        The finest area valid on the operational date, int32; NO_AREA outside all of them.
    is_ambiguous
        Whether a boundary lies within the tolerance.
    others
        For ambiguous points only: ids of the other areas within the tolerance.
    shift_id
        int16; 0 where no shift plan applies.
    operational_day
        int32, days since 1970-01-01.
    """

    cell: NDArray[np.int64]
    area_id: NDArray[np.int32]
    is_ambiguous: NDArray[np.bool_]
    others: dict[int, tuple[int, ...]]
    shift_id: NDArray[np.int16]
    operational_day: NDArray[np.int32]


class Locator:
    """Locates points and instants by an agency's boundary sets and shift plans.

    A day's boundaries are those of the finest kind that has a set in force on that operational
    date: beats, else sectors, else districts.

    Parameters
    ----------
    sets, plans
        As stored, with ids.
    tolerance_m
        How near a boundary makes a beat ambiguous, in metres.
    """

    def __init__(
        self,
        sets: Sequence[BoundarySet],
        plans: Sequence[ShiftPlan],
        *,
        tolerance_m: float = 5.0,
    ) -> None:
        self.calendar = ShiftCalendar(plans)
        self._sets = tuple(sets)
        self._tolerance_m = tolerance_m
        self._from_day = np.array(sorted({_day(one.effective_on) for one in sets}), dtype=np.int64)
        self._indexes: dict[int, Future[BeatIndex]] = {}
        self._lock = Lock()
        self._areas = {area.area_id: area for _, area in self._listed()}
        self._shifts = {s.shift_id: s for plan in plans for s in plan.shifts}

    def warm(self) -> None:
        """Index the latest boundaries in a thread, while the caller reads what it will locate."""
        if len(self._from_day):
            latest = self._set_on(int(self._from_day[-1]))
            Thread(target=self._pending_index, args=(latest,), daemon=True).start()

    @classmethod
    def of(cls, database: Database, settings: Settings) -> Self:
        """Build the locator from what the database holds."""
        with database.transaction() as connection:
            sets, plans = boundary_sets(connection), shift_plans(connection)
        return cls(sets, plans, tolerance_m=settings.beat_tolerance_m)

    def locate(
        self,
        lon: NDArray[np.float64],
        lat: NDArray[np.float64],
        instants_us: NDArray[np.int64],
    ) -> Located:
        """Locate points (degrees, EPSG:4326; NaN for none) at instants (µs since 1970, UTC)."""
        shifts = self.calendar.locate(instants_us)
        area_id = np.full(len(lon), NO_AREA, dtype=np.int32)
        ambiguous = np.zeros(len(lon), dtype=bool)
        others: dict[int, tuple[int, ...]] = {}
        version = self._versions(shifts.operational_day)
        for one in np.unique(version[version > 0]):
            chosen = self._set_on(int(self._from_day[one - 1]))
            index = self._index(chosen)
            rows = np.flatnonzero(version == one)
            answer = index.locate(lon[rows], lat[rows])
            # OUTSIDE is -1, so the last id stands for it
            ids = np.array([area.area_id for area in index.areas] + [NO_AREA], dtype=np.int32)
            area_id[rows] = ids[answer.position]
            ambiguous[rows] = answer.is_ambiguous
            for row, positions in answer.others.items():
                others[int(rows[row])] = tuple(int(ids[position]) for position in positions)
        return Located(
            cell=cells_of(lon, lat),
            area_id=area_id,
            is_ambiguous=ambiguous,
            others=others,
            shift_id=shifts.shift_id,
            operational_day=shifts.operational_day,
        )

    def named(self, codes: pl.Series, instants_us: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the area in force then that each code names, int32; NO_AREA where none does."""
        area_id = np.full(len(codes), NO_AREA, dtype=np.int32)
        if codes.null_count() == len(codes):
            return area_id
        version = self._versions(self.calendar.locate(instants_us).operational_day)
        for one in np.unique(version[version > 0]):
            areas = self._set_on(int(self._from_day[one - 1])).areas
            ids = {area.code: area.area_id for area in areas}
            rows = np.flatnonzero(version == one)
            found = codes.gather(rows).replace_strict(ids, default=NO_AREA, return_dtype=pl.Int32)
            area_id[rows] = found.fill_null(NO_AREA).to_numpy()
        return area_id

    def area(self, area_id: int) -> Beat | None:
        """Return the stored area with this id."""
        return self._areas.get(area_id)

    def shift(self, shift_id: int) -> Shift | None:
        """Return the stored shift with this id."""
        return self._shifts.get(shift_id)

    def district_codes(self) -> dict[int, str]:
        """Return each area's district code, by following parents through the loaded sets."""
        return {area.area_id: self._district(one, area) for one, area in self._listed()}

    def _listed(self) -> list[tuple[BoundarySet, Beat]]:
        return [(one, area) for one in self._sets for area in one.areas]

    def areas(self) -> dict[int, Beat]:
        """Return every stored area by id."""
        return dict(self._areas)

    def shifts(self) -> dict[int, Shift]:
        """Return every stored shift by id."""
        return dict(self._shifts)

    def _district(self, one: BoundarySet, area: Beat) -> str:
        if area.kind is AreaKind.DISTRICT:
            return area.code
        if area.kind is AreaKind.BEAT and (sectors := self._in_force(AreaKind.SECTOR, one)):
            for sector in sectors.areas:
                if sector.code == area.parent_code:
                    return sector.parent_code or ""
        return area.parent_code or ""

    def _in_force(self, kind: AreaKind, beside: BoundarySet) -> BoundarySet | None:
        valid = [
            one
            for one in self._sets
            if one.kind is kind and one.effective_on <= beside.effective_on
        ]
        return max(valid, key=lambda one: one.effective_on, default=None)

    def _versions(self, operational_day: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return how many of the dates on which boundaries change have come by each day."""
        return np.searchsorted(self._from_day, operational_day, side="right")

    def _set_on(self, day: int) -> BoundarySet:
        for kind in _FINEST_FIRST:
            valid = [s for s in self._sets if s.kind is kind and _day(s.effective_on) <= day]
            if valid:
                return max(valid, key=lambda one: one.effective_on)
        raise AssertionError("a day before every set has no version")

    def _index(self, chosen: BoundarySet) -> BeatIndex:
        return self._pending_index(chosen).result()

    def _pending_index(self, chosen: BoundarySet) -> Future[BeatIndex]:
        with self._lock:
            pending = self._indexes.get(chosen.set_id)
            if pending is None:
                pending = self._indexes[chosen.set_id] = Future()
                mine = True
            else:
                mine = False
        if mine:
            areas = sorted(chosen.areas, key=lambda area: area.code)
            try:
                pending.set_result(BeatIndex(areas, tolerance_m=self._tolerance_m))
            except Exception as error:  # whoever waits for the index is told
                pending.set_exception(error)
        return pending


def _day(on: date) -> int:
    return (on - _EPOCH).days
