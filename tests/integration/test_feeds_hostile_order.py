"""Who comes first: others that store at once, lists that change all the time, words said twice."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
import small_city
from feed_records import NOW, call, fix, later, read, submission

from geo_rtcc.ingest import pipeline as pipeline_module
from geo_rtcc.ingest.hot_lists import replace_hot_list
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.ingest.submissions import Receipt
from geo_rtcc.models import HotListEntry
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database
from geo_rtcc.store.backup import back_up, restore
from geo_rtcc.store.hot_list_suppressions import suppress

WAIT_S = 60


def rows(database: Database, what: str) -> list[tuple]:
    with database.transaction() as connection:
        return connection.execute(what).fetchall()


def entry(plate: str, **words: object) -> HotListEntry:
    return HotListEntry(external_id=plate, plate=plate, plate_text=plate, **words)


def wait_until_somebody_waits(database: Database) -> None:
    until = time.monotonic() + WAIT_S
    while not rows(database, "select from pg_stat_activity where wait_event_type = 'Lock'"):
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.parametrize("moves", [{}, {"received_at": later(-60)}, {"received_at": later(-4e6)}])
def test_an_older_message_stored_at_the_same_time_changes_nothing(
    database: Database, settings: Settings, moves: dict
) -> None:
    small_city.fill(database, newest_at=NOW, call_count=20)
    one, two = Pipeline(database, settings), Pipeline(database, settings)
    one.store([submission([call("1", lon=-93.09, lat=45.01)])], now=NOW)
    newer = call("1", disposition="newer", source_updated_at=later(90), **moves)
    older = call("1", disposition="older", lon=-93.05, lat=45.05, source_updated_at=later(30))
    group = one.prepare([submission([newer])], now=NOW)
    with ThreadPoolExecutor(1) as other:
        with database.transaction() as connection:
            one._write(connection, group)  # not committed before the other one waits for it
            second = other.submit(two.store, [submission([older])], now=NOW)
            wait_until_somebody_waits(database)
        assert second.result(WAIT_S)[0].stale == 1
    assert rows(database, "select disposition from call_for_service where external_id = '1' "
                "and call_id >> 32 <> 0") == [("newer",)]  # fmt: skip
    assert database.fetch("count_mismatches") == []


@pytest.mark.parametrize("plate", ["OTHER11", "KBR1207"])
def test_every_sighting_has_its_first_read(
    database: Database, settings: Settings, plate: str
) -> None:
    """Also where that read's id is stored already, with other words."""
    pipeline = Pipeline(database, settings)
    pipeline.store([submission([read("a", 100, plate=plate)])], now=NOW)
    again = [read("a", 0), read("b", 3), read("c", 6), read("x", 50), read("y", 52)]
    [receipt] = pipeline.store([submission(again)], now=NOW)
    assert (receipt.added, receipt.repeated) == (4, 1)
    found = rows(database, "select array_agg(external_id order by captured_at), "
                 "bool_or(read_id = sighting_id) from plate_read where captured_at < "
                 "'2026-03-14 12:01+00' group by sighting_id order by 1")  # fmt: skip
    assert found == [(["b", "c"], True), (["x", "y"], True)]


def test_a_hit_of_a_sighting_whose_head_came_before_names_its_own_sighting(
    database: Database, settings: Settings
) -> None:
    pipeline = Pipeline(database, settings)
    pipeline.store([submission([read("a", plate="OTHER11")])], now=NOW)
    replace_hot_list(database, "wanted", [entry("KBR1207")], now=NOW)
    pipeline.store([submission([read("a"), read("b", 3), read("c", 6)])], now=NOW)
    found = rows(database, "select r.external_id, h.sighting_id = r.sighting_id, count(*) over () "
                 "from hit h join plate_read r on r.read_id = h.sighting_id")  # fmt: skip
    assert found == [("b", True, 1)]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_hit_is_not_held_back_by_a_suppression_that_has_ended(
    database: Database, settings: Settings, at_once: bool
) -> None:
    pipeline = Pipeline(database, settings)
    replace_hot_list(database, "wanted", [entry("KBR1207")], now=NOW)
    suppress(database, "KBR1207", reason="rental", by="sgt", now=NOW, until_at=later(10))
    reads = [submission([read(str(at), at, confidence=1 - at / 100)]) for at in (0, 4, 8, 12, 16)]
    groups = [reads] if at_once else [[one] for one in reads]
    receipts = [one for group in groups for one in pipeline.store(group, now=NOW)]
    assert sum(one.hits for one in receipts) == 1
    shown = rows(database, "select captured_at from hit where not is_suppressed")
    assert shown == [(later(12),)]
    assert rows(database, "select n from cell_count where kind = 'hit'") == [(1,)]


