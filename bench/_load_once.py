"""One load of Denver's offences, in a process of its own: prints its seconds, file to committed,
and its peak memory in MiB."""

import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

from geo_rtcc.feeds.boundaries import read_boundaries
from geo_rtcc.feeds.mapping import load_preset
from geo_rtcc.ingest import load_calls
from geo_rtcc.models import AreaKind, Shift, ShiftPlan
from geo_rtcc.settings import Settings
from geo_rtcc.store.areas import save_boundary_set
from geo_rtcc.store.opening import open_database
from geo_rtcc.store.shift_plans import save_shift_plan

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PLAN = ShiftPlan(
    code="bench",
    zone="America/Denver",
    effective_on=date(2015, 1, 1),
    shifts=(
        Shift(code="D", name="Day", start_minute=420, end_minute=900),
        Shift(code="E", name="Evening", start_minute=900, end_minute=1380),
        Shift(code="N", name="Night", start_minute=1380, end_minute=420),
    ),
)


def main() -> None:
    """Save beats and shifts, then load the file and print the load's seconds."""
    path, beats = Path(sys.argv[1]), Path(sys.argv[2])
    settings = Settings.from_env()
    with open_database(settings) as database:
        with database.transaction() as connection:
            file = read_boundaries(beats, kind=AreaKind.BEAT, code_field="code")
            save_boundary_set(
                connection,
                file,
                effective_on=date(2015, 1, 1),
                file_name=beats.name,
                file_sha256=b"",
                now=NOW,
            )
            save_shift_plan(connection, PLAN, now=NOW)
        began = time.perf_counter()
        summary = load_calls(database, settings, path, load_preset("denver"), now=NOW)
        seconds = time.perf_counter() - began
    assert summary.added == summary.rows, summary
    status = Path("/proc/self/status").read_text("ascii")
    peak_kib = int(status.split("VmHWM:")[1].split()[0])
    sys.stdout.write(f"{seconds} {peak_kib / 1024}\n")


if __name__ == "__main__":
    main()
