"""Files of plate reads: stored once, block by block, with a summary that sums up."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from geo_rtcc.errors import DatabaseError, InputError, MappingError
from geo_rtcc.feeds.mapping import load_preset
from geo_rtcc.feeds.reads import plain, platerecognizer
from geo_rtcc.feeds.table_kinds import READS
from geo_rtcc.ingest import load_reads as module
from geo_rtcc.ingest.load_reads import ReadSummary, load_reads
from geo_rtcc.settings import Settings
from geo_rtcc.store.database import Database

Run = Callable[..., Result]
NOW = datetime(2024, 6, 10, 12, tzinfo=UTC)
SEATTLE = "data/seattle_alpr/reads_2021-10-01_08.csv.gz"


def sums_up(summary: ReadSummary) -> bool:
    parts = ("added", "repeated", "expired", "rejected", "ignored")
    return summary.rows == sum(getattr(summary, name) for name in parts)


def message(number: int, **changes: object) -> str:
    at = NOW - timedelta(days=1, seconds=number)
    read = {"external_id": f"r{number}", "captured_at": at.isoformat(), "plate": f"KBR{number}"}
    return json.dumps(read | {"camera": "C1", "lon": -95.4, "lat": 29.7} | changes)


def keep_for_ever(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute("update retention set keep = null where kind in ('plate_read', 'hit')")


def count(database: Database, condition: str = "true") -> int:
    with database.transaction() as connection:
        found = connection.execute(f"select count(*) from plate_read where {condition}").fetchone()
    return int(found[0])


@pytest.fixture
def load(database: Database, settings: Settings) -> Callable[..., ReadSummary]:
    def run(path: Path, how: object = plain.FORMAT, now: datetime = NOW) -> ReadSummary:
        return load_reads(database, settings, path, how, source="town", zone="UTC", now=now)

    return run


def test_seattle_is_stored_whole_and_once(
    database: Database, load: Callable[..., ReadSummary], shared: Path
) -> None:
    keep_for_ever(database)
    mapping, now = load_preset("seattle_alpr", READS), datetime(2021, 10, 12, tzinfo=UTC)
    first = load(shared / SEATTLE, mapping, now)
    assert (first.rows, first.added, first.without_point) == (93_490, 93_490, 24_705)
    assert sums_up(first)
    assert count(database) == 93_490
    again = load(shared / SEATTLE, mapping, now)
    assert (again.added, again.repeated) == (0, 93_490)
    with database.transaction() as connection:
        shares = connection.execute(
            "select 1 - count(distinct (camera_id, captured_at)) / count(*)::float, "
            "count(*) filter (where point is null) / count(*)::float, "
            "count(distinct camera_id) from plate_read"
        ).fetchone()
    assert (round(shares[0], 3), round(shares[1], 2), shares[2]) == (0.176, 0.26, 9)


def test_a_load_that_was_interrupted_is_made_whole_by_another(
    database: Database,
    load: Callable[..., ReadSummary],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "BLOCK", 10)
    path = tmp_path / "reads.ndjson"
    path.write_text("\n".join(map(message, range(35))))
    blocks = module.blocks

    def broken(parts: object) -> object:
        for number, block in enumerate(blocks(parts)):
            if number == 2:
                raise DatabaseError("the server went away")
            yield block

    with monkeypatch.context() as patch, pytest.raises(DatabaseError):
        patch.setattr(module, "blocks", broken)
        load(path)
    assert count(database) == 20
    summary = load(path)
    assert (summary.added, summary.repeated) == (15, 20)
    assert count(database) == 35


def test_old_reads_are_expired_and_the_summary_says_how_to_keep_them(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "reads.ndjson"
    path.write_text(message(1, captured_at="2021-10-01T00:00:00Z"))
    done = run("load", "reads", path, "--preset", "plain", "--source", "town")
    assert done.exit_code == 0
    assert "geo-rtcc retention set plate_read" in done.stderr
    assert "1 reads are older" in done.stderr.replace("\n", " ")


def test_rejected_and_unplaced_rows_are_kept_and_counted(
    database: Database, load: Callable[..., ReadSummary], tmp_path: Path
) -> None:
    path = tmp_path / "reads.ndjson"
    lines = [message(1), message(2, plate="---"), "{", message(3, lon=999), message(4, lon=None)]
    path.write_text("\n".join(lines))
    summary = load(path)
    assert sums_up(summary)
    assert (summary.added, summary.rejected, summary.unplaced) == (3, 2, 1)
    assert summary.without_point == 2
    with database.transaction() as connection:
        kept = connection.execute(
            "select kind, row_number, format from quarantine order by row_number"
        ).fetchall()
    assert kept == [
        ("plate_read", 2, "plain"), ("plate_read", 3, "plain"), ("plate_read_location", 4, "plain"),
    ]  # fmt: skip


def test_the_load_is_noted_with_its_summary(
    database: Database, load: Callable[..., ReadSummary], tmp_path: Path
) -> None:
    path = tmp_path / "reads.ndjson"
    path.write_text(message(1))
    load(path)
    with database.transaction() as connection:
        runs = connection.execute(
            "select what, file_name, summary->>'added', finished_at from load_run"
        ).fetchall()
    assert runs == [("reads", "reads.ndjson", "1", NOW)]


def test_a_recorded_csv_is_read_in_pieces(
    database: Database, load: Callable[..., ReadSummary], tmp_path: Path
) -> None:
    header, row = platerecognizer.FORMAT.example.splitlines()
    rows = [row.replace(b"23:59:59", b"23:%02d:%02d" % (i // 60, i % 60)) for i in range(200)]
    path = tmp_path / "camera.csv"
    path.write_bytes(b"\n".join([header, *rows, b"not a row"]))
    summary = load(path, platerecognizer.FORMAT)
    assert (summary.added, summary.rejected) == (200, 1)
    assert count(database, "state = 'TX' and candidates = '{K8R4821}'") == 200


def test_the_command_answers_in_json_and_tells_of_rejected_rows(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "reads.csv"
    at = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    path.write_text(f"plate,captured_at\nABC1234,{at}\nABC1234,{at}\n,{at}\n")
    done = run("load", "reads", path, "--preset", "csv", "--source", "town", "--json")
    assert done.exit_code == 3
    summary = json.loads(done.stdout)
    assert (summary["rows"], summary["added"], summary["rejected"]) == (3, 2, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Say --preset NAME"),
        (["--preset", "atlantis"], "No preset 'atlantis'. There are: csv, seattle_alpr, plain"),
        (["--preset", "plain"], "Say --source CODE"),
        (["--preset", "plain", "--source", "a", "--zone", "Mars"], "'Mars' is not an IANA zone"),
        (["--preset", "csv"], "can't be read"),
    ],
)
def test_a_wrong_command_says_what_to_do(
    run: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    with pytest.raises(InputError, match=message.replace(".", r"\.")):
        run("load", "reads", tmp_path / "none.csv", *arguments)


def test_a_mapping_of_calls_is_not_taken_for_one_of_reads(run: Run, tmp_path: Path) -> None:
    mapping = tmp_path / "calls.toml"
    mapping.write_text('source = "town"\nzone = "UTC"\n[columns]\nexternal_id = "ID"\n')
    with pytest.raises(MappingError, match=r"it maps calls, not reads: use geo-rtcc load calls"):
        run("load", "reads", tmp_path / "x.csv", "--mapping", mapping)


def test_the_presets_are_listed(run: Run) -> None:
    listed = run("load", "reads", "--list-presets").stdout
    assert "seattle_alpr: Seattle plate reads" in listed
    assert "rekor: Rekor Scout" in listed
