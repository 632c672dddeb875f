"""``geo-rtcc load geofile``, on a real database."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import Result
from geofile_files import LINE, SOUTH, SPOT, WEST, nena, road, site, text, vector

from geo_rtcc.errors import DatabaseConflictError, DatabaseError, InputError
from geo_rtcc.feeds.geofile import GeofileFile, read_geofile
from geo_rtcc.models.geofile import SCHEMAS, Geofile, GeofileKind, Taught
from geo_rtcc.store import geofile as store
from geo_rtcc.store.database import Connection, Database, rows
from geo_rtcc.store.feeds import hold_basis, versions
from geo_rtcc.store.reading import one_instant

Run = Callable[..., Result]
NOW = datetime(2026, 1, 15, tzinfo=UTC)
PLACES = GeofileKind.PLACES


def stored(database: Database) -> Geofile:
    with one_instant(database) as connection:
        return store.geofile(connection)


def version(database: Database) -> int:
    with database.transaction() as connection:
        return int(versions(connection).geofile)


def told(database: Database) -> list[tuple[Any, ...]]:
    with database.transaction() as connection:
        found = connection.execute("select topic, n from outbox order by outbox_id")
        return found.fetchall()


def state(database: Database) -> tuple[object, ...]:
    """Return all that a load may change."""
    with database.transaction() as connection:
        runs = connection.execute("select count(*) from load_run").fetchone()
        sets = store.sets(connection)
    return stored(database).places.rows(), sets, runs, version(database), told(database)


def places(folder: Path, *names: str, file: str = "places.csv") -> Path:
    return text(folder, file, "name,lon,lat", *(f"{name},{WEST},{SOUTH}" for name in names))


def replace(connection: Connection, *names: str) -> int:
    """Replace the set main of places within the caller's transaction."""
    frame = pl.DataFrame(
        [{"kind": "place", "name": name, "lon": WEST, "lat": SOUTH} for name in names],
        schema=dict(SCHEMAS[PLACES]),
    )
    file = GeofileFile(file="f.csv", kind=PLACES, preset="plain", rows=len(frame), frame=frame)
    return store.replace_set(connection, file, name="main", file_sha256=b"", now=NOW)


def test_each_kind_comes_back_as_it_was_read(run: Run, database: Database, tmp_path: Path) -> None:
    quoted = 'O\'Brien, "the\\ {Great}" Rd'
    roads = vector(
        tmp_path, "r.gpkg", {"street": quoted, "alt_name": 'Old "Mill" Rd|A, B', "speed": 30},
        {"street": "Oak St", "l_f_add": 1, "l_t_add": 99, "shape": LINE.reverse()}, crs=2264,
    )  # fmt: skip
    files = {
        "roads": roads,
        "addresses": text(tmp_path, "a.csv", "number,street,unit,place_name,lon,lat",
                          f"12A,Oak St,,,{WEST},{SOUTH}", f'12,Oak St,5,"a\nb",{WEST},{SOUTH}'),
        "places": places(tmp_path, "City Hall", "Ñandú é"),
        "intersections": text(tmp_path, "i.csv", "streets,lon,lat", f"A St & B St,{WEST},{SOUTH}"),
        "aliases": text(tmp_path, "al.csv", "alias,name", "MLK,Martin Luther King Blvd"),
    }  # fmt: skip
    for kind, path in files.items():
        assert run("load", "geofile", kind, path).exit_code == 0
    found = stored(database)
    for kind, path in files.items():
        frame = getattr(found, kind)
        assert dict(frame.schema) == SCHEMAS[GeofileKind(kind)]
        assert frame.rows() == read_geofile(path, GeofileKind(kind)).frame.rows()
    assert found.roads["other_streets"].to_list() == [["A, B", 'Old "Mill" Rd'], None]


def test_ng911_layers_are_loaded_from_one_geopackage(
    run: Run, database: Database, shared: Path, tmp_path: Path
) -> None:
    path = nena(
        shared, tmp_path,
        RoadCenterLine=[road("OAK")], SiteStructureAddressPoint=[site(7, "OAK")],
        DistanceMarkerPoint=[{"NGUID": "1", "DM_Rte": "I-10", "DM_Value": 12.4}],
    )  # fmt: skip
    for kind in ("roads", "addresses", "places"):
        assert run("load", "geofile", kind, path, "--preset", "nena").exit_code == 0
    found = stored(database)
    assert found.roads["street"].to_list() == found.addresses["street"].to_list() == ["OAK STREET"]
    assert found.places["marker"].to_list() == ["12.4"]


def test_a_set_is_replaced_and_others_stay(run: Run, database: Database, tmp_path: Path) -> None:
    run("load", "geofile", "places", places(tmp_path, "City Hall", "Library"))
    run("load", "geofile", "places", places(tmp_path, "Zoo", file="zoo.csv"), "--set", "parks")
    before = version(database)
    result = run("load", "geofile", "places", places(tmp_path, "Court"))
    assert "The set main of places has 1 row;" in result.stderr
    assert stored(database).places["name"].to_list() == ["Zoo", "Court"]
    assert version(database) == before + 1
    assert told(database) == [
        ("geofile.changed", 2),
        ("geofile.changed", 1),
        ("geofile.changed", 1),
    ]
    with database.transaction() as connection:
        sets = [(one.name, one.preset, one.file_name, one.n) for one in store.sets(connection)]
    assert sets == [("main", "plain", "places.csv", 1), ("parks", "plain", "zoo.csv", 1)]


