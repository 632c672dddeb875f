"""Calls that come without a point: located by their address, else in the beat they name."""

from collections.abc import Callable
from pathlib import Path

import pytest
import small_city
import small_geofile
from feed_records import NOW, call, later, submission

from geo_rtcc.feeds.mapping import read_mapping
from geo_rtcc.ingest import LoadSummary, load_calls, relocate
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.ingest.submissions import Receipt
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database

CROSSING = {"lon": small_city.WEST + 0.010, "lat": small_geofile.MIDDLE[0]}
FAR = {"lon": small_city.WEST + 0.060, "lat": small_geofile.MIDDLE[0]}
MAPPING = """
source = "town"
zone = "UTC"
[columns]
external_id = "id"
received_at = "at"
call_type = "type"
address = "where"
agency_beat = "beat"
x = "x"
y = "y"
"""
Store = Callable[..., Receipt]
Load = Callable[[str], LoadSummary]


@pytest.fixture
def store(database: Database, settings: Settings) -> Store:
    """Store one group of messages where beats and a geofile are loaded."""
    small_geofile.put_beats(database, NOW)
    small_geofile.put(database, NOW)
    pipeline = Pipeline(database, settings)
    return lambda *messages: pipeline.store([submission(list(messages))], now=NOW)[0]


@pytest.fixture
def load(database: Database, settings: Settings, store: Store, tmp_path: Path) -> Load:
    """Load rows of id, address, beat, x and y."""
    (tmp_path / "m.toml").write_text(MAPPING)
    path = tmp_path / "c.csv"

    def rows(text: str) -> LoadSummary:
        lines = [f"{line[0]},2026-03-14 12:00:00,A,{line[2:]}" for line in text.splitlines()]
        path.write_text("\n".join(["id,at,type,where,beat,x,y", *lines]) + "\n")
        return load_calls(database, settings, path, read_mapping(tmp_path / "m.toml"), now=NOW)

    return rows


def stored(database: Database, columns: str, source: str = "feed") -> list[tuple]:
    assert database.fetch("count_mismatches") == []
    with database.transaction() as connection:
        return connection.execute(
            f"select {columns} from call_for_service c join source using (source_id) "
            "left join area a using (area_id) where source.code = %s order by external_id",
            [source],
        ).fetchall()


PLACE = "match_type::text, round(st_x(point)::numeric, 5)::float8, a.code, match_reference"
LOCATED = ("intersection", round(CROSSING["lon"], 5), "11", "Main St / 5th Ave")


def test_a_message_without_a_point_gets_that_of_its_address(
    store: Store, database: Database
) -> None:
    store(call("1", address="MAIN ST / 5TH AVE"), call("2", address="NOWHERE RD"), call("3"))
    assert stored(database, PLACE) == [LOCATED, *2 * [("none", None, None, None)]]
    assert stored(database, "match_score, uncertainty_m, address_distance_m")[0] == (
        1.0,
        15.0,
        None,
    )


def test_a_tie_is_decided_by_the_beat_that_a_message_names(
    store: Store, database: Database
) -> None:
    store(
        call("1", address="150 OAK ST", agency_beat=small_geofile.EAST_BEAT),
        call("2", address="150 OAK ST", agency_beat=small_geofile.WEST_BEAT),
        call("3", address="150 OAK ST"),
    )
    assert stored(database, "match_type::text, a.code") == [
        ("range", "33"), ("range", "11"), ("none", None),
    ]  # fmt: skip


def test_without_a_point_the_beat_that_is_named_counts(store: Store, database: Database) -> None:
    store(
        call("1", address="NOWHERE RD", agency_beat="22"),
        call("2", agency_beat="no such"),
        call("3", agency_beat="22", received_at=NOW.replace(year=2019)),
    )
    assert stored(database, "match_type::text, a.code, cell") == [
        ("beat", "22", None), ("none", None, None), ("none", None, None),
    ]  # fmt: skip


def test_a_given_point_is_kept_and_compared_with_its_address(
    store: Store, database: Database
) -> None:
    store(call("1", address="5TH & MAIN", **CROSSING), call("2", address="5TH & MAIN", **FAR),
          call("3", address="NOWHERE RD", **FAR))  # fmt: skip
    apart = "match_type::text, round(address_distance_m), st_x(point)"
    near, far, unknown = stored(database, apart)
    assert near == ("given", 0, CROSSING["lon"])
    assert far == ("given", pytest.approx(3940, abs=10), FAR["lon"])
    assert unknown == ("given", None, FAR["lon"])


WAYS = [{"address": "MAIN ST / 5TH AVE"}, {"address": "5TH & MAIN", **FAR, "uncertainty_m": 9.0},
        {"agency_beat": "22"}, {"address": "NOWHERE RD", "agency_beat": "22"}]  # fmt: skip


