"""``geo-rtcc load shifts``: a shift plan from a TOML file."""

from pathlib import Path
from typing import Any

import click
from rich.console import Console

from geo_rtcc.cli.area_loading import Source, load_and_relocate, report
from geo_rtcc.feeds.shift_plan import read_shift_plan
from geo_rtcc.models import ShiftPlan
from geo_rtcc.store.database import Connection
from geo_rtcc.store.shift_plans import SavedPlan, save_shift_plan


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def shifts(path: Path, as_json: bool) -> None:
    """Load a shift plan, in force from its effective date until the next plan's.

    \b
    Example: geo-rtcc load shifts shifts.toml, where shifts.toml is
      code = "three-shifts"
      zone = "America/New_York"
      effective = 2024-01-01
      shift = [
        { code = "DAY", name = "Day", start = "07:00", end = "15:00" },
        { code = "EVE", name = "Evening", start = "15:00", end = "23:00" },
        { code = "NIGHT", name = "Night", start = "23:00", end = "07:00" },
      ]

    closed = "end" counts 15:00 itself to the earlier shift; precision = "minute" cuts times to the
    minute first; dated_by = "end" in a shift makes its last date the operational date.
    """
    console = Console(stderr=True)
    plan = read_shift_plan(path)
    source = Source.of(path)

    def save(connection: Connection) -> SavedPlan:
        return save_shift_plan(connection, plan, now=source.now)

    summary = load_and_relocate(
        source, "shifts", save, lambda saved: _summary(plan, saved), console
    )
    report(summary, [_line(summary)], as_json=as_json, console=console)


def _summary(plan: ShiftPlan, saved: SavedPlan) -> dict[str, Any]:
    return {
        "code": plan.code,
        "zone": plan.zone,
        "effective_on": plan.effective_on.isoformat(),
        "outcome": saved.outcome,
        "shifts": [shift.code for shift in plan.shifts],
        "kept": saved.kept_count,
        "added": saved.added_count,
        "removed": saved.removed_count,
    }


def _line(summary: dict[str, Any]) -> str:
    plan = f"Shift plan {summary['code']} ({', '.join(summary['shifts'])}; {summary['zone']})"
    if summary["outcome"] == "unchanged":
        return f"{plan} is the same as loaded, nothing changed."
    return f"{plan} is in force from {summary['effective_on']}."