def test_a_reader_sees_the_old_set_or_the_new_one(database: Database) -> None:
    with database.transaction() as connection:
        replace(connection, "Old 1", "Old 2")
    with one_instant(database) as reader:
        rows(reader, "geofile_sets")  # a snapshot is taken by the first question
        with database.transaction() as writer:
            replace(writer, "New")
            assert stored(database).places["name"].to_list() == ["Old 1", "Old 2"]
        assert store.geofile(reader).places["name"].to_list() == ["Old 1", "Old 2"]
        assert stored(database).places["name"].to_list() == ["New"]


def test_who_holds_the_basis_is_waited_for(database: Database) -> None:
    with database.transaction() as holder:
        held = hold_basis(holder)
        with pytest.raises(DatabaseConflictError), database.transaction() as writer:
            writer.execute("set local lock_timeout = '100ms'")
            replace(writer, "New")
        assert versions(holder).geofile == held.geofile
    with database.transaction() as writer:
        replace(writer, "New")
    assert version(database) == int(held.geofile) + 1


def test_a_refused_file_changes_nothing(run: Run, database: Database, tmp_path: Path) -> None:
    run("load", "geofile", "places", places(tmp_path, "City Hall"))
    before = state(database)
    empty = text(tmp_path, "empty.csv", "name,lon,lat")
    lost = vector(tmp_path, "lost.shp", {"name": "Zoo", "shape": SPOT})
    lost.with_suffix(".prj").unlink()
    for path, message in (
        (tmp_path / "none.csv", r"There is no file .*none\.csv"),
        (empty, r"empty\.csv: there is no row in it"),
        (text(tmp_path, "broken.geojson", "{"), r"broken\.geojson can't be read as GeoJSON"),
        (text(tmp_path, "bare.csv", "name,lon,lat", "Zoo,,"), r"Row 1, lon: It has no coordinates"),
        (lost, r"lost\.shp doesn't state its coordinate reference system"),
    ):
        with pytest.raises(InputError, match=message):
            run("load", "geofile", "places", path)
    assert state(database) == before


def test_a_load_that_fails_on_its_way_leaves_the_old_set(
    run: Run, database: Database, tmp_path: Path
) -> None:
    run("load", "geofile", "places", places(tmp_path, "City Hall"))
    with database.transaction() as connection:
        connection.execute("alter table geofile_place add check (name <> 'Zoo')")
    before = state(database)
    with pytest.raises(DatabaseError):
        run("load", "geofile", "places", places(tmp_path, "Library", "Zoo"))
    assert state(database) == before


def test_rejected_rows_are_told_and_exit_3(run: Run, tmp_path: Path) -> None:
    lines = [f"{'Zoo' if n % 2 else ''},{WEST},{SOUTH}" for n in range(21)]
    path = text(tmp_path, "p.csv", "name,lon,lat", *lines, "Z,1")
    result = run("load", "geofile", "places", path, "--json", "--force")
    assert result.exit_code == 3
    assert "p.csv: row 1, name: It has no name." in result.stderr
    assert "p.csv: row 22, all of it: Row 22 has 2 fields, the header 3." in result.stderr
    assert "2 more were rejected; --json lists the first hundred." in result.stderr
    summary = json.loads(result.stdout)
    assert [summary[key] for key in ("kind", "name", "rows", "n", "rejected")] == [
        "places", "main", 22, 10, 12,
    ]  # fmt: skip
    assert len(summary["rejections"]) == 12
    assert summary["calls"]["checked"] == 0


def test_calls_that_wait_for_a_point_are_located_by_what_is_loaded(
    run: Run, database: Database, tmp_path: Path
) -> None:
    mapping = text(tmp_path, "m.toml", 'source = "t"', 'zone = "America/Chicago"', "[columns]",
                   'external_id = "id"', 'received_at = "at"', 'address = "place"')  # fmt: skip
    calls = text(tmp_path, "c.csv", "id,at,place", "1,2026-01-02 03:04:05,12 OAK ST",
                 "2,2026-01-02 03:04:05,nowhere at all")  # fmt: skip
    run("load", "calls", calls, "--mapping", mapping)
    addresses = text(tmp_path, "a.csv", "number,street,lon,lat", f"12,Oak St,{WEST},{SOUTH}")
    result = run("load", "geofile", "addresses", addresses, "--json")
    assert json.loads(result.stdout)["calls"] == {"checked": 2, "located": 1, "moved": 1}
    assert "2 calls had no point; 1 of them are located now." in result.stderr
    with database.transaction() as connection:
        point = "st_x(point), st_y(point), match_type::text"
        found = connection.execute(f"select {point} from call_for_service where point is not null")
        assert found.fetchall() == [(WEST, SOUTH, "address")]


def test_what_is_taught_is_kept_until_it_is_forgotten(database: Database) -> None:
    who = {"by": "j.doe", "now": NOW}
    spot = {"lon": WEST, "lat": SOUTH, "uncertainty_m": 25.0, "reference": "placed by hand"}
    before = version(database)
    with database.transaction() as connection:
        store.teach_place(connection, key="the  barn", **spot, **who)
        store.dismiss(connection, key="TEST CALL", **who)
        store.teach_street(connection, alias="the strip", name="Main St", **who)
        store.teach_street(connection, alias="THE STRIP", name="Oak St", **who)
    found = stored(database)
    assert found.taught == {"THE BARN": Taught(**spot)}
    assert found.aliases.rows() == [("street", "THE STRIP", "Oak St")]
    assert version(database) == before + 4
    with database.transaction() as connection:
        store.forget(connection, key="The Barn")
        store.forget(connection, key="never heard of")
    assert (stored(database).taught, version(database)) == ({}, before + 5)


def test_a_city_s_roads_come_back_whole(run: Run, database: Database, shared: Path) -> None:
    path = shared / "data/sf/roads.zip"
    run("load", "geofile", "roads", path)
    assert stored(database).roads.equals(read_geofile(path, GeofileKind.ROADS).frame)
