"""Shift plans by the agency's wall clock, and their windows in UTC."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from geo_rtcc.models.instants import aware


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One shift of a plan, by the agency's wall clock.

    Parameters
    ----------
    start_minute, end_minute
        Minutes after local midnight, 0–1439; ``end_minute <= start_minute`` crosses midnight.
    dated_by
        ``"start"`` or ``"end"``: which of its two dates is the operational date.
    shift_id
        0 until stored.
    """

    code: str
    name: str
    start_minute: int
    end_minute: int
    dated_by: str = "start"
    shift_id: int = 0

    @property
    def crosses_midnight(self) -> bool:
        """Whether the shift ends on a later date than it starts (ending at 00:00 does not)."""
        return self.end_minute <= self.start_minute and self.end_minute != 0

    @property
    def length(self) -> timedelta:
        """Nominal wall-clock length; DST days differ."""
        return timedelta(minutes=(self.end_minute - self.start_minute) % 1440 or 1440)


@dataclass(frozen=True, kw_only=True)
class ShiftPlan:
    """Shifts that tile the day, valid from operational date ``effective_on``.

    Parameters
    ----------
    zone
        IANA name of the agency's zone.
    closed
        ``"start"``: an instant on a boundary belongs to the later shift; ``"end"``: to the
        earlier one, as agencies do whose times are cut to the minute.
    precision
        ``"minute"`` cuts instants to the minute before they are compared, else ``"exact"``.
    """

    code: str
    zone: str
    effective_on: date
    shifts: tuple[Shift, ...]
    closed: str = "start"
    precision: str = "exact"
    plan_id: int = 0


@dataclass(frozen=True, kw_only=True)
class ShiftWindow:
    """One shift on one operational date: the half-open UTC interval [start_at, end_at)."""

    shift: Shift
    operational_on: date
    start_at: datetime
    end_at: datetime

    def __post_init__(self) -> None:
        aware(self.start_at, "start_at")
        aware(self.end_at, "end_at")
