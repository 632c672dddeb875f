"""Loading calls: idempotent, counted, located by the day's own boundaries, nothing lost."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import shapely

from geo_rtcc.feeds.boundaries import BoundaryFile
from geo_rtcc.feeds.mapping import ColumnMapping, read_mapping
from geo_rtcc.ingest import LoadSummary, load_calls, relocate, retry_quarantine
from geo_rtcc.models import AreaKind, Beat, Shift, ShiftPlan
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database
from geo_rtcc.store.areas import save_boundary_set
from geo_rtcc.store.shift_plans import save_shift_plan

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MAPPING = """
source = "town"
zone = "UTC"
[columns]
external_id = "id"
received_at = "at"
source_updated_at = "updated"
call_type = "type"
on_view = "self"
x = "x"
y = "y"
[on_view]
true = ["Y"]
"""
HEADER = "id,at,updated,type,self,x,y\n"
Load = Callable[[str], LoadSummary]


@pytest.fixture
def mapping(tmp_path: Path) -> ColumnMapping:
    path = tmp_path / "town.toml"
    path.write_text(MAPPING)
    return read_mapping(path)


@pytest.fixture
def load(database: Database, settings: Settings, mapping: ColumnMapping, tmp_path: Path) -> Load:
    """Load CSV rows given as text, under the fixture's header."""

    def load_rows(rows: str) -> LoadSummary:
        path = tmp_path / "calls.csv"
        path.write_text(HEADER + rows)
        return load_calls(database, settings, path, mapping, now=NOW)

    return load_rows


def beats(database: Database, effective_on: date, *, split: float) -> None:
    """Save two beats that meet at longitude ``split``."""
    shapes = {"W": shapely.box(-1, 0, split, 1), "E": shapely.box(split, 0, 1, 1)}
    areas = [
        Beat(code=code, name=code, outline=shapely.MultiPolygon([shape]))
        for code, shape in shapes.items()
    ]
    file = BoundaryFile(kind=AreaKind.BEAT, areas=tuple(areas), crs="WGS 84", feature_count=2)
    with database.transaction() as connection:
        save_boundary_set(connection, file, effective_on=effective_on, file_name="b",
                          file_sha256=b"", now=NOW)  # fmt: skip


def plan(database: Database) -> None:
    """Save a plan of two shifts, 06–18 and 18–06, in UTC."""
    shifts = (
        Shift(code="D", name="Day", start_minute=360, end_minute=1080),
        Shift(code="N", name="Night", start_minute=1080, end_minute=360),
    )
    two = ShiftPlan(code="two", zone="UTC", effective_on=date(2020, 1, 1), shifts=shifts)
    with database.transaction() as connection:
        save_shift_plan(connection, two, now=NOW)


def calls(database: Database) -> dict[str, dict[str, Any]]:
    """Return what is stored by external id."""
    with database.transaction() as connection:
        found = connection.execute(
            """
            select external_id, (to_jsonb(c) || jsonb_build_object(
                'area', a.code, 'shift', s.code,
                'others', (select jsonb_agg(o.code) from area o
                           where o.area_id = any (c.other_area_ids))))
            from call_for_service c
            left join area a using (area_id) left join shift s using (shift_id)
            """
        ).fetchall()
    return dict(found)


def assert_counts(database: Database, total: int) -> None:
    """Counts equal a recount, and add up to ``total``."""
    assert database.fetch("count_mismatches") == []
    with database.transaction() as connection:
        row = connection.execute("select coalesce(sum(n), 0) from cell_count").fetchone()
    assert row == (total,)


ROWS = (
    "1,2024-05-01 12:00:00,,A,N,-0.5,0.5\n"
    "2,2024-05-01 23:00:00,,A,Y,0.5,0.5\n"
    "3,2024-06-02 03:00:00,,B,N,,\n"
)


def test_a_load_locates_and_counts_every_call(database: Database, load: Load) -> None:
    beats(database, date(2024, 1, 1), split=0)
    plan(database)
    summary = load(ROWS)
    stored = calls(database)
    assert (summary.added, summary.without_point) == (3, 1)
    assert [stored[key]["area"] for key in "123"] == ["W", "E", None]
    assert [stored[key]["shift"] for key in "123"] == ["D", "N", "N"]
    assert stored["3"]["operational_on"] == "2024-06-01"
    assert_counts(database, 3)


def test_loading_twice_changes_nothing(database: Database, load: Load) -> None:
    beats(database, date(2024, 1, 1), split=0)
    load(ROWS)
    before = calls(database)
    summary = load(ROWS)
    assert (summary.added, summary.updated, summary.unchanged) == (0, 0, 3)
    assert calls(database) == before
    assert_counts(database, 3)


def test_a_changed_row_updates_its_call_and_moves_its_count(database: Database, load: Load) -> None:
    load(ROWS)
    summary = load("1,2023-11-30 12:00:00,,Z,Y,0.9,0.5\n")
    assert (summary.added, summary.updated) == (0, 1)
    assert calls(database)["1"]["received_at"].startswith("2023-11-30T12:00")
    assert_counts(database, 3)
    assert load("1,2023-11-30 12:00:00,,Z,Y,0.9,0.5\n").unchanged == 1


