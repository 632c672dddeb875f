"""Reads, fixes and hot lists of a stretch never depend on the stretch they are asked for in."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from geo_rtcc.demo.city import build_city
from geo_rtcc.demo.fixes import Positions
from geo_rtcc.demo.misreads import misread
from geo_rtcc.demo.reads import reads_between

ANCHOR = date(2026, 2, 1)
FIRST = datetime(2026, 3, 7, tzinfo=UTC)  # the range includes a night of 23 hours
minutes = st.integers(0, 60 * 48)


@settings(max_examples=12, deadline=None)
@given(bounds=st.tuples(minutes, minutes, minutes).map(sorted))
def test_two_stretches_together_have_the_reads_of_the_whole(bounds: list[int]) -> None:
    city = build_city()
    a, b, c = (FIRST + timedelta(minutes=one) for one in bounds)
    known = {"anchor_on": ANCHOR, "seed": 5}
    parts = [reads_between(city, *ends, **known) for ends in ((a, b), (b, c))]
    assert parts[0].vstack(parts[1]).equals(reads_between(city, a, c, **known))


@settings(max_examples=6, deadline=None)
@given(bounds=st.tuples(*[st.integers(0, 1200)] * 3).map(sorted))
def test_two_stretches_together_have_the_fixes_of_the_whole(bounds: list[int]) -> None:
    city = build_city()
    begin = int(datetime(2026, 3, 7, 11, 5, tzinfo=UTC).timestamp())  # five minutes past 05:00
    a, b, c = (begin + one for one in bounds)
    parts, whole = (Positions(city, anchor_on=ANCHOR, seed=5) for _ in range(2))
    assert parts.fixes(a, b) + parts.fixes(b, c) == whole.fixes(a, c)


@given(plate=st.text("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", max_size=8), luck=st.floats(0, 0.999))
def test_a_misread_plate_is_as_long_as_the_plate(plate: str, luck: float) -> None:
    text = misread(plate, luck)
    assert len(text) == len(plate)
    assert sum(a != b for a, b in zip(plate, text, strict=True)) <= 1
