"""The system page's words: every age has a figure, every state a word, nothing comes in as HTML."""

from datetime import UTC, datetime, timedelta

import pytest

from geo_rtcc.situation.parts import PartReport, PartState, Run
from geo_rtcc.situation.system import FeedAge, HotListAge, System, WorkerTask
from geo_rtcc.views import system as views

NOW = datetime(2026, 7, 4, 12, 0, tzinfo=UTC)


def feed(kind: str, age_s: float | None, *, lag_s: float = 0.0) -> FeedAge:
    at = None if age_s is None else NOW - timedelta(seconds=age_s)
    return FeedAge(
        source="north", kind=kind, last_record_at=at,
        last_stored_at=(at or NOW) + timedelta(seconds=lag_s), added=12_345, updated=0,
        repeated=0, stale=0, expired=0, rejected=2,
    )  # fmt: skip


def part(state: PartState, **more: object) -> PartReport:
    since = NOW - timedelta(seconds=90)
    return PartReport(name="ingest", state=state, since=since, log_file="/x/ingest.log", **more)


def found(*parts: PartReport, **more: object) -> System:
    run = Run(state="running", pid=1, started_at=NOW, written_at=NOW, parts=parts)
    zone = {"zone": "America/Chicago"}
    return System(at=NOW, run=run, ingest_url="http://[::1]:1", ingest_answer=200, **zone, **more)


@pytest.mark.parametrize(
    ("kind", "age_s", "text", "tone"),
    [("avl_fix", 0.8, "LIVE 0.8 s", "good"), ("avl_fix", 42, "STALE 42 s", "bad"),
     ("plate_read", 42, "LIVE 42 s", "good"), ("plate_read", 300, "STALE 5 min", "bad"),
     ("call_for_service", 840, "LIVE 14 min", "good"), ("avl_fix", -3, "LIVE 0.0 s", "good"),
     ("avl_fix", None, "NO DATA", "quiet"), ("camera", 7200, "2 h", "quiet"),
     ("plate_read", 86_400 * 8, "STALE 8 days", "quiet")],
)  # fmt: skip
def test_the_age_of_a_feed_depends_on_what_it_brings(kind, age_s, text, tone) -> None:
    assert views.feed_age(feed(kind, age_s), NOW) == views.Mark(text=text, tone=tone)


@pytest.mark.parametrize("kind", ["call_for_service", "plate_read", "avl_fix"])
def test_records_of_long_ago_are_stale_however_lately_they_came(kind) -> None:
    old = feed(kind, 7200, lag_s=7200)
    assert old.last_stored_at == NOW
    assert views.feed_age(old, NOW) == views.Mark(text="STALE 2 h", tone="quiet")


def test_an_old_file_is_stale_but_no_fault() -> None:
    assert views.feed_age(feed("plate_read", 3600, lag_s=3500), NOW).tone == "quiet"


@pytest.mark.parametrize(("hours", "text"), [(2, "CURRENT 2 h"), (25, "STALE 25 h")])
def test_a_hot_list_is_as_old_as_it_says(hours: int, text: str) -> None:
    made = NOW - timedelta(hours=hours)
    each = HotListAge(
        code="state", as_of=made, replaced_at=NOW, changed_at=NOW, stale_after_s=86_400, entries=1
    )
    assert views.list_age(each, NOW).text == text


def test_a_card_says_state_restarts_last_end_and_next_try() -> None:
    failing = part(
        PartState.FAILING, restarts=4, last_exit=3, why="exit code 3",
        next_try_at=NOW + timedelta(seconds=40),
    )  # fmt: skip
    html = views.part_cards(found(failing))
    for words in (
        "FAILING",
        'data-tone="bad"',
        "4 restarts",
        "next try in 40 s",
        "exit code 3",
    ):
        assert words in html


def test_the_heading_counts_what_is_not_well_on_the_agency_clock() -> None:
    assert "All is well<small>Sat 4 Jul 2026 07:00 CDT" in views.heading(
        found(part(PartState.RUNNING))
    )
    html = views.heading(found(part(PartState.WAITING)))
    assert "1 thing not well" in html
    assert "Part ingest is waiting" in html


def test_texts_from_data_are_escaped() -> None:
    task = WorkerTask(name="<b>", ran_at=NOW, took_ms=1, due_at=NOW, failures=1, error="<script>")
    odd = found(part(PartState.FAILING, why="<i>"), tasks=(task,), database_problem="<u>")
    html = views.heading(odd) + views.part_cards(odd) + views.task_table(odd)
    assert not any(mark in html for mark in ("<b>", "<script>", "<i>", "<u>"))


def test_nothing_yet_is_said_in_words() -> None:
    empty = found()
    assert "No feed has brought anything yet." in views.feed_table(empty)
    assert "Quarantine is empty." in views.quarantine_table(empty)
    assert views.part_cards(empty) == ""
