"""What has changed since a snapshot: applied to it, it gives the next one."""

import random
from typing import Any

import polars as pl
import pytest
from feed_records import NOW, call, fix, later, read
from live_store import listed, one, store, told_after

from geo_rtcc.settings import Settings
from geo_rtcc.situation.live_map.models import LiveChanges, LiveSnapshot
from geo_rtcc.situation.live_map.named import MOST_NAMED
from geo_rtcc.situation.live_map.reader import LiveReader
from geo_rtcc.store import Database
from geo_rtcc.store.outbox import OutboxEntry
from geo_rtcc.store.queue_marks import mark

KEYS = {"calls": "call_id", "hits": "hit_id", "units": "unit_id", "cameras": "camera_id"}
HERE = {"lon": -93.09, "lat": 45.01}


def since(database: Database, cursor: int, reader: LiveReader | None = None) -> LiveChanges:
    """Return what changed above a cursor, in one go."""
    return (reader or LiveReader(database)).changes(told_after(database, cursor), now=NOW)


def applied(snapshot: LiveSnapshot, changes: LiveChanges) -> dict[str, set[tuple[Any, ...]]]:
    """Return a snapshot's records with the changes put in the place of what has the same key."""
    merged = {}
    for kind, key in KEYS.items():
        before, after = getattr(snapshot.records, kind), getattr(changes.records, kind)
        both = pl.concat([before.filter(~pl.col(key).is_in(after[key].to_list())), after])
        merged[kind] = plain(both)
    return merged


def plain(frame: pl.DataFrame) -> set[tuple[Any, ...]]:
    lists = [name for name, dtype in frame.schema.items() if dtype == pl.List(pl.String)]
    return set(frame.with_columns(pl.col(name).list.join(",") for name in lists).rows())


def test_a_call_is_told_as_it_is_now(database: Database, settings: Settings) -> None:
    for disposition in ("a", "b"):
        words = {"received_at": later(-60), "address": disposition, **HERE}
        store(database, settings, call("c", source_updated_at=later(ord(disposition)), **words))
    found = since(database, 0)
    assert found.cursor == 2
    assert found.records.calls["address"].to_list() == ["b"]
    assert not found.needs_snapshot


def test_a_call_whose_time_of_receipt_was_corrected_is_told(
    database: Database, settings: Settings
) -> None:
    store(database, settings, call("c", received_at=later(-60)))
    cursor = LiveReader(database).snapshot(now=NOW).cursor
    store(database, settings, call("c", received_at=later(-90)))
    assert since(database, cursor).records.calls["received_at"].to_list() == [later(-90)]


@pytest.mark.parametrize("seconds", [-3 * 86_400, -40 * 86_400])
@pytest.mark.parametrize("has_closings", [True, False])
def test_a_call_corrected_to_before_the_window_is_told_to_who_shows_it(
    database: Database, settings: Settings, has_closings: bool, seconds: float
) -> None:
    closed = {"received_at": later(-90), "closed_at": later(-80)} if has_closings else {}
    store(database, settings, call("other", **closed), call("c", received_at=later(-60)))
    cursor = LiveReader(database).snapshot(now=NOW).cursor
    store(database, settings, call("c", received_at=later(seconds)))
    assert since(database, cursor).records.calls["received_at"].to_list() == [later(seconds)]


def test_a_sources_first_closing_says_something_of_its_other_calls(
    database: Database, settings: Settings
) -> None:
    store(database, settings, call("a", received_at=later(-60)), call("b", received_at=later(-50)))
    cursor = LiveReader(database).snapshot(now=NOW).cursor
    store(database, settings, call("a", received_at=later(-60), closed_at=later(-10)))
    assert since(database, cursor).needs_snapshot
    cursor = LiveReader(database).snapshot(now=NOW).cursor
    store(database, settings, call("b", received_at=later(-50), closed_at=later(-5)))
    found = since(database, cursor)
    assert not found.needs_snapshot
    assert found.records.calls["closed_at"].to_list() == [later(-5)]


def test_hits_and_what_is_done_with_them_are_told(database: Database, settings: Settings) -> None:
    listed(database)
    store(database, settings, read("r", -30))
    hit_id, at = one(database, "select hit_id from hit"), later(-30)
    cursor = LiveReader(database).snapshot(now=NOW).cursor
    words = {"record_id": hit_id, "record_at": at, "by": "desk", "now": NOW}
    mark(database, kind="hit", action="escalate", **words)
    assert since(database, 0).records.hits["hit_id"].to_list() == [hit_id]
    found = since(database, cursor).records
    assert found.marks.select("record_id", "action", "by").rows() == [(hit_id, "escalate", "desk")]
    assert found.hits.height == 0


