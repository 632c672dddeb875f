"""Partitions by time: whatever is asked for, in any width, they never overlap or leave a gap."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from geo_rtcc.store import Database
from geo_rtcc.store.partitions import PartitionCover

MIDDLE = datetime(2000, 1, 1, tzinfo=UTC)
NEAR = st.integers(-200_000_000_000, 200_000_000_000).map(
    lambda n: MIDDLE + timedelta(microseconds=n)
)
ALIGNED = st.integers(-5000, 5000).map(lambda n: MIDDLE + timedelta(seconds=30 * n))
INSTANT = st.one_of(NEAR, ALIGNED, st.datetimes(timezones=st.just(UTC)))
WIDTH = st.sampled_from(["30 s", "1 min", "7 min", "1 hour", "6 h", "1 day", "7 days"])
SPAN = st.integers(0, 5_000_000_000).map(lambda n: timedelta(microseconds=n))
STEPS = st.lists(st.tuples(WIDTH, NEAR | ALIGNED, SPAN), min_size=1, max_size=8)
ONE_DATABASE = [HealthCheck.function_scoped_fixture]
BOUNDS = "select low_at, high_at from data_partition where kind = 'outbox' order by low_at"


@examples(max_examples=40, deadline=None, suppress_health_check=ONE_DATABASE)
@given(steps=STEPS)
def test_they_never_overlap_and_never_leave_a_gap(
    database: Database, steps: list[tuple[str, datetime, timedelta]]
) -> None:
    with database.transaction() as connection:
        cover = PartitionCover(most=10_000)
        for width, at, span in steps:
            connection.execute("update retention set width = %s::interval", (width,))
            cover.ensure(connection, "outbox", at, at + span)
            parts = connection.execute(BOUNDS).fetchall()
            assert all(one[1] <= two[0] for one, two in pairwise(parts))
            inside = [part for part in parts if part[1] > at and part[0] <= at + span]
            assert inside[0][0] <= at
            assert inside[-1][1] > at + span
            assert all(one[1] == two[0] for one, two in pairwise(inside))
        connection.rollback()


@examples(max_examples=60, deadline=None, suppress_health_check=ONE_DATABASE)
@given(instants=st.lists(INSTANT, min_size=1, max_size=6), width=WIDTH)
def test_a_row_of_any_instant_finds_its_partition(
    database: Database, instants: list[datetime], width: str
) -> None:
    with database.transaction() as connection:
        connection.execute("update retention set width = %s::interval", (width,))
        PartitionCover().ensure_instants(connection, "outbox", instants)
        for at in instants:
            connection.execute("insert into outbox (at, topic) values (%s, 'x')", (at,))
        connection.rollback()
