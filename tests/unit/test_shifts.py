"""Instants to shifts and operational dates, by example."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from geo_rtcc.errors import InputError, ShiftPlanError
from geo_rtcc.models import Shift, ShiftPlan
from geo_rtcc.shifts import ShiftCalendar, tiling_fault

NEW_YORK = ZoneInfo("America/New_York")
DAY = Shift(code="DAY", name="Day", start_minute=420, end_minute=900, shift_id=1)
EVENING = Shift(code="EVENING", name="Evening", start_minute=900, end_minute=1380, shift_id=2)
MIDNIGHT = Shift(
    code="MIDNIGHT", name="Midnight", start_minute=1380, end_minute=420, dated_by="end", shift_id=3
)
DC = ShiftPlan(
    code="dc-mpd",
    zone="America/New_York",
    effective_on=date(2008, 1, 1),
    shifts=(DAY, EVENING, MIDNIGHT),
    closed="end",
    precision="minute",
)
HALF_OPEN = replace(DC, closed="start", precision="exact")


def plan(*starts: str, zone: str = "America/New_York", **fields: object) -> ShiftPlan:
    """Make a plan whose shifts start at these times, named by them."""
    minutes = [int(start[:2]) * 60 + int(start[3:]) for start in starts]
    shifts = tuple(
        Shift(code=code, name=code, start_minute=start, end_minute=end)
        for code, start, end in zip(starts, minutes, minutes[1:] + minutes[:1], strict=True)
    )
    return replace(HALF_OPEN, zone=zone, shifts=shifts, **fields)


def shift_at(calendar: ShiftCalendar, instant: str, zone: ZoneInfo = NEW_YORK) -> tuple[str, str]:
    shift, on = calendar.at(datetime.fromisoformat(instant).replace(tzinfo=zone))
    return (shift.code if shift else "-"), on.isoformat()


def utc(instant: str) -> datetime:
    return datetime.fromisoformat(instant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("closed", "precision", "last", "first"),
    [
        ("start", "exact", "06:59:59.999999", "07:00"),
        ("start", "minute", "06:59:59.999999", "07:00"),
        ("end", "exact", "07:00", "07:00:00.000001"),
        ("end", "minute", "07:00:59.999999", "07:01"),
    ],
)
def test_the_boundary_belongs_to_the_closed_end(
    closed: str, precision: str, last: str, first: str
) -> None:
    calendar = ShiftCalendar([replace(DC, closed=closed, precision=precision)])
    assert shift_at(calendar, f"2017-06-05T{last}") == ("MIDNIGHT", "2017-06-05")
    assert shift_at(calendar, f"2017-06-05T{first}") == ("DAY", "2017-06-05")


@pytest.mark.parametrize(("dated_by", "on"), [("start", "2017-06-05"), ("end", "2017-06-06")])
def test_a_night_shift_has_one_operational_date(dated_by: str, on: str) -> None:
    night = replace(MIDNIGHT, dated_by=dated_by)
    calendar = ShiftCalendar([replace(HALF_OPEN, shifts=(DAY, EVENING, night))])
    assert shift_at(calendar, "2017-06-05T23:30") == ("MIDNIGHT", on)
    assert shift_at(calendar, "2017-06-06T06:30") == ("MIDNIGHT", on)


def test_a_shift_that_ends_at_midnight_ends_on_its_own_date() -> None:
    early, late = plan("00:00", "16:00").shifts
    calendar = ShiftCalendar([replace(HALF_OPEN, shifts=(early, replace(late, dated_by="end")))])
    assert shift_at(calendar, "2017-06-05T23:59") == ("16:00", "2017-06-05")
    assert shift_at(calendar, "2017-06-06T00:00") == ("00:00", "2017-06-06")


def test_a_boundary_in_the_skipped_hour_takes_effect_at_the_change() -> None:
    calendar = ShiftCalendar([plan("02:30", "14:30")])
    (first, _) = calendar.windows(date(2024, 3, 10), date(2024, 3, 10))
    assert (first.shift.code, first.start_at) == ("02:30", utc("2024-03-10T07:00"))
    assert shift_at(calendar, "2024-03-10T01:59:59") == ("14:30", "2024-03-09")


def test_a_boundary_in_the_repeated_hour_takes_effect_the_first_time() -> None:
    calendar = ShiftCalendar([plan("01:30", "13:30")])
    (first, _) = calendar.windows(date(2024, 11, 3), date(2024, 11, 3))
    assert first.start_at == utc("2024-11-03T05:30")
    again_earlier = utc("2024-11-03T06:15")
    assert again_earlier.astimezone(NEW_YORK).strftime("%H:%M") == "01:15"
    assert calendar.at(again_earlier) == (first.shift, date(2024, 11, 3))


@pytest.mark.parametrize(("on", "hours"), [("2024-03-10", 7), ("2024-11-03", 9), ("2024-06-01", 8)])
def test_the_night_of_a_clock_change_is_an_hour_shorter_or_longer(on: str, hours: int) -> None:
    night = ShiftCalendar([DC]).windows(date.fromisoformat(on), date.fromisoformat(on))[0]
    assert (night.shift, night.end_at - night.start_at) == (MIDNIGHT, timedelta(hours=hours))


def test_a_half_hour_clock_change_skips_half_an_hour() -> None:
    calendar = ShiftCalendar([plan("02:15", "12:00", zone="Australia/Lord_Howe")])
    (first, _) = calendar.windows(date(2024, 10, 6), date(2024, 10, 6))
    assert first.start_at == utc("2024-10-05T15:30")
    assert first.end_at - first.start_at == timedelta(hours=9, minutes=30)


def test_shifts_of_a_skipped_date_have_no_time_but_the_last_one() -> None:
    calendar = ShiftCalendar([plan("06:00", "18:00", zone="Pacific/Apia")])
    windows = calendar.windows(date(2011, 12, 29), date(2011, 12, 31))
    found = [(w.shift.code, w.operational_on.day, w.end_at - w.start_at) for w in windows]
    half, quarter = timedelta(hours=12), timedelta(hours=6)
    assert found == [
        ("06:00", 29, half), ("18:00", 29, quarter), ("18:00", 30, quarter),
        ("06:00", 31, half), ("18:00", 31, half),
    ]  # fmt: skip


def test_a_new_plan_cuts_the_shift_that_is_running() -> None:
    new = plan("06:00", "18:00", effective_on=date(2017, 6, 5))
    calendar = ShiftCalendar([new, HALF_OPEN])
    windows = calendar.windows(date(2017, 6, 4), date(2017, 6, 5))
    found = [(w.shift.code, w.operational_on.day, f"{w.start_at:%dT%H}") for w in windows]
    assert found == [
        ("MIDNIGHT", 4, "04T03"), ("DAY", 4, "04T11"), ("EVENING", 4, "04T19"),
        ("MIDNIGHT", 5, "05T03"), ("06:00", 5, "05T10"), ("18:00", 5, "05T22"),
    ]  # fmt: skip
    assert windows[3].end_at - windows[3].start_at == timedelta(hours=7)


def test_the_old_plans_last_shift_runs_until_the_new_plan_starts() -> None:
    new = plan("09:00", "21:00", effective_on=date(2017, 6, 5))
    old = plan("00:00", "08:00", "16:00")
    calendar = ShiftCalendar([old, new])
    assert shift_at(calendar, "2017-06-05T08:30") == ("08:00", "2017-06-05")
    assert shift_at(calendar, "2017-06-05T09:00") == ("09:00", "2017-06-05")


def test_a_new_plan_dated_by_the_end_starts_the_evening_before() -> None:
    new = replace(DC, effective_on=date(2017, 6, 5), closed="start")
    calendar = ShiftCalendar([plan("00:00", "12:00"), new])
    assert shift_at(calendar, "2017-06-04T22:59") == ("12:00", "2017-06-04")
    assert shift_at(calendar, "2017-06-04T23:00") == ("MIDNIGHT", "2017-06-05")


def test_a_plan_in_another_zone_takes_over_by_its_own_clock() -> None:
    new = plan("07:00", zone="America/Chicago", effective_on=date(2017, 6, 5))
    calendar = ShiftCalendar([plan("07:00"), new])
    assert calendar.at(utc("2017-06-05T11:30"))[1] == date(2017, 6, 5)
    (last, first) = calendar.windows(date(2017, 6, 5), date(2017, 6, 5))
    assert (last.end_at, first.start_at) == (utc("2017-06-05T12:00"), utc("2017-06-05T12:00"))
    assert calendar.zone_on(date(2017, 6, 4)) == NEW_YORK
    assert calendar.zone_on(date(2017, 6, 5)) == ZoneInfo("America/Chicago")


def test_before_the_first_plan_there_is_only_the_local_date() -> None:
    calendar = ShiftCalendar([DC])
    assert shift_at(calendar, "2007-12-30T23:59") == ("-", "2007-12-30")
    assert shift_at(calendar, "2007-12-31T23:00:59") == ("-", "2007-12-31")
    assert shift_at(calendar, "2007-12-31T23:01") == ("MIDNIGHT", "2008-01-01")
    assert calendar.windows(date(2007, 1, 1), date(2007, 12, 31)) == []
    assert calendar.zone_on(date(2000, 1, 1)) == NEW_YORK


def test_without_any_plan_the_date_is_that_of_utc() -> None:
    calendar = ShiftCalendar([])
    assert calendar.at(utc("2017-06-05T23:59:59")) == (None, date(2017, 6, 5))
    assert calendar.zone_on(date(2017, 6, 5)) == ZoneInfo("UTC")
    assert calendar.windows(date(2017, 1, 1), date(2017, 12, 31)) == []


def test_columns_say_none_as_zero_and_dates_as_days() -> None:
    instants = np.array(["2007-06-05T12:00", "2017-06-05T12:00"], "datetime64[us]")
    columns = ShiftCalendar([DC]).locate(instants.astype(np.int64))
    assert columns.shift_id.tolist() == [0, DAY.shift_id]
    assert (columns.shift_id.dtype, columns.operational_day.dtype) == (np.int16, np.int32)
    days = columns.operational_day.astype("datetime64[D]").astype(str)
    assert days.tolist() == ["2007-06-05", "2017-06-05"]


def test_dates_from_1970_to_2100_have_shifts() -> None:
    calendar = ShiftCalendar([replace(DC, effective_on=date(1969, 1, 1))])
    ends = np.array(["1970-01-01", "2100-12-31T23:59:59.999999"], "datetime64[us]")
    days = calendar.locate(ends.astype(np.int64)).operational_day.astype("datetime64[D]")
    assert days.astype(str).tolist() == ["1969-12-31", "2100-12-31"]


def test_no_instants_have_no_shifts() -> None:
    columns = ShiftCalendar([DC]).locate(np.empty(0, np.int64))
    assert (columns.shift_id.size, columns.operational_day.size) == (0, 0)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="instant needs a time zone"):
        ShiftCalendar([DC]).at(datetime(2017, 6, 5, 12))


@pytest.mark.parametrize("year", [1899, 2200, 290_000])
def test_a_year_that_must_be_a_mistake_is_refused(year: int) -> None:
    instant = np.array([f"{year}-06-01"], "datetime64[us]").astype(np.int64)
    with pytest.raises(InputError, match=f"this is in {year}"):
        ShiftCalendar([DC]).locate(instant)


def test_the_machines_own_zone_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    before = ShiftCalendar([DC]).windows(date(2024, 3, 8), date(2024, 3, 12))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert ShiftCalendar([DC]).windows(date(2024, 3, 8), date(2024, 3, 12)) == before
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("plans", "message"),
    [
        ([replace(DC, shifts=(DAY, MIDNIGHT))], "dc-mpd: nobody is on duty from 15:00 to 23:00"),
        ([replace(DC, zone="America/Gotham")], "'America/Gotham' is no time zone"),
        ([DC, replace(DC, code="b")], "dc-mpd and b both take effect on 2008-01-01"),
    ],
)
def test_unusable_plans_are_refused(plans: list[ShiftPlan], message: str) -> None:
    with pytest.raises(ShiftPlanError, match=message):
        ShiftCalendar(plans)


@pytest.mark.parametrize(
    ("hours", "fault"),
    [
        ([(7, 15), (15, 23), (23, 7)], None),
        ([(7, 7)], None),
        ([(0, 0)], None),
        ([], "there is no shift in it"),
        ([(7, 15)], "nobody is on duty from 15:00 to 07:00 (after A, before A)"),
        ([(7, 15), (16, 7)], "nobody is on duty from 15:00 to 16:00 (after A, before B)"),
        ([(15, 6), (7, 15)], "nobody is on duty from 06:00 to 07:00 (after A, before B)"),
        ([(7, 16), (15, 7)], "A and B overlap from 15:00 to 16:00"),
        ([(7, 15), (15, 8)], "B and A overlap from 07:00 to 08:00"),
        ([(0, 12), (3, 5), (12, 0)], "A and B overlap from 03:00 to 05:00"),
        ([(7, 7), (7, 7)], "A and B overlap from 07:00 to 07:00"),
    ],
)
def test_a_gap_or_an_overlap_is_named(hours: list[tuple[int, int]], fault: str | None) -> None:
    shifts = [
        Shift(code=code, name=code, start_minute=start * 60, end_minute=end * 60)
        for code, (start, end) in zip("ABCD", hours, strict=False)
    ]
    assert tiling_fault(shifts) == fault


@pytest.fixture(scope="module")
def dc_calls(shared: Path) -> pl.DataFrame:
    """Washington's own records: instants from its local times, and its own column SHIFT."""
    files = sorted((shared / "data/dc").glob("crime_Ward*.csv"))
    calls = pl.concat([pl.read_csv(file, infer_schema=False) for file in files])
    local = pl.col("REPORT_DAT").str.to_datetime("%m/%d/%Y %I:%M:%S %p", time_unit="us")
    instant = local.dt.replace_time_zone("America/New_York", ambiguous="earliest")
    return calls.select(pl.col("SHIFT"), instant.dt.epoch("us").alias("instant_us"))


@pytest.mark.parametrize(
    ("closed", "precision", "expected"),
    [("end", "minute", 45_808), ("end", "exact", 45_788), ("start", "exact", 45_428)],
)
def test_shifts_agree_with_washingtons_own(
    dc_calls: pl.DataFrame, closed: str, precision: str, expected: int
) -> None:
    ids = {shift.code: shift.shift_id for shift in DC.shifts}
    calendar = ShiftCalendar([replace(DC, closed=closed, precision=precision)])
    ours = calendar.locate(dc_calls["instant_us"].to_numpy()).shift_id
    theirs = dc_calls["SHIFT"].replace_strict(ids).to_numpy()
    assert (len(theirs), int((ours == theirs).sum())) == (45_808, expected)
