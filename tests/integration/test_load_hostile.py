"""Hostile files and neighbours: a sentence or a kept record, never a traceback or a wrong count."""

import random
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geo_rtcc.errors import DatabaseError, InputError
from geo_rtcc.feeds.mapping import ColumnMapping, read_mapping
from geo_rtcc.ingest import LoadSummary, load_calls, relocate, retry_quarantine
from geo_rtcc.models import Shift, ShiftPlan
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database
from geo_rtcc.store.calls import ensure_partitions
from geo_rtcc.store.shift_plans import save_shift_plan

NOW = datetime(2026, 1, 1, tzinfo=UTC)
AT = datetime(2024, 5, 1, 12)
HEADER = b"id,at,type,seen,x,y\n"
ROW = b"1,2024-05-01 12:00:00,A,,0.5,0.5\n"
MAPPING = """
source = "{source}"
zone = "UTC"
[columns]
external_id = "id"
received_at = "at"
on_scene_at = "seen"
call_type = "type"
x = "x"
y = "y"
"""
Load = Callable[..., LoadSummary]


def mapping_of(folder: Path, source: str = "town") -> ColumnMapping:
    path = folder / f"{source}.toml"
    path.write_text(MAPPING.format(source=source))
    return read_mapping(path)


@pytest.fixture
def load(database: Database, settings: Settings, tmp_path: Path) -> Load:
    """Load a file of these bytes, or a Parquet file of these columns."""

    def load_file(content: bytes = b"", **columns: pa.Array) -> LoadSummary:
        path = tmp_path / "calls"
        if columns:
            pq.write_table(pa.table(columns), path)
        else:
            path.write_bytes(content)
        return load_calls(database, settings, path, mapping_of(tmp_path), now=NOW)

    return load_file


def random_text(length: int) -> bytes:
    """Return text that can't be compressed to fit."""
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(random.Random(1).choices(letters, k=length)).encode()


def stored(database: Database, what: str = "external_id") -> list[object]:
    """Return one expression over the stored calls, in order of their ids."""
    with database.transaction() as connection:
        found = connection.execute(
            f"select {what} from call_for_service order by external_id"
        ).fetchall()
    return [row[0] for row in found]


def reasons(database: Database) -> list[str]:
    """Return the open records' reasons, newest first."""
    return [row["reason"] for row in database.fetch("quarantine_list", source=None, n=10)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff\xff\xff\xff\xff", "can't be read"),
        (HEADER + b"1,2024-05-01 12:00:00,\x81,,0.5,0.5\n", "with --encoding"),
        (b'{"features": [' + b"9" * 5000 + b"]}", "not valid JSON"),
        (b'{"features": [{"type": "Feature", "properties": [1]}]}', "no column id"),
    ],
)
def test_an_unreadable_file_is_refused_with_a_sentence(
    load: Load, content: bytes, reason: str
) -> None:
    with pytest.raises(InputError, match=reason):
        load(content)


def test_a_missing_file_is_refused_with_a_sentence(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="No such file"):
        load_calls(database, settings, tmp_path / "no.csv", mapping_of(tmp_path), now=NOW)


