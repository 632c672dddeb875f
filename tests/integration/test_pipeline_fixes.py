"""Unit positions through the pipeline: every fix once, the newest as the unit's position."""

from feed_records import NOW, fix, later, submission

from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database


def positions(database: Database) -> list[tuple]:
    with database.transaction() as connection:
        return connection.execute(
            "select u.external_id, u.call_sign, p.fix_at, p.status from unit_position p "
            "join unit u using (unit_id) order by 1"
        ).fetchall()


def test_a_unit_stands_where_its_newest_fix_says(database: Database, settings: Settings) -> None:
    pipeline = Pipeline(database, settings)
    pipeline.store([submission([fix("u1", 10, status="available"), fix("u2", 3)])], now=NOW)
    pipeline.store([submission([fix("u1", 5), fix("u2", 8, call_sign="2B1")])], now=NOW)
    assert positions(database) == [
        ("u1", None, later(10), "available"),
        ("u2", "2B1", later(8), None),
    ]


def test_a_fix_that_comes_again_is_stored_once(database: Database, settings: Settings) -> None:
    pipeline = Pipeline(database, settings)
    first = pipeline.store([submission([fix("u1"), fix("u1"), fix("u1", 5)])], now=NOW)[0]
    again = pipeline.store([submission([fix("u1", 5)]), submission([fix("u1", 10)])], now=NOW)
    assert (first.added, first.repeated) == (2, 1)
    assert [(one.added, one.repeated) for one in again] == [(0, 1), (1, 0)]


def test_fixes_of_a_commit_are_told_as_one(database: Database, settings: Settings) -> None:
    Pipeline(database, settings).store([submission([fix("u1"), fix("u2", 5)])], now=NOW)
    with database.transaction() as connection:
        found = connection.execute("select topic, n, from_at, to_at from outbox").fetchall()
    assert found == [("fixes.stored", 2, NOW, later(5))]
