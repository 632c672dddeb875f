"""``geo-rtcc load boundaries``, on a real database."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from geo_rtcc.errors import BoundaryError
from geo_rtcc.store.database import Database

Run = Callable[..., Result]

PSA = "police-service-areas-psa.geojson"
SQUARE = [[[-77.1, 38.8], [-76.9, 38.8], [-76.9, 39.0], [-77.1, 39.0], [-77.1, 38.8]]]
BY_CODE = ("--kind", "beat", "--code", "code", "--effective")
MAPPING = """
title = "Test calls"
source = "test"
zone = "UTC"
crs = "EPSG:4326"
columns = { external_id = "ID", received_at = "TIME", x = "LON", y = "LAT" }
times = { formats = ["%Y-%m-%d %H:%M:%S"] }
"""
CALLS = """ID,TIME,LON,LAT
on the first,2024-05-01 08:00:00,-77.0,38.9
on the third,2024-05-03 08:00:00,-77.0,38.9
far away,2024-05-03 08:00:00,-80.0,38.9
"""


def write_beat(folder: Path, code: str) -> Path:
    path = folder / f"{code}.geojson"
    geometry = {"type": "Polygon", "coordinates": SQUARE}
    feature = {"type": "Feature", "properties": {"code": code}, "geometry": geometry}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def load_calls(run: Run, folder: Path) -> None:
    (folder / "mapping.toml").write_text(MAPPING)
    (folder / "calls.csv").write_text(CALLS)
    result = run("load", "calls", folder / "calls.csv", "--mapping", folder / "mapping.toml")
    assert result.exit_code == 0


def load_runs(database: Database) -> list[tuple[Any, ...]]:
    with database.transaction() as connection:
        return connection.execute(
            "select what, file_name, finished_at >= started_at, summary->>'outcome'"
            " from load_run where what <> 'calls' order by load_id"
        ).fetchall()


def beats_of_calls(database: Database) -> dict[str, str | None]:
    with database.transaction() as connection:
        found = connection.execute(
            "select external_id, code from call_for_service left join area using (area_id)"
        )
        return dict(found.fetchall())


def test_people_are_told_and_programs_get_json(run: Run, database: Database, shared: Path) -> None:
    path = shared / "data/dc" / PSA
    options = ("--kind", "beat", "--code", "PSA", "--parent", "DISTRICT")
    result = run("load", "boundaries", path, *options, "--effective", "2012-01-01", "--json")
    assert result.exit_code == 0
    summary = json.loads(result.stdout)
    assert (summary["outcome"], summary["areas"], summary["calls_moved"]) == ("new", 56, 0)
    assert "56 beats in force from 2012-01-01 (56 added; from WGS 84)." in result.stderr
    assert load_runs(database) == [("boundaries", PSA, True, "new")]


def test_loading_twice_says_that_nothing_changed(
    run: Run, database: Database, shared: Path
) -> None:
    path = shared / "data/sf/sfpd_districts.geojson"
    options = ("--kind", "district", "--code", "DISTRICT", "--effective", "2012-01-01")
    first, again = (run("load", "boundaries", path, *options) for _ in range(2))
    assert "RICHMOND: outline repaired (ring self-intersection)" in first.stderr
    assert first.stdout == again.stdout == ""
    assert "10 districts effective 2012-01-01: the same as loaded" in again.stderr
    assert [outcome for *_, outcome in load_runs(database)] == ["new", "unchanged"]


def test_a_refused_file_leaves_no_trace(run: Run, database: Database, tmp_path: Path) -> None:
    path = write_beat(tmp_path, "A")
    options = ("--kind", "beat", "--code", "BEAT", "--effective", "2012-01-01")
    with pytest.raises(BoundaryError, match=r"A\.geojson has no field BEAT\. It has: code\."):
        run("load", "boundaries", path, *options)
    assert load_runs(database) == []


@pytest.mark.parametrize(
    "wrong", [("--kind", "zone"), ("--effective", "01.02.2012"), ("--effective", "2012-02-30")]
)
def test_wrong_options_are_wrong_usage(run: Run, tmp_path: Path, wrong: tuple[str, str]) -> None:
    options = {"--kind": "beat", "--code": "code", "--effective": "2012-01-01", wrong[0]: wrong[1]}
    words = [word for option in options.items() for word in option]
    result = run("load", "boundaries", write_beat(tmp_path, "A"), *words)
    assert result.exit_code == 2
    assert f"Invalid value for '{wrong[0]}'" in result.stderr


def test_calls_loaded_before_get_the_new_beats(
    run: Run, database: Database, tmp_path: Path
) -> None:
    load_calls(run, tmp_path)
    later = run("load", "boundaries", write_beat(tmp_path, "A"), *BY_CODE, "2024-05-02", "--json")
    assert json.loads(later.stdout)["calls_moved"] == 1
    assert "1 call loaded before was located anew." in later.stderr
    assert beats_of_calls(database) == {"on the first": None, "on the third": "A", "far away": None}
    sooner = run("load", "boundaries", write_beat(tmp_path, "B"), *BY_CODE, "2024-05-01", "--json")
    assert json.loads(sooner.stdout)["calls_moved"] == 1
    assert beats_of_calls(database) == {"on the first": "B", "on the third": "A", "far away": None}


def test_a_load_that_was_interrupted_is_made_good_by_the_next(
    run: Run, database: Database, tmp_path: Path
) -> None:
    load_calls(run, tmp_path)
    load = ("load", "boundaries", write_beat(tmp_path, "A"), *BY_CODE, "2024-05-01", "--json")
    run(*load)
    with database.transaction() as connection:
        connection.execute("update load_run set finished_at = null where what = 'boundaries'")
        connection.execute("update call_for_service set area_id = null")
        connection.execute("truncate cell_count")
    again = json.loads(run(*load).stdout)
    assert (again["outcome"], again["calls_moved"]) == ("unchanged", 2)
    assert beats_of_calls(database) == {"on the first": "A", "on the third": "A", "far away": None}
    assert json.loads(run(*load).stdout)["calls_moved"] == 0
