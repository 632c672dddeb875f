"""``geo-rtcc retention`` and ``geo-rtcc hold``: what people and programs get to read."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import Result
from kept_rows import add, instants

from geo_rtcc.errors import InputError
from geo_rtcc.store import Database

Run = Callable[..., Result]
LONG_AGO = datetime.now(UTC) - timedelta(days=500)


def lines(answer: Result) -> list[dict[str, object]]:
    assert answer.exit_code == 0
    return [json.loads(line) for line in answer.stdout.splitlines()]


def test_what_is_set_is_shown(run: Run, database: Database) -> None:
    said = run("retention", "set", "plate_read", "3m", "--by", "chief").stdout
    assert said == "plate_read is kept for 3m from now on, by 30 s.\n"
    shown = lines(run("retention", "show", "--json"))
    assert shown[0] == {"kind": "plate_read", "keep": "3m", "by": "30 s"}
    assert shown[4] == {"kind": "call_for_service", "keep": "forever", "by": "month"}
    [change] = lines(run("retention", "log", "--changes", "--json"))
    assert (change["changed_by"], change["old_value"], change["new_value"]) == (
        "chief",
        "30d",
        "3m",
    )


def test_a_run_says_what_left(run: Run, database: Database) -> None:
    add(database, "plate_read", "ABC123", [LONG_AGO])
    [done] = lines(run("retention", "run", "--json"))
    assert [gone["rows_dropped"] for gone in done["removals"]] == [1]  # type: ignore[attr-defined]
    [logged] = lines(run("retention", "log", "--json"))
    assert (logged["kind"], logged["rows_dropped"]) == ("plate_read", 1)
    assert "Nothing has reached its time." in run("retention", "run").stdout


def test_tables_are_for_people(run: Run, database: Database) -> None:
    assert "forever" in run("retention", "show").stdout
    add(database, "plate_read", "ABC123", [LONG_AGO])
    assert "plate_read" in run("retention", "run").stdout
    assert "plate_read" in run("retention", "log").stdout


def test_a_plate_is_held_in_reads_and_hits(run: Run, database: Database) -> None:
    add(database, "plate_read", "ABC123", [LONG_AGO])
    words = ("--case", "26-1", "--plate", "abc 123", "--reason", "theft", "--json")
    placed = lines(run("hold", "add", *words))
    assert [(each["kind"], each["n"]) for each in placed] == [("plate_read", 1), ("hit", 0)]
    run("retention", "run")
    assert instants(database, "kept_plate_read") == [LONG_AGO]
    assert len(lines(run("hold", "list", "--json"))) == 2
    assert "26-1" in run("hold", "list").stdout


def test_what_is_released_goes(run: Run, database: Database) -> None:
    add(database, "avl_fix", "U1", [LONG_AGO])
    words = ("--case", "26-1", "--unit", "U1", "--reason", "use of force")
    assert "1 avl_fix records, 0 of them past" in run("hold", "add", *words).stdout
    run("retention", "run")
    assert run("hold", "release", 1).stdout == "Hold 1 is released.\n"
    run("retention", "run")
    assert instants(database, "kept_avl_fix") == []
    assert lines(run("hold", "list", "--json")) == []
    assert len(lines(run("hold", "list", "--all", "--json"))) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Say what to hold"),
        (("--plate", "A", "--from", "2026-05-01"), "--from needs an instant with its zone"),
        (("--plate", "A", "--to", "noon"), "--to needs an instant with its zone"),
        (("--plate", "A", "--source", "one"), "by plate, and by nothing else"),
    ],
)
def test_a_hold_that_means_nothing_is_refused(run: Run, words: tuple[str, ...], says: str) -> None:
    with pytest.raises(InputError, match=says):
        run("hold", "add", "--case", "1", "--reason", "r", *words)
