"""What people did with what stands in the queue: noted once, told to everybody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from feed_records import NOW, call, later, read
from live_store import listed, one, store, told_after

from geo_rtcc.errors import InputError
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database
from geo_rtcc.store.queue_marks import mark

AT = later(-60.25)


@pytest.fixture
def call_id(database: Database, settings: Settings) -> int:
    """The id of a stored call."""
    store(database, settings, call("c", received_at=AT))
    return int(one(database, "select call_id from call_for_service"))


def marked(database: Database, record_id: int, **words: Any) -> bool:
    values = {"kind": "call", "record_at": AT, "action": "acknowledge", "by": "desk", "now": NOW}
    return mark(database, record_id=record_id, **values | words)


def marks(database: Database) -> list[tuple[Any, ...]]:
    with database.transaction() as connection:
        return connection.execute(
            "select kind, record_id, record_at, action, by, at from queue_mark order by mark_id"
        ).fetchall()


def test_a_deed_is_noted_with_the_records_own_instant(database: Database, call_id: int) -> None:
    assert marked(database, call_id, record_at=AT.replace(microsecond=0))
    assert marks(database) == [("call", call_id, AT, "acknowledge", "desk", NOW)]


def test_readers_are_told_in_the_same_transaction(database: Database, call_id: int) -> None:
    marked(database, call_id, action="escalate")
    _, entry = told_after(database, 0)[-1]
    assert (entry.topic, entry.from_at) == ("queue.marked", AT)
    assert entry.record_id == one(database, "select mark_id from queue_mark")


def test_acknowledging_again_adds_nothing(database: Database, call_id: int) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda n: marked(database, call_id, by=f"desk {n}"), range(4)))
    assert done == [True] * 4
    assert len(marks(database)) == 1
    assert [entry.topic for _, entry in told_after(database, 0)].count("queue.marked") == 1


def test_what_is_acknowledged_can_be_escalated(database: Database, call_id: int) -> None:
    assert marked(database, call_id)
    assert marked(database, call_id, action="escalate", by="watch commander")
    assert [deed[3] for deed in marks(database)] == ["acknowledge", "escalate"]


def test_each_person_escalates_once(database: Database, call_id: int) -> None:
    for by in ("desk 1", "desk 2", "desk 1", "desk 1"):
        assert marked(database, call_id, action="escalate", by=by)
    assert [deed[4] for deed in marks(database)] == ["desk 1", "desk 2"]


@pytest.mark.parametrize(
    "words", [{"record_id": 1}, {"record_at": AT + timedelta(seconds=2)}, {"kind": "hit"}]
)
def test_what_is_not_there_is_not_marked(
    database: Database, call_id: int, words: dict[str, Any]
) -> None:
    values = {"record_id": call_id} | words
    assert not marked(database, **values)
    assert marks(database) == []


def test_a_hit_is_marked_unless_it_is_suppressed(database: Database, settings: Settings) -> None:
    listed(database)
    store(database, settings, read("r", -60.25))
    hit_id = one(database, "select hit_id from hit")
    assert marked(database, hit_id, kind="hit")
    one(database, "update hit set is_suppressed = true returning 1")
    assert not marked(database, hit_id, kind="hit", action="escalate")


@pytest.mark.parametrize("words", [{"kind": "read"}, {"action": "close"}, {"by": "  "}])
def test_what_nobody_can_do_is_refused(
    database: Database, call_id: int, words: dict[str, Any]
) -> None:
    with pytest.raises(InputError, match="acknowledge"):
        marked(database, call_id, **words)
