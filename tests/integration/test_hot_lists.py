"""Hot lists in the store: replaced at once, changed by deltas, guarded, and their age known."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import polars as pl
import pytest

from geo_rtcc.errors import DatabaseError, InputError
from geo_rtcc.feeds.hot_lists import load_preset, parse_with
from geo_rtcc.ingest.hot_lists import HotListSummary, change_hot_list, replace_hot_list
from geo_rtcc.models.hot_lists import HotListChange, HotListEntry
from geo_rtcc.store import Database, hot_lists
from geo_rtcc.store.database import connect

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
Replace = Callable[..., HotListSummary]


def entry(plate: str, **more: Any) -> HotListEntry:
    known = {"external_id": plate, "plate": plate, "plate_text": plate} | more
    return HotListEntry(**known)


def listed(*plates: str) -> list[HotListEntry]:
    return [entry(plate) for plate in plates]


def current(database: Database) -> pl.DataFrame:
    with database.transaction() as connection:
        return hot_lists.current_entries(connection)


def ids(database: Database) -> dict[str, int]:
    return dict(current(database).select("plate", "entry_id").iter_rows())


def version(database: Database) -> int:
    with database.transaction() as connection:
        return hot_lists.version(connection)


@pytest.fixture
def replace(database: Database) -> Replace:
    """Replace the list "stolen" an hour later each time."""
    at = iter(range(1000))

    def run(entries: list[HotListEntry], **more: Any) -> HotListSummary:
        now = NOW + next(at) * HOUR
        return replace_hot_list(database, "stolen", entries, **{"now": now, **more})

    return run


def test_a_replacement_keeps_the_ids_of_what_stays(database: Database, replace: Replace) -> None:
    replace([entry("A1"), entry("A2", reason="x"), entry("A3", state="TX"), entry("A4")])
    before = ids(database)
    changes = [entry("A1"), entry("A2", reason="y"), entry("A3", state="LA"), entry("A5")]
    found = replace(changes)
    after = ids(database)
    assert (found.added, found.changed, found.unchanged, found.removed) == (1, 2, 1, 1)
    assert found.entries == len(after) == 4
    assert [before[plate] == after.get(plate) for plate in before] == [True, True, False, False]
    assert after["A3"] > max(before.values())  # hits name the entry with the state it had


def test_entries_that_left_are_kept_with_the_instant_they_left(
    database: Database, replace: Replace
) -> None:
    replace(listed("A1", "A2"))
    replace(listed("A2"))
    with database.transaction() as connection:
        left = connection.execute("select plate, removed_at from hot_list_entry order by 1")
        assert left.fetchall() == [("A1", NOW + HOUR), ("A2", None)]


def test_the_same_list_again_changes_nothing_but_its_age(
    database: Database, replace: Replace
) -> None:
    first = replace(listed("A1", "A2"))
    again = replace(listed("A1", "A2"))
    assert (again.unchanged, again.version) == (2, first.version)
    assert again.as_of == NOW + HOUR


def test_a_concurrent_reader_sees_one_list_or_the_other(database: Database) -> None:
    old, new = (listed(*(f"{mark}{n}" for n in range(400))) for mark in "AB")
    replace_hot_list(database, "stolen", old, now=NOW)
    done, seen = Event(), set()

    def watch() -> None:
        while not done.is_set():
            seen.add("".join(sorted(current(database)["plate"].str.slice(0, 1).unique())))

    with ThreadPoolExecutor(1) as watcher:
        watching = watcher.submit(watch)
        for turn in range(1, 9):
            entries = new if turn % 2 else old
            replace_hot_list(database, "stolen", entries, now=NOW + turn * HOUR, min_share=None)
        done.set()
        watching.result()
    assert seen <= {"A", "B"}


def test_a_replacement_that_dies_leaves_the_old_list(conninfo: str, database: Database) -> None:
    replace_hot_list(database, "stolen", listed("A1", "A2"), now=NOW)
    before = (ids(database), version(database), hot_lists.ages(database, NOW))
    with connect(conninfo) as ingest, ThreadPoolExecutor(1) as loader:
        ingest.execute("select pg_advisory_xact_lock_shared(hashtext('hot_list'))")
        loading = loader.submit(
            replace_hot_list, database, "stolen", listed("A2", "A3"), now=NOW + HOUR
        )
        killed = False
        while not killed:
            found = ingest.execute(
                "select pg_terminate_backend(pid) from pg_locks"
                " where locktype = 'advisory' and not granted"
            ).fetchone()
            killed = found is not None
        with pytest.raises(DatabaseError):
            loading.result()
    assert (ids(database), version(database), hot_lists.ages(database, NOW)) == before


def test_ingest_goes_on_while_a_list_is_prepared_and_the_list_waits_for_it(
    conninfo: str, database: Database
) -> None:
    with connect(conninfo) as ingest, ThreadPoolExecutor(1) as loader:
        ingest.execute("select pg_advisory_xact_lock_shared(hashtext('hot_list'))")
        loading = loader.submit(replace_hot_list, database, "stolen", listed("A1"), now=NOW)
        waits = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
        while ingest.execute(waits).fetchone() == (0,):
            assert not loading.done()
        assert hot_lists.version(ingest) == 0
        assert len(hot_lists.current_entries(ingest)) == 0
        ingest.commit()
        assert loading.result(timeout=30).version == version(database) == 1


def test_a_delta_puts_and_removes_by_id_and_leaves_the_rest(database: Database) -> None:
    replace_hot_list(database, "stolen", listed("A1", "A2", "A3"), now=NOW)
    delta = [
        entry("A2", change=HotListChange.REMOVE),
        entry("A3", reason="armed"),
        entry("A4"),
        entry("A9", change=HotListChange.REMOVE),
    ]
    found = change_hot_list(database, "stolen", delta, now=NOW + HOUR)
    assert (found.added, found.changed, found.removed, found.unchanged) == (1, 1, 1, 1)
    assert sorted(ids(database)) == ["A1", "A3", "A4"]
    assert found.version == version(database) == 2


def test_a_delta_can_start_a_list(database: Database) -> None:
    assert change_hot_list(database, "new", listed("A1"), now=NOW).entries == 1


def test_lists_do_not_touch_each_other(database: Database) -> None:
    replace_hot_list(database, "one", listed("A1"), now=NOW)
    replace_hot_list(database, "two", listed("A1", "A2"), now=NOW)
    replace_hot_list(database, "one", listed("A3"), now=NOW + HOUR)
    assert sorted(current(database)["plate"]) == ["A1", "A2", "A3"]


def test_a_list_cut_short_or_empty_is_refused_unless_forced(
    database: Database, replace: Replace
) -> None:
    replace(listed(*(f"A{n}" for n in range(200))))
    before = ids(database)
    for short in ([], listed("A1", "A2")):
        with pytest.raises(InputError, match="Nothing was changed"):
            replace(short)
    assert ids(database) == before
    assert replace(listed("A1", "A2"), min_share=None).removed == 198
    assert replace([], min_share=None).entries == 0


def test_a_list_older_than_the_stored_one_is_refused_unless_forced(
    database: Database, replace: Replace
) -> None:
    replace(listed("A1"), as_of=NOW - HOUR)
    older = NOW - 2 * HOUR
    with pytest.raises(InputError, match="made at 2025-12-31 22:00:00 UTC, before"):
        replace(listed("A2"), as_of=older)
    assert replace(listed("A2"), as_of=older, min_share=None).as_of == older


def test_a_delta_given_as_a_whole_list_is_refused(replace: Replace) -> None:
    with pytest.raises(InputError, match="delta"):
        replace([entry("A1", change=HotListChange.REMOVE), entry("A2")])


def test_a_lists_age_is_known_and_told_stale(database: Database) -> None:
    replace_hot_list(database, "stolen", listed("A1"), now=NOW, as_of=NOW - 2 * HOUR)
    hot_lists.set_stale_after(database, "stolen", 3)
    (fresh,), (old,) = (hot_lists.ages(database, NOW + n * HOUR) for n in (1, 2))
    assert (fresh.age_s, fresh.is_stale, fresh.entries) == (3 * 3600, False, 1)
    assert old.is_stale


def test_rejected_rows_are_kept_with_their_load(database: Database) -> None:
    body = b"PlateNumber;ExpiryDate\nA1;\n--;\nA2;soon\n"
    parsed = parse_with(body, load_preset("genetec"), zone="UTC")
    found = replace_hot_list(database, "stolen", parsed, now=NOW, file_name="s.csv")
    assert (found.entries, found.rejected) == (1, 2)
    kept = database.fetch("quarantine_list", source="hotlist:stolen", n=9)
    assert {(one["kind"], one["file_name"], one["field_name"]) for one in kept} == {
        ("hot_list_entry", "s.csv", "PlateNumber"),
        ("hot_list_entry", "s.csv", "ExpiryDate"),
    }


def test_entries_end_after_the_days_that_the_list_gives_them(database: Database) -> None:
    mapping = load_preset("plain")
    parsed = parse_with(b"plate,start date\nA1,\nA2,2025-12-30\n", mapping, zone="UTC")
    days = parsed.entries.with_columns(pl.lit(2, pl.Int32).alias("inactive_after_days"))
    for turn in range(2):  # the second time, nothing has changed
        found = replace_hot_list(database, "stolen", days, now=NOW + turn * HOUR)
    ends = current(database).select("plate", "expires_us").rows()
    day = 86_400_000_000
    now_us = int(NOW.timestamp()) * 1_000_000
    assert ends == [("A1", now_us + 2 * day), ("A2", now_us)]
    assert found.unchanged == 2


def test_every_change_is_told_in_the_outbox(database: Database, replace: Replace) -> None:
    replace(listed("A1", "A2"))
    number = hot_lists.suppress(database, "A1", reason="r", by="b", now=NOW)
    hot_lists.unsuppress(database, number, now=NOW)
    with database.transaction() as connection:
        told = connection.execute("select topic, n from outbox order by outbox_id").fetchall()
    assert told == [("hot_list.changed", 2), ("hot_list.changed", 1), ("hot_list.changed", 1)]
    assert version(database) == 3


def test_entries_that_no_hit_can_name_are_forgotten(database: Database) -> None:
    replace_hot_list(database, "stolen", listed("A1", "A2"), now=NOW - timedelta(days=500))
    replace_hot_list(database, "stolen", listed("A2"), now=NOW - timedelta(days=400))
    replace_hot_list(database, "stolen", listed("A3"), now=NOW)
    with database.transaction() as connection:
        kept = connection.execute("select plate from hot_list_entry order by 1").fetchall()
    assert kept == [("A2",), ("A3",)]


def test_a_suppression_has_a_beginning_and_an_end(database: Database, replace: Replace) -> None:
    replace(listed("A1"))
    number = hot_lists.suppress(
        database, "a-1", state="Texas", list_code="stolen", read_plate="A-I", reason="recovered",
        by="desk", now=NOW,
    )  # fmt: skip
    (found,) = hot_lists.suppressions(database, now=NOW)
    assert (found.plate, found.state, found.read_plate, found.list) == ("A1", "TX", "AI", "stolen")
    hot_lists.unsuppress(database, number, now=NOW + HOUR)
    assert hot_lists.suppressions(database, now=NOW + HOUR) == []
    with database.transaction() as connection:
        row = hot_lists.current_suppressions(connection).row(0, named=True)
    assert row["until_us"] - row["from_us"] == 3_600_000_000
    with pytest.raises(InputError, match="No suppression"):
        hot_lists.unsuppress(database, number, now=NOW + HOUR)


@pytest.mark.parametrize(
    "wrong", [{"plate": "--"}, {"state": "Mars"}, {"list_code": "none"}, {"until_at": NOW}]
)
def test_a_suppression_of_nothing_is_refused(database: Database, wrong: dict[str, Any]) -> None:
    given = {"plate": "A1", "reason": "r", "by": "b", "now": NOW} | wrong
    with pytest.raises(InputError):
        hot_lists.suppress(database, given.pop("plate"), **given)
    assert version(database) == 0


def test_a_hundred_thousand_entries_come_back_as_they_were(database: Database) -> None:
    rows = [f'{n:06d}X;{"TX" if n % 2 else ""};2027-01-01;said "{n}"' for n in range(100_000)]
    body = "\n".join(["PlateNumber;PlateState;ExpiryDate;Notes", *rows]).encode()
    parsed = parse_with(body, load_preset("genetec"), zone="UTC")
    found = replace_hot_list(database, "big", parsed, now=NOW)
    assert (found.added, found.rejected, found.repeated) == (100_000, 0, 0)
    frame = current(database)
    assert frame["plate"].to_list() == [f"{n:06d}X" for n in range(100_000)]
    assert frame["reason"][99_999] == 'said "99999"'
    assert frame["state"].null_count() == 50_000
    again = replace_hot_list(database, "big", parsed, now=NOW + HOUR)
    assert (again.unchanged, again.version) == (100_000, found.version)


def test_the_summary_is_json(replace: Replace) -> None:
    assert json.loads(json.dumps(replace(listed("A1")).as_dict()))["entries"] == 1


def test_a_list_with_an_impossible_code_is_refused(database: Database) -> None:
    for code in ("", "x" * 61, "a\nb"):
        with pytest.raises(InputError, match="code"):
            replace_hot_list(database, code, listed("A1"), now=NOW)
    assert hot_lists.ages(database, NOW) == []