def test_an_older_update_does_not_overwrite_a_newer_one(database: Database, load: Load) -> None:
    load("1,2024-05-01 12:00:00,2024-05-03 00:00:00,NEW,N,0,0.5\n")
    summary = load("1,2024-05-01 12:00:00,2024-05-02 00:00:00,OLD,N,0,0.5\n")
    assert (summary.updated, summary.unchanged) == (0, 1)
    assert load("1,2024-05-01 12:00:00,2024-05-04 00:00:00,NEWER,N,0,0.5\n").updated == 1


@pytest.mark.parametrize("already", ["", "9,2024-05-01 12:00:00,,A,N,0,0\n"])
def test_of_rows_with_one_id_the_newest_is_kept(
    database: Database, load: Load, already: str
) -> None:
    if already:
        load(already)
    rows = (
        "1,2024-05-01 12:00:00,2024-05-03 00:00:00,NEWEST,Y,0.1,0.5\n"
        "1,2024-05-01 13:00:00,2024-05-02 00:00:00,OLDER,N,0.2,0.5\n"
        "2,2024-05-01 13:00:00,,FIRST,N,0.2,0.5\n"
        "2,2024-05-01 14:00:00,,LAST,N,0.2,0.5\n"
    )
    summary = load(rows)
    assert (summary.added, summary.repeated) == (2, 2)
    assert calls(database)["1"]["is_on_view"]
    assert calls(database)["2"]["received_at"].startswith("2024-05-01T14:00")
    assert_counts(database, 3 if already else 2)


def test_rejected_rows_are_kept_and_can_be_retried(
    database: Database, settings: Settings, load: Load, tmp_path: Path
) -> None:
    rows = "1,01.05.2024 12:00,,A,N,0,0.5\n,2024-05-01 12:00:00,,A,N,0,0.5\n3,x\n"
    assert load(rows).rejected == 3
    assert load(rows).rejected == 3
    kept = database.fetch("quarantine_list", source="town", n=10)
    assert sorted(record["field_name"] for record in kept) == ["", "at", "id"]
    better = tmp_path / "better.toml"
    better.write_text(MAPPING + '[times]\nformats = ["%d.%m.%Y %H:%M"]\n')
    summary = retry_quarantine(database, settings, read_mapping(better), now=NOW)
    assert (summary.tried, summary.resolved) == (3, 1)
    assert calls(database)["1"]["received_at"].startswith("2024-05-01T12:00")
    assert len(database.fetch("quarantine_list", source="town", n=10)) == 2


def test_unusable_coordinates_are_kept_beside_the_call(database: Database, load: Load) -> None:
    summary = load("1,2024-05-01 12:00:00,,A,N,1000,0.5\n")
    assert (summary.added, summary.rejected, summary.unplaced) == (1, 0, 1)
    record = database.fetch("quarantine_list", source="town", n=1)[0]
    shown = database.fetch("quarantine_show", quarantine_id=record["quarantine_id"])[0]
    assert shown["raw"]["x"] == "1000"


def test_each_day_has_its_own_boundaries(database: Database, load: Load) -> None:
    beats(database, date(2024, 1, 1), split=0)
    beats(database, date(2024, 6, 1), split=0.6)
    load("1,2023-12-31 12:00:00,,A,N,0.5,0.5\n2,2024-05-31 12:00:00,,A,N,0.5,0.5\n"
         "3,2024-06-01 12:00:00,,A,N,0.5,0.5\n")  # fmt: skip
    assert [calls(database)[key]["area"] for key in "123"] == [None, "E", "W"]


def test_new_boundaries_move_calls_and_their_counts(
    database: Database, settings: Settings, load: Load
) -> None:
    beats(database, date(2024, 1, 1), split=0)
    load(ROWS)
    beats(database, date(2024, 5, 1), split=0.6)
    plan(database)
    moved = relocate(database, settings, since_on=date(2024, 5, 1), now=NOW)
    stored = calls(database)
    assert moved.checked == 3
    assert [stored[key]["area"] for key in "12"] == ["W", "W"]
    assert [stored[key]["shift"] for key in "12"] == ["D", "N"]
    assert_counts(database, 3)
    assert relocate(database, settings, since_on=date(2024, 5, 1), now=NOW).moved == 0


def test_a_point_near_a_boundary_names_both_beats(database: Database, load: Load) -> None:
    beats(database, date(2024, 1, 1), split=0)
    load("1,2024-05-01 12:00:00,,A,N,0.00002,0.5\n2,2024-05-01 12:00:00,,A,N,0.0001,0.5\n")
    near, far = calls(database)["1"], calls(database)["2"]
    assert (near["area"], near["is_area_ambiguous"], near["others"]) == ("E", True, ["W"])
    assert (far["area"], far["is_area_ambiguous"], far["others"]) == ("E", False, None)


def test_a_failed_load_leaves_nothing_behind(
    database: Database, settings: Settings, mapping: ColumnMapping, tmp_path: Path
) -> None:
    path = tmp_path / "calls.csv.gz"
    path.write_bytes(b"\x1f\x8b\x08\x00broken")
    with pytest.raises(Exception, match="can't be read"):
        load_calls(database, settings, path, mapping, now=NOW)
    assert database.fetch("quarantine_list", source=None, n=1) == []
    assert calls(database) == {}


def test_the_load_is_on_record_with_its_summary(database: Database, load: Load) -> None:
    summary = load(ROWS)
    with database.transaction() as connection:
        row = connection.execute("select file_name, finished_at, summary from load_run").fetchone()
    assert row is not None
    assert row[:2] == ("calls.csv", NOW)
    assert row[2]["added"] == summary.added
