"""The demo's cameras, vehicles and units: how many, where, and always the same."""

from collections import Counter

import numpy as np
import shapely

from geo_rtcc.demo.cameras import camera_records, fixed_cameras, gates
from geo_rtcc.demo.city import City
from geo_rtcc.demo.destinations import destinations, reach
from geo_rtcc.demo.lots import frontage
from geo_rtcc.demo.plan import BRIDGE_ROADS
from geo_rtcc.demo.tours import TOUR_UNITS, tours
from geo_rtcc.demo.units import PATROL, TRAFFIC, units
from geo_rtcc.demo.vehicles import HOME_STATE, VISITOR, fleet


def test_forty_cameras_stand_and_six_ride(city: City) -> None:
    cameras = camera_records(city, list(TOUR_UNITS))
    assert Counter(camera.is_mobile for camera in cameras) == {False: 40, True: 6}
    assert len({camera.external_id for camera in cameras}) == 46
    assert len({camera.name for camera in cameras}) == 46
    assert {camera.unit for camera in cameras if camera.is_mobile} == set(TOUR_UNITS)


def test_every_bridge_yard_and_mall_has_a_camera(city: City) -> None:
    cameras = fixed_cameras(city)
    watched = set(city.places.loc[city.places["kind"].isin(["scrap_yard", "mall"]), "name"])
    assert watched == set(cameras.site) - {""}
    river = city.water.geometry[city.water["name"] == "Marl River"].iloc[0]
    over = city.streets.iloc[cameras.segment[: cameras.street_count]]
    names = over[over.intersects(river)]["St_Name"].str.removeprefix("Kestrel ")
    assert set(names) == set(BRIDGE_ROADS)


def test_gates_have_cameras_and_cameras_stand_on_streets(city: City) -> None:
    cameras, street = fixed_cameras(city), frontage(city.streets).lines
    assert len(set(gates(city)[0]) & set(cameras.segment)) >= 10
    points = shapely.points(cameras.xy[: cameras.street_count])
    assert shapely.distance(points, street[cameras.segment[: cameras.street_count]]).max() < 0.1


def test_the_same_city_has_the_same_cameras_and_vehicles(city: City, same_again: City) -> None:
    again = same_again
    assert np.array_equal(fixed_cameras(again).xy, fixed_cameras(city).xy)
    assert fleet(again).plate.tolist() == fleet(city).plate.tolist()
    assert np.array_equal(fleet(again).work, fleet(city).work)


def test_twenty_thousand_vehicles_bear_plates_of_their_own(city: City) -> None:
    cars = fleet(city)
    assert len(set(zip(cars.plate, cars.state, strict=True))) == 20_000
    assert 0.83 < (cars.state == HOME_STATE).mean() < 0.87
    assert all(plate.isalnum() and 5 <= len(plate) <= 7 for plate in cars.plate)


def test_visitors_come_through_a_gate(city: City) -> None:
    cars, goal = fleet(city), destinations(city)
    visiting = cars.habit == VISITOR
    assert set(cars.home[visiting]) <= set(goal.node[goal.of("gate")])
    assert (cars.state[visiting] != HOME_STATE).all()


def test_a_camera_is_passed_between_start_and_end_of_the_way(city: City) -> None:
    way, cars = reach(city).there, fleet(city)
    for camera in range(way.at.shape[1]):
        seen = (way.passed[cars.work, cars.home] >> np.uint64(camera)) & np.uint64(1) == 1
        left = way.at[cars.work[seen], camera]
        assert (left >= 0).all()
        assert (left <= way.seconds[cars.work[seen], cars.home[seen]] + 1e-6).all()


def test_sixty_units_serve_every_beat(city: City) -> None:
    kinds = Counter(unit.kind for unit in units())
    assert kinds == {PATROL: 54, TRAFFIC: 6}
    assert {unit.beat for unit in units() if unit.kind == PATROL} == set(range(36))
    assert len({unit.call_sign for unit in units()}) == 60


def test_a_tour_is_closed_and_keeps_to_the_streets(city: City) -> None:
    street = shapely.STRtree(frontage(city.streets).lines)
    for tour in tours(city):
        at_s = np.arange(0, tour.period_s, 30.0)
        assert np.allclose(tour.where(at_s[:1]), tour.where(at_s[:1] + tour.period_s))
        points = shapely.points(tour.where(at_s))
        _, away = street.query_nearest(points, return_distance=True, all_matches=False)
        assert away.max() < 1.0
