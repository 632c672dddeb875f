"""Case holds: what a case needs outlives its retention, and no longer than the case says."""

from datetime import UTC, datetime, timedelta

import pytest
from kept_rows import add, instants, keep

from geo_rtcc.errors import InputError
from geo_rtcc.store import Database
from geo_rtcc.store.database import connect
from geo_rtcc.store.holds import Hold, PlacedHold, listed, place, release
from geo_rtcc.store.retention import changes
from geo_rtcc.store.retention_run import run_retention

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
OLD = NOW - timedelta(days=400)
KINDS = ["plate_read", "hit", "avl_fix", "call_for_service"]


def hold(database: Database, kind: str, key: str, **others: object) -> PlacedHold:
    what = {"plate": key} if kind in ("plate_read", "hit") else {"external_id": key}
    made = Hold(case_number="26-1", kind=kind, reason="subpoena", **what, **others)  # type: ignore[arg-type]
    with database.transaction() as connection:
        return place(connection, made, by="det. one", now=NOW)


def let_go(database: Database, hold_id: int) -> None:
    with database.transaction() as connection:
        release(connection, hold_id, by="det. two", now=NOW)


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_case_holds_outlives_its_retention(database: Database, kind: str) -> None:
    keep(database, kind, "30d")
    add(database, kind, "ABC123", [OLD])
    add(database, kind, "OTHER", [OLD + timedelta(seconds=1)])
    placed = hold(database, kind, "ABC123")
    assert (placed.n, placed.held_n) == (1, 0)
    [gone] = run_retention(database, now=NOW).removals
    assert (gone.rows_dropped, gone.rows_held) == (1, 1)
    assert instants(database, kind) == []
    assert instants(database, f"held_{kind}") == [OLD]
    assert instants(database, f"kept_{kind}") == [OLD]
    assert run_retention(database, now=NOW).removals == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_released_hold_lets_go_at_the_next_run(database: Database, kind: str) -> None:
    keep(database, kind, "30d")
    add(database, kind, "ABC123", [OLD])
    placed = hold(database, kind, "ABC123")
    run_retention(database, now=NOW)
    let_go(database, placed.hold_id)
    run_retention(database, now=NOW)
    assert instants(database, f"kept_{kind}") == []


@pytest.mark.parametrize("kind", KINDS)
def test_another_hold_on_the_same_rows_keeps_them(database: Database, kind: str) -> None:
    keep(database, kind, "30d")
    add(database, kind, "ABC123", [OLD])
    first = hold(database, kind, "ABC123")
    run_retention(database, now=NOW)
    second = hold(database, kind, "ABC123")
    assert (second.n, second.held_n) == (1, 1)
    let_go(database, first.hold_id)
    run_retention(database, now=NOW)
    assert instants(database, f"kept_{kind}") == [OLD]


def test_only_the_time_that_is_asked_for_is_held(database: Database) -> None:
    add(database, "plate_read", "ABC123", [OLD + timedelta(days=n) for n in range(4)])
    placed = hold(database, "plate_read", "abc-123", from_at=OLD + timedelta(days=1),
                  to_at=OLD + timedelta(days=3))  # fmt: skip
    assert placed.n == 2
    run_retention(database, now=NOW)
    assert instants(database, "held_plate_read") == [OLD + timedelta(days=n) for n in (1, 2)]


def test_a_hit_is_held_by_the_plate_that_was_read_too(database: Database) -> None:
    add(database, "hit", "ENTRY1", [OLD])
    assert hold(database, "hit", "read as").n == 1
    run_retention(database, now=NOW)
    assert instants(database, "held_hit") == [OLD]


def test_rows_deleted_from_a_partition_in_use_are_held_too(database: Database) -> None:
    add(database, "plate_read", "ABC123", [OLD])
    hold(database, "plate_read", "ABC123")
    with connect(database.conninfo) as reader:
        reader.execute("select from plate_read")
        run = run_retention(database, now=NOW)
    assert [(gone.rows_dropped, gone.rows_held) for gone in run.removals] == [(0, 1)]
    run_retention(database, now=NOW)
    assert instants(database, "kept_plate_read") == [OLD]


def test_a_hold_of_another_source_is_none(database: Database) -> None:
    keep(database, "call_for_service", "30d")
    add(database, "call_for_service", "C1", [OLD])
    with database.transaction() as connection:
        connection.execute("insert into source (code, zone) values ('two', 'UTC')")
    assert hold(database, "call_for_service", "C1", source="two").n == 0
    run_retention(database, now=NOW)
    assert instants(database, "kept_call_for_service") == []


def test_a_hold_can_t_slip_in_while_its_rows_leave(database: Database) -> None:
    with connect(database.conninfo) as retention:
        retention.execute("lock table case_hold in share mode")
        with pytest.raises(Exception, match="change is under way"):  # noqa: SIM117
            with database.transaction() as connection:
                connection.execute("set local lock_timeout = '50ms'")
                place(connection, Hold(case_number="1", kind="hit", reason="r", plate="A"),
                      by="x", now=NOW)  # fmt: skip


def test_who_held_and_released_is_written_down(database: Database) -> None:
    placed = hold(database, "hit", "ABC123")
    let_go(database, placed.hold_id)
    with database.transaction() as connection:
        noted = [(row["what"], row["changed_by"], row["hold_id"]) for row in changes(connection, 9)]
        assert listed(connection) == []
        assert len(listed(connection, case_number="26-1", with_released=True)) == 1
    ends = [("release", "det. two", placed.hold_id), ("hold", "det. one", placed.hold_id)]
    assert noted == ends


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "outbox", "plate": "A"},
        {"kind": "hit"},
        {"kind": "hit", "plate": " - "},
        {"kind": "hit", "plate": "A", "external_id": "1"},
        {"kind": "avl_fix", "plate": "A"},
        {"kind": "avl_fix", "external_id": ""},
        {"kind": "hit", "plate": "A", "case_number": " "},
        {"kind": "hit", "plate": "A", "from_at": NOW, "to_at": NOW},
    ],
)
def test_a_hold_that_means_nothing_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        Hold(**{"case_number": "1", "reason": "r", **wrong})  # type: ignore[arg-type]


def test_what_isn_t_there_can_t_be_released_or_named(database: Database) -> None:
    with database.transaction() as connection, pytest.raises(InputError, match="has the id 7"):
        release(connection, 7, by="x", now=NOW)
    with pytest.raises(InputError, match="source named"):
        hold(database, "avl_fix", "U1", source="nowhere")