def test_units_are_told_once_until_they_move(database: Database, settings: Settings) -> None:
    store(database, settings, fix("u1", -9), fix("u2", -9))
    reader = LiveReader(database)
    assert since(database, 0, reader).records.units["sign"].to_list() == ["u1", "u2"]
    store(database, settings, fix("u2", -5))
    assert since(database, 1, reader).records.units["sign"].to_list() == ["u2"]
    assert since(database, 1, reader).records.units.height == 0


def test_a_unit_told_too_early_is_told_again_when_its_commit_comes(
    database: Database, settings: Settings
) -> None:
    store(database, settings, fix("u1", -9))
    store(database, settings, fix("u1", -5))
    reader, (first, second) = LiveReader(database), told_after(database, 0)
    early = reader.changes([first], now=NOW).records.units
    assert early["fix_at"].to_list() == [later(-5)]
    assert reader.changes([second], now=NOW).records.units.rows() == early.rows()
    assert reader.changes([second], now=NOW).records.units.height == 0


def test_units_are_told_anew_after_a_restore(database: Database, settings: Settings) -> None:
    store(database, settings, fix("u1", -9))
    reader = LiveReader(database)
    since(database, 0, reader)
    reader.begin_anew()
    assert since(database, 0, reader).records.units["sign"].to_list() == ["u1"]


def test_reads_move_their_feed_only(database: Database, settings: Settings) -> None:
    store(database, settings, read("r", -3))
    found = since(database, 0)
    assert not found.records
    assert [(feed.kind, feed.newest_at) for feed in found.feeds] == [("plate_read", later(-3))]


@pytest.mark.parametrize(
    "topic",
    ["calls.loaded", "calls.relocated", "areas.changed", "records.removed", "base_map.changed"],
)
def test_what_changes_much_asks_for_a_snapshot(database: Database, topic: str) -> None:
    entries = [(4, OutboxEntry(topic=topic, n=1))]
    found = LiveReader(database).changes(entries, now=NOW)
    assert (found.needs_snapshot, found.cursor, bool(found.records)) == (True, 4, False)


def test_more_records_than_are_worth_telling_ask_for_a_snapshot(database: Database) -> None:
    entries = [
        (n, OutboxEntry(topic="call.created", record_id=n, from_at=NOW, to_at=NOW))
        for n in range(MOST_NAMED + 1)
    ]
    assert LiveReader(database).changes(entries, now=NOW).needs_snapshot
    assert not LiveReader(database).changes(entries[1:], now=NOW).needs_snapshot


def test_what_retention_removed_long_ago_changes_nothing(database: Database) -> None:
    entry = OutboxEntry(topic="records.removed", from_at=later(-9e7), to_at=later(-8e7))
    assert not LiveReader(database).changes([(4, entry)], now=NOW).needs_snapshot


def test_topics_that_the_map_does_not_know_are_nothing(database: Database) -> None:
    entries = [(7, OutboxEntry(topic="hot_list.changed", record_id=1)), (8, OutboxEntry(topic="x"))]
    found = LiveReader(database).changes(entries, now=NOW)
    assert (found.cursor, found.needs_snapshot, found.feeds) == (8, False, ())
    assert not found.records


@pytest.mark.parametrize("seed", range(4))
def test_a_snapshot_with_its_changes_is_the_next_snapshot(
    database: Database, settings: Settings, seed: int
) -> None:
    chance, reader = random.Random(seed), LiveReader(database)
    listed(database)
    store(database, settings, call("first", closed_at=later(-1), received_at=later(-99)))
    snapshot = reader.snapshot(now=NOW)
    for _ in range(12):
        store(database, settings, *(something(chance) for _ in range(chance.randrange(1, 5))))
        if chance.random() < 0.5:
            changes = since(database, snapshot.cursor, reader)
            assert not changes.needs_snapshot
            expected = reader.snapshot(now=NOW)
            got = applied(snapshot, changes)
            assert got == {kind: plain(getattr(expected.records, kind)) for kind in KEYS}
            assert changes.cursor == expected.cursor
            snapshot = expected


def something(chance: random.Random) -> object:
    """Return a record that adds to, changes or repeats what may be there."""
    seconds = -chance.randrange(60, 6000)
    kind = chance.randrange(3)
    if kind == 0:
        return fix(f"u{chance.randrange(4)}", seconds, lon=-93.09 + chance.random() / 50)
    if kind == 1:
        return read(f"{seconds}", seconds, plate=chance.choice(["KBR1207", "KBR1Z07", "AAA111"]))
    n = chance.randrange(5)
    words = {"closed_at": later(seconds + 9)} if chance.random() < 0.3 else {}
    place = HERE if chance.random() < 0.8 else {}
    return call(f"c{n}", received_at=later(-7000 - n), disposition=str(seconds), **words, **place)
