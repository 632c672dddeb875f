"""A shift plan in TOML → ShiftPlan. See `geo_rtcc.shifts` for an example and the rules."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from geo_rtcc.errors import ShiftPlanError
from geo_rtcc.models import Shift, ShiftPlan
from geo_rtcc.shifts import tiling_fault

# name is for whoever reads the file.
PLAN_KEYS = ("code", "name", "zone", "effective", "closed", "precision", "shift")
SHIFT_KEYS = ("code", "name", "start", "end", "dated_by")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def read_shift_plan(path: Path) -> ShiftPlan:
    """Read a shift plan.

    Raises
    ------
    ShiftPlanError
        The file can't be read, a key is unknown, missing or malformed, or the shifts don't tile
        the day exactly; the text names the file and the key, or the gap or overlap.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ShiftPlanError(f"There is no file {path}.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ShiftPlanError(f"{path} can't be read as TOML: {error}.") from error
    try:
        return _plan(table)
    except ShiftPlanError as error:
        raise ShiftPlanError(f"{path}: {error}") from None


def _plan(table: Mapping[str, Any]) -> ShiftPlan:
    _refuse_unknown(table, PLAN_KEYS, "")
    shifts = tuple(_shift(item, place) for place, item in enumerate(_shift_tables(table), 1))
    codes = [shift.code for shift in shifts]
    if twice := [code for code in codes if codes.count(code) > 1]:
        raise ShiftPlanError(f"two shifts have the code {twice[0]}; each needs its own.")
    if fault := tiling_fault(shifts):
        raise ShiftPlanError(f"{fault}. Shifts must follow each other around the clock.")
    return ShiftPlan(
        code=_word(table, "code", ""),
        zone=_zone(table),
        effective_on=_effective(table),
        shifts=shifts,
        closed=_choice(table, "closed", ("start", "end"), ""),
        precision=_choice(table, "precision", ("exact", "minute"), ""),
    )


def _shift(table: Mapping[str, Any], place: int) -> Shift:
    where = f" in shift {table.get('code', place)}"
    _refuse_unknown(table, SHIFT_KEYS, where)
    code = _word(table, "code", where)
    return Shift(
        code=code,
        name=_word(table, "name", where) if "name" in table else code,
        start_minute=_minute(table, "start", where),
        end_minute=_minute(table, "end", where),
        dated_by=_choice(table, "dated_by", ("start", "end"), where),
    )


def _shift_tables(table: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    shifts = table.get("shift")
    if not isinstance(shifts, list) or not all(isinstance(item, dict) for item in shifts):
        raise ShiftPlanError("shift is missing; write one [[shift]] table for each shift.")
    return shifts


def _refuse_unknown(table: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            raise ShiftPlanError(f"unknown key {key}{where}. Known: {', '.join(known)}.")


def _word(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ShiftPlanError(f"{key}{where} must be a text in quotes{_not(value)}.")
    return value.strip()


def _choice(table: Mapping[str, Any], key: str, choices: tuple[str, str], where: str) -> str:
    """Return the value; the first choice where the key is left out."""
    value = table.get(key, choices[0])
    if value not in choices:
        either = " or ".join(f'"{choice}"' for choice in choices)
        raise ShiftPlanError(f"{key}{where} must be {either}{_not(value)}.")
    return str(value)


def _minute(table: Mapping[str, Any], key: str, where: str) -> int:
    value = table.get(key)
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ShiftPlanError(
            f'{key}{where} must be a time from "00:00" to "23:59" in quotes{_not(value)}.'
        )
    return int(match[1]) * 60 + int(match[2])


def _zone(table: Mapping[str, Any]) -> str:
    zone = _word(table, "zone", "")
    # A system lists the zone it is set to as "localtime"; a plan must not depend on the machine.
    if zone not in available_timezones() - {"localtime"}:
        raise ShiftPlanError(f'zone must be an IANA name like "America/New_York"{_not(zone)}.')
    return zone


def _effective(table: Mapping[str, Any]) -> date:
    value = table.get("effective")
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ShiftPlanError(f"effective must be a date like 2024-01-01{_not(value)}.")
    return value


def _not(value: object) -> str:
    return ", but is missing" if value is None else f", not {value!r}"