@contextmanager
def changing_all_the_time(database: Database) -> Iterator[None]:
    """Replace a hot list again and again: each time another plate is on it, P0 to P9."""
    stop, filler = Event(), [entry(f"FILL{n}") for n in range(1_000)]

    def change() -> None:
        number = 0
        while not stop.is_set():
            wanted = entry(f"P{number % 10}", reason=str(number))
            now = later(number)
            replace_hot_list(database, "wanted", [*filler, wanted], now=now, min_share=None)
            number += 1

    with ThreadPoolExecutor(1) as other:
        future = other.submit(change)
        try:
            yield
        finally:
            stop.set()
            future.result(WAIT_S)


@pytest.mark.parametrize("tries", [0, 3])
def test_each_read_meets_the_list_in_force_when_it_is_stored(
    database: Database, settings: Settings, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where lists change faster than they can be indexed, so that they have to be held."""
    monkeypatch.setattr(pipeline_module, "BASIS_TRIES", tries)
    pipeline = Pipeline(database, settings)
    with changing_all_the_time(database):
        for number in range(25):
            group = [read(f"{number}-{n}", number * 60, plate=f"P{n}") for n in range(10)]
            pipeline.store([submission(group)], now=later(number))
    expected, told = [], rows(
        database, "select o.topic, o.from_at, (select array_agg(plate) from hit h "
        "where h.captured_at = o.from_at and match_kind = 'exact') from outbox o "
        "where o.topic in ('hot_list.changed', 'reads.stored') order by outbox_id",
    )  # fmt: skip
    changes = 0
    for topic, _, hits in told:
        changes += topic == "hot_list.changed"
        if topic == "reads.stored":
            expected.append((hits, [f"P{(changes - 1) % 10}"] if changes else None))
    assert len(expected) == 25
    assert all(hits == wanted for hits, wanted in expected)


def test_messages_about_one_call_from_many_sides_leave_the_newest(
    database: Database, settings: Settings
) -> None:
    small_city.fill(database, newest_at=NOW, call_count=20)
    places = [(-93.09, 45.01), (-93.05, 45.05), (None, None)]

    def side(number: int) -> list[Receipt]:
        pipeline = Pipeline(database, settings)
        receipts = []
        for step in range(15):
            at = (step * 7 + number * 3) % 45
            lon, lat = places[at % 3]
            one = call(f"c{step % 4}", received_at=NOW - timedelta(days=20 * (at % 4)), lon=lon,
                       lat=lat, is_on_view=at % 2 == 0, disposition=str(at),
                       source_updated_at=later(at))  # fmt: skip
            receipts += pipeline.store([submission([one])], now=NOW)
        return receipts

    with ThreadPoolExecutor(4) as sides:
        futures: list[Future[list[Receipt]]] = [sides.submit(side, number) for number in range(4)]
        receipts = [one for future in futures for one in future.result(WAIT_S)]
    newest = {f"c{n}": max((s * 7 + k * 3) % 45 for s in range(15) if s % 4 == n for k in range(4))
              for n in range(4)}  # fmt: skip
    assert sum(one.added for one in receipts) == 4
    assert sum(one.taken for one in receipts) == 60
    stored = rows(database, "select external_id, disposition::int from call_for_service "
                  "where external_id like 'c_'")  # fmt: skip
    assert sorted(stored) == sorted(newest.items())
    assert database.fetch("count_mismatches") == []


def test_a_database_restored_under_the_service_is_noticed(
    database: Database, settings: Settings, conninfo: str, tmp_path: Path
) -> None:
    back_up(conninfo, tmp_path / "day.backup", replace=False, report=lambda *_: None)
    pipeline = Pipeline(database, settings)
    group = [submission([read("a"), read("b", 60)]), submission([fix("u1")], "avl")]
    first = pipeline.store(group, now=NOW)
    restore(conninfo, tmp_path / "day.backup", replace=True, report=lambda *_: None)
    again = pipeline.store(group, now=NOW)
    assert [one.added for one in first] == [one.added for one in again] == [2, 1]
    with database.transaction() as connection:
        stored = connection.execute(
            "select s.code, r.external_id from plate_read r join source s using (source_id) "
            "order by 2"
        ).fetchall()
    assert stored == [("feed", "a"), ("feed", "b")]
