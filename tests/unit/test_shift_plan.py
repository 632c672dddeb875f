"""Shift plans in TOML."""

import textwrap
from datetime import date
from pathlib import Path

import pytest

from geo_rtcc import shifts
from geo_rtcc.errors import ShiftPlanError
from geo_rtcc.feeds.shift_plan import read_shift_plan

TWO = """
code = "two"
zone = "America/Chicago"
effective = 2024-01-01

[[shift]]
code = "DAY"
name = "Day watch"
start = "06:30"
end = "18:30"

[[shift]]
code = "NIGHT"
start = "18:30"
end = "06:30"
dated_by = "end"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "plan.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_plan_is_read_with_its_defaults(tmp_path: Path) -> None:
    plan = read_shift_plan(write(tmp_path, TWO))
    assert (plan.code, plan.zone, plan.effective_on) == ("two", "America/Chicago", date(2024, 1, 1))
    assert (plan.closed, plan.precision) == ("start", "exact")
    day, night = plan.shifts
    assert (day.code, day.name, day.start_minute, day.end_minute) == ("DAY", "Day watch", 390, 1110)
    assert (night.name, night.dated_by, night.crosses_midnight) == ("NIGHT", "end", True)


def test_the_documented_plan_can_be_read(tmp_path: Path) -> None:
    documented = textwrap.dedent((shifts.__doc__ or "").partition("::\n")[2])
    plan = read_shift_plan(write(tmp_path, documented))
    assert (plan.closed, plan.precision) == ("end", "minute")
    assert [shift.code for shift in plan.shifts] == ["DAY", "EVENING", "MIDNIGHT"]


@pytest.mark.parametrize("clock", ["00:00", "07:00"])
def test_one_shift_may_last_the_whole_day(tmp_path: Path, clock: str) -> None:
    head = TWO.partition("[[shift]]")[0]
    one = f'[[shift]]\ncode = "ALL"\nstart = "{clock}"\nend = "{clock}"\n'
    (shift,) = read_shift_plan(write(tmp_path, head + one)).shifts
    assert shift.length.days == 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('end = "18:30"', 'end = "18:00"', "nobody is on duty from 18:00 to 18:30 (after DAY"),
        ('end = "18:30"', 'end = "19:00"', "DAY and NIGHT overlap from 18:30 to 19:00"),
        ('code = "NIGHT"', 'code = "DAY"', "two shifts have the code DAY"),
        ('zone = "America/Chicago"', "", "zone must be a text in quotes, but is missing"),
        ("America/Chicago", "CST6CDT/x", "IANA name like \"America/New_York\", not 'CST6CDT/x'"),
        ("America/Chicago", "localtime", "not 'localtime'"),
        ("2024-01-01", '"soon"', "effective must be a date like 2024-01-01, not 'soon'"),
        ("2024-01-01", "2024-01-01T00:00:00", "effective must be a date"),
        ('"06:30"\nend = "18:30"', '"6:30"\nend = "18:30"', "start in shift DAY must be a time"),
        ('"06:30"\nend = "18:30"', '06:30:00\nend = "18:30"', "start in shift DAY must be a time"),
        ('end = "06:30"', "", "end in shift NIGHT must be a time from"),
        ('end = "06:30"', 'end = "24:00"', "not '24:00'"),
        ('dated_by = "end"', 'dated_by = "both"', 'dated_by in shift NIGHT must be "start" or'),
        ('dated_by = "end"', 'color = "red"', "unknown key color in shift NIGHT. Known: code"),
        ('code = "two"', 'code = "two"\nclose = "end"', "unknown key close. Known: code, name"),
        ('code = "two"', 'code = "two"\nclosed = "both"', 'closed must be "start" or "end"'),
        ('code = "two"', 'code = "two"\nprecision = 1', 'precision must be "exact" or "minute"'),
        ('code = "NIGHT"', 'code = " "', "code in shift   must be a text"),
        ('code = "two"', 'code = "two', "can't be read as TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in TWO
    path = write(tmp_path, TWO.replace(old, new, 1))
    with pytest.raises(ShiftPlanError) as refused:
        read_shift_plan(path)
    assert str(refused.value).startswith(str(path))
    assert message in str(refused.value)


def test_a_plan_without_shifts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ShiftPlanError, match=r"write one \[\[shift\]\] table for each shift"):
        read_shift_plan(write(tmp_path, TWO.partition("[[shift]]")[0]))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ShiftPlanError, match=r"There is no file .*none\.toml"):
        read_shift_plan(tmp_path / "none.toml")
