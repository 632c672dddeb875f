"""Shift plans in the database: versions by effective date, shifts that keep their ids."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from geo_rtcc.models import Shift, ShiftPlan
from geo_rtcc.store.database import Connection, rows


@dataclass(frozen=True, kw_only=True)
class SavedPlan:
    """What saving a shift plan changed.

    Parameters
    ----------
    outcome
        ``"new"``, ``"replaced"`` (there was another plan of that date) or ``"unchanged"``.
    since_on
        The first operational date that it may have changed: all before the first plan go by that
        plan's zone.
    kept_count, added_count, removed_count
        Shifts that kept their id, got a new one, or are gone.
    """

    plan_id: int
    code: str
    effective_on: date
    since_on: date
    outcome: str
    kept_count: int
    added_count: int
    removed_count: int

    @property
    def moves_calls(self) -> bool:
        """Whether calls may now belong to another shift or operational date."""
        return self.outcome != "unchanged"


def save_shift_plan(connection: Connection, plan: ShiftPlan, *, now: datetime) -> SavedPlan:
    """Save a plan as the one that takes effect on its date.

    The same plan again changes nothing. Another one replaces it: a shift whose code is the same
    keeps its id, with its new hours.
    """
    rows(connection, "shift_plan_lock")
    stored = {other.effective_on: other for other in shift_plans(connection)}
    before = stored.get(plan.effective_on)
    ids = {shift.code: shift.shift_id for shift in before.shifts} if before else {}
    codes = {shift.code for shift in plan.shifts}
    outcome = "unchanged"
    plan_id = before.plan_id if before else 0
    if before is None or _without_ids(before) != _without_ids(plan):
        outcome = "replaced" if before else "new"
        plan_id = _write(connection, plan, ids, now)
    return SavedPlan(
        plan_id=plan_id,
        code=plan.code,
        effective_on=plan.effective_on,
        since_on=plan.effective_on
        if min(stored, default=date.max) < plan.effective_on
        else date.min,
        outcome=outcome,
        kept_count=len(codes & ids.keys()),
        added_count=len(codes - ids.keys()),
        removed_count=len(ids.keys() - codes),
    )


def shift_plans(connection: Connection) -> list[ShiftPlan]:
    """Return every plan with its ids, oldest first."""
    return [
        ShiftPlan(
            **row,
            shifts=tuple(
                Shift(**shift)
                for shift in rows(connection, "shifts_of_plan", plan_id=row["plan_id"])
            ),
        )
        for row in rows(connection, "shift_plans")
    ]


def _write(connection: Connection, plan: ShiftPlan, ids: dict[str, int], now: datetime) -> int:
    about = {
        "code": plan.code,
        "zone": plan.zone,
        "effective_on": plan.effective_on,
        "closed": plan.closed,
        "precision": plan.precision,
    }
    plan_id = int(rows(connection, "shift_plan_save", **about, now=now)[0]["plan_id"])
    for code in ids.keys() - {shift.code for shift in plan.shifts}:
        rows(connection, "shift_delete", shift_id=ids[code])
    for ordinal, shift in enumerate(plan.shifts, 1):
        values = {**asdict(shift), "shift_id": ids.get(shift.code), "ordinal": ordinal}
        name = "shift_update" if shift.code in ids else "shift_insert"
        rows(connection, name, plan_id=plan_id, **values)
    return plan_id


def _without_ids(plan: ShiftPlan) -> ShiftPlan:
    shifts = tuple(replace(shift, shift_id=0) for shift in plan.shifts)
    return replace(plan, plan_id=0, shifts=shifts)
