"""Shift plans in the database."""

from dataclasses import replace
from datetime import UTC, date, datetime

from geo_rtcc.models import Shift, ShiftPlan
from geo_rtcc.store.database import Database
from geo_rtcc.store.shift_plans import SavedPlan, save_shift_plan, shift_plans

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
DAY = Shift(code="DAY", name="Day", start_minute=420, end_minute=1140)
NIGHT = Shift(code="NIGHT", name="Night", start_minute=1140, end_minute=420, dated_by="end")
PLAN = ShiftPlan(
    code="two",
    zone="America/Chicago",
    effective_on=date(2020, 1, 1),
    shifts=(DAY, NIGHT),
    closed="end",
    precision="minute",
)


def save(database: Database, plan: ShiftPlan) -> SavedPlan:
    with database.transaction() as connection:
        return save_shift_plan(connection, plan, now=NOW)


def stored(database: Database) -> list[ShiftPlan]:
    with database.transaction() as connection:
        return shift_plans(connection)


def ids(plan: ShiftPlan) -> dict[str, int]:
    return {shift.code: shift.shift_id for shift in plan.shifts}


def test_a_plan_comes_back_with_ids(database: Database) -> None:
    saved = save(database, PLAN)
    (plan,) = stored(database)
    assert (saved.outcome, saved.plan_id, saved.added_count) == ("new", plan.plan_id, 2)
    assert 0 not in ids(plan).values()
    unnumbered = tuple(replace(shift, shift_id=0) for shift in plan.shifts)
    assert replace(plan, plan_id=0, shifts=unnumbered) == PLAN


def test_the_same_plan_again_changes_nothing(database: Database) -> None:
    save(database, PLAN)
    before = stored(database)
    again = save(database, PLAN)
    assert (again.outcome, again.moves_calls, again.kept_count) == ("unchanged", False, 2)
    assert stored(database) == before


def test_a_replaced_plan_keeps_the_ids_of_codes_that_stayed(database: Database) -> None:
    save(database, PLAN)
    before = ids(stored(database)[0])
    longer = replace(DAY, end_minute=1200)
    late = Shift(code="LATE", name="Late", start_minute=1200, end_minute=420)
    saved = save(database, replace(PLAN, code="three", closed="start", shifts=(late, longer)))
    (plan,) = stored(database)
    assert (saved.outcome, saved.kept_count, saved.added_count, saved.removed_count) == (
        "replaced", 1, 1, 1,
    )  # fmt: skip
    assert saved.moves_calls
    assert (plan.code, plan.closed, [shift.code for shift in plan.shifts]) == (
        "three", "start", ["LATE", "DAY"],
    )  # fmt: skip
    assert ids(plan)["DAY"] == before["DAY"]
    assert ids(plan)["LATE"] not in before.values()
    assert plan.shifts[1].end_minute == 1200


def test_plans_are_listed_by_effective_date(database: Database) -> None:
    save(database, PLAN)
    save(database, replace(PLAN, code="older", effective_on=date(2015, 1, 1)))
    assert [plan.code for plan in stored(database)] == ["older", "two"]
