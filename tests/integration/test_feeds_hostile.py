"""What long life, lost connections and values nobody expects must not do to live feeds."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from feed_records import NOW, call, fix, later, read, submission

from geo_rtcc.errors import DatabaseError
from geo_rtcc.feeds.parsed import RecordKind
from geo_rtcc.ingest.hot_lists import change_hot_list
from geo_rtcc.ingest.intake import Intake
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.ingest.read_frames import frame_of
from geo_rtcc.ingest.submissions import Submission
from geo_rtcc.models import Camera, HotListEntry, RejectedRecord
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database, cameras, feeds, units
from geo_rtcc.store.calls import source_id

WAIT_S = 60


def rows(database: Database, what: str) -> list[tuple]:
    with database.transaction() as connection:
        return connection.execute(what).fetchall()


def entry(plate: str) -> HotListEntry:
    return HotListEntry(external_id=plate, plate=plate, plate_text=plate)


@contextmanager
def commits_fail(database: Database, table: str) -> Iterator[None]:
    """Let every transaction that adds to a table fail at its commit, after all its statements."""
    with database.transaction() as connection:
        connection.execute(
            "create or replace function fail() returns trigger language plpgsql as "
            "$$ begin raise exception 'at commit' using errcode = '57P01'; end $$"
        )
        connection.execute(
            f"create constraint trigger fails after insert on {table} deferrable initially "
            "deferred for each row execute function fail()"
        )
    yield
    with database.transaction() as connection:
        connection.execute(f"drop trigger fails on {table}")


@pytest.mark.parametrize(("table", "records"), [("source", [read("a")]), ("unit", [fix("u1")])])
def test_an_id_whose_commit_was_lost_is_not_remembered(
    database: Database, settings: Settings, table: str, records: list
) -> None:
    pipeline = Pipeline(database, settings)
    pipeline.store([submission([read("first", 60)], "other")], now=NOW)
    with commits_fail(database, table), pytest.raises(DatabaseError):
        pipeline.store([submission(records)], now=NOW)
    assert pipeline.store([submission(records)], now=NOW)[0].added == 1
    assert rows(database, "select count(*) from source where code = 'feed'") == [(1,)]
    assert rows(database, "select count(*) from avl_fix left join unit u using (unit_id) "
                "where u.unit_id is null") == [(0,)]  # fmt: skip


def last_values(database: Database) -> dict[str, int]:
    names = ("source_source_id", "hot_list_list_id", "unit_unit_id", "camera_camera_id")
    return {name: rows(database, f"select last_value from {name}_seq")[0][0] for name in names}


def test_ids_are_used_up_by_what_is_new_only(database: Database) -> None:
    """Else 32,767 changes of hot lists would use up the ids of sources and lists for good."""
    before: dict[str, int] = {}
    for number in range(3):
        change_hot_list(database, "wanted", [entry(f"AB{number}")], now=later(number))
        with database.transaction() as connection:
            source = source_id(connection, "file", "UTC")
            feeds.ensure_source(connection, "feed", "UTC")
            units.ensure(connection, {(source, "u1"): (f"sign {number}", None)})
            cameras.save(connection, source, [Camera(external_id="c1", name=str(number))], now=NOW)
        before = before or last_values(database)
    assert last_values(database) == before
    assert rows(database, "select call_sign from unit") == [("sign 2",)]


LONG = "".join(chr(0x4E00 + (n * n * 7919) % 20_000) for n in range(9_000))
BAD = [
    read("bad\0", 1),
    read(LONG, 1),
    read("bad", 1, plate_text="\0"),
    read("bad", 1, camera=LONG),
    read("bad", 1, camera="c\0"),
    read("bad", 1, camera="c9", camera_name="\0"),
    read("bad", 1, camera="\ud800"),
    fix("u\0"),
    fix(LONG),
    fix("u", status="\0"),
    fix("u", call_sign="\udc00"),
    call(LONG),
    call("bad", call_type=LONG),
    call("bad", call_type="\0"),
    call("bad\0"),
    call("bad", units=("\0",)),
]


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_a_value_that_cannot_be_stored_costs_no_other_record(
    database: Database, settings: Settings, bad: object
) -> None:
    good = type(bad)
    others = {"PlateRead": read("ok", 9), "AvlFix": fix("ok"), "CallForService": call("ok")}
    with Intake(database, settings, clock=lambda: NOW) as intake:
        mixed = intake.submit(submission([others[good.__name__], bad]), size_bytes=1)
        other = intake.submit(submission([read("else", 60)], "two"), size_bytes=1)
        receipt = mixed.result(WAIT_S)
    assert (receipt.added, receipt.rejected, other.result(WAIT_S).added) == (1, 1, 1)
    assert rows(database, "select count(*) from quarantine") == [(1,)]


@pytest.mark.parametrize(
    "words", [{"raw": {"text": "\ud800"}}, {"reason": "\0"}, {"field_name": "\ud800"},
              {"raw": {"a\ud800": float("nan"), "b": ["\0"]}}],
)  # fmt: skip
def test_a_rejected_record_is_kept_whatever_is_in_it(
    database: Database, settings: Settings, words: dict
) -> None:
    values = {"row_number": 1, "field_name": "", "reason": "No.", "raw": {}, **words}
    one = submission([read("a"), read("b", 60)], rejected=[RejectedRecord(**values)])
    [receipt] = Pipeline(database, settings).store([one], now=NOW)
    assert (receipt.added, receipt.rejected) == (2, 1)


def test_a_camera_that_moves_twice_in_an_instant_is_known_where_it_is(
    database: Database, settings: Settings
) -> None:
    pipeline = Pipeline(database, settings)
    pipeline.store([submission([read("a")])], now=NOW)
    for number, seconds in enumerate((5, 5, 3)):  # also by a clock that lags behind
        lon = -93 + number / 100
        with database.transaction() as connection:
            source, _ = feeds.ensure_source(connection, "feed", "UTC")
            moved = Camera(external_id="c1", lon=lon, lat=45.0)
            cameras.save(connection, source, [moved], now=later(seconds))
        pipeline.store([submission([read(str(number), 60 * number + 60)])], now=NOW)
        found = rows(database, f"select st_x(point) from plate_read where external_id='{number}'")
        assert found == [(lon,)]


def test_nothing_at_all_is_a_group_too(database: Database, settings: Settings) -> None:
    kinds = (RecordKind.READ, RecordKind.CALL, RecordKind.FIX)
    nothing = [Submission(kind=kind, source="feed", zone="UTC", ignored=1) for kind in kinds]
    old = [read("a", -1e7), call("b", received_at=later(-1e9)), fix("u", -1e7)]
    receipts = Pipeline(database, settings).store(
        [*nothing, *(submission([one]) for one in old)], now=NOW
    )
    assert [one.ignored for one in receipts] == [1, 1, 1, 0, 0, 0]
    assert [(one.expired, one.added) for one in receipts[3:]] == [(1, 0), (0, 1), (1, 0)]


def test_a_position_from_the_future_gives_way_to_one_of_now(
    database: Database, settings: Settings
) -> None:
    pipeline = Pipeline(database, settings)
    stored = []
    for at, now in ((80_000, 0), (3, 5), (2, 6), (80_001, 7), (9, 10)):
        pipeline.store([submission([fix("u1", at)])], now=later(now))
        stored += rows(database, "select fix_at from unit_position")
    assert stored == [(later(at),) for at in (80_000, 3, 3, 80_001, 9)]


@pytest.mark.parametrize("bad_at", [{1}, {0, 7}, {3, 4}, {2, 5, 6}, set(range(8))])
@pytest.mark.parametrize("as_frame", [True, False])
def test_every_good_record_beside_bad_ones_is_stored_in_its_sighting(
    database: Database, settings: Settings, bad_at: set[int], as_frame: bool
) -> None:
    records = [read(f"{n}", n, plate_text="\0" if n in bad_at else "ok") for n in range(8)]
    one = submission(records)
    one.records = frame_of(records) if as_frame else records
    with Intake(database, settings, clock=lambda: NOW) as intake:
        receipt = intake.submit(one, size_bytes=1).result(WAIT_S)
    assert (receipt.added, receipt.rejected) == (8 - len(bad_at), len(bad_at))
    good = [str(n) for n in range(8) if n not in bad_at]
    assert rows(database, "select external_id from plate_read order by 1") == [(n,) for n in good]
    kept = rows(database, "select raw->>'text' from quarantine")
    assert {json.loads(text)["external_id"] for (text,) in kept} == {str(n) for n in bad_at}
    assert rows(database, "select count(*) from plate_read r where not exists (select "
                "from plate_read h where h.read_id = r.sighting_id)") == [(0,)]  # fmt: skip


def test_a_group_of_everything_at_once_adds_up(database: Database, settings: Settings) -> None:
    day, keep = 86_400, 29 * 86_400  # of 30 days less a partition's
    edges = [-keep, -keep - 1e-6, -day / 2, -day / 2 - 1e-6, day, -60 * day, 0.123456]
    odd = [read(f"e{at:.6f}", at, camera=None, plate="A" * 40) for at in edges]
    bare = frame_of([read(f"f{n}", n / 7, camera=None) for n in range(500)])
    everything = [
        submission(odd), submission(odd, "two"), submission([fix("u", at) for at in edges]),
        submission([call("1"), call("1", disposition="b")]), submission([call("1"), call("2")]),
        submission([read("x")]),
    ]  # fmt: skip
    frames = submission([read("y")])
    frames.records = bare
    receipts = Pipeline(database, settings).store([*everything, frames], now=NOW)
    assert [(one.added, one.expired) for one in receipts[:3]] == [(5, 2)] * 3
    assert sorted((one.added, one.stale) for one in receipts[3:5]) == [(0, 2), (2, 0)]
    assert [one.added for one in receipts[5:]] == [1, 500]
    assert database.fetch("read_count_mismatches") == database.fetch("count_mismatches") == []
    assert rows(database, "select sum(added) from feed_state") == [(5 * 3 + 2 + 501,)]
