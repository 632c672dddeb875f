"""Instant → shift and operational date, across midnight, plan changes and clock changes.

Every shift plan is turned into boundary instants, and an instant belongs to the last boundary at or
before it. So each shift is one contiguous half-open UTC interval, and every instant from the first
plan on has exactly one shift, also on the day of 23 hours and on the day of 25.

A boundary is the first instant at which the agency's wall clock shows its time or a later one.
Inside the hour skipped in spring it therefore takes effect at the change of clocks; inside the hour
repeated in autumn, at its first occurrence.

Agencies whose times are cut to the minute often count the boundary minute to the earlier shift.
Washington DC's police, whose day shift is (07:00, 15:00], do::

    code = "dc-mpd"
    zone = "America/New_York"
    effective = 2008-01-01
    closed = "end"
    precision = "minute"
    shift = [
        { code = "DAY", name = "Day", start = "07:00", end = "15:00" },
        { code = "EVENING", name = "Evening", start = "15:00", end = "23:00" },
        { code = "MIDNIGHT", name = "Midnight", start = "23:00", end = "07:00", dated_by = "end" },
    ]
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from geo_rtcc.errors import InputError, ShiftPlanError
from geo_rtcc.models import Shift, ShiftPlan, ShiftWindow, aware

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = EPOCH.toordinal()
FIRST_YEAR, LAST_YEAR = 1900, 2199
SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
# A shift lasts up to a day, zones reach 14 hours from UTC, and a date line change skips a date.
MARGIN_DAYS = 3

# (instant in µs, index into the calendar's shifts, operational day)
Boundary = tuple[int, int, int]


@dataclass(frozen=True)
class ShiftColumns:
    """Shift and operational date of many instants.

    Parameters
    ----------
    shift_id
        int16; 0 where no shift applies.
    operational_day
        int32, days since 1970-01-01.
    """

    shift_id: NDArray[np.int16]
    operational_day: NDArray[np.int32]


@dataclass(frozen=True)
class _Table:
    """Boundaries in order, for instants of ``years``; ``shift`` is -1 where none applies."""

    years: range
    start_us: NDArray[np.int64]
    shift: NDArray[np.int16]
    shift_id: NDArray[np.int16]
    day: NDArray[np.int32]
    first_of_day: NDArray[np.int32]
    busiest_day: int

    def find(self, instants_us: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return for each instant the index of the last boundary at or before it.

        Days are buckets: a lookup and one comparison for each boundary of the busiest day take a
        third of the time of a binary search over years of boundaries.
        """
        bucket = instants_us // DAY_US
        bucket -= self.start_us[0] // DAY_US
        found = self.first_of_day[bucket]
        for _ in range(self.busiest_day):
            found += self.start_us[found + 1] <= instants_us
        return found


