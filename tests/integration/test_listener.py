"""Who follows the outbox gets every entry once, in order, through restarts, and notices a break."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import psycopg
import pytest
from feed_records import NOW, later

from geo_rtcc.store import Database, outbox
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.listener import MOST, Look, OutboxListener
from geo_rtcc.store.migrations import migrate
from geo_rtcc.store.outbox import OutboxEntry
from geo_rtcc.store.retention_run import run_retention

RESTORE = "delete from outbox where outbox_id > 1; select setval('outbox_outbox_id_seq', 1)"
OF_LISTENER = "from pg_stat_activity where application_name = 'geo-rtcc-listener'"


class Following:
    """A listener in a thread of its own, as the app runs one; what it found, and when."""

    def __init__(self, conninfo: str) -> None:
        self.listener = OutboxListener(conninfo)
        self.found: Queue[tuple[float, Look]] = Queue()
        self.looks: list[Look] = []
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        for look in self.listener.looks():
            if look.entries or look.is_break:
                self.found.put((time.monotonic(), look))

    def wait(self, count: int = 1, within_s: float = 20.0) -> list[OutboxEntry]:
        """Return the next entries, at least so many, or all until a break."""
        entries: list[OutboxEntry] = []
        while len(entries) < count:
            _, look = self.found.get(timeout=within_s)
            self.looks.append(look)
            entries += [entry for _, entry in look.entries]
        return entries

    def break_at(self, within_s: float = 20.0) -> int:
        """Return where following starts anew; fail if entries come instead."""
        _, look = self.found.get(timeout=within_s)
        assert look.is_break
        return look.cursor

    def is_quiet(self, seconds: float) -> bool:
        """Say whether nothing is found for a while."""
        try:
            self.found.get(timeout=seconds)
        except Empty:
            return True
        return False

    def end(self) -> None:
        self.listener.stop()
        self._thread.join(10)
        assert not self._thread.is_alive()


@contextmanager
def following(conninfo: str) -> Iterator[Following]:
    follower = Following(conninfo)
    try:
        yield follower
    finally:
        follower.end()


@pytest.fixture
def follower(database: Database) -> Iterator[Following]:
    """A listener on an empty outbox that has taken its first look."""
    with following(database.conninfo) as follower:
        assert follower.break_at() == 0
        yield follower


def add(database: Database, *topics: str, at: datetime = NOW) -> None:
    with database.transaction() as connection:
        outbox.append_all(connection, [OutboxEntry(topic=topic) for topic in topics], at=at)


def topics(entries: list[OutboxEntry]) -> list[str]:
    return [entry.topic for entry in entries]


def run(conninfo: str, statement: str) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(statement)


def change(database: Database, statement: str) -> None:
    with database.transaction() as connection:
        connection.execute(statement)


def kill_listener(database: Database) -> None:
    change(database, f"select pg_terminate_backend(pid) {OF_LISTENER}")


@contextmanager
def absence(cluster: EmbeddedCluster, database: Database, follower: Following) -> Iterator[None]:
    """Keep the listener out for the block; the connection that the pool has stays."""
    name = psycopg.conninfo.conninfo_to_dict(database.conninfo)["dbname"]
    command = f"alter database {name} with allow_connections"
    run(cluster.conninfo("postgres"), f"{command} false")
    kill_listener(database)
    wait_until_away(follower, away=True)
    yield
    run(cluster.conninfo("postgres"), f"{command} true")


def wait_until_away(follower: Following, *, away: bool) -> None:
    until = time.monotonic() + 20
    while (follower.listener.away_s() is not None) != away:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_following_starts_after_what_is_there(database: Database) -> None:
    add(database, "old", "older")
    with following(database.conninfo) as follower:
        assert follower.break_at() == 2
        add(database, "new")
        assert topics(follower.wait()) == ["new"]


def test_the_first_change_after_a_pause_is_told_at_once(
    follower: Following, database: Database
) -> None:
    delays = []
    for number in range(10):
        time.sleep(0.15)
        add(database, str(number))
        committed = time.monotonic()
        found, _ = follower.found.get(timeout=5)
        delays.append(found - committed)
    assert sorted(delays)[7] < 0.05  # far below the second between two looks


def test_many_commits_are_looked_at_twenty_times_a_second(
    follower: Following, database: Database
) -> None:
    began = time.monotonic()
    for number in range(200):
        add(database, str(number))
    took_s = time.monotonic() - began
    assert topics(follower.wait(200)) == [str(number) for number in range(200)]
    assert len(follower.looks) <= took_s / 0.05 + 3


def test_more_than_fits_into_one_look_comes_in_several(
    follower: Following, database: Database
) -> None:
    names = [str(number) for number in range(2 * MOST + 5)]
    add(database, *names)
    assert topics(follower.wait(len(names))) == names
    assert max(len(look.entries) for look in follower.looks) <= MOST


def test_an_entry_whose_hint_is_lost_is_found_anyway(
    follower: Following, database: Database
) -> None:
    change(
        database,
        f"select ensure_data_partitions('outbox', '{NOW}', '{NOW}'); "
        f"insert into outbox (at, topic) values ('{NOW}', 'silent')",
    )
    assert topics(follower.wait(within_s=2)) == ["silent"]


def test_a_transaction_that_is_rolled_back_is_no_break(
    follower: Following, database: Database
) -> None:
    add(database, "first")
    change(database, "select nextval('outbox_outbox_id_seq') from generate_series(1, 50)")
    kill_listener(database)
    add(database, "second")
    assert topics(follower.wait(2)) == ["first", "second"]


def test_nothing_is_lost_or_repeated_when_its_connection_is_killed(
    follower: Following, database: Database
) -> None:
    dice, names = random.Random(11), [str(number) for number in range(300)]
    for name in names:
        add(database, name)
        if dice.random() < 0.03:
            kill_listener(database)
    assert topics(follower.wait(len(names))) == names


def test_a_restart_of_the_server_is_survived_and_told(data_dir: Path) -> None:
    cluster = EmbeddedCluster(data_dir, durable=False)
    with cluster.lease():
        migrate(cluster.conninfo())
        with Database(cluster.conninfo()) as database, following(database.conninfo) as follower:
            follower.break_at()
            for name in ("one", "two"):
                cluster.stop(force=True)
                wait_until_away(follower, away=True)
                time.sleep(0.5)
                assert (follower.listener.away_s() or 0) > 0.4
                cluster.ensure_running()
                add(database, name)
                assert topics(follower.wait()) == [name]
                wait_until_away(follower, away=False)


def test_a_server_that_does_not_answer_is_away(database: Database, follower: Following) -> None:
    with psycopg.connect(database.conninfo) as blocker:
        blocker.execute("lock table outbox in access exclusive mode")
        wait_until_away(follower, away=True)
    wait_until_away(follower, away=False)


def test_what_retention_took_unseen_is_a_break(
    follower: Following, database: Database, cluster: EmbeddedCluster
) -> None:
    add(database, "seen")
    follower.wait()
    with absence(cluster, database, follower):
        add(database, "unseen", at=later(60))
        run_retention(database, now=NOW + timedelta(days=9))
        add(database, "newest", at=NOW + timedelta(days=9))
    assert follower.break_at() == 3


def test_what_retention_took_after_it_was_seen_is_no_break(
    follower: Following, database: Database
) -> None:
    add(database, "seen")
    follower.wait()
    run_retention(database, now=NOW + timedelta(days=9))
    kill_listener(database)
    assert follower.is_quiet(1.5)
    add(database, "next", at=NOW + timedelta(days=9))
    assert topics(follower.wait()) == ["next"]


def test_a_database_restored_to_an_earlier_state_is_a_break(
    follower: Following, database: Database
) -> None:
    add(database, "1", "2", "3")
    follower.wait(3)
    change(database, RESTORE)
    assert follower.break_at() == 1
    add(database, "2 anew")
    assert topics(follower.wait()) == ["2 anew"]


def test_a_restored_database_that_has_gone_on_is_a_break(
    follower: Following, database: Database, cluster: EmbeddedCluster
) -> None:
    add(database, "1", "2", "3")
    follower.wait(3)
    with absence(cluster, database, follower):
        change(database, RESTORE)
        add(database, "2 anew", "3 anew", "4", at=later(1))
    assert follower.break_at() == 4
