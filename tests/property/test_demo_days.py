"""A day's calls never depend on the range they are asked for in."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo_rtcc.demo.calls import calls_between
from geo_rtcc.demo.city import build_city

ANCHOR = date(2026, 2, 1)
FIRST = datetime(2026, 2, 20, tzinfo=UTC)  # the range includes a night of 23 hours
hours = st.integers(0, 24 * 40)
some_hours = st.integers(0, 24 * 5)


@settings(max_examples=15, deadline=None)
@given(hour=hours, first=some_hours, second=some_hours, seed=st.integers(0, 3))
@example(hour=0, first=24 * 17, second=24 * 23, seed=2)
def test_two_ranges_together_give_what_the_whole_gives(
    hour: int, first: int, second: int, seed: int
) -> None:
    city = build_city()
    a = FIRST + timedelta(hours=hour)
    b, c = a + timedelta(hours=first), a + timedelta(hours=first + second)
    known = {"anchor_on": ANCHOR, "seed": seed, "now": c}
    parts = [calls_between(city, *ends, **known) for ends in ((a, b), (b, c))]
    assert parts[0].vstack(parts[1]).equals(calls_between(city, a, c, **known))


@settings(max_examples=25, deadline=None)
@given(hour=hours, later=st.integers(1, 60))
def test_a_later_export_only_adds_steps(hour: int, later: int) -> None:
    city = build_city()
    at = FIRST + timedelta(hours=hour)
    known = {"anchor_on": ANCHOR, "seed": 1}
    start = at - timedelta(hours=3)
    early = calls_between(city, start, at, **known, now=at)
    late = calls_between(city, start, at, **known, now=at + timedelta(hours=later))
    fixed = ["incident", "received", "type_code", "address", "lon", "lat", "beat", "shift"]
    assert early.select(fixed).equals(late.select(fixed))
    assert (early["updated"] <= late["updated"]).all()
    for step in ("dispatched", "on_scene", "closed"):
        known_early = early[step].is_not_null()
        assert early[step].filter(known_early).equals(late[step].filter(known_early))
