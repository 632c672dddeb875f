"""The feeds' clock: at the city's pace, never ahead of ours, and catching up after a pause."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from geo_rtcc.demo.envelopes import Envelope, of_records, read_recording
from geo_rtcc.demo.history import clock
from geo_rtcc.demo.living import CityClock, Living, begin_at, played_from
from geo_rtcc.errors import InputError

NOW = datetime(2026, 11, 20, 20, tzinfo=UTC)


class Town:
    """Stands for a city's feed: remembers which stretches it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[datetime, datetime, bool]] = []
        self.planted: list[dict[str, Any]] = []

    def stretch(self, low: datetime, high: datetime, *, with_fixes: bool) -> list[Envelope]:
        self.asked.append((low, high, with_fixes))
        return [of_records(high, "/v1/fixes", [{"unit": "1"}])]


class Time:
    """A clock that goes on when somebody sleeps."""

    def __init__(self) -> None:
        self.now = NOW

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def run(folder: Path, start: datetime, *, seconds: float, speed: float = 1.0) -> Living:
    time, town = Time(), Town()
    living = Living(
        town,  # type: ignore[arg-type]
        CityClock(start_at=start, speed=speed, now=lambda: time.now),
        lambda _envelope: None,
        folder=folder,
        sleep=time.sleep,
    )
    living.run(until=lambda: time.now >= NOW + timedelta(seconds=seconds))
    living.town = town  # type: ignore[attr-defined]
    return living


def asked(living: Living) -> list[tuple[datetime, datetime, bool]]:
    found: list[tuple[datetime, datetime, bool]] = living.town.asked  # type: ignore[attr-defined]
    return found


def test_stretches_follow_each_other_without_gap(tmp_path: Path) -> None:
    found = asked(run(tmp_path, NOW - timedelta(minutes=7), seconds=30))
    assert found[0][0] == NOW - timedelta(minutes=7)
    assert all(a[1] == b[0] for a, b in pairwise(found))
    assert found[-1][1] >= NOW + timedelta(seconds=28)


def test_after_a_pause_it_catches_up_in_short_stretches_with_a_rest_between(
    tmp_path: Path,
) -> None:
    found = asked(run(tmp_path, NOW - timedelta(minutes=30), seconds=20))
    assert max(high - low for low, high, _ in found) == timedelta(seconds=60)
    assert sum(high - low == timedelta(seconds=60) for low, high, _ in found) == 30


def test_positions_of_long_ago_are_left_out(tmp_path: Path) -> None:
    found = asked(run(tmp_path, NOW - timedelta(hours=5), seconds=60))
    assert [with_fixes for *_, with_fixes in found][:20] == [False] * 20
    assert found[-1][2]


def test_a_fast_city_is_never_ahead_of_our_time(tmp_path: Path) -> None:
    living = run(tmp_path, NOW - timedelta(minutes=10), seconds=300, speed=4)
    assert NOW + timedelta(seconds=296) <= living.reached <= NOW + timedelta(seconds=300)
    slow = run(tmp_path, NOW - timedelta(minutes=10), seconds=100, speed=4)
    assert slow.reached <= NOW - timedelta(minutes=10) + timedelta(seconds=400)


def test_the_next_start_goes_on_where_the_last_one_ended(tmp_path: Path) -> None:
    living = run(tmp_path, NOW - timedelta(seconds=10), seconds=10)
    later = NOW + timedelta(hours=2)
    assert begin_at(tmp_path, NOW - timedelta(days=3), later) == living.reached
    assert begin_at(tmp_path, later, later) == later
    assert begin_at(tmp_path, NOW, NOW + timedelta(days=9)) == NOW + timedelta(days=8)


def test_a_fast_city_is_loaded_up_to_what_is_played() -> None:
    assert played_from(NOW, 1.0) == played_from(NOW, 0.5) == NOW
    assert played_from(NOW, 5.0) == NOW - timedelta(hours=4)
    assert played_from(NOW, 500.0) == NOW - timedelta(hours=12)


def test_without_a_loaded_city_the_feeds_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="geo-rtcc demo --once"):
        clock(tmp_path)


def test_a_recorded_request_is_read_as_it_was_written(tmp_path: Path) -> None:
    sent = of_records(NOW, "/v1/calls", [{"a": "é\n"}], source="demo", zone="America/Chicago")
    file = tmp_path / "feeds.ndjson"
    file.write_text(sent.line() + "\n\n", "utf-8")
    [found] = read_recording(file)
    assert found.body == sent.body
    assert (found.at, found.path, found.query) == (sent.at, sent.path, sent.query)
    assert found.method == "POST"


@pytest.mark.parametrize(
    "change",
    [{"at": "2026-01-01"}, {"at": 7}, {"path": "/other"}, {"query": "a\nb"}, {"body": None}],
)
def test_a_line_that_is_no_request_is_refused_by_its_number(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    good = of_records(NOW, "/v1/calls", [{}]).line()
    file = tmp_path / "feeds.ndjson"
    file.write_text(good + "\n" + json.dumps({**json.loads(good), **change}) + "\n", "utf-8")
    with pytest.raises(InputError, match=r"feeds.ndjson, line 2"):
        list(read_recording(file))
