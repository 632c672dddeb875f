"""The demo's plate reads, and the ground truth found again in the reads alone."""

from datetime import timedelta
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from demo_city import KNOWN, day

from geo_rtcc.demo.city import City
from geo_rtcc.demo.geometry import metres
from geo_rtcc.demo.hot_list import SIZE, STOLEN, hot_list, refreshed_at
from geo_rtcc.demo.misreads import kind_of, misread
from geo_rtcc.demo.near_repeats import NEAR_M, WITHIN_DAYS
from geo_rtcc.demo.reads import reads_between
from geo_rtcc.demo.truth import Truth, truth_between
from geo_rtcc.demo.vehicles import fleet
from geo_rtcc.feeds.reads.frame import READ_SCHEMA


@pytest.fixture(scope="module")
def truth(city: City, sixty_days: pl.DataFrame) -> Truth:
    return truth_between(city, sixty_days, day(30), day(90), **KNOWN)


def test_eight_to_twelve_thousand_reads_come_a_day(sixty_days: pl.DataFrame) -> None:
    days = sixty_days.group_by(pl.col("captured_at").dt.date()).len()["len"]
    assert 8_000 < len(sixty_days) / 60 < 12_000
    assert days.max() < 15_000
    assert sixty_days["external_id"].is_unique().all()
    assert sixty_days["camera"].n_unique() == 46


def test_another_city_of_the_same_seed_has_the_same_reads(
    same_again: City, sixty_days: pl.DataFrame
) -> None:
    reads = reads_between(same_again, day(40), day(41), **KNOWN)
    within = pl.col("captured_at").is_between(day(40), day(41), closed="left")
    assert reads.equals(sixty_days.filter(within).select(list(READ_SCHEMA)))
    assert dict(reads.schema) == READ_SCHEMA


def test_forty_seven_stops_are_counted_from_reads_at_the_yard(
    sixty_days: pl.DataFrame, truth: Truth
) -> None:
    at_yard = sixty_days.filter(
        (pl.col("plate") == truth["thief"]["plate"]) & (pl.col("camera") == truth["yard"]["camera"])
    )["captured_at"].to_list()
    stops = list(zip(at_yard[::2], at_yard[1::2], strict=True))
    assert len(stops) == len(truth["stops"]) == 47
    assert all(timedelta(minutes=4) <= b - a <= timedelta(minutes=40) for a, b in stops)
    assert [a.isoformat() for a, _ in stops] == [stop["at"] for stop in truth["stops"]]


def test_nobody_else_stops_at_the_yard_as_often(sixty_days: pl.DataFrame, truth: Truth) -> None:
    at_yard = sixty_days.filter(pl.col("camera") == truth["yard"]["camera"])
    most = at_yard.group_by("plate", "state").len().sort("len", descending=True)
    assert most["plate"][0] == truth["thief"]["plate"]
    assert most["len"][1] < 0.75 * most["len"][0]


def test_the_thief_was_near_burglaries_minutes_before(
    sixty_days: pl.DataFrame, truth: Truth
) -> None:
    read_by = dict(sixty_days.select("external_id", "plate").rows())
    near = truth["near_burglaries"]
    assert len(near) >= 10
    assert {read_by[one["read"]] for one in near} == {truth["thief"]["plate"]}
    assert all(one["distance_m"] < 600 for one in near)
    assert {one["incident"] for one in near} <= {one["incident"] for one in truth["near_repeats"]}


def test_the_pair_passes_the_same_cameras_shortly_after_each_other(
    sixty_days: pl.DataFrame, truth: Truth
) -> None:
    first, second = (
        sixty_days.filter(pl.col("plate") == plate).select("captured_at", "camera")
        for plate in truth["pair"].values()
    )
    together = first.join_asof(
        second.with_columns(pl.col("captured_at").alias("second_at")),
        on="captured_at", by="camera", strategy="forward", tolerance="60s", check_sortedness=False,
    ).drop_nulls("second_at")  # fmt: skip
    assert len(together) >= len(truth["co_travel"]) > 60
    assert together["captured_at"].dt.date().n_unique() > 15
    assert all(4 <= one["gap_s"] <= 41 for one in truth["co_travel"])


def test_misreads_are_what_the_cameras_read(sixty_days: pl.DataFrame, truth: Truth) -> None:
    read_by = dict(sixty_days.select("external_id", "plate").rows())
    for one in truth["misreads"]:
        assert read_by[one["read"]] == one["read_plate"] != one["true_plate"]
    kinds = {(one["kind"], one["true_plate_is_listed"]) for one in truth["misreads"]}
    assert {("look_alike", True), ("uncommon", True)} <= kinds
    assert any(one["read_plate_is_listed"] for one in truth["misreads"])


def test_a_misread_changes_one_sign() -> None:
    for plate in ("ABC1234", "KBR7321", "XYZ4444"):
        for luck in np.linspace(0, 0.999, 40):
            text = misread(plate, float(luck))
            assert sum(a != b for a, b in zip(plate, text, strict=True)) <= 1
    assert kind_of("A7", "A2") == kind_of("A3", "A7") == "uncommon"
    assert kind_of("B8", "BB") == "look_alike"


def test_a_stolen_car_passes_a_traffic_unit_every_day(truth: Truth) -> None:
    met = truth["stolen_near_unit"]
    assert len({one["read"][:9] for one in met}) == len(met) == 60
    assert all(one["distance_m"] < 200 and one["unit"] in one["camera"] for one in met)


def test_burglaries_repeat_nearby_within_two_weeks(truth: Truth) -> None:
    planted = truth["near_repeats"]
    assert len(planted) > 60
    by_series: dict[int, list[Truth]] = {}
    for one in planted:
        by_series.setdefault(one["series"], []).append(one)
    for series in by_series.values():
        xy = metres(np.array([(one["lon"], one["lat"]) for one in series]))
        assert all(np.hypot(*(a - b)) <= NEAR_M for a, b in combinations(xy, 2))
        days = [one["at"][:10] for one in series]
        assert (np.datetime64(max(days)) - np.datetime64(min(days))).astype(int) <= WITHIN_DAYS


def test_two_thousand_plates_are_listed_and_some_are_the_citys(city: City) -> None:
    now = day(60)
    listed = hot_list(city, now, **KNOWN)
    assert SIZE - 5 <= len(listed) <= SIZE
    assert set(fleet(city).plate[list(STOLEN)]) <= set(listed["plate"])
    own = set(fleet(city).plate) & set(listed["plate"])
    assert len(own) < 0.1 * SIZE
    assert 0.1 < listed["expires_at"].is_not_null().mean() < 0.5


def test_the_list_changes_twice_a_day_and_only_a_little(city: City) -> None:
    now = day(60)
    before, after = (
        set(hot_list(city, at, **KNOWN)["external_id"]) for at in (now, now + timedelta(hours=12))
    )
    assert 0 < len(after - before) < 40
    same = hot_list(city, refreshed_at(city, now), **KNOWN)
    assert same.equals(hot_list(city, now, **KNOWN))
