"""The intake: told after the commit, many in one, and nothing lost when something is wrong."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest
from feed_records import NOW, read, submission

from geo_rtcc.errors import DatabaseAwayError, OverloadedError
from geo_rtcc.ingest.intake import Intake
from geo_rtcc.ingest.submissions import Receipt
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database

WAIT_S = 60


def intake(database: Database, settings: Settings) -> Intake:
    return Intake(database, settings, clock=lambda: NOW)


def count(database: Database) -> int:
    with database.transaction() as connection:
        return connection.execute("select count(*) from plate_read").fetchone()[0]


def test_a_receipt_comes_after_the_commit(database: Database, settings: Settings) -> None:
    with intake(database, settings) as open_intake:
        future = open_intake.submit(submission([read("a")]), size_bytes=100)
        assert future.result(WAIT_S).added == 1
        assert count(database) == 1


def test_single_records_from_many_senders_share_commits(
    database: Database, settings: Settings
) -> None:
    with intake(database, settings) as open_intake, ThreadPoolExecutor(16) as senders:

        def send(number: int) -> Future[Receipt]:
            return open_intake.submit(submission([read(str(number), number)]), size_bytes=100)

        futures = list(senders.map(send, range(300)))
        assert sum(one.result(WAIT_S).added for one in futures) == 300
        assert open_intake.state().commits < 100
    assert count(database) == 300


def test_what_was_handed_in_is_committed_before_it_closes(
    database: Database, settings: Settings
) -> None:
    with intake(database, settings) as open_intake:
        futures = [
            open_intake.submit(submission([read(str(n), n)]), size_bytes=1) for n in range(50)
        ]
    assert all(one.done() for one in futures)
    assert count(database) == 50
    with pytest.raises(OverloadedError):
        open_intake.submit(submission([read("late")]), size_bytes=1)


def test_past_its_capacity_it_says_so_at_once(database: Database, settings: Settings) -> None:
    small = replace(settings, intake_bytes=1000)
    idle = intake(database, small)  # its threads don't run, so everything waits
    idle.submit(submission([read("a")]), size_bytes=600)
    with pytest.raises(OverloadedError) as refused:
        idle.submit(submission([read("b")]), size_bytes=600)
    assert refused.value.retry_after_s >= 1
    assert idle.state().waiting_bytes == 600


def test_a_record_the_database_refuses_costs_no_other(
    database: Database, settings: Settings
) -> None:
    lone_surrogate = read("bad", 2, image_url="\ud800")
    records = [read("a"), lone_surrogate, read("b", 60), read("c", 90)]
    with intake(database, settings) as open_intake:
        other = open_intake.submit(submission([read("d", 120)]), size_bytes=1)
        mixed = open_intake.submit(submission(records), size_bytes=1)
        receipt = mixed.result(WAIT_S)
    assert (receipt.added, receipt.rejected, other.result().added) == (3, 1, 1)
    with database.transaction() as connection:
        kept = connection.execute("select kind, format, raw->>'text' from quarantine").fetchall()
    assert [(kind, name) for kind, name, _ in kept] == [("plate_read", "plain")]
    assert '"bad"' in kept[0][2]


def test_with_the_database_away_senders_are_told_and_may_come_again(
    cluster: object, conninfo: str, settings: Settings
) -> None:
    with Database(conninfo, patience_s=2) as database, intake(database, settings) as open_intake:
        assert open_intake.submit(submission([read("a")]), size_bytes=1).result(WAIT_S).added == 1
        with database.transaction() as connection:
            connection.execute("alter table outbox rename to outbox_gone")
        broken = open_intake.submit(submission([read("b", 60)]), size_bytes=1)
        assert broken.exception(WAIT_S) is not None
        assert open_intake.state().failing_since == NOW
        with database.transaction() as connection:
            connection.execute("alter table outbox_gone rename to outbox")
        again = open_intake.submit(submission([read("b", 60)]), size_bytes=1)
        assert again.result(WAIT_S).added == 1
        assert open_intake.state().failing_since is None


def test_a_database_that_stopped_fails_fast_enough_to_be_retried(
    settings: Settings,
) -> None:
    nowhere = Database("host=/nowhere dbname=none", patience_s=0.5)
    nowhere._pool.open(wait=False)
    with intake(nowhere, settings) as open_intake:
        future = open_intake.submit(submission([read("a")]), size_bytes=1)
        assert isinstance(future.exception(WAIT_S), DatabaseAwayError)
    nowhere._pool.close()
