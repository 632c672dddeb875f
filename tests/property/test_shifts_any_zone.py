"""Every instant has exactly one shift, in any zone, under any plan, on any day."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo_rtcc.models import Shift, ShiftPlan
from geo_rtcc.shifts import ShiftCalendar

# Days on which clocks changed: by an hour, by half of one, at 00:01, by two hours, by a whole day.
CHANGES = {
    "America/New_York": [date(2024, 3, 10), date(2024, 11, 3), date(1974, 1, 6)],
    "America/Chicago": [date(2024, 3, 10), date(2024, 11, 3)],
    "Australia/Lord_Howe": [date(2024, 4, 7), date(2024, 10, 6)],
    "Asia/Kathmandu": [date(1986, 1, 1)],
    "Europe/Dublin": [date(2024, 3, 31), date(2024, 10, 27), date(1971, 10, 31)],
    "America/St_Johns": [date(1988, 4, 3), date(1988, 10, 30), date(2011, 11, 6)],
    "Pacific/Apia": [date(2011, 12, 30), date(2011, 9, 24)],
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
zones = st.sampled_from(sorted(CHANGES))


@st.composite
def shift_sets(draw: st.DrawFn) -> tuple[Shift, ...]:
    """Draw shifts that tile the day, in any order."""
    starts = sorted(draw(st.sets(st.integers(0, 1439), min_size=1, max_size=5)))
    shifts = [
        Shift(
            code=f"S{number}",
            name=f"Shift {number}",
            start_minute=start,
            end_minute=end,
            dated_by=draw(st.sampled_from(["start", "end"])),
            shift_id=number,
        )
        for number, (start, end) in enumerate(zip(starts, starts[1:] + starts[:1], strict=True), 1)
    ]
    return tuple(draw(st.permutations(shifts)))


@st.composite
def plans(draw: st.DrawFn, effective_on: date = date(1969, 12, 1), zone: str = "") -> ShiftPlan:
    return ShiftPlan(
        code="plan",
        zone=zone or draw(zones),
        effective_on=effective_on,
        shifts=draw(shift_sets()),
        closed=draw(st.sampled_from(["start", "end"])),
        precision=draw(st.sampled_from(["exact", "minute"])),
    )


@st.composite
def instants(draw: st.DrawFn, zone: str) -> datetime:
    """Draw any instant from 1970 to 2100, half of them near a change of clocks."""
    if draw(st.booleans()):
        near = datetime.combine(draw(st.sampled_from(CHANGES[zone])), datetime.min.time())
        around = st.timedeltas(timedelta(hours=-30), timedelta(hours=54))
        return near.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) + draw(around)
    return draw(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))


@st.composite
def cases(draw: st.DrawFn) -> tuple[ShiftPlan, datetime]:
    plan = draw(plans())
    return plan, draw(instants(plan.zone))


@settings(deadline=None)
@given(cases())
def test_every_instant_has_exactly_one_shift(case: tuple[ShiftPlan, datetime]) -> None:
    plan, instant = case
    calendar = ShiftCalendar([plan])
    around = instant.date()
    windows = calendar.windows(around - timedelta(days=3), around + timedelta(days=3))
    (window,) = [w for w in windows if w.start_at <= instant < w.end_at]
    assert calendar.at(instant) == (window.shift, window.operational_on)
    columns = calendar.locate(np.array([(instant - EPOCH) // timedelta(microseconds=1)]))
    assert columns.shift_id.tolist() == [window.shift.shift_id]
    day = timedelta(days=columns.operational_day.tolist()[0])
    assert EPOCH.date() + day == window.operational_on


@settings(deadline=None)
@given(cases())
def test_shifts_follow_each_other_without_gap_or_overlap(case: tuple[ShiftPlan, datetime]) -> None:
    plan, instant = case
    around = instant.date()
    windows = ShiftCalendar([plan]).windows(around - timedelta(days=3), around + timedelta(days=3))
    assert windows
    for before, after in pairwise(windows):
        assert before.end_at == after.start_at
        assert before.start_at < before.end_at
        assert before.operational_on <= after.operational_on


@settings(deadline=None)
@given(cases())
def test_away_from_clock_changes_the_wall_clock_decides(case: tuple[ShiftPlan, datetime]) -> None:
    plan, instant = case
    zone = ZoneInfo(plan.zone)
    offsets = {
        (instant + timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in range(-48, 49)
    }
    assume(len(offsets) == 1)
    wall = instant.astimezone(zone).replace(tzinfo=None)
    assert ShiftCalendar([plan]).at(instant) == by_wall_clock(plan, wall)


def by_wall_clock(plan: ShiftPlan, wall: datetime) -> tuple[Shift, date]:
    """Find the shift as a person would, who knows no zones."""
    if plan.precision == "minute":
        wall = wall.replace(second=0, microsecond=0)
    for shift in plan.shifts:
        for start_on in (wall.date() - timedelta(days=1), wall.date()):
            start = datetime.combine(start_on, datetime.min.time())
            start += timedelta(minutes=shift.start_minute)
            end = start + shift.length
            inside = start <= wall < end if plan.closed == "start" else start < wall <= end
            if inside:
                last = start_on + timedelta(days=1) if shift.crosses_midnight else start_on
                return shift, last if shift.dated_by == "end" else start_on
    raise AssertionError("no shift")


@settings(deadline=None)
@given(st.data(), zones, zones, st.dates(date(2005, 1, 1), date(2030, 1, 1)))
def test_a_change_of_plan_leaves_no_instant_without_a_shift(
    data: st.DataObject, old_zone: str, new_zone: str, on: date
) -> None:
    old = data.draw(plans(zone=old_zone))
    new = data.draw(plans(effective_on=on, zone=new_zone))
    calendar = ShiftCalendar([new, old])
    windows = calendar.windows(on - timedelta(days=4), on + timedelta(days=4))
    ours = [any(window.shift is shift for shift in new.shifts) for window in windows]
    assert ours == sorted(ours)
    assert True in ours
    assert False in ours
    assert all(before.end_at == after.start_at for before, after in pairwise(windows))
    assert windows[ours.index(True)].operational_on >= on
    alone = ShiftCalendar([new]).windows(on, on + timedelta(days=4))
    assert [w for w, is_new in zip(windows, ours, strict=True) if is_new] == alone


@settings(deadline=None)
@given(plans(), st.lists(st.integers(0, 3 * 365 * 86_400), min_size=1, max_size=50))
def test_many_instants_at_once_agree_with_one_at_a_time(
    plan: ShiftPlan, seconds: list[int]
) -> None:
    calendar = ShiftCalendar([plan])
    start = datetime(2010, 6, 1, tzinfo=UTC)
    many = (start - EPOCH) // timedelta(microseconds=1) + np.array(seconds) * 1_000_000
    columns = calendar.locate(many)
    found = zip(columns.shift_id.tolist(), columns.operational_day.tolist(), strict=True)
    for second, (shift_id, day) in zip(seconds, found, strict=True):
        shift, on = calendar.at(start + timedelta(seconds=second))
        assert shift is not None
        assert (shift.shift_id, on) == (shift_id, EPOCH.date() + timedelta(days=day))
