"""The outbox: in order of commit, so that a reader who follows its ids misses nothing."""

from threading import Thread

from feed_records import NOW, read, submission

from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database, outbox


def test_a_reader_gets_what_is_above_its_cursor(database: Database, settings: Settings) -> None:
    pipeline = Pipeline(database, settings)
    for number in range(3):
        pipeline.store([submission([read(str(number), 60 * number)])], now=NOW)
    with database.transaction() as connection:
        seen = outbox.from_cursor(connection, 0, limit=9)
        rest = outbox.from_cursor(connection, seen[0][0] + 1, limit=1)
    assert [entry.topic for *_, entry in seen] == ["reads.stored"] * 3
    assert rest == [seen[1]]


def test_ids_are_in_order_of_commit(database: Database) -> None:
    with database.transaction() as first:
        outbox.append(first, topic="first", at=NOW)
        second = Thread(target=_append, args=(database, "second"))
        second.start()
        second.join(0.5)
        assert second.is_alive()  # it waits for the first to end
    second.join(30)
    with database.transaction() as connection:
        seen = outbox.from_cursor(connection, 0, limit=9)
    assert [entry.topic for *_, entry in seen] == ["first", "second"]


def test_what_is_rolled_back_is_told_to_nobody(database: Database) -> None:
    try:
        with database.transaction() as connection:
            outbox.append(connection, topic="never", at=NOW)
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    with database.transaction() as connection:
        assert outbox.from_cursor(connection, 0, limit=9) == []


def _append(database: Database, topic: str) -> None:
    with database.transaction() as connection:
        outbox.append(connection, topic=topic, at=NOW)
