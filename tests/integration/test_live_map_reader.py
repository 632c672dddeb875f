"""What the live map's snapshot holds, read from a filled database."""

from datetime import timedelta

import small_city
from feed_records import NOW, call, fix, later, read
from live_store import listed, one, store

from geo_rtcc.settings import Settings
from geo_rtcc.situation.live_map.models import POINT_LIMIT
from geo_rtcc.situation.live_map.reader import LiveReader
from geo_rtcc.store import Database, outbox
from geo_rtcc.store.queue_marks import mark

DAY = timedelta(days=1)


def ids(database: Database, settings: Settings, **words: object) -> list[str]:
    """Return the addresses of a snapshot's calls, which tests use for names."""
    return LiveReader(database).snapshot(**{"now": NOW, **words}).records.calls["address"].to_list()


def test_a_live_window_ends_now_and_begins_a_day_before(
    database: Database, settings: Settings
) -> None:
    for name, hours in (("old", -25), ("first", -23), ("last", -0.01)):
        store(database, settings, call(name, address=name, received_at=later(hours * 3600)))
    assert ids(database, settings) == ["first", "last"]


def test_calls_still_open_are_there_for_a_week_if_their_source_reports_closings(
    database: Database, settings: Settings
) -> None:
    closed = {"closed_at": later(-30), "received_at": later(-3600)}
    store(database, settings, call("c", address="closed", **closed))
    for name, days in (("open", -2), ("too old", -9)):
        store(database, settings, call(name, address=name, received_at=NOW + days * DAY))
    assert ids(database, settings) == ["open", "closed"]
    assert ids(database, settings, to_at=NOW) == ["open", "closed"]


def test_calls_that_were_open_in_the_window_are_there_though_received_before_it(
    database: Database, settings: Settings
) -> None:
    for name, closed_h in (("in it", -23), ("before it", -25)):
        times = {"received_at": later(-26 * 3600), "closed_at": later(closed_h * 3600)}
        store(database, settings, call(name, address=name, **times))
    assert ids(database, settings) == ["in it"]


def test_reports_without_closings_are_not_open_for_ever(
    database: Database, settings: Settings
) -> None:
    store(database, settings, call("a", address="a", received_at=NOW - 2 * DAY))
    store(database, settings, call("b", address="b", received_at=NOW - DAY / 2))
    found = LiveReader(database).snapshot(now=NOW).records.calls
    assert found.select("address", "is_closing_known").rows() == [("b", False)]


def test_a_call_without_a_point_is_there(database: Database, settings: Settings) -> None:
    store(database, settings, call("a", received_at=later(-60)))
    [found] = LiveReader(database).snapshot(now=NOW).records.calls.rows(named=True)
    assert (found["lon"], found["lat"], found["match_type"]) == (None, None, "none")


def test_units_are_named_in_order_of_dispatch(database: Database, settings: Settings) -> None:
    store(database, settings, fix("u1", call_sign="A11"))
    store(database, settings, call("a", units=("u2", "u1"), received_at=later(-60)))
    found = LiveReader(database).snapshot(now=NOW).records
    assert found.calls["units"].to_list() == [["u2", "A11"]]
    assert found.units["sign"].to_list() == ["A11"]


def test_a_clock_that_runs_ahead_hides_nothing(database: Database, settings: Settings) -> None:
    store(database, settings, call("a", address="ahead", received_at=later(600)))
    assert ids(database, settings) == ["ahead"]
    assert ids(database, settings, to_at=NOW) == []


def test_old_data_is_an_empty_window_that_says_so(database: Database) -> None:
    city = small_city.fill(database, newest_at=NOW - 400 * DAY, call_count=300)
    found = LiveReader(database).snapshot(now=NOW)
    assert not found.records
    assert found.newest_call_at == city.newest_at
    assert found.area_map.bounds() is not None and len(found.area_map.areas) == 9


def test_a_window_in_the_past_holds_what_was_received_in_it(database: Database) -> None:
    city = small_city.fill(database, newest_at=NOW - 400 * DAY, call_count=300, days=10)
    to_at = city.newest_at - 2 * DAY
    found = LiveReader(database).snapshot(now=NOW, to_at=to_at, span=3 * DAY)
    at = found.records.calls["received_at"].to_list()
    assert 60 < len(at) < 120
    assert to_at - 3 * DAY < min(at) <= max(at) <= to_at
    assert at == sorted(at)


def test_only_marks_of_records_in_the_window_are_there(
    database: Database, settings: Settings
) -> None:
    for name, at in (("a", later(-60)), ("b", NOW - 2 * DAY)):
        store(database, settings, call(name, received_at=at))
        record_id = one(
            database, f"select call_id from call_for_service where external_id = '{name}'"
        )
        mark(
            database, kind="call", record_id=record_id, record_at=at, action="acknowledge",
            by="desk", now=NOW,
        )  # fmt: skip
    assert LiveReader(database).snapshot(now=NOW).records.marks["by"].to_list() == ["desk"]


def test_the_newest_calls_are_kept_and_the_others_counted(database: Database) -> None:
    n = POINT_LIMIT + 500
    small_city.fill(database, newest_at=NOW, call_count=n, days=1)
    found = LiveReader(database).snapshot(now=NOW)
    calls = found.records.calls
    assert (calls.height, calls["received_at"].max()) == (POINT_LIMIT, NOW)
    window = database.fetch("live_call_count", from_at=NOW - DAY, to_at=NOW)[0]["n"]
    assert found.beyond == window - POINT_LIMIT > 0


def test_where_units_were_is_their_last_fix_of_a_quarter_of_an_hour(
    database: Database, settings: Settings
) -> None:
    for unit, seconds in (("u1", -1000), ("u1", -700), ("u1", -500), ("u2", -1600)):
        store(database, settings, fix(unit, seconds, speed_mps=-seconds))
    found = LiveReader(database).units_at(later(-600))
    assert found.select("sign", "speed_mps").rows() == [("u1", 700)]


def test_hits_name_list_and_camera_and_leave_out_suppressed_ones(
    database: Database, settings: Settings
) -> None:
    listed(database, reason="Stolen", priority=2)
    store(database, settings, read("r1", -60, camera_name="Main St"))
    [hit] = LiveReader(database).snapshot(now=NOW).records.hits.rows(named=True)
    assert (hit["hot_list"], hit["camera"], hit["reason"]) == ("wanted", "Main St", "Stolen")
    one(database, "update hit set is_suppressed = true returning 1")
    assert LiveReader(database).snapshot(now=NOW).records.hits.height == 0


def test_a_feed_is_as_old_as_its_newest_record(database: Database, settings: Settings) -> None:
    store(database, settings, fix("u1", -5))
    [news] = LiveReader(database).news(NOW)
    assert (news.kind, news.newest_at) == ("avl_fix", later(-5))
    assert news.live_within == timedelta(seconds=30)


def test_an_empty_outbox_stands_at_the_last_id_ever(database: Database) -> None:
    reader = LiveReader(database)
    assert reader.snapshot(now=NOW).cursor == 0
    with database.transaction() as connection:
        outbox.append(connection, topic="a", at=NOW)
        outbox.append(connection, topic="b", at=NOW)
    assert reader.snapshot(now=NOW).cursor == 2
    with database.transaction() as connection:
        connection.execute("truncate outbox")
    assert reader.snapshot(now=NOW).cursor == 2