class ShiftCalendar:
    """The shift plans of an agency, in force one after the other.

    A plan takes over at the start of its first shift whose operational date is its effective date
    or later; the shift running at that instant under the plan before ends there. Before the first
    plan there is no shift, and the operational date is the calendar date in the first plan's zone
    (in UTC without any plan; a repeated hour that reaches back over midnight stays with the later
    date).

    Parameters
    ----------
    plans
        Plans with different effective dates, in any order.

    Raises
    ------
    ShiftPlanError
        A plan doesn't tile the day, its zone is unknown, or two take effect on the same date.
    """

    def __init__(self, plans: Iterable[ShiftPlan]) -> None:
        self.plans = tuple(sorted(plans, key=lambda plan: plan.effective_on))
        self._shifts = tuple(shift for plan in self.plans for shift in plan.shifts)
        _refuse_unusable(self.plans)
        self._table: _Table | None = None

    def locate(self, instants_us: NDArray[np.int64]) -> ShiftColumns:
        """Return shift and operational date of instants in microseconds since 1970-01-01 UTC.

        Raises
        ------
        InputError
            An instant lies outside 1900–2199.
        """
        if not instants_us.size:
            return ShiftColumns(np.empty(0, np.int16), np.empty(0, np.int32))
        table = self._covering(_year(instants_us.min()), _year(instants_us.max()))
        found = table.find(instants_us)
        return ShiftColumns(table.shift_id[found], table.day[found])

    def at(self, instant: datetime) -> tuple[Shift | None, date]:
        """Return shift (None before the first plan) and operational date of one aware instant."""
        instant_us = _microseconds(aware(instant, "instant"))
        table = self._covering(_year(instant_us), _year(instant_us))
        found = int(np.searchsorted(table.start_us, instant_us, side="right")) - 1
        index = int(table.shift[found])
        return (self._shifts[index] if index >= 0 else None), _date(int(table.day[found]))

    def windows(self, from_on: date, to_on: date) -> list[ShiftWindow]:
        """Return every shift with an operational date in [from_on, to_on], in order of time.

        A window holds exactly the instants that `locate` gives its shift. Where a plan closes
        shifts at their end, windows so start a minute (or, unless times are cut to the minute, a
        microsecond) after the hour.
        """
        table = self._covering(from_on.year, to_on.year)
        inside = (table.day >= _day(from_on)) & (table.day <= _day(to_on)) & (table.shift >= 0)
        return [
            ShiftWindow(
                shift=self._shifts[table.shift[i]],
                operational_on=_date(int(table.day[i])),
                start_at=EPOCH + timedelta(microseconds=int(table.start_us[i])),
                end_at=EPOCH + timedelta(microseconds=int(table.start_us[i + 1])),
            )
            for i in np.flatnonzero(inside).tolist()
        ]

    def zone_on(self, operational_on: date) -> ZoneInfo:
        """Return the agency's zone on that date: its first plan's before that, UTC without any."""
        zones = [plan.zone for plan in self.plans if plan.effective_on <= operational_on]
        return ZoneInfo(zones[-1] if zones else self._first_zone)

    @property
    def _first_zone(self) -> str:
        return self.plans[0].zone if self.plans else "UTC"

    def _covering(self, first: int, last: int) -> _Table:
        """Return boundaries for these years, and for all years asked for before."""
        known = self._table
        if known is None or first not in known.years or last not in known.years:
            if first < FIRST_YEAR or last > LAST_YEAR:
                year = first if first < FIRST_YEAR else last
                raise InputError(f"Dates must lie in {FIRST_YEAR}–{LAST_YEAR}; this is in {year}.")
            if known is not None:
                first, last = min(first, known.years[0]), max(last, known.years[-1])
            self._table = known = self._build(range(first, last + 1))
        return known

    def _build(self, years: range) -> _Table:
        days = range(
            _day(date(years[0], 1, 1)) - MARGIN_DAYS, _day(date(years[-1], 12, 31)) + MARGIN_DAYS
        )
        rows = _calendar_dates(ZoneInfo(self._first_zone), days)
        first_index = 0
        for plan in self.plans:
            new = _plan_boundaries(plan, first_index, days)
            first_index += len(plan.shifts)
            if new:
                rows = [row for row in rows if row[0] < new[0][0]] + new
        # Boundaries inside a skipped hour coincide; the last of them has the time that remains.
        rows = list({row[0]: row for row in rows}.values())
        return _table(years, rows, [shift.shift_id for shift in self._shifts])


def tiling_fault(shifts: Sequence[Shift]) -> str | None:
    """Say where the shifts overlap or leave a gap in the day; None if they tile it exactly."""
    if not shifts:
        return "there is no shift in it"
    ordered = sorted(shifts, key=lambda shift: shift.start_minute)
    starts = [shift.start_minute for shift in ordered]
    ends = [shift.start_minute + _minutes(shift) for shift in ordered]
    following = [*ordered[1:], ordered[0]]
    next_starts = [*starts[1:], starts[0] + 1440]
    pairs = list(zip(ordered, ends, following, next_starts, strict=True))
    # Overlaps first: behind a shift that lies inside another one, a gap would only seem to be.
    for one, end, other, start in pairs:
        if end > start:
            until = _clock(min(end, start + _minutes(other)))
            return f"{one.code} and {other.code} overlap from {_clock(start)} to {until}"
    for one, end, other, start in pairs:
        if end < start:
            where = f"(after {one.code}, before {other.code})"
            return f"nobody is on duty from {_clock(end)} to {_clock(start)} {where}"
    return None


