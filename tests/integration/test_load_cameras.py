"""Files of plate cameras: kept up to date, and reads without coordinates put where they stand."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.reads import plain
from geo_rtcc.ingest.load_cameras import load_cameras
from geo_rtcc.ingest.load_reads import load_reads
from geo_rtcc.settings import Settings
from geo_rtcc.store.database import Database

Run = Callable[..., Result]
NOW = datetime(2024, 6, 10, 12, tzinfo=UTC)
CSV = """External_ID,name,lon,lat,heading_deg,is_mobile,unit,colour
C1,5th and Main,-95.4,29.7,360,no,,blue
C2,Car 12,,,,yes,12,red
"""


def stored(database: Database) -> list[tuple[object, ...]]:
    with database.transaction() as connection:
        return connection.execute(
            "select c.external_id, c.name, st_x(c.point), st_y(c.point), c.heading_deg, "
            "c.is_mobile, u.external_id from camera c left join unit u using (unit_id) order by 1"
        ).fetchall()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cameras.csv"
    path.write_text(CSV)
    return path


def test_cameras_are_added_and_brought_up_to_date(database: Database, file: Path) -> None:
    first = load_cameras(database, file, source="gates", zone="UTC", now=NOW)
    assert (first.rows, first.changed, first.without_point) == (2, 2, 1)
    assert stored(database) == [
        ("C1", "5th and Main", -95.4, 29.7, 0.0, False, None),
        ("C2", "Car 12", None, None, None, True, "12"),
    ]
    again = load_cameras(database, file, source="gates", zone="UTC", now=NOW)
    assert (again.changed, again.unchanged) == (0, 2)
    file.write_text(CSV.replace("-95.4", "-95.5"))
    moved = load_cameras(database, file, source="gates", zone="UTC", now=NOW)
    assert (moved.changed, moved.unchanged) == (1, 1)
    assert stored(database)[0][2] == -95.5


def test_a_geojson_point_is_the_cameras_place(database: Database, tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [-95.4, 29.7]}
    camera = {"type": "Feature", "properties": {"external_id": 7}, "geometry": point}
    path = tmp_path / "cameras.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [camera]}))
    load_cameras(database, path, source="gates", zone="UTC", now=NOW)
    assert stored(database) == [("7", None, -95.4, 29.7, None, False, None)]


def test_a_read_without_coordinates_is_put_where_its_camera_stands(
    database: Database, settings: Settings, file: Path, tmp_path: Path
) -> None:
    load_cameras(database, file, source="gates", zone="UTC", now=NOW)
    read = {"captured_at": (NOW - timedelta(days=1)).isoformat(), "plate": "KBR1", "camera": "C1"}
    path = tmp_path / "reads.json"
    path.write_text(json.dumps(read))
    load_reads(database, settings, path, plain.FORMAT, source="gates", zone="UTC", now=NOW)
    with database.transaction() as connection:
        found = connection.execute(
            "select match_type, st_x(point), st_y(point) from plate_read"
        ).fetchall()
    assert found == [("camera", -95.4, 29.7)]


def test_rows_that_cannot_be_used_are_kept_with_the_reason(
    run: Run, database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "cameras.csv"
    rows = [",a,1,2,3,no", "A,a,999,2,3,no", "B,a,x,2,3,no", "C,a,1,2,400,no", "D,a,1,2,3,perhaps"]
    path.write_text("\n".join(["external_id,name,lon,lat,heading_deg,is_mobile", *rows]))
    done = run("load", "cameras", path, "--source", "gates", "--json")
    assert done.exit_code == 3
    assert json.loads(done.stdout)["rejected"] == 5
    with database.transaction() as connection:
        kept = connection.execute(
            "select row_number, field_name, kind from quarantine order by 1"
        ).fetchall()
    fields = ["external_id", "lon", "lon", "heading_deg", "is_mobile"]
    assert kept == [(i, field, "camera") for i, field in enumerate(fields, 1)]


def test_a_file_without_ids_is_refused_with_its_columns(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "cameras.csv"
    path.write_text("id,lon,lat\n1,2,3\n")
    with pytest.raises(InputError, match=r"no column external_id\. The file has: id, lon, lat"):
        run("load", "cameras", path, "--source", "gates")
