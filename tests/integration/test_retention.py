"""Retention: what has reached its time goes, what has not stays, and nobody is held up."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from kept_rows import add, instants, keep

from geo_rtcc.store import Database
from geo_rtcc.store.database import connect
from geo_rtcc.store.retention import (
    PARTITIONED,
    cutoff,
    cutoffs,
    keep_for,
    keep_text,
    removals,
    retentions,
)
from geo_rtcc.store.retention_run import run_retention

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def partitions(database: Database, kind: str) -> int:
    with database.transaction() as connection:
        found = connection.execute(
            "select count(*) from pg_inherits where inhparent = %s::regclass", (kind,)
        ).fetchone()
    return int(found[0]) if found else 0


@pytest.mark.parametrize("kind", PARTITIONED)
def test_three_minutes_are_three_minutes(database: Database, kind: str) -> None:
    keep(database, kind, "3m")
    ages = [timedelta(seconds=s) for s in (0, 60, 149, 181, 240, 600)]
    add(database, kind, "X", [NOW - age for age in ages])
    run = run_retention(database, now=NOW)
    assert [NOW - at for at in instants(database, kind)] == ages[2::-1]
    assert sum(removal.rows_dropped for removal in run.removals) == 3
    assert run.postponed == []


@pytest.mark.parametrize("kind", PARTITIONED)
def test_a_partition_goes_when_its_oldest_possible_row_has_reached_its_time(
    database: Database, kind: str
) -> None:
    keep(database, kind, "30d")
    low = NOW.replace(hour=0) - 30 * DAY
    add(database, kind, "X", [low + DAY - SECOND])
    assert run_retention(database, now=low + 30 * DAY - SECOND).removals == []
    assert len(run_retention(database, now=low + 30 * DAY).removals) == 1
    assert instants(database, kind) == []
    assert partitions(database, kind) == 0


def test_months_of_calls_go_when_their_newest_possible_call_is_too_old(database: Database) -> None:
    keep(database, "call_for_service", "30d")
    march, april = datetime(2026, 3, 31, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    add(database, "call_for_service", "a", [march])
    add(database, "call_for_service", "b", [april])
    assert run_retention(database, now=april + 30 * DAY - SECOND).removals == []
    run_retention(database, now=april + 30 * DAY)
    assert instants(database, "call_for_service") == [april]
    with database.transaction() as connection:
        left = connection.execute("select external_id from call_identity").fetchall()
    assert left == [("b",)]


def test_what_is_kept_for_ever_stays(database: Database) -> None:
    for kind in retentions_of(database):
        keep(database, kind, None)
        add(database, kind, "plate_read", [NOW - 9000 * DAY])
    assert run_retention(database, now=NOW).removals == []


def retentions_of(database: Database) -> list[str]:
    with database.transaction() as connection:
        return list(retentions(connection))


def test_dropping_reads_leaves_their_hits(database: Database) -> None:
    keep(database, "plate_read", "3m")
    for kind in ("plate_read", "hit"):
        add(database, kind, "X", [NOW - DAY])
    run_retention(database, now=NOW)
    assert instants(database, "plate_read") == []
    assert instants(database, "hit") == [NOW - DAY]


def test_quarantine_goes_with_the_shorter_of_two_times(database: Database) -> None:
    keep(database, "quarantine", "7d")
    keep(database, "plate_read", "1d")
    for kind in ("plate_read", "plate_read_location", "avl_fix", "call_location"):
        add(database, "quarantine", kind, [NOW - 8 * DAY, NOW - 2 * DAY, NOW - DAY + SECOND])
    run_retention(database, now=NOW)
    with database.transaction() as connection:
        left = connection.execute("select kind, count(*) from quarantine group by 1").fetchall()
    ones = {"plate_read": 1, "plate_read_location": 1, "avl_fix": 2, "call_location": 2}
    assert dict(left) == ones


def test_the_last_place_of_a_unit_goes_with_its_fixes(database: Database) -> None:
    with database.transaction() as connection:
        connection.cursor().executemany(
            "insert into unit_position (unit_id, fix_at, stored_at, point, cell) "
            "values (%s, %s, %s, 'SRID=4326;POINT(0 0)', 1)",
            [(n, NOW - age, NOW) for n, age in ((1, MINUTE), (2, 31 * DAY))],
        )
    run_retention(database, now=NOW)
    with database.transaction() as connection:
        assert connection.execute("select unit_id from unit_position").fetchall() == [(1,)]


def test_a_wider_partition_loses_its_old_rows_and_goes_at_its_end(database: Database) -> None:
    keep(database, "plate_read", "30d")
    add(database, "plate_read", "X", [NOW - timedelta(hours=n) for n in range(1, 13)])
    add(database, "plate_read", "X", [NOW + 2 * DAY])
    with database.transaction() as connection:
        connection.execute("select ensure_data_partitions('plate_read', %s, %s)", (NOW, NOW + DAY))
    keep(database, "plate_read", "2h")
    run_retention(database, now=NOW)
    assert len(instants(database, "plate_read")) == 3
    assert partitions(database, "plate_read") == 2  # the empty one made ahead is gone
    midnight = NOW.replace(hour=0) + DAY
    run_retention(database, now=midnight + timedelta(hours=2))
    assert instants(database, "plate_read") == [NOW + 2 * DAY]


def test_every_removal_is_logged(database: Database) -> None:
    keep(database, "hit", "3m")
    add(database, "hit", "X", [NOW - 10 * MINUTE, NOW - 10 * MINUTE + SECOND])
    run_retention(database, now=NOW)
    with database.transaction() as connection:
        logged = removals(connection, 10)
    assert len(logged) == 1
    assert logged[0]["partition_name"] == "hit_20260520T115000"
    assert (logged[0]["ran_at"], logged[0]["rows_dropped"], logged[0]["rows_held"]) == (NOW, 2, 0)


def test_a_long_reader_keeps_the_table_but_not_the_old_rows(database: Database) -> None:
    keep(database, "plate_read", "3m")
    add(database, "plate_read", "X", [NOW - 10 * MINUTE, NOW - 3 * MINUTE - SECOND, NOW])
    with connect(database.conninfo) as reader:
        assert reader.execute("select count(*) from plate_read").fetchone() == (3,)
        run = run_retention(database, now=NOW)
        assert len(run.postponed) == 1
        with database.transaction() as connection:  # ingest goes on
            connection.execute("set local lock_timeout = '50ms'")
            assert connection.execute("select count(*) from plate_read").fetchone() == (1,)
        add(database, "plate_read", "X", [NOW + SECOND])
    assert len(run_retention(database, now=NOW).removals) == 2
    assert len(instants(database, "plate_read")) == 2


def test_a_reader_in_the_way_of_many_partitions_stops_one_try(database: Database) -> None:
    keep(database, "plate_read", "3m")
    add(database, "plate_read", "X", [NOW - n * MINUTE for n in range(10, 20)])
    with connect(database.conninfo) as reader:
        reader.execute("select from plate_read")
        run = run_retention(database, now=NOW)
    assert len(run.postponed) == 1
    assert sum(removal.rows_dropped for removal in run.removals) == 10


def test_two_runs_at_once_drop_each_partition_once(database: Database) -> None:
    keep(database, "plate_read", "3m")
    add(database, "plate_read", "X", [NOW - n * MINUTE for n in range(10, 20)])
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda _: run_retention(database, now=NOW), range(2)))
    assert sum(removal.rows_dropped for run in runs for removal in run.removals) == 10
    run_retention(database, now=NOW)
    assert partitions(database, "plate_read") == 0


def test_records_that_would_be_dropped_at_once_are_not_to_be_stored(database: Database) -> None:
    keep(database, "plate_read", "3m")
    keep(database, "hit", None)
    with database.transaction() as connection:
        ages = cutoffs(connection)
        assert cutoff(connection, "plate_read", NOW) == NOW - timedelta(seconds=150)
        assert cutoff(connection, "hit", NOW) is None
    assert ages["plate_read"] == timedelta(seconds=150)
    assert ages["call_for_service"] is None
    assert ages["quarantine"] == 30 * DAY


@pytest.mark.parametrize("days", [0, 1, 29, 30, 59, 60, 364, 365, 400, 420, 1500, 30_000])
def test_what_is_kept_for_its_age_is_stored_and_stays(database: Database, days: int) -> None:
    at = NOW - days * DAY
    kept = keep_for(NOW - at)
    keep(database, "plate_read", keep_text(kept))
    with database.transaction() as connection:
        assert at > (cutoff(connection, "plate_read", NOW) or at)
    add(database, "plate_read", "X", [at])
    assert run_retention(database, now=NOW).removals == []
