"""How the server finds its way among many partitions: by index, whatever it knows of them."""

import re
from collections.abc import Iterator

import psycopg
import pytest
from feed_records import NOW, call, later, read, submission

from geo_rtcc.ingest.hot_lists import replace_hot_list
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.models import HotListEntry
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database

BIG = ("plate_read", "hit", "call_for_service", "call_identity", "hot_list_entry")
DAYS = 60
PLATES = [f"P{n}" for n in range(500)]
LISTED = [f"P{n}" for n in range(20_000)]


@pytest.fixture
def large(conninfo: str, settings: Settings) -> Iterator[tuple[Database, Pipeline, list[str]]]:
    """Sixty days of reads, one of them large, of which the planner has never been told.

    Every plan of a statement that runs in a session is noted.
    """
    notices: list[str] = []
    with Database(conninfo, max_size=1) as database:
        pipeline = Pipeline(database, settings)
        with database.transaction() as connection:
            fill(connection)
        wanted = [HotListEntry(external_id=one, plate=one, plate_text=one) for one in LISTED]
        replace_hot_list(database, "wanted", wanted, now=NOW)
        with database.transaction() as connection:
            connection.execute("load 'auto_explain'")
            for name, value in (("log_min_duration", "0"), ("log_nested_statements", "on"),
                                ("log_level", "notice")):  # fmt: skip
                connection.execute(f"set auto_explain.{name} = {value}")
            connection.add_notice_handler(lambda told: notices.append(told.message_primary or ""))
        yield database, pipeline, notices


def fill(connection: psycopg.Connection) -> None:
    connection.execute("update retention set keep = '90 days' where kind = 'plate_read'")
    connection.execute("insert into source (code, zone) values ('feed', 'UTC')")
    connection.execute(
        "insert into camera (source_id, external_id, changed_at) values (1, 'c1', now())"
    )
    for kind in ("plate_read", "hit"):
        connection.execute(
            "select ensure_data_partitions(%s, %s, %s)", [kind, later(-DAYS * 86_400), NOW]
        )
    connection.execute(
        "insert into plate_read (read_id, sighting_id, captured_at, stored_at, camera_id, "
        "operational_on, source_id, match_type, is_area_ambiguous, external_id, plate, plate_text) "
        "select n, n, %(now)s - case when n <= 40000 then n * interval '1 s' else n * interval "
        "'100 s' end, now(), 1, '2026-03-14', 1, 'none', false, n, 'P' || n %% 5000, '' "
        "from generate_series(1, 50000) n", {"now": NOW},
    )  # fmt: skip
    connection.execute(
        "insert into hit (hit_id, captured_at, stored_at, read_id, sighting_id, entry_id, list_id, "
        "match_kind, state_match, probability, is_suppressed, operational_on, match_type, "
        "source_id, plate, entry_plate) select read_id, captured_at, stored_at, read_id, -read_id, "
        "1, 1, 'exact', 'same', 1, false, operational_on, match_type, source_id, plate, plate "
        "from plate_read"
    )
    connection.execute("select ensure_identity_partition(1::smallint)")
    connection.execute("select ensure_call_partition('2026-03-01', true)")
    connection.execute(
        "insert into call_identity select 1, n, n, %s - n * interval '1 s' "
        "from generate_series(1, 20000) n", [NOW],
    )  # fmt: skip
    connection.execute("insert into call_type values (default, 1, 'BURR', 'BURR', 'property')")
    connection.execute(
        "insert into call_for_service (call_id, received_at, call_type_id, operational_on, "
        "category, match_type, source_id, is_on_view, is_area_ambiguous, external_id) "
        "select call_id, received_at, 1, '2026-03-14', 'property', 'none', 1, false, false, "
        "external_id from call_identity"
    )


def whole_reads(notices: list[str]) -> set[str]:
    """Return the lines of plans that read a large table from end to end."""
    lines = {line.strip() for notice in notices for line in notice.splitlines()}
    read = re.compile(rf"Seq Scan on ({'|'.join(BIG)})(_[0-9T]+)? ")
    return {line for line in lines if read.search(line)}


@pytest.mark.parametrize("n", [1, 500])
def test_reads_are_folded_added_and_matched_by_index(
    large: tuple[Database, Pipeline, list[str]], n: int
) -> None:
    _, pipeline, notices = large
    for turn in range(8):  # the driver prepares after five
        group = [read(f"new{turn}-{at}", -at - 0.5, plate=PLATES[at]) for at in range(n)]
        again = [read("1", -1 - at, plate="P1") for at in range(2)]
        [receipt] = pipeline.store([submission([*group, *again])], now=NOW)
        assert receipt.added == n
    assert any("plate_read" in one and "Index" in one for one in notices)
    assert whole_reads(notices) == set()


@pytest.mark.parametrize("n", [1, 500])
def test_calls_are_merged_by_index(large: tuple[Database, Pipeline, list[str]], n: int) -> None:
    _, pipeline, notices = large
    for turn in range(8):
        group = [call(str(at + 1), received_at=later(-at - 1), source_updated_at=later(turn))
                 for at in range(n)]  # fmt: skip
        [receipt] = pipeline.store([submission(group)], now=NOW)
        assert receipt.updated == n
    assert any("call_for_service" in one and "Index" in one for one in notices)
    assert whole_reads(notices) == set()
