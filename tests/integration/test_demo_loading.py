"""The demo city in a real database: first start, later starts, restarts."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest

from geo_rtcc.demo.city import build_city
from geo_rtcc.demo.loading import DemoSummary, load_demo_city
from geo_rtcc.demo.plan import SEED
from geo_rtcc.demo.reads import reads_between
from geo_rtcc.demo.truth import read_truth
from geo_rtcc.models import AreaKind
from geo_rtcc.settings import Settings
from geo_rtcc.store.areas import boundary_sets
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import Database
from geo_rtcc.store.geofile import sets
from geo_rtcc.store.installation import fact, keep_fact

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(
    cluster: EmbeddedCluster, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, DemoSummary]]:
    """The name of a database after the first start, and that start's summary."""
    name = f"demo_{uuid4().hex[:12]}"
    _administer(cluster, f"create database {name} template {template} strategy file_copy")
    settings = Settings(data_dir=tmp_path_factory.mktemp("demo"), dsn=cluster.conninfo(name))
    with Database(cluster.conninfo(name)) as database:
        summary = load_demo_city(database, settings, now=NOW, read_days=2)
    yield name, summary
    _administer(cluster, f"drop database {name} with (force)")


@pytest.fixture
def first(loaded: tuple[str, DemoSummary]) -> DemoSummary:
    return loaded[1]


@pytest.fixture
def conninfo(cluster: EmbeddedCluster, loaded: tuple[str, DemoSummary]) -> Iterator[str]:
    """A copy of that database for one test."""
    name = f"test_{uuid4().hex[:12]}"
    _administer(cluster, f"create database {name} template {loaded[0]} strategy file_copy")
    yield cluster.conninfo(name)
    _administer(cluster, f"drop database {name} with (force)")


def _administer(cluster: EmbeddedCluster, statement: str) -> None:
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(statement)


def _count(database: Database, where: str = "true") -> int:
    with database.transaction() as connection:
        found = connection.execute(f"select count(*) from call_for_service where {where}")
        return int(found.fetchone()[0])


def test_the_first_start_loads_ninety_days_and_rejects_nothing(
    database: Database, first: DemoSummary
) -> None:
    assert first.first_start
    assert first.anchor_on == "2026-08-24"
    assert first.calls_added == _count(database) >= 60_000
    assert first.calls_rejected == 0
    assert _count(database, "received_at > '2026-11-22 15:00+00'") == 0
    assert _count(database, "area_id is null and cell is not null") == 0


def test_beats_know_their_sectors(database: Database, first: DemoSummary) -> None:
    with database.transaction() as connection:
        [beats] = boundary_sets(connection, AreaKind.BEAT)
    assert len(beats.areas) == first.beats == 36
    assert all(area.parent_code == area.code[:2] for area in beats.areas)


def test_the_base_map_holds_streets_water_and_parks(database: Database, first: DemoSummary) -> None:
    with database.transaction() as connection:
        found = connection.execute("select layer, count(*) from base_feature group by layer")
        layers = dict(found.fetchall())
    assert sum(layers.values()) == first.base_features
    assert 300 < layers["street"] < 2_000
    assert layers["water"] == 3


def test_calls_without_coordinates_are_located_by_the_geofile_or_wait(
    database: Database, first: DemoSummary
) -> None:
    share = {
        kind: _count(database, f"match_type = '{kind}'") / first.calls_added
        for kind in ("given", "address", "intersection", "block", "place", "marker", "beat", "none")
    }
    assert 0.93 < share["given"] < 0.95
    assert all(share[kind] > 0 for kind in ("address", "intersection", "block", "place", "marker"))
    assert 0.003 < share["beat"] + share["none"] < 0.009


def test_a_city_from_before_it_had_a_geofile_gets_one_at_the_next_start(
    database: Database, settings: Settings, first: DemoSummary
) -> None:
    with database.transaction() as connection:
        connection.execute("delete from geofile_set")
        keep_fact(connection, "demo", fact(connection, "demo") | {"plan": "an older one"})
    again = load_demo_city(database, settings, now=NOW)
    assert (again.calls_added, again.calls_updated) == (0, 0)
    with database.transaction() as connection:
        found = {one.kind.value: one.n for one in sets(connection)}
    assert set(found) == {"roads", "addresses", "places", "aliases"}
    assert found["roads"] == first.streets


def test_a_later_start_adds_what_is_missing_and_closes_open_calls(
    database: Database, settings: Settings, first: DemoSummary
) -> None:
    open_before = _count(database, "closed_at is null")
    later = load_demo_city(database, settings, now=NOW + timedelta(hours=5))
    assert not later.first_start
    assert later.base_features == 0
    assert later.calls_added > 50
    assert 0 < open_before <= later.calls_updated < 200
    assert _count(database) == first.calls_added + later.calls_added
    still_open = _count(database, "closed_at is null and received_at < '2026-11-22 15:00+00'")
    assert still_open < open_before / 2


def test_the_same_moment_again_or_an_earlier_one_changes_nothing(
    database: Database, settings: Settings, first: DemoSummary
) -> None:
    for now in (NOW, NOW - timedelta(hours=3)):
        again = load_demo_city(database, settings, now=now)
        assert (again.calls_added, again.calls_updated) == (0, 0)
        assert again.anchor_on == first.anchor_on
        assert again.loaded_to == first.loaded_to


def test_cameras_hot_list_and_reads_are_loaded(database: Database, first: DemoSummary) -> None:
    with database.transaction() as connection:
        found = connection.execute(
            "select (select count(*) from camera), (select count(*) from plate_read), "
            "(select count(*) from hit), (select count(*) from hot_list_entry), "
            "(select keep from retention where kind = 'plate_read')"
        ).fetchone()
    assert found[:2] == (first.cameras, first.reads_added)
    assert first.cameras == 46
    assert 16_000 < first.reads_added < 28_000
    assert found[2] >= first.hits_added > 50
    assert found[3] == first.hot_list_entries > 1_990
    assert found[4] == timedelta(days=90)


def test_later_reads_and_their_truth_join_what_is_there(
    database: Database, settings: Settings, first: DemoSummary
) -> None:
    later = NOW + timedelta(hours=2)
    added = load_demo_city(database, settings, now=later)
    city, known = build_city(), {"anchor_on": date(2026, 8, 24), "seed": SEED}
    assert added.reads_added == len(reads_between(city, NOW, later, **known)) > 500
    truth = read_truth(settings.data_dir / "demo" / "ground_truth.json")
    last = truth["misreads"][-1]
    assert NOW.isoformat() < truth["without_point"][-1]["at"] < later.isoformat()
    with database.transaction() as connection:
        found = connection.execute(
            "select plate from plate_read where external_id = %s", (last["read"],)
        ).fetchone()
    assert found == (last["read_plate"],)