def _refuse_unusable(plans: Sequence[ShiftPlan]) -> None:
    for plan, following in zip(plans, [*plans[1:], None], strict=False):
        if fault := tiling_fault(plan.shifts):
            raise ShiftPlanError(f"Shift plan {plan.code}: {fault}.")
        if following and plan.effective_on == following.effective_on:
            both = f"{plan.code} and {following.code}"
            raise ShiftPlanError(f"Shift plans {both} both take effect on {plan.effective_on}.")
        try:
            ZoneInfo(plan.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            text = f"Shift plan {plan.code}: {plan.zone!r} is no time zone; write it like"
            raise ShiftPlanError(f"{text} America/New_York.") from None


def _plan_boundaries(plan: ShiftPlan, first_index: int, days: range) -> list[Boundary]:
    """Return the plan's boundaries that start on these local dates and are in force."""
    zone = ZoneInfo(plan.zone)
    later = _later_us(plan)
    shifts = sorted(enumerate(plan.shifts, first_index), key=lambda item: item[1].start_minute)
    effective = _day(plan.effective_on)
    first_day = max(days[0], effective - 1)
    steady = _steady_offsets_us(zone, range(first_day, days[-1] + 1))
    rows = []
    # The day before, because a shift dated by its end starts then.
    for start_day in range(first_day, days[-1] + 1):
        for index, shift in shifts:
            day = start_day + (shift.dated_by == "end" and shift.crosses_midnight)
            if day >= effective:
                if start_day in steady:
                    local_us = (start_day * 1440 + shift.start_minute) * 60 * SECOND_US
                    at_us = local_us - steady[start_day]
                else:
                    at_us = _first_instant_us(zone, start_day, shift.start_minute)
                rows.append((at_us + later, index, day))
    return rows


def _calendar_dates(zone: ZoneInfo, days: range) -> list[Boundary]:
    """Return the first instant of each local date, without a shift."""
    steady = _steady_offsets_us(zone, days)
    return [
        (day * DAY_US - steady[day] if day in steady else _first_instant_us(zone, day, 0), -1, day)
        for day in days
    ]


def _steady_offsets_us(zone: ZoneInfo, days: range) -> dict[int, int]:
    """Return the offset of the local dates on which the clocks don't change, in microseconds.

    Away from the two changes a year, this saves asking the zone for every single boundary.
    """
    ends = range(days.start, days.stop + 1)
    midnights = [datetime.fromordinal(day + EPOCH_ORDINAL) for day in ends] if days else []
    offsets = [{_offset(zone, midnight, fold) for fold in (0, 1)} for midnight in midnights]
    return {
        day: next(iter(here)) // timedelta(microseconds=1)
        for day, here, following in zip(days, offsets[:-1], offsets[1:], strict=True)
        if len(here) == 1 and here == following
    }


def _later_us(plan: ShiftPlan) -> int:
    """Return how far boundaries move so that plain half-open intervals follow the plan's rule.

    Boundaries stand on whole minutes. With the end closed, an instant cut to the minute is past
    the boundary exactly from the next minute on, an uncut one from the next microsecond on. With
    the start closed nothing moves: cut to the minute or not, an instant is at or past a whole
    minute or it isn't.
    """
    if plan.closed == "start":
        return 0
    return 60 * SECOND_US if plan.precision == "minute" else 1


def _first_instant_us(zone: ZoneInfo, day: int, minute: int) -> int:
    """Return the first instant at which the zone's clock shows that local time or a later one."""
    local = datetime.fromordinal(day + EPOCH_ORDINAL) + timedelta(minutes=minute)
    earlier, later = (
        _microseconds((local - _offset(zone, local, fold)).replace(tzinfo=UTC)) for fold in (1, 0)
    )
    # Equal away from clock changes. In a repeated hour fold 0 is the first occurrence, and the
    # smaller; in a skipped one it is the larger, past the change, which lies in between.
    if later <= earlier:
        return later
    wall = local.replace(tzinfo=UTC)
    while later - earlier > SECOND_US:
        middle = (earlier + later) // (2 * SECOND_US) * SECOND_US
        instant = EPOCH + timedelta(microseconds=middle)
        if instant.astimezone(zone).replace(tzinfo=UTC) >= wall:
            later = middle
        else:
            earlier = middle
    return later


def _offset(zone: ZoneInfo, local: datetime, fold: int) -> timedelta:
    offset = local.replace(tzinfo=zone, fold=fold).utcoffset()
    assert offset is not None
    return offset


def _table(years: range, rows: Sequence[Boundary], shift_ids: Sequence[int]) -> _Table:
    start_us, shift, day = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    day_of_start = start_us // DAY_US
    midnights = np.arange(day_of_start[0], day_of_start[-1] + 1) * DAY_US
    return _Table(
        years=years,
        start_us=start_us,
        shift=shift.astype(np.int16),
        # The last id, 0, is the one that index -1 finds.
        shift_id=np.array([*shift_ids, 0], np.int16)[shift],
        day=day.astype(np.int32),
        first_of_day=(np.searchsorted(start_us, midnights, side="right") - 1).astype(np.int32),
        busiest_day=int(np.bincount(day_of_start - day_of_start[0]).max()),
    )


def _minutes(shift: Shift) -> int:
    return int(shift.length.total_seconds()) // 60


def _clock(minute: int) -> str:
    return f"{minute % 1440 // 60:02}:{minute % 60:02}"


def _microseconds(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1)


def _year(instant_us: int | np.int64) -> int:
    return int(np.datetime64(int(instant_us), "us").astype("datetime64[Y]").astype(np.int64)) + 1970


def _day(on: date) -> int:
    return on.toordinal() - EPOCH_ORDINAL


def _date(day: int) -> date:
    return date.fromordinal(day + EPOCH_ORDINAL)
