"""The outbox tells of what is loaded, moved and removed, so that no map keeps showing it."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import kept_rows
import pytest
import shapely
from click.testing import Result
from feed_records import NOW, call, later
from live_store import store, told_after

from geo_rtcc.feeds.boundaries import BoundaryFile
from geo_rtcc.ingest.load_cameras import load_cameras
from geo_rtcc.ingest.relocate import relocate
from geo_rtcc.models import AreaKind, Beat
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database
from geo_rtcc.store.areas import save_boundary_set
from geo_rtcc.store.retention_run import run_retention

CAMERAS = "external_id,name,lon,lat\nc1,Main St,-93.09,45.01\n"
PLAN = """
code = "one"
zone = "UTC"
effective = 2024-01-01
shift = [{ code = "D", name = "Day", start = "00:00", end = "00:00" }]
"""


def topics(database: Database, cursor: int = 0) -> list[str]:
    return [entry.topic for _, entry in told_after(database, cursor)]


def test_changed_cameras_are_told_once(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "cameras.csv"
    path.write_text(CAMERAS)
    for _ in range(2):
        load_cameras(database, path, source="alpr", zone="UTC", now=NOW)
    assert topics(database) == ["cameras.changed"]


def test_a_shift_plan_is_told_once(
    run: Callable[..., Result], database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN)
    for _ in range(2):
        assert run("load", "shifts", path).exit_code == 0
    assert topics(database) == ["areas.changed"]


def test_relocated_calls_are_told_if_any_moved(database: Database, settings: Settings) -> None:
    store(database, settings, call("c", received_at=later(-60), lon=-93.09, lat=45.01))
    square = shapely.MultiPolygon([shapely.box(-93.1, 45, -93, 45.1)])
    areas = (Beat(code="1", name="1", outline=square),)
    file = BoundaryFile(kind=AreaKind.BEAT, areas=areas, crs="WGS 84", feature_count=1)
    with database.transaction() as connection:
        save_boundary_set(connection, file, effective_on=date(2024, 6, 1), file_name="b",
                          file_sha256=b"", now=NOW)  # fmt: skip
    for _ in range(2):
        relocate(database, settings, since_on=date(2024, 6, 1), now=NOW)
    assert topics(database, 1) == ["calls.relocated"]


@pytest.mark.parametrize("keep", ["2d", "36h"])
def test_removed_hits_are_told(database: Database, keep: str) -> None:
    ages = (timedelta(hours=hours) for hours in (1, 40, 80))
    kept_rows.add(database, "hit", "KBR1207", [NOW - age for age in ages])
    kept_rows.keep(database, "hit", keep)
    removals = run_retention(database, now=NOW).removals
    gone = sum(removal.rows_dropped for removal in removals if removal.kind == "hit")
    told = [entry for _, entry in told_after(database, 0) if entry.topic == "records.removed"]
    assert sum(entry.n for entry in told) == gone == (1 if keep == "2d" else 2)
