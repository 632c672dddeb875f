"""``geo-rtcc geocode``: one text, a point, a file of texts."""

import csv
import json
from pathlib import Path

import click
import pytest
import small_geofile
from click.testing import Result
from feed_records import NOW
from small_city import STEP, WEST

from geo_rtcc.errors import InputError
from geo_rtcc.store import Database
from tests.integration.conftest import Run

CROSSING = (WEST + 0.010, small_geofile.MIDDLE[0])


@pytest.fixture
def geocode(run: Run, database: Database) -> Run:
    """The command, where beats and a geofile are loaded."""
    small_geofile.put_beats(database, NOW)
    small_geofile.put(database, NOW)
    return lambda *arguments: run("geocode", *arguments)


def test_a_text_is_answered_for_people_and_for_programs(geocode: Run) -> None:
    told = geocode("main / 5th")
    assert told.exit_code == 0
    assert "intersection, score" in told.stdout
    best = json.loads(geocode("main / 5th", "--json").stdout)["best"]
    assert (best["longitude"], best["latitude"]) == pytest.approx(CROSSING)
    missed = geocode("NOWHERE RD")
    assert (missed.exit_code, missed.stdout) == (
        3, "Unmatched: No street of the geofile is called NOWHERE RD.\n",
    )  # fmt: skip


def test_a_tie_shows_its_candidates_and_is_decided_by_a_beat(geocode: Run) -> None:
    tie = json.loads(geocode("150 OAK ST", "--json").stdout)
    assert (tie["outcome"], len(tie["candidates"])) == ("ambiguous", 2)
    best = json.loads(geocode("150 OAK ST", "--beat", "33", "--json").stdout)["best"]
    assert best["longitude"] > WEST + STEP * 2
    with pytest.raises(InputError, match="--beat 77: no beat of that code is in force today"):
        geocode("150 OAK ST", "--beat", "77")


def test_a_point_is_answered_by_what_lies_there(geocode: Run) -> None:
    assert geocode("--reverse", *CROSSING).stdout.startswith("Main St / 5th Ave (0 m")
    assert geocode("--reverse", 0, 0).exit_code == 3
    with pytest.raises(InputError, match="degrees are LON from -180 to 180"):
        geocode("--reverse", 200, 0)


@pytest.mark.parametrize(
    "arguments",
    [(), ("X", "--reverse", 0, 0), ("X", "--column", "a"), ("--reverse", 0, 0, "--zip", "1"),
     ("--batch", "in.csv", "out.csv", "--beat", "1")],
)  # fmt: skip
def test_options_that_would_be_ignored_are_refused(run: Run, arguments: tuple) -> None:
    assert run("geocode", *arguments).exit_code == click.UsageError.exit_code


def batch(geocode: Run, tmp_path: Path, content: str, *options: str) -> tuple[Result, list[dict]]:
    (tmp_path / "in.csv").write_text(content)
    result = geocode("--batch", tmp_path / "in.csv", tmp_path / "out.csv", *options)
    with (tmp_path / "out.csv").open(newline="") as file:
        return result, list(csv.DictReader(file))


def test_a_batch_keeps_rows_order_and_columns(geocode: Run, tmp_path: Path) -> None:
    content = 'Location,score\n"5TH & MAIN, CITY",7\n150 OAK ST\nNOWHERE RD,\n130 MAIN ST,8\n'
    result, rows = batch(geocode, tmp_path, content)
    assert "4 rows in" in result.stderr
    assert [row["outcome"] for row in rows] == ["matched", "ambiguous", "unmatched", "matched"]
    assert [row["score"] for row in rows] == ["7", "", "", "8"]
    assert float(rows[0]["geocoded_score"]) > 0.9
    assert rows[0]["match_type"] == "intersection"
    assert float(rows[0]["longitude"]) == pytest.approx(CROSSING[0])
    assert len(json.loads(rows[1]["candidates"])) == 2
    assert "NOWHERE RD" in rows[2]["reason"]


def test_a_batch_parted_by_semicolons_stays_so(geocode: Run, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id;address\n1;5TH & MAIN, CITY\n", "utf-8-sig")
    assert geocode("--batch", tmp_path / "in.csv", tmp_path / "out.csv").exit_code == 0
    assert (tmp_path / "out.csv").read_text().startswith("id;address;outcome")
    assert "\n1;5TH & MAIN, CITY;matched;intersection;" in (tmp_path / "out.csv").read_text()


def test_a_batch_never_takes_its_own_file_for_its_answers(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("address\n5TH & MAIN\n")
    with pytest.raises(InputError, match="OUT is the file IN itself"):
        run("geocode", "--batch", tmp_path / "in.csv", tmp_path / ".." / tmp_path.name / "in.csv")
    assert (tmp_path / "in.csv").read_text() == "address\n5TH & MAIN\n"


def test_a_batch_of_two_processes_gives_the_same_in_order(
    geocode: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = "text\n" + "".join(f"{100 + at % 98} MAIN ST\n" for at in range(60))
    _, one = batch(geocode, tmp_path, content)
    monkeypatch.setattr("geo_rtcc.cli.geocode_batch.MANY_ROWS", 10)
    monkeypatch.setattr("geo_rtcc.cli.geocode_batch._BLOCK_ROWS", 7)
    assert batch(geocode, tmp_path, content)[1] == one


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id,wo\n1,x\n", r"in\.csv: no column address or .*; it has id, wo. Say --column"),
        ("text\na,b\n", r"in\.csv: row 1 has 2 fields, the header 1"),
        ("text\ncaf\udce9\n", r"in\.csv: not a CSV in UTF-8 after row"),
        ("", r"in\.csv: no column .* it has no header"),
    ],
)
def test_a_batch_that_cannot_be_used_is_refused_and_leaves_nothing(
    run: Run, tmp_path: Path, content: str, message: str
) -> None:
    (tmp_path / "in.csv").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match=message):
        run("geocode", "--batch", tmp_path / "in.csv", tmp_path / "out.csv")
    assert list(tmp_path.glob("out*")) == []
