"""Loading recorded unit positions: stored once, numbered through the file, nothing lost."""

import gzip
import itertools
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from geo_rtcc.errors import InputError
from geo_rtcc.ingest import load_avl as loader
from geo_rtcc.store import Database

RECENT = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
COLUMNS = """
delimiter = "|"
time_formats = ["%m/%d/%Y - %H:%M:%S"]
[columns]
unit = "{unit}"
fix_at = "{at}"
lon = "{lon}"
lat = "{lat}"
"""


def fix(n: int, **more: Any) -> str:
    at = (RECENT + timedelta(seconds=n)).isoformat()
    return json.dumps({"unit": f"U{n % 3}", "fix_at": at, "lon": -93.05, "lat": 45.01} | more)


def stored(database: Database, what: str = "count(*)") -> Any:
    with database.transaction() as connection:
        return connection.execute(
            f"select {what} from avl_fix join unit using (unit_id)"
        ).fetchone()


def load(run: Any, file: Path, *options: str) -> dict[str, int]:
    result = run("load", "avl", file, "--source", "fleet", "--json", *options)
    assert result.exit_code == (3 if json.loads(result.stdout)["rejected"] else 0)
    return json.loads(result.stdout)


def test_a_file_is_loaded_in_blocks_and_adds_nothing_the_second_time(
    database: Database, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loader, "BLOCK", 40)
    path = tmp_path / "fixes.ndjson.gz"
    lines = [fix(n) for n in range(100)]
    lines[70], lines[90] = "{broken", fix(90, lat=95)
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    told = load(run, path, "--preset", "plain")
    assert (told["messages"], told["added"], told["rejected"]) == (100, 98, 2)
    told = load(run, path, "--preset", "plain")
    assert (told["added"], told["repeated"], told["rejected"]) == (0, 98, 2)
    assert tuple(stored(database, "count(*), count(distinct unit_id)")) == (98, 3)
    with database.transaction() as connection:
        kept = connection.execute("select row_number, format from quarantine order by 1").fetchall()
    assert [tuple(row) for row in kept] == [(71, "plain"), (91, "plain")]


def test_positions_of_a_day_that_is_not_told_are_those_of_the_recording(
    database: Database, run: Any, tmp_path: Path
) -> None:
    path = tmp_path / "fixes.taip"
    path.write_text(">RPV43218+4501120-0930941003027132;ID=2A12<>RTM<")
    ended = (RECENT - timedelta(days=5)).replace(hour=13).isoformat()
    told = load(run, path, "--preset", "taip", "--recorded-at", ended)
    assert (told["added"], told["ignored"]) == (1, 1)
    at, unit = stored(database, "fix_at, external_id")
    assert (at.date(), at.hour, unit) == ((RECENT - timedelta(days=5)).date(), 12, "2A12")


def test_columns_of_a_csv_are_mapped(database: Database, run: Any, tmp_path: Path) -> None:
    mapping, path = tmp_path / "m.toml", tmp_path / "fixes.csv"
    mapping.write_text(COLUMNS.format(unit="car", at="t", lon="x", lat="y"))
    path.write_text(f"car|t|x|y\n7|{RECENT.isoformat()}|-93.05|45.01\n8|never|-93.05|45.01\n")
    told = load(run, path, "--mapping", str(mapping))
    assert (told["added"], told["rejected"]) == (1, 1)
    assert stored(database, "external_id")[0] == "7"


def test_positions_older_than_they_are_kept_are_counted_as_expired(
    run: Any, tmp_path: Path
) -> None:
    path = tmp_path / "old.json"
    path.write_text("[" + fix(1, fix_at="2019-05-31T21:04:12Z") + "]")
    assert load(run, path, "--preset", "plain")["expired"] == 1


@pytest.mark.parametrize(
    "options", [(), ("--preset", "plain", "--zone", "Mars/Base"), ("--mapping", "absent.toml"),
                ("--preset", "plain", "--recorded-at", "noon"), ("--preset", "plain")]
)  # fmt: skip
def test_what_can_not_be_done_is_refused_with_a_sentence(
    run: Any, tmp_path: Path, options: tuple[str, ...]
) -> None:
    with pytest.raises(InputError, match=r"\."):
        run("load", "avl", tmp_path / "absent.nmea", "--source", "fleet", *options)


def test_the_tracks_of_real_patrol_cars_are_positions(
    run: Any, shared: Path, tmp_path: Path
) -> None:
    whole = shared / "data/seattle_alpr/reads_2021-10-01_08.csv.gz"
    with gzip.open(whole, "rt") as file:
        head, *lines = itertools.islice(file, 0, None, 40)
    path, mapping = tmp_path / "tracks.csv", tmp_path / "m.toml"
    path.write_text("".join([head, *lines]))
    mapping.write_text(COLUMNS.format(unit="device", at="dt", lon="lon", lat="lat"))
    told = load(run, path, "--mapping", str(mapping), "--zone", "America/Los_Angeles")
    unplaced = sum(line.endswith("|NA|NA\n") for line in lines)
    assert 0.2 < unplaced / len(lines) < 0.3
    assert (told["rejected"], told["expired"]) == (unplaced, len(lines) - unplaced)
