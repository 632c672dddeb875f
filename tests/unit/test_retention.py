"""Times to keep data for, as people write them, and the width of partitions that goes with them."""

from datetime import timedelta

import pytest

from geo_rtcc.errors import InputError
from geo_rtcc.store.retention import (
    MOST_PARTITIONS,
    keep_for,
    keep_from_text,
    keep_text,
    width_for,
)

KEEPS = ["1m", "3m", "10m", "59m", "1h", "12h", "1d", "2d", "7d", "30d", "365d"]


@pytest.mark.parametrize("text", KEEPS)
def test_widths_are_a_small_part_and_not_too_many(text: str) -> None:
    kept = keep_from_text(text)
    assert kept is not None
    width = width_for(kept)
    assert kept / width <= MOST_PARTITIONS
    assert width <= max(kept / 6, timedelta(seconds=30))
    assert keep_text(kept) == text


@pytest.mark.parametrize("text", ["", "0m", "3", "-3m", "3 m", "1w", "36526d", "1e3d", "9" * 99])
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="no time to keep data for"):
        keep_from_text(text)


def test_older_than_the_longest_time_is_kept_for_ever() -> None:
    assert keep_for(timedelta(days=700_000)) is None
