"""Partitions by time: made before they are needed, never twice, remembered only when committed."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from geo_rtcc.errors import DatabaseConflictError, DatabaseError
from geo_rtcc.store import Database
from geo_rtcc.store.database import Connection
from geo_rtcc.store.partitions import PartitionCover, TooManyPartitionsError

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
HOSTILE = [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)]


def add_fix(connection: Connection, at: datetime) -> None:
    connection.execute(
        "insert into avl_fix (unit_id, fix_at, stored_at, point, cell, operational_on, "
        "is_area_ambiguous) values (1, %s, %s, 'SRID=4326;POINT(0 0)', 1, '2026-03-01', false)",
        (at, at),
    )


def test_a_range_gets_one_partition_a_width(database: Database) -> None:
    cover = PartitionCover()
    with database.transaction() as connection:
        assert cover.ensure(connection, "avl_fix", AT, AT + 2 * DAY) == 3
        assert cover.ensure(connection, "avl_fix", AT, AT + 2 * DAY) == 0
        add_fix(connection, AT + 2 * DAY)


def test_what_is_committed_is_asked_for_once(database: Database) -> None:
    cover = PartitionCover()
    for _ in range(2):
        with database.transaction() as connection:
            cover.ensure(connection, "avl_fix", AT, AT)
    with database.transaction() as connection:
        connection.close()
        assert cover.ensure(connection, "avl_fix", AT, AT) == 0


def test_what_was_rolled_back_is_made_again(database: Database) -> None:
    cover = PartitionCover()
    for _ in range(2):
        with database.transaction() as connection:
            assert cover.ensure(connection, "avl_fix", AT, AT) == 1
            cover.ensure(connection, "avl_fix", AT, AT)
            connection.rollback()
    with database.transaction() as connection:
        cover.ensure(connection, "avl_fix", AT, AT)
        add_fix(connection, AT)


def test_what_was_rolled_back_to_a_savepoint_is_made_again(database: Database) -> None:
    cover = PartitionCover()
    with database.transaction() as connection:
        with connection.transaction(force_rollback=True):
            assert cover.ensure(connection, "avl_fix", AT, AT) == 1
        assert cover.ensure(connection, "avl_fix", AT, AT) == 1
        add_fix(connection, AT)


def test_an_insert_works_again_after_forgetting_a_dropped_partition(database: Database) -> None:
    cover = PartitionCover()
    for _ in range(2):
        with database.transaction() as connection:
            cover.ensure(connection, "avl_fix", AT, AT)
    with database.transaction() as connection:
        connection.execute('drop table "avl_fix_20260301T000000"')
        connection.execute("delete from data_partition")
    with pytest.raises(DatabaseConflictError), database.transaction() as connection:
        cover.ensure(connection, "avl_fix", AT, AT)
        add_fix(connection, AT)
    cover.forget()
    with database.transaction() as connection:
        cover.ensure(connection, "avl_fix", AT, AT)
        add_fix(connection, AT)


def test_hostile_dates_make_nothing_and_leave_the_transaction_alive(database: Database) -> None:
    cover = PartitionCover(most=10)
    with database.transaction() as connection:
        with pytest.raises(TooManyPartitionsError, match="more than 10 new"):
            cover.ensure(connection, "plate_read", *HOSTILE)
        assert connection.execute("select count(*) from data_partition").fetchone() == (0,)


def test_single_instants_leave_the_time_between_them_alone(database: Database) -> None:
    cover = PartitionCover(most=10)
    with database.transaction() as connection:
        instants = [*HOSTILE, AT, AT + timedelta(seconds=1), AT + timedelta(seconds=2)]
        assert cover.ensure_instants(connection, "avl_fix", instants) == 3
        for at in instants:
            add_fix(connection, at)
        assert cover.ensure_instants(connection, "avl_fix", instants) == 0


def test_many_single_instants_are_limited_together(database: Database) -> None:
    cover = PartitionCover(most=10)
    with database.transaction() as connection, pytest.raises(TooManyPartitionsError):
        cover.ensure_instants(connection, "avl_fix", [AT + n * 9 * DAY for n in range(20)])


@pytest.mark.parametrize("kind", ["call_for_service", "quarantine", "no such kind"])
def test_kinds_without_such_partitions_are_refused(database: Database, kind: str) -> None:
    with database.transaction() as connection, pytest.raises(DatabaseError, match="named"):
        PartitionCover().ensure(connection, kind, AT, AT)


def test_callers_at_once_make_each_partition_once(database: Database) -> None:
    made: list[int] = []

    def work(shift: int) -> None:
        cover = PartitionCover()
        for day in range(8):
            with database.transaction() as connection:
                at = AT + day * DAY + timedelta(minutes=shift)
                made.append(cover.ensure(connection, "avl_fix", at, at + DAY))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 32
    assert sum(made) == 9
