"""Frozen, keyword-only records and the enums whose values the database shares."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from shapely.geometry import MultiPolygon


class AreaKind(StrEnum):
    """A level of the agency's boundaries, finest first; its own names come from the loaded set."""

    BEAT = "beat"
    SECTOR = "sector"
    DISTRICT = "district"


class Category(StrEnum):
    """What a call is about, coarse enough for one colour each. Values equal ``call_category``."""

    VIOLENCE = "violence"
    WEAPONS = "weapons"
    PROPERTY = "property"
    VEHICLE = "vehicle"
    DISORDER = "disorder"
    TRAFFIC = "traffic"
    WELFARE = "welfare"
    ALARM = "alarm"
    OTHER = "other"


class MatchType(StrEnum):
    """How a point was found. Values equal ``match_type`` in the database."""

    GIVEN = "given"
    NONE = "none"


class CountKind(StrEnum):
    """What a cell count counts. Officer-initiated (on-view) calls are counted apart."""

    CALL = "call"
    ON_VIEW = "on_view"


def aware(value: datetime, name: str) -> datetime:
    """Return ``value``; raise ValueError if it has no zone."""
    if value.tzinfo is None:
        raise ValueError(f"{name} needs a time zone: {value.isoformat()} has none")
    return value


@dataclass(frozen=True, kw_only=True)
class Beat:
    """One area of a loaded boundary set (a beat, or a sector or district).

    ``outline`` is in EPSG:4326, lon/lat. ``area_id`` is 0 until stored.
    """

    code: str
    name: str
    outline: MultiPolygon = field(repr=False)
    kind: AreaKind = AreaKind.BEAT
    parent_code: str | None = None
    area_id: int = 0


@dataclass(frozen=True, kw_only=True)
class BoundarySet:
    """All areas of one kind, valid from ``effective_on`` until the next set of that kind."""

    kind: AreaKind
    effective_on: date
    areas: tuple[Beat, ...]
    set_id: int = 0


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


@dataclass(frozen=True, kw_only=True)
class RejectedRecord:
    """A record that can't be used, with the reason and its raw payload, so that nothing is lost.

    Parameters
    ----------
    row_number
        1-based data row in its file (headers not counted).
    field_name
        The agency's own column or key, or "" when the whole record is at fault.
    reason
        A sentence for people; it never repeats an address, a plate or a caller.
    raw
        The record as it came, column → text.
    quarantine_id, load_id
        0 until stored; the load that brought it last.
    """

    row_number: int
    field_name: str
    reason: str
    raw: dict[str, str | None] = field(repr=False)
    quarantine_id: int = 0
    load_id: int = 0