def test_a_later_message_that_does_not_say_where_leaves_a_call_there(
    store: Store, database: Database
) -> None:
    where = "match_type, point, cell, a.code, address, uncertainty_m, address_distance_m"
    news = {"disposition": "Arrest", "source_updated_at": later(9)}
    store(*(call(f"1{at}", **way) for at, way in enumerate(WAYS)))
    before = stored(database, where)
    assert store(*(call(f"1{at}", **news) for at, _ in enumerate(WAYS))).updated == len(WAYS)
    assert stored(database, f"disposition, {where}") == [("Arrest", *one) for one in before]
    both = [(call(f"2{at}", **way), call(f"2{at}", **news)) for at, way in enumerate(WAYS)]
    store(*(message for pair in both for message in pair))
    assert stored(database, f"disposition, {where}") == 2 * [("Arrest", *one) for one in before]


def test_a_given_point_outlasts_the_same_address_without_one(
    store: Store, database: Database
) -> None:
    store(call("1", address="5TH & MAIN", **FAR))
    store(call("1", address="5TH & MAIN", source_updated_at=later(9)))
    assert stored(database, "match_type::text, st_x(point)") == [("given", FAR["lon"])]
    store(call("1", address="MAIN ST / 5TH AVE", source_updated_at=later(10)))
    assert stored(database, PLACE) == [LOCATED]


def test_the_uncertainty_of_an_address_is_not_that_of_a_given_point(
    store: Store, database: Database
) -> None:
    store(call("1", address="5TH & MAIN"))
    store(call("1", address="5TH & MAIN", source_updated_at=later(9), **FAR))
    assert stored(database, "uncertainty_m, match_score, match_reference") == [(None, None, None)]


ROWS = f"1,5TH & MAIN,,,\n2,130 MAIN ST,,,\n3,NOWHERE RD,22,,\n4,MAIN / 5TH,,{FAR['lon']},45.011"


def test_a_load_says_how_its_calls_were_located(load: Load, database: Database) -> None:
    summary = load(ROWS)
    assert summary.by_address == {"intersection": 1, "range": 1}
    assert (summary.without_point, summary.in_named_beat) == (1, 1)
    assert (summary.compared, summary.disagreeing) == (1, 1)
    assert [row[0] for row in stored(database, "match_type::text", "town")] == [
        "intersection", "range", "beat", "given",
    ]  # fmt: skip


def test_loading_located_calls_again_changes_nothing(load: Load, store: Store) -> None:
    load("9,,,,")  # so that the next one is compared with what is stored
    assert load(ROWS).added == 4
    assert load(ROWS).unchanged == 4


def test_new_boundaries_keep_points_and_move_calls_that_only_name_a_beat(
    load: Load, database: Database, settings: Settings
) -> None:
    load(ROWS)
    with database.transaction() as connection:
        connection.execute("update area set code = 'was ' || code")
        connection.execute("update area set code = '22' where code = 'was 33'")
    relocate(database, settings, since_on=small_city.EFFECTIVE_ON, now=NOW)
    found = stored(database, "match_type::text, a.code, match_score is not null", "town")
    assert found == [("intersection", "was 11", True), ("range", "was 11", True),
                     ("beat", "22", False), ("given", "was 13", False)]  # fmt: skip


def test_a_changed_geofile_serves_the_next_message(store: Store, database: Database) -> None:
    store(call("1", address="130 ELM ST"))
    small_geofile.put(database, NOW, [("Elm St", *small_geofile.BLOCKS[0][1:])])
    store(call("2", address="130 ELM ST"), call("3", address="130 MAIN ST"))
    assert [row[0] for row in stored(database, "match_type::text")] == ["none", "range", "none"]


def test_nothing_is_compared_where_that_is_turned_off(
    store: Store, database: Database, settings: Settings
) -> None:
    quiet = Pipeline(database, Settings(data_dir=settings.data_dir, dsn=settings.dsn,
                                        address_check_m=0))  # fmt: skip
    quiet.store([submission([call("1", address="5TH & MAIN", **FAR)])], now=NOW)
    assert stored(database, "address_distance_m") == [(None,)]


def test_coordinates_in_a_text_need_no_geofile(database: Database, settings: Settings) -> None:
    small_geofile.put_beats(database, NOW)
    text = f"LL({CROSSING['lon']:.6f},{CROSSING['lat']:.6f})"
    told = [call("1", address=text), call("2", address="MAIN ST / 5TH AVE")]
    Pipeline(database, settings).store([submission(told)], now=NOW)
    assert stored(database, "match_type::text, a.code") == [("coordinates", "11"), ("none", None)]
