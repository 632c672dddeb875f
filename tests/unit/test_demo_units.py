"""The demo's units: on the streets, at speeds that cars have, where calls need them."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import shapely
from demo_city import KNOWN, day

from geo_rtcc.demo.city import City
from geo_rtcc.demo.duty import Duty
from geo_rtcc.demo.encounters import encounters
from geo_rtcc.demo.fixes import Positions
from geo_rtcc.demo.geometry import metres
from geo_rtcc.demo.jobs import jobs_between
from geo_rtcc.demo.live_calls import call_messages
from geo_rtcc.demo.lots import frontage

ON = (day(50)).date()
BEGIN = day(50) + timedelta(hours=5)  # 05:00 in the city
HOURS = 3


@pytest.fixture(scope="module")
def duty(city: City) -> Duty:
    duty = Duty(city, ON, **KNOWN)
    duty.advance(duty.begin_s + HOURS * 3600)
    return duty


@pytest.fixture(scope="module")
def fixes(city: City) -> list[dict[str, object]]:
    begin = int(BEGIN.timestamp()) + 3600
    return Positions(city, **KNOWN).fixes(begin, begin + 1200)


def test_every_unit_sends_a_fix_every_five_seconds(fixes: list[dict[str, object]]) -> None:
    assert len(fixes) == 60 * 240
    assert len({(fix["unit"], fix["fix_at"]) for fix in fixes}) == len(fixes)
    assert len({fix["unit"] for fix in fixes}) == 60


def test_every_fix_is_on_a_street(city: City, fixes: list[dict[str, object]]) -> None:
    xy = metres(np.array([(fix["lon"], fix["lat"]) for fix in fixes], dtype=float))
    tree = shapely.STRtree(frontage(city.streets).lines)
    _, away = tree.query_nearest(shapely.points(xy), return_distance=True, all_matches=False)
    assert away.max() < 15


def test_speeds_are_those_of_cars(duty: Duty) -> None:
    at_s = np.arange(duty.begin_s, duty.begin_s + HOURS * 3600, 5.0)
    moving = []
    for car in duty.cars:
        speed = np.hypot(*np.diff(car.timeline().where(at_s), axis=0).T) / 5
        assert speed.max() < 34
        moving.append(float((speed > 0.5).mean()))
    assert 0.1 < np.mean(moving) < 0.95


def test_what_a_fix_says_of_its_speed_is_how_far_it_moved(fixes: list[dict[str, object]]) -> None:
    mine = [fix for fix in fixes if fix["unit"] == "T1"]
    xy = metres(np.array([(fix["lon"], fix["lat"]) for fix in mine], dtype=float))
    told = np.array([fix["speed_mps"] for fix in mine], dtype=float)
    moved = np.hypot(*np.diff(xy, axis=0).T) / 5
    assert np.abs(moved - told[1:]).mean() < 2.5


def test_in_small_steps_units_move_as_in_one(city: City, duty: Duty) -> None:
    stepped = Duty(city, ON, **KNOWN)
    for at_s in np.arange(duty.begin_s, duty.begin_s + HOURS * 3600 + 1, 97.0):
        stepped.advance(float(at_s))
    at_s = np.arange(duty.begin_s, duty.begin_s + (HOURS - 0.1) * 3600, 5.0)
    for one, other in zip(duty.cars, stepped.cars, strict=True):
        assert np.allclose(one.timeline().where(at_s), other.timeline().where(at_s))
    assert {k: v for k, v in stepped.assigned.items() if v}.items() <= dict(duty.assigned).items()


def test_units_arrive_when_the_call_says(city: City, duty: Duty) -> None:
    assert duty.late_s
    assert np.mean(np.array(duty.late_s) > 60) < 0.1
    assert duty.unanswered < 0.05 * len(duty.late_s)


def test_an_assigned_unit_stands_at_its_call(city: City, duty: Duty) -> None:
    begin, end = (datetime.fromtimestamp(duty.begin_s + h * 3600, UTC) for h in (0.2, HOURS - 1))
    front, by_sign = frontage(city.streets), {car.unit.call_sign: car for car in duty.cars}
    away = []
    for job in jobs_between(city, begin, end, **KNOWN):
        for sign in duty.crew(job.incident, duty.end_s)[:1]:
            spot = front.lines[job.segment].interpolate(job.along_m).coords[0]
            at_s = np.array([max(job.arrive_s, job.clear_s - 5)])
            away.append(np.hypot(*(by_sign[sign].timeline().where(at_s)[0] - spot)))
    assert len(away) > 20
    assert (np.array(away) < 30).mean() > 0.9


def test_the_day_ends_at_home(city: City) -> None:
    duty = Duty(city, ON, **KNOWN)
    duty.advance(duty.end_s)
    home = [duty._net.xy[duty._ground.home[car.unit.beat]] for car in duty.cars]
    end = [car.timeline().where(np.array([duty.end_s - 1]))[0] for car in duty.cars]
    away = np.hypot(*(np.array(home) - np.array(end)).T)
    assert away.max() < 10


def test_a_stolen_car_passes_near_a_unit_every_twenty_minutes(city: City) -> None:
    begin = int(BEGIN.timestamp()) + 3600
    positions = Positions(city, **KNOWN)
    met = encounters(city, positions, begin, begin + 3600, seed=KNOWN["seed"])
    again = encounters(city, Positions(city, **KNOWN), begin, begin + 3600, seed=KNOWN["seed"])
    assert met == again
    assert len(met) == 3
    assert all(one.truth["distance_m"] <= 200 for one in met)
    assert all(one.read["captured_at"] == one.truth["at"] for one in met)


def test_calls_name_the_units_that_go_there(city: City) -> None:
    positions = Positions(city, **KNOWN)
    messages = call_messages(city, BEGIN, BEGIN + timedelta(hours=2), **KNOWN)
    named = {
        one.incident: positions.crew(one.incident, one.at.timestamp())
        for one in messages
        if "dispatched_at" in one.body
    }
    assert sum(bool(crew) for crew in named.values()) > 0.8 * len(named)
    before = [one for one in messages if "dispatched_at" not in one.body]
    assert not any(positions.crew(one.incident, one.at.timestamp()) for one in before)