@pytest.mark.parametrize(("encoding", "delimiter"), [("base64", None), (None, "ab"), (None, '"')])
def test_an_encoding_or_delimiter_that_is_none_is_refused(
    database: Database, settings: Settings, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "calls.csv"
    path.write_bytes(HEADER + ROW)
    mapping = mapping_of(tmp_path).reading(encoding=encoding, delimiter=delimiter)
    with pytest.raises(InputError, match=encoding or "one character"):
        load_calls(database, settings, path, mapping, now=NOW)


@pytest.mark.parametrize("line_end", [b"\r", b"\r\n", b"\n\n"])
def test_any_line_end_will_do(load: Load, line_end: bytes) -> None:
    assert load(line_end + (HEADER + ROW).replace(b"\n", line_end)).added == 1


def test_a_year_that_is_none_rejects_its_row_alone(load: Load, database: Database) -> None:
    years = [b"0000", b"-0001", b"9999", b"+12024"]
    rows = [ROW.replace(b"2024", year).replace(b"1,", b"%d," % i) for i, year in enumerate(years)]
    summary = load(HEADER + ROW + b"".join(rows))
    assert (summary.added, summary.rejected) == (1, 4)


def test_a_time_that_stands_for_never_is_not_kept(load: Load, database: Database) -> None:
    load(HEADER + ROW.replace(b"A,", b"A,9999-12-31 23:59:59"))
    assert stored(database, "on_scene_at") == [None]


def test_texts_too_long_for_an_index_reject_their_row_alone(load: Load, database: Database) -> None:
    text = random_text(2001)
    rows = [ROW.replace(b"1,", text + b",", 1), ROW.replace(b"A", text)]
    assert load(HEADER + rows[0] + rows[1] + ROW).added == 1
    assert {reason[:14] for reason in reasons(database)} == {"The id is long", "The call type "}


def test_the_longest_texts_fit_into_their_index(load: Load) -> None:
    text = random_text(2000)
    assert load(HEADER + text + b",2024-05-01 12:00:00," + text + b",,0.5,0.5\n").added == 1


@pytest.mark.parametrize(("x", "y"), [(b"0.5", b""), (b"", b"0.5"), (b"1e999", b"0"), (b"a", b"b")])
def test_half_a_coordinate_is_kept_for_a_better_mapping(load: Load, x: bytes, y: bytes) -> None:
    summary = load(HEADER + ROW.replace(b"0.5,0.5", x + b"," + y))
    assert (summary.added, summary.without_point, summary.unplaced) == (1, 1, 1)


@pytest.mark.parametrize(
    "geometry",
    [
        b'{"type": "Point", "coordinates": [1]}',
        b'{"type": "Point", "coordinates": 5}',
        b'{"type": "Point", "coordinates": [[1, 2]]}',
        b'{"type": "LineString", "coordinates": [[0, 0], [1, 1]]}',
    ],
)
def test_a_geometry_that_is_no_point_is_kept_for_a_better_mapping(
    load: Load, geometry: bytes
) -> None:
    properties = b'{"id": 1, "at": "2024-05-01 12:00:00", "type": "\\ud800"}'
    feature = b'{"type": "Feature", "properties": %b, "geometry": %b}' % (properties, geometry)
    summary = load(b'{"features": [%b]}' % feature)
    assert (summary.added, summary.unplaced) == (1, 1)


def test_missing_numbers_of_a_parquet_file_are_missing(load: Load, database: Database) -> None:
    nan = float("nan")
    ids, x = pa.array([7.0, nan]), pa.array([nan, nan])
    summary = load(id=ids, at=pa.array([AT, AT]), x=x, y=x, type=pa.array([b"A", b"B"]))
    assert (summary.added, summary.rejected, summary.unplaced) == (1, 1, 0)
    assert stored(database) == ["7"]


@pytest.mark.parametrize(
    "odd",
    [
        pa.array([["a"]]),
        pa.array([{"a": 1}]),
        pa.array([timedelta(1)]),
        pa.array([Decimal("1.5")], pa.decimal256(60, 2)),
        pa.array([b"\xff"]),
    ],
)
def test_a_parquet_column_without_single_values_is_refused(load: Load, odd: pa.Array) -> None:
    with pytest.raises(InputError, match=r"column type is a|can't be read: Invalid UTF8"):
        load(id=pa.array(["1"]), at=pa.array([AT]), type=odd)


def test_a_retried_parquet_row_keeps_its_id(
    load: Load, database: Database, settings: Settings, tmp_path: Path
) -> None:
    load(id=pa.array([7.0]), at=pa.array([AT]), x=pa.array([500.0]), y=pa.array([400.0]))
    metres = 'crs = "EPSG:3857"\n[times]\nformats = ["%Y-%m-%d %H:%M:%S"]\n[columns]'
    text = MAPPING.format(source="town").replace("[columns]", metres)
    (tmp_path / "metres.toml").write_text(text)
    retry_quarantine(database, settings, read_mapping(tmp_path / "metres.toml"), now=NOW)
    assert stored(database, "external_id || ' ' || (point is not null)") == ["7 true"]


def test_a_retry_does_not_undo_what_a_later_load_brought(
    load: Load, database: Database, settings: Settings, tmp_path: Path
) -> None:
    load(HEADER + ROW.replace(b"0.5,0.5", b"10,500"))
    load(HEADER + ROW.replace(b"A", b"B"))
    text = MAPPING.format(source="town").replace("[columns]", 'crs = "EPSG:3857"\n[columns]')
    (tmp_path / "metres.toml").write_text(text)
    summary = retry_quarantine(database, settings, read_mapping(tmp_path / "metres.toml"), now=NOW)
    assert (summary.tried, summary.resolved) == (1, 1)
    assert stored(database, "st_x(point)") == [0.5]


def test_a_closed_record_is_open_again_when_its_row_is_rejected_again(
    load: Load, database: Database
) -> None:
    load(HEADER + b",,,,,\n")
    (record,) = database.fetch("quarantine_list", source=None, n=1)
    database.fetch("quarantine_resolve", quarantine_ids=[record["quarantine_id"]], now=NOW)
    assert reasons(database) == []
    load(HEADER + b",,,,,\n,,,,,\n")
    assert reasons(database) == ["There is no id."]


def test_two_sources_may_bring_the_same_new_month_at_once(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "calls.csv").write_bytes(HEADER + ROW)
    with database.transaction() as connection:
        ensure_partitions(connection, [date(2024, 5, 1)])
        other = threading.Thread(
            target=lambda: load_calls(
                database, settings, tmp_path / "calls.csv", mapping_of(tmp_path), now=NOW
            )
        )
        other.start()
        other.join(1)
        assert other.is_alive()
    other.join(30)
    assert stored(database) == ["1"]


def test_readers_do_not_wait_for_a_load_that_makes_a_month(database: Database) -> None:
    with database.transaction() as connection, database.transaction() as reader:
        ensure_partitions(connection, [date(2024, 5, 1)])
        reader.execute("set local lock_timeout = '100ms'")
        assert reader.execute("select count(*) from call_for_service").fetchone() == (0,)


def plan(zone: str, effective_on: date) -> ShiftPlan:
    day = Shift(code="D", name="Day", start_minute=0, end_minute=0)
    return ShiftPlan(code="one", zone=zone, effective_on=effective_on, shifts=(day,))


def test_the_first_plan_moves_earlier_calls_to_its_zone(
    load: Load, database: Database, settings: Settings
) -> None:
    load(HEADER + ROW.replace(b"12:00", b"20:00"))
    with database.transaction() as connection:
        first = save_shift_plan(connection, plan("Asia/Tokyo", date(2025, 1, 1)), now=NOW)
        second = save_shift_plan(connection, plan("UTC", date(2025, 6, 1)), now=NOW)
    assert relocate(database, settings, since_on=second.since_on, now=NOW).moved == 0
    assert relocate(database, settings, since_on=first.since_on, now=NOW).moved == 1
    assert stored(database, "operational_on") == [date(2024, 5, 2)]


@pytest.mark.parametrize("effective_on", [date(1, 1, 1), date(2030, 1, 1), date(9999, 12, 31)])
def test_a_plan_of_any_date_leaves_loads_and_relocation_working(
    load: Load, database: Database, settings: Settings, effective_on: date
) -> None:
    with database.transaction() as connection:
        save_shift_plan(connection, plan("UTC", effective_on), now=NOW)
    assert load(HEADER + ROW).added == 1
    assert relocate(database, settings, since_on=effective_on, now=NOW).moved == 0


def test_relocation_waits_for_a_load_under_way(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "calls.csv").write_bytes(HEADER + ROW)
    waited = []

    def try_to_move(_: str) -> None:
        with pytest.raises(DatabaseError), database.transaction() as connection:
            connection.execute("set local lock_timeout = '100ms'")
            save_shift_plan(connection, plan("UTC", date(2020, 1, 1)), now=NOW)
        waited.append(True)

    load_calls(database, settings, tmp_path / "calls.csv", mapping_of(tmp_path), now=NOW,
               progress=try_to_move)  # fmt: skip
    assert waited
