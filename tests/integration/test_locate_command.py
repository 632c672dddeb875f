"""``geo-rtcc locate``, on an agency's beats: one point as JSON, a batch as CSV."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import Result

from geo_rtcc.cells import cell_of, name_of
from geo_rtcc.errors import InputError
from tests.integration.conftest import Run

POINT = ("-77.05808053269728", "38.93482428152029")


@pytest.fixture
def located(run: Run, shared: Path, tmp_path: Path) -> Run:
    """The command, with DC's beats and a plan loaded."""
    plan = tmp_path / "plan.toml"
    plan.write_text(
        'code="p"\nzone="America/New_York"\neffective=2008-01-01\n'
        '[[shift]]\ncode="D"\nname="Day"\nstart="07:00"\nend="19:00"\n'
        '[[shift]]\ncode="N"\nname="Night"\nstart="19:00"\nend="07:00"\n'
    )
    psa = shared / "data/dc/police-service-areas-psa.geojson"
    run("load", "boundaries", psa, "--kind", "beat", "--code", "PSA", "--effective", "2012-01-01")
    run("load", "shifts", plan)
    return run


def test_one_point_is_answered_as_json(located: Run) -> None:
    answer = json.loads(located("locate", "--", *POINT, "2016-07-04T03:00:00Z").stdout)
    assert answer == {
        "longitude": float(POINT[0]),
        "latitude": float(POINT[1]),
        "instant": "2016-07-04T03:00:00Z",
        "cell": name_of(cell_of(float(POINT[0]), float(POINT[1]))),
        "beat": "203",
        "beat_is_ambiguous": False,
        "other_beats": [],
        "shift": "N",
        "operational_on": "2016-07-03",
    }


def batch(run: Run, tmp_path: Path, *options: str) -> Result:
    path = tmp_path / "points.csv"
    rows = (f"{POINT[0]},{POINT[1]},2016-07-04T12:00:00-04:00", "x,1,2016-07-04T12:00:00Z",
            f"{POINT[0]},{POINT[1]},2016-07-04", "0,0,2016-07-04T12:00:00Z")  # fmt: skip
    path.write_text("\n".join(["LON,LAT,TIME", *rows]) + "\n")
    return run("locate", "--batch", path, *options)


def test_a_batch_keeps_its_order_and_says_which_rows_fail(located: Run, tmp_path: Path) -> None:
    result = batch(located, tmp_path)
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert result.exit_code == 3
    assert [row["beat"] for row in rows] == ["203", "", "", ""]
    assert "Row 2: longitude must be degrees" in rows[1]["error"]
    assert "Row 3: instant '2016-07-04' needs a zone" in rows[2]["error"]
    assert rows[3]["error"] == ""
    assert rows[3]["shift"] == "D"


def test_a_batch_can_be_json_lines(located: Run, tmp_path: Path) -> None:
    lines = batch(located, tmp_path, "--json").stdout.splitlines()
    assert [json.loads(line).get("beat") for line in lines] == ["203", None, None, None]


def test_a_wrong_point_is_refused_before_anything_starts(run: Run) -> None:
    with pytest.raises(InputError, match="latitude must be degrees from -90 to 90, not '91"):
        run("locate", "--", "0", "91", "2016-07-04T03:00:00Z")


def test_a_batch_without_the_columns_says_which(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("lon,latt,time\n")
    with pytest.raises(InputError, match=r"p\.csv: no column latitude or lat or y"):
        run("locate", "--batch", path)


def test_a_batch_of_several_blocks_loses_no_row(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo_rtcc.cli.locate._BLOCK_ROWS", 2)
    path = tmp_path / "p.csv"
    path.write_text("lon,lat,time\n" + "".join(f"{i},0,2024-01-01T00:00Z\n" for i in range(7)))
    rows = list(csv.DictReader(io.StringIO(run("locate", "--batch", path).stdout)))
    assert [row["longitude"] for row in rows] == list("0123456")


def test_a_year_out_of_reach_fails_its_row_alone(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("lon,lat,time\n0,0,2500-01-01T00:00Z\n0,0,2024-01-01T00:00Z\n")
    rows = list(csv.DictReader(io.StringIO(run("locate", "--batch", path).stdout)))
    assert [row["error"] for row in rows] == ["Row 1: instant must lie in 1901–2198.", ""]


@pytest.mark.parametrize("content", [b"lon,lat,time\n1,1,caf\xe9\n", b'"' + b"x" * 200_000])
def test_a_batch_that_is_no_text_is_refused(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"p\.csv: not a CSV in UTF-8 after row"):
        run("locate", "--batch", path)
