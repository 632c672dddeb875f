"""Retention: whatever comes in and whenever it runs, nothing older than its time is left but what a
case holds, and nothing younger by more than a width is lost."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from kept_rows import add, instants, keep

from geo_rtcc.store import Database
from geo_rtcc.store.holds import Hold, place
from geo_rtcc.store.retention import keep_from_text, width_for
from geo_rtcc.store.retention_run import run_retention

START = datetime(2026, 5, 20, 23, 50, tzinfo=UTC)
KEEP = st.sampled_from(["1m", "3m", "10m", "1h", "1d"])
SECONDS = st.one_of(st.integers(0, 900), st.integers(0, 200_000))
ADD = st.tuples(st.sampled_from(["FREE", "HELD"]), SECONDS)
STEPS = st.lists(
    st.one_of(ADD, KEEP, st.integers(0, 4000).map(lambda n: timedelta(seconds=n))),
    min_size=1,
    max_size=10,
)


def empty(database: Database) -> None:
    with database.transaction() as connection:
        for (name,) in connection.execute("delete from data_partition returning name").fetchall():
            connection.execute(f'drop table "{name}"')
        connection.execute("truncate held_plate_read")


# One database serves all examples; each starts with its tables empty.
@examples(max_examples=40, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(steps=STEPS)
def test_nothing_old_is_left_and_nothing_young_is_lost(
    database: Database, steps: list[tuple[str, int] | str | timedelta]
) -> None:
    empty(database)
    with database.transaction() as connection:
        hold = Hold(case_number="1", kind="plate_read", reason="r", plate="HELD")
        place(connection, hold, by="x", now=START)
    now, kept = START, "1h"
    keep(database, "plate_read", kept)
    free: set[datetime] = set()
    held: set[datetime] = set()
    for step in steps:
        if isinstance(step, tuple):
            at = now - timedelta(seconds=step[1])
            add(database, "plate_read", step[0], [at])
            (held if step[0] == "HELD" else free).add(at)
            continue
        if isinstance(step, str):
            kept = step
            keep(database, "plate_read", kept)
        else:
            now += step
        free &= check(database, now, kept, free, held)


def check(
    database: Database, now: datetime, kept: str, free: set[datetime], held: set[datetime]
) -> set[datetime]:
    """Run retention; return what is left for whoever compares the next run with it."""
    run_retention(database, now=now)
    limit = keep_from_text(kept)
    assert limit is not None
    left = set(instants(database, "plate_read"))
    assert all(at >= now - limit for at in left)
    assert {at for at in free if at > now - limit + width_for(limit)} <= left
    assert held <= set(instants(database, "kept_plate_read"))
    return left
