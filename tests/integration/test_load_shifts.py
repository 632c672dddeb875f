"""``geo-rtcc load shifts``, on a real database, with Washington's own records."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from geo_rtcc.errors import ShiftPlanError
from geo_rtcc.store.database import Database

Run = Callable[..., Result]

PLAN = """
code = "dc-mpd"
zone = "America/New_York"
effective = 2008-01-01
closed = "end"
precision = "minute"
shift = [
    { code = "DAY", start = "07:00", end = "15:00" },
    { code = "EVENING", start = "15:00", end = "23:00" },
    { code = "MIDNIGHT", start = "23:00", end = "07:00", dated_by = "end" },
]
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "dc.toml"
    path.write_text(PLAN)
    return path


def test_a_plan_is_loaded_once(run: Run, database: Database, plan: Path) -> None:
    first, again = run("load", "shifts", plan, "--json"), run("load", "shifts", plan, "--json")
    assert (first.exit_code, again.exit_code) == (0, 0)
    summary = json.loads(first.stdout)
    assert (summary["outcome"], summary["added"], summary["calls_moved"]) == ("new", 3, 0)
    assert "(DAY, EVENING, MIDNIGHT; America/New_York) is in force from" in first.stderr
    assert "is the same as loaded, nothing changed." in again.stderr
    with database.transaction() as connection:
        found = connection.execute("select what, file_name, summary->>'outcome' from load_run")
        assert found.fetchall() == [
            ("shifts", "dc.toml", "new"),
            ("shifts", "dc.toml", "unchanged"),
        ]


def test_a_plan_with_a_gap_is_refused_with_the_gap(
    run: Run, database: Database, plan: Path
) -> None:
    plan.write_text(PLAN.replace('end = "15:00"', 'end = "14:30"'))
    with pytest.raises(ShiftPlanError) as refused:
        run("load", "shifts", plan)
    gap = "nobody is on duty from 14:30 to 15:00 (after DAY, before EVENING)"
    assert str(refused.value).startswith(f"{plan}: {gap}")
    assert database.fetch("shift_plans") == []


def test_calls_loaded_before_get_the_agencys_own_shift(
    run: Run, database: Database, plan: Path, shared: Path
) -> None:
    run("load", "calls", shared / "data/dc/crime_Ward3.csv", "--preset", "dc")
    summary = json.loads(run("load", "shifts", plan, "--json").stdout)
    assert summary["calls_moved"] == 9_097
    with database.transaction() as connection:
        found = connection.execute(
            "select count(*), count(*) filter (where code = agency_shift)"
            " from call_for_service join shift using (shift_id)"
        )
        assert found.fetchone() == (9_097, 9_097)
