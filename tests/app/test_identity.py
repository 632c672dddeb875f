"""Which installation this is, and what is still to be loaded."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from small_city import PLAN

from geo_rtcc.models import AreaKind
from geo_rtcc.situation.identity import Identity, identity
from geo_rtcc.store.database import Database
from geo_rtcc.store.shift_plans import save_shift_plan
from geo_rtcc.views.missing import NO_AREAS, NO_CALLS, NO_PLAN, gaps

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
COMPLETE = {"name": "Small City", "zone": "America/Chicago", "newest_at": NOW, "is_demo": False,
            "has_plan": True, "area_kind": AreaKind.BEAT}  # fmt: skip


def run(database: Database, sql: str) -> None:
    with database.transaction() as connection:
        connection.execute(sql)


def test_a_loaded_agency_is_known(city: Database) -> None:
    found = identity(city)
    with city.transaction() as connection:
        [newest] = connection.execute("select max(received_at) from call_for_service").fetchone()
    assert found == Identity(**COMPLETE | {"name": "Small City Police", "newest_at": newest})
    assert gaps(found) == []


def test_an_empty_database_has_a_name_and_a_zone_all_the_same(database: Database) -> None:
    found = identity(database)
    assert (found.name, found.zone, found.newest_at) == ("Geo RTCC", "UTC", None)
    assert (found.is_demo, found.has_plan, found.area_kind) == (False, False, None)
    assert gaps(found) == [NO_CALLS, NO_AREAS, NO_PLAN]


def test_a_plan_in_utc_is_a_plan(database: Database) -> None:
    with database.transaction() as connection:
        save_shift_plan(connection, replace(PLAN, zone="UTC"), now=NOW)
    found = identity(database)
    assert (found.zone, found.has_plan) == ("UTC", True)


def test_the_finest_boundaries_count(database: Database) -> None:
    run(database, "insert into area_set (kind, effective_on, file_name, file_sha256, loaded_at) "
                  "values ('district', '2024-01-01', 'd', '', now()), "
                  "('beat', '2020-01-01', 'b', '', now())")  # fmt: skip
    assert identity(database).area_kind == AreaKind.BEAT


def test_the_demo_city_says_so(database: Database) -> None:
    run(database, "insert into installation values ('demo', 'true')")
    assert identity(database).is_demo


@pytest.mark.parametrize(
    ("without", "sentence"),
    [({"newest_at": None}, NO_CALLS), ({"area_kind": None}, NO_AREAS),
     ({"has_plan": False}, NO_PLAN)],
)  # fmt: skip
def test_what_is_not_loaded_is_said_with_its_command(without: dict, sentence: str) -> None:
    assert gaps(Identity(**COMPLETE | without)) == [sentence]
    assert "geo-rtcc load" in sentence
