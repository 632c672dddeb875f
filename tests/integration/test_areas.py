"""Boundary sets in the database, with the agencies' own files."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, box

from geo_rtcc.feeds.boundaries import BoundaryFile, read_boundaries
from geo_rtcc.models import AreaKind, Beat
from geo_rtcc.store.areas import SavedSet, areas_on, boundary_sets, save_boundary_set
from geo_rtcc.store.database import Database

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
OLD, NEW = date(2012, 1, 1), date(2019, 1, 10)


def square(code: str, west: float, width: float = 1.0, **fields: object) -> Beat:
    outline = MultiPolygon([box(west, 0, west + width, 1)]).normalize()
    return replace(Beat(code=code, name=code, outline=outline), **fields)


def file_of(*areas: Beat, kind: AreaKind = AreaKind.BEAT) -> BoundaryFile:
    own = tuple(replace(area, kind=kind) for area in areas)
    return BoundaryFile(kind=kind, areas=own, crs="WGS 84", feature_count=len(areas))


def save(database: Database, file: BoundaryFile, effective_on: date = OLD) -> SavedSet:
    with database.transaction() as connection:
        return save_boundary_set(
            connection,
            file,
            effective_on=effective_on,
            file_name="areas.geojson",
            file_sha256=bytes(32),
            now=NOW,
        )


def areas(database: Database, on: date = OLD, kind: AreaKind = AreaKind.BEAT) -> dict[str, Beat]:
    with database.transaction() as connection:
        return {area.code: area for area in areas_on(connection, kind, on)}


def parents(database: Database) -> dict[str, str | None]:
    return {code: area.parent_code for code, area in areas(database).items()}


@pytest.fixture
def dc_beats(shared: Path) -> BoundaryFile:
    path = shared / "data/dc/police-service-areas-psa.geojson"
    return read_boundaries(path, kind=AreaKind.BEAT, code_field="PSA", parent_field="DISTRICT")


@pytest.fixture
def dc_districts(shared: Path) -> BoundaryFile:
    path = shared / "data/dc/police-districts-mpd.geojson"
    return read_boundaries(path, kind=AreaKind.DISTRICT, code_field="DISTRICT", name_field="NAME")


def test_areas_come_back_exactly_as_they_were_read(
    database: Database, dc_beats: BoundaryFile
) -> None:
    saved = save(database, dc_beats)
    assert (saved.outcome, saved.added_count) == ("new", 56)
    with database.transaction() as connection:
        (stored,) = boundary_sets(connection)
    assert (stored.kind, stored.effective_on) == (AreaKind.BEAT, OLD)
    assert all(area.area_id > 0 for area in stored.areas)
    assert tuple(replace(area, area_id=0) for area in stored.areas) == dc_beats.areas


def test_overlap_finds_the_parents_that_the_agency_gives(
    database: Database, dc_beats: BoundaryFile, dc_districts: BoundaryFile
) -> None:
    given = {area.code: area.parent_code for area in dc_beats.areas}
    save(database, dc_districts)
    orphans = [replace(area, parent_code=None) for area in dc_beats.areas]
    assert save(database, file_of(*orphans)).parent_count == 56
    assert parents(database) == given


def test_a_coarser_set_loaded_later_gives_parents_to_the_finer_one(
    database: Database, dc_beats: BoundaryFile, dc_districts: BoundaryFile
) -> None:
    save(database, file_of(*(replace(area, parent_code=None) for area in dc_beats.areas)))
    assert set(parents(database).values()) == {None}
    assert save(database, dc_districts).parent_count == 56
    assert parents(database) == {area.code: area.parent_code for area in dc_beats.areas}


def test_the_agencys_own_parent_is_never_computed_again(database: Database) -> None:
    save(database, file_of(square("A", 0, parent_code="south"), square("B", 1)))
    north = file_of(square("north", 0, 2), kind=AreaKind.DISTRICT)
    assert save(database, north).parent_count == 1
    assert parents(database) == {"A": "south", "B": "north"}


def test_beats_prefer_sectors_to_districts(database: Database) -> None:
    save(database, file_of(square("D", 0, 2), kind=AreaKind.DISTRICT))
    save(database, file_of(square("A", 0), square("B", 1)))
    assert parents(database) == {"A": "D", "B": "D"}
    save(database, file_of(square("S1", 0, 1.4), square("S2", 1.4), kind=AreaKind.SECTOR))
    assert parents(database) == {"A": "S1", "B": "S2"}
    assert areas(database, kind=AreaKind.SECTOR)["S2"].parent_code == "D"


def test_a_neighbour_that_only_touches_is_no_parent(database: Database) -> None:
    save(database, file_of(square("D", 1), kind=AreaKind.DISTRICT))
    save(database, file_of(square("A", 0)))
    assert parents(database) == {"A": None}


def test_the_parent_is_the_one_in_force_when_the_set_takes_effect(database: Database) -> None:
    save(database, file_of(square("then", 0), kind=AreaKind.DISTRICT), OLD)
    save(database, file_of(square("later", 0), kind=AreaKind.DISTRICT), NEW)
    save(database, file_of(square("A", 0)), date(2018, 12, 1))
    assert areas(database, date(2018, 12, 1))["A"].parent_code == "then"
    save(database, file_of(square("A", 0)), date(2000, 1, 1))
    assert areas(database, date(2000, 1, 1))["A"].parent_code == "then"
    save(database, file_of(square("A", 0)), date(2020, 1, 1))
    assert areas(database, date(2020, 1, 1))["A"].parent_code == "later"


def test_loading_the_same_content_again_changes_nothing(
    database: Database, dc_beats: BoundaryFile, dc_districts: BoundaryFile
) -> None:
    save(database, dc_districts)
    first = save(database, dc_beats)
    before = areas(database)
    again = save(database, dc_beats)
    assert (again.outcome, again.set_id, again.kept_count) == ("unchanged", first.set_id, 56)
    assert not again.moves_calls
    assert areas(database) == before


def test_computed_parents_do_not_make_the_same_content_differ(database: Database) -> None:
    save(database, file_of(square("D", 0), kind=AreaKind.DISTRICT))
    save(database, file_of(square("A", 0)))
    assert save(database, file_of(square("A", 0))).outcome == "unchanged"


def test_replacing_a_set_keeps_the_ids_of_areas_that_stayed(database: Database) -> None:
    save(database, file_of(square("A", 0), square("B", 1), square("C", 2)))
    before = areas(database)
    saved = save(database, file_of(square("A", 0, name="Alpha"), square("B", 1, 0.5)))
    after = areas(database)
    assert (saved.outcome, saved.kept_count, saved.added_count, saved.removed_count) == (
        "replaced", 1, 1, 2,
    )  # fmt: skip
    assert saved.moves_calls
    assert after.keys() == {"A", "B"}
    assert (after["A"].area_id, after["A"].name) == (before["A"].area_id, "Alpha")
    assert after["B"].area_id not in {area.area_id for area in before.values()}


def test_a_new_name_moves_no_calls(database: Database) -> None:
    save(database, file_of(square("A", 0)))
    saved = save(database, file_of(square("A", 0, name="Alpha")))
    assert (saved.outcome, saved.moves_calls) == ("replaced", False)


def test_each_date_has_the_areas_in_force_on_it(database: Database) -> None:
    old, new = square("A", 0), square("A", 5)
    save(database, file_of(new), NEW)
    save(database, file_of(old), OLD)
    assert areas(database, date(2011, 12, 31)) == {}
    assert areas(database, OLD)["A"].outline == old.outline
    assert areas(database, date(2019, 1, 9))["A"].outline == old.outline
    assert areas(database, NEW)["A"].outline == new.outline
    with database.transaction() as connection:
        sets = boundary_sets(connection, AreaKind.BEAT)
    assert [item.effective_on for item in sets] == [OLD, NEW]


def test_sets_are_told_finest_kind_first(database: Database) -> None:
    with database.transaction() as connection:
        assert boundary_sets(connection) == []
    save(database, file_of(square("D", 0), kind=AreaKind.DISTRICT))
    save(database, file_of(square("A", 0)))
    with database.transaction() as connection:
        kinds = [found.kind for found in boundary_sets(connection)]
        assert boundary_sets(connection, AreaKind.SECTOR) == []
    assert kinds == [AreaKind.BEAT, AreaKind.DISTRICT]


def test_postgis_agrees_that_repaired_outlines_are_valid(database: Database, shared: Path) -> None:
    path = shared / "data/sf/sfpd_districts.geojson"
    file = read_boundaries(path, kind=AreaKind.DISTRICT, code_field="DISTRICT")
    assert len(file.repairs) == 2
    save(database, file)
    with database.transaction() as connection:
        cursor = connection.execute("select count(*) from area where st_isvalid(outline)")
        assert cursor.fetchone() == (10,)


def test_a_moved_outline_is_another_area(database: Database) -> None:
    area = square("A", 0)
    save(database, file_of(area))
    moved = replace(area, outline=translate(area.outline, 1e-7))
    assert save(database, file_of(moved)).added_count == 1
