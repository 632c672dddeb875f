"""On the agencies' own files, our beats, districts and shifts are the ones they wrote down."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from geo_rtcc.feeds.boundaries import read_boundaries
from geo_rtcc.feeds.mapping import load_preset
from geo_rtcc.feeds.shift_plan import read_shift_plan
from geo_rtcc.ingest import LoadSummary, load_calls
from geo_rtcc.models import AreaKind
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database
from geo_rtcc.store.areas import save_boundary_set
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.shift_plans import save_shift_plan

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SINCE = date(2008, 1, 1)
DC_PLAN = """
code = "dc"
zone = "America/New_York"
effective = 2008-01-01
closed = "end"
precision = "minute"
shift = [
    { code = "DAY", name = "Day", start = "07:00", end = "15:00" },
    { code = "EVENING", name = "Evening", start = "15:00", end = "23:00" },
    { code = "MIDNIGHT", name = "Midnight", start = "23:00", end = "07:00" },
]
"""


def boundaries(database: Database, path: Path, kind: AreaKind, code: str) -> None:
    with database.transaction() as connection:
        file = read_boundaries(path, kind=kind, code_field=code)
        save_boundary_set(connection, file, effective_on=SINCE, file_name=path.name,
                          file_sha256=b"", now=NOW)  # fmt: skip


@pytest.fixture(scope="module")
def dc(
    cluster: EmbeddedCluster, template: str, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, list[LoadSummary]]]:
    """Washington DC's beats, districts, shifts and all its incidents, loaded; to be read only."""
    name = f"dc_{uuid4().hex[:12]}"
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(f"create database {name} template {template} strategy file_copy")
        with Database(cluster.conninfo(name)) as database:
            yield database, loaded(database, shared / "data/dc", tmp_path_factory.mktemp("dc"))
        connection.execute(f"drop database {name} with (force)")


def loaded(database: Database, folder: Path, data_dir: Path) -> list[LoadSummary]:
    boundaries(database, folder / "police-service-areas-psa.geojson", AreaKind.BEAT, "PSA")
    boundaries(database, folder / "police-districts-mpd.geojson", AreaKind.DISTRICT, "DISTRICT")
    plan = data_dir / "dc.toml"
    plan.write_text(DC_PLAN)
    with database.transaction() as connection:
        save_shift_plan(connection, read_shift_plan(plan), now=NOW)
    names = [
        *(f"crime_Ward{ward}.csv" for ward in (3, 4, 8)),
        "crime-incidents-last-30-days.geojson",
    ]
    mapping, settings = load_preset("dc"), Settings(data_dir=data_dir, dsn=database.conninfo)
    return [load_calls(database, settings, folder / name, mapping, now=NOW) for name in names]


def pooled(summaries: list[LoadSummary], column: str) -> tuple[float, float, int]:
    """Return the pooled shares "same" and "within the tolerance", and how many were compared."""
    tallies = [one.agreement[column] for one in summaries]
    n = sum(tally["n"] for tally in tallies)
    same = sum(tally["same"] * tally["n"] for tally in tallies) / n
    near = sum(tally["within_tolerance"] * tally["n"] for tally in tallies) / n
    return same, near, int(n)


def test_dc_agrees_with_the_agency(dc: tuple[Database, list[LoadSummary]]) -> None:
    database, summaries = dc
    same, near, n = pooled(summaries[:3], "beat")
    assert n > 45_000
    assert same >= 0.94
    assert near >= 0.99
    assert pooled(summaries[:3], "district")[0] >= 0.989
    assert pooled(summaries[:3], "shift")[0] >= 0.999
    # the file whose local times are labelled Z
    assert pooled(summaries[3:], "shift")[0] >= 0.999
    assert sum(one.rejected for one in summaries) == 0
    assert database.fetch("count_mismatches") == []


def test_dc_distances_in_postgis_confirm_the_tolerance(
    dc: tuple[Database, list[LoadSummary]],
) -> None:
    database, summaries = dc
    with psycopg.connect(database.conninfo) as connection:
        row = connection.execute(
            """
            select avg((a.code = c.agency_beat)::int)::float8,
                   avg((a.code = c.agency_beat
                        or st_dwithin(t.outline::geography, c.point::geography, 5))::int)::float8,
                   count(*)
            from call_for_service c
            join area t on t.code = c.agency_beat
            join area_set s on s.set_id = t.set_id and s.kind = 'beat'
            left join area a on a.area_id = c.area_id
            """
        ).fetchone()
    assert row is not None
    same, near, n = row
    assert n > 45_000
    assert same >= 0.94
    assert near >= 0.99
    assert near == pytest.approx(pooled(summaries, "beat")[1], abs=0.002)
    assert len(summaries) == 4


def test_sf_districts_agree_with_the_agency(
    database: Database, settings: Settings, shared: Path
) -> None:
    folder = shared / "data/sf"
    boundaries(database, folder / "sfpd_districts.geojson", AreaKind.DISTRICT, "DISTRICT")
    summary = load_calls(database, settings, folder / "crime.csv", load_preset("sf"), now=NOW)
    same, _, n = pooled([summary], "district")
    assert n == 9030 - summary.without_point - summary.outside
    assert same >= 0.974
    assert database.fetch("count_mismatches") == []


def test_denver_loads_whole_and_its_counts_are_right(
    database: Database, settings: Settings, shared: Path
) -> None:
    path = shared / "data/denver/offenses_2019_2024.parquet"
    summary = load_calls(database, settings, path, load_preset("denver"), now=NOW)
    assert (summary.rows, summary.added, summary.rejected) == (394_736, 394_736, 0)
    assert database.fetch("count_mismatches") == []
    again = load_calls(database, settings, path, load_preset("denver"), now=NOW)
    assert again == replace(summary, added=0, unchanged=394_736)
