"""The demo's calls for service: how many, when, where, and what was planted."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
import shapely

from geo_rtcc.demo.call_types import CALL_TYPES
from geo_rtcc.demo.calls import COLUMNS, TIME, calls_between
from geo_rtcc.demo.city import City, build_city
from geo_rtcc.demo.geometry import metres
from geo_rtcc.demo.lots import address_points
from geo_rtcc.demo.plan import SEED
from geo_rtcc.demo.planted import PLANTED, PlantedHotspot
from geo_rtcc.feeds.mapping import load_preset

ANCHOR = date(2026, 8, 24)
START = datetime(2026, 8, 24, 5, tzinfo=UTC)
NOW = START + timedelta(days=90)


@pytest.fixture(scope="module")
def city() -> City:
    return build_city()


@pytest.fixture(scope="module")
def calls(city: City) -> pl.DataFrame:
    return calls_between(city, START, NOW, anchor_on=ANCHOR, seed=SEED)


@pytest.fixture(scope="module")
def timed(calls: pl.DataFrame) -> pl.DataFrame:
    """The calls with instants, day after the anchor, and plane metres."""
    steps = ("received", "dispatched", "on_scene", "closed", "updated")
    frame = calls.with_columns(
        pl.col(*steps).str.to_datetime(TIME, time_unit="us", time_zone="UTC"),
        pl.col("lon", "lat").cast(pl.Float64),
    )
    xy = metres(frame.select("lon", "lat").fill_null(0).to_numpy())
    days = (pl.col("received") - pl.lit(START)).dt.total_days()
    return frame.with_columns(days.alias("day"), pl.Series("x", xy[:, 0]), pl.Series("y", xy[:, 1]))


def test_ninety_days_hold_sixty_thousand_calls(calls: pl.DataFrame) -> None:
    assert len(calls) >= 60_000
    assert calls["incident"].is_unique().all()
    assert tuple(calls.columns) == COLUMNS


def test_every_type_is_in_the_preset_with_its_category() -> None:
    mapping = load_preset("demo")
    assert mapping.category == {kind.code: kind.category for kind in CALL_TYPES}
    mapping.check_fits(COLUMNS, "calls.csv")


def test_every_call_with_a_point_lies_in_the_city(city: City, timed: pl.DataFrame) -> None:
    points = timed.drop_nulls("lon").select("lon", "lat").to_numpy()
    assert shapely.intersects_xy(city.limit, points).all()
    assert 0.055 < timed["lon"].null_count() / len(timed) < 0.065


def test_every_house_number_stands_where_its_street_has_it(city: City, timed: pl.DataFrame) -> None:
    lots = address_points(city.streets)
    there = pl.DataFrame({"address": lots["address"].to_list(), "lot": range(len(lots))})
    housed = timed.drop_nulls("lon").filter(~pl.col("address").str.contains("&"))
    found = housed.join(there, on="address", how="left")
    numbered = found.filter(pl.col("address").str.contains(r"^\d"))
    assert numbered["lot"].null_count() == 0
    lot_xy = metres(shapely.get_coordinates(lots.geometry.to_numpy()[numbered["lot"].to_numpy()]))
    off = np.hypot(*(lot_xy - numbered.select("x", "y").to_numpy()).T)
    assert np.quantile(off, 0.99) < 0.1
    assert off.max() < 10
    assert len(numbered) > 0.98 * len(housed)


def test_nothing_happens_after_now(city: City) -> None:
    now = START + timedelta(days=7, hours=20)
    frame = calls_between(city, START, NOW, anchor_on=ANCHOR, seed=SEED, now=now)
    for step in ("received", "dispatched", "on_scene", "closed", "updated"):
        at = frame[step].str.to_datetime(TIME, time_unit="us", time_zone="UTC")
        assert at.max() <= now  # type: ignore[operator]


def test_a_call_of_ten_minutes_ago_is_open(timed: pl.DataFrame) -> None:
    recent = timed.filter(pl.col("received") > NOW - timedelta(minutes=10))
    assert len(recent) > 0
    assert recent["closed"].null_count() == len(recent)
    old = timed.filter(pl.col("received") < NOW - timedelta(days=2))
    assert old["closed"].null_count() == 0


def test_steps_follow_each_other(timed: pl.DataFrame) -> None:
    order = ("received", "dispatched", "on_scene", "closed")
    for a, b in pairwise(order):
        both = timed.drop_nulls([a, b])
        assert (both[a] <= both[b]).all()


def test_urgent_calls_are_answered_sooner(timed: pl.DataFrame) -> None:
    answered = timed.filter(pl.col("on_view") == "N").drop_nulls("on_scene")
    waits = answered.with_columns((pl.col("on_scene") - pl.col("received")).alias("wait"))
    medians = waits.group_by("priority").agg(pl.col("wait").median()).sort("priority")["wait"]
    assert medians.is_sorted()
    assert medians[0] < timedelta(minutes=8)


def test_weekend_nights_are_the_busiest(timed: pl.DataFrame) -> None:
    local = timed.with_columns(pl.col("received").dt.convert_time_zone("America/Chicago"))
    night = local.filter(pl.col("received").dt.hour() >= 21)
    by_day = night.group_by(pl.col("received").dt.weekday().alias("weekday")).len()
    busiest = by_day.sort("len", descending=True)["weekday"].head(2).to_list()
    assert sorted(busiest) == [5, 6]
    hours = local.group_by(pl.col("received").dt.hour().alias("hour")).len().sort("len")
    assert hours["hour"][0] in (4, 5, 6)


def test_the_dispatchers_beat_is_wrong_in_one_or_two_percent(
    city: City, timed: pl.DataFrame
) -> None:
    placed = timed.drop_nulls("lon")
    tree = shapely.STRtree(city.beats.geometry.to_numpy())
    beat = tree.nearest(shapely.points(placed.select("lon", "lat").to_numpy()))
    wrong = city.beats["code"].to_numpy()[beat] != placed["beat"].to_numpy()
    assert 0.01 < wrong.mean() < 0.02


def _around(timed: pl.DataFrame, spot: PlantedHotspot, first: int, last: int) -> float:
    """Return calls a day of the planted type within two standard deviations of its centre."""
    near = (pl.col("x") - spot.x) ** 2 + (pl.col("y") - spot.y) ** 2 < (2 * spot.spread_m) ** 2
    within = pl.col("day").is_between(first, last) & (pl.col("type_code") == spot.call_type)
    return len(timed.filter(near & within & pl.col("lon").is_not_null())) / (last - first + 1)


@pytest.mark.parametrize("spot", PLANTED, ids=lambda spot: spot.trend)
def test_planted_hotspots_grow_and_shrink(timed: pl.DataFrame, spot: PlantedHotspot) -> None:
    early = _around(timed, spot, 0, 30)
    late = _around(timed, spot, 62, 89)
    quiet, busy = (early, late) if spot.trend == "growing" else (late, early)
    assert busy > 1.5
    assert busy > 3 * quiet


@pytest.mark.parametrize("spot", PLANTED, ids=lambda spot: spot.trend)
def test_a_planted_hotspot_is_a_small_part_of_its_type(
    timed: pl.DataFrame, spot: PlantedHotspot
) -> None:
    whole = len(timed.filter(pl.col("type_code") == spot.call_type)) / 90
    assert _around(timed, spot, 0, 89) < 0.15 * whole


def test_without_a_zone_a_range_is_refused(city: City) -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        calls_between(city, START.replace(tzinfo=None), NOW, anchor_on=ANCHOR, seed=SEED)
