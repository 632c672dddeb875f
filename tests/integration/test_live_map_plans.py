"""The live map's questions touch the partitions and rows they are about, not all there are."""

import re
from datetime import timedelta
from typing import Any

import pytest
import small_city
from feed_records import NOW

from geo_rtcc.situation.live_map.models import AHEAD, OPEN_WITHIN, SPAN
from geo_rtcc.store import Database
from geo_rtcc.store.queries import query

FROM_AT, TO_AT = NOW - SPAN, NOW + AHEAD
WINDOW = {"from_at": FROM_AT, "to_at": TO_AT}
NAMED = {"ids": [1, 2], "ats": [NOW, NOW - timedelta(days=200)]}
FIXES = (
    "insert into avl_fix (unit_id, fix_at, stored_at, point, cell, operational_on, "
    "is_area_ambiguous) select u, t, t, 'SRID=4326;POINT(0 0)', 1, t::date, false "
    "from generate_series(1, 50) u, generate_series(%s::timestamptz, %s, '2 minutes') t"
)


def fill(database: Database) -> None:
    small_city.fill(database, newest_at=NOW, call_count=8000, days=720)
    week = (NOW - timedelta(days=5), NOW)
    with database.transaction() as connection:
        for kind in ("avl_fix", "hit"):
            connection.execute("select ensure_data_partitions(%s, %s, %s)", (kind, *week))
        connection.execute(
            "insert into unit (source_id, external_id) select 1, n from generate_series(1, 50) n"
        )
        connection.execute(FIXES, week)
        connection.execute("analyze")


def plan(database: Database, name: str, **parameters: Any) -> str:
    with database.transaction() as connection:
        found = connection.execute("explain (analyze, costs off) " + query(name), parameters)
        return "\n".join(line for (line,) in found.fetchall())


@pytest.fixture
def filled(database: Database) -> Database:
    """Two years of calls by month, five days of fixes by day."""
    fill(database)
    return database


def touched(text: str, table: str) -> set[str]:
    """Return the partitions that were really read."""
    lines = (line for line in text.splitlines() if "never executed" not in line)
    return set(re.findall(rf'\bon "?({table}_\w+)', "\n".join(lines)))


def test_a_window_reads_its_months_only(filled: Database) -> None:
    for name, words in (
        ("live_closing_sources", {"from_at": FROM_AT - OPEN_WITHIN, "to_at": TO_AT}),
        ("live_calls", {**WINDOW, "open_from_at": FROM_AT - OPEN_WITHIN, "closing": [1],
                        "limit_to": 20_000}),
        ("live_call_count", WINDOW),
        ("live_open_calls", {**WINDOW, "source_ids": [1]}),
    ):  # fmt: skip
        assert touched(plan(filled, name, **words), "call_for_service") == {
            "call_for_service_202603"
        }


def test_named_calls_are_looked_up_by_key(filled: Database) -> None:
    text = plan(filled, "live_calls_named", **NAMED)
    assert "Seq Scan on call_for_service" not in text
    assert len(touched(text, "call_for_service")) == 2


def test_units_of_an_instant_are_looked_up_by_key(filled: Database) -> None:
    at = NOW - timedelta(days=2)
    text = plan(filled, "live_units_at", from_at=at - timedelta(minutes=15), at=at)
    assert "Seq Scan on avl_fix" not in text
    assert len(touched(text, "avl_fix")) == 1


def test_hits_of_a_window_are_read_from_its_weeks(filled: Database) -> None:
    text = plan(filled, "live_hits", **WINDOW, limit_to=10)
    assert len(touched(text, "hit")) == 1
