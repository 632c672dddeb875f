"""Many senders, all kinds, lost connections, loads and retention at once; then the books."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import psycopg
import small_city
from feed_records import NOW, call, fix, later, read, submission

from geo_rtcc.errors import DatabaseError
from geo_rtcc.feeds.mapping import read_mapping
from geo_rtcc.ingest.hot_lists import replace_hot_list
from geo_rtcc.ingest.intake import Intake
from geo_rtcc.ingest.load import load_calls
from geo_rtcc.ingest.relocate import relocate
from geo_rtcc.ingest.submissions import Submission
from geo_rtcc.models import HotListEntry
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database
from geo_rtcc.store.retention_run import run_retention

WAIT_S = 120
SENDERS, EACH, KILLS = 6, 20, 25
PLATES = ("KBR1207", "KBR1201", "XYZ9999")

BOOKS = {
    "reads stored twice": "select source_id, external_id from plate_read group by 1, 2 "
    "having count(*) > 1",
    "sightings without their first read": "select from plate_read r where not exists "
    "(select from plate_read h where h.read_id = r.sighting_id)",
    "hits twice": "select from hit group by sighting_id, entry_id having count(*) > 1",
    "hits without their read": "select from hit h left join plate_read r using (read_id) "
    "where r.read_id is null",
    "wanted reads without a hit": "select from plate_read r where plate = 'KBR1207' and not exists "
    "(select from hit h where h.sighting_id = r.sighting_id)",
    "fixes of no unit": "select from avl_fix left join unit u using (unit_id) "
    "where u.unit_id is null",
    "reads of no camera": "select from plate_read r left join camera c using (camera_id) "
    "where c.camera_id is null and r.external_id not like '%x'",
    "reads told": "select 1 from outbox where topic = 'reads.stored' "
    "having sum(n) <> (select count(*) from plate_read)",
    "fixes told": "select 1 from outbox where topic = 'fixes.stored' "
    "having sum(n) <> (select count(*) from avl_fix)",
    "hits told": "select 1 from outbox where topic = 'hit.created' "
    "having count(*) <> (select count(*) from hit)",
    "calls told": "select from (select record_id from outbox where topic = 'call.created') o "
    "full join (select call_id from call_for_service join load_run l on l.load_id = call_id >> 32 "
    "where l.what = 'ingest') c on c.call_id = o.record_id "
    "where o.record_id is null or c.call_id is null",
    "feeds' state": "select 1 from feed_state where kind = 'plate_read' "
    "having sum(added) <> (select count(*) from plate_read)",
    "identities": "select from (select * from call_for_service join source using (source_id) "
    "where code <> 'small') c full join call_identity i using (call_id) "
    "where c.call_id is null or i.call_id is null or c.received_at <> i.received_at",
}


def rows(database: Database, what: str) -> list[tuple]:
    with database.transaction() as connection:
        return connection.execute(what).fetchall()


def check_books(database: Database) -> None:
    wrong = {name: found for name, what in BOOKS.items() if (found := rows(database, what))}
    assert wrong == {}
    assert database.fetch("read_count_mismatches") == []
    assert database.fetch("count_mismatches") == []


def listed(database: Database) -> None:
    wanted = HotListEntry(external_id="1", plate="KBR1207", plate_text="KBR1207")
    replace_hot_list(database, "wanted", [wanted], now=NOW)


def one_of(chance: random.Random, kind: int, number: int) -> Submission:
    """Return a submission whose ids others use as well; the same number says the same."""
    source, at = f"source {number % 3}", (number * 37) % 3_000
    if kind == 0:
        cameras = [f"c{number % 5}", None]
        reads = [
            read(f"{number}-{n}" + "x" * (n % 2), at + n, plate=chance.choice(PLATES),
                 camera=cameras[n % 2])
            for n in range(4)
        ]  # fmt: skip
        return submission(reads, source)
    if kind == 1:
        return submission([fix(f"u{number % 7}", at + n) for n in range(3)], source)
    moved = NOW - timedelta(days=at % 50)
    return submission([call(f"{number}", received_at=moved, disposition=str(at))], source)


def send(intake: Intake, number: int, away: Callable[[], None] = lambda: None) -> set[str]:
    """Send until it is taken; return the ids of the reads that were acknowledged."""
    taken: set[str] = set()
    order = random.Random(number)
    for step in order.sample(range(EACH), EACH):
        one = one_of(random.Random(step), (step + step // 3) % 3, step)
        while True:
            try:
                receipt = intake.submit(one, size_bytes=1).result(WAIT_S)
                break
            except DatabaseError:
                away()
        assert receipt.taken == len(one.records), receipt
        taken |= {f"{one.source}/{one.kind}/{each.external_id}" for each in one.records
                  if hasattr(each, "external_id")}  # fmt: skip
    return taken


def stored_ids(database: Database) -> set[str]:
    found = rows(
        database, "select code, 'plate_read', external_id from plate_read join source using "
        "(source_id) union all select code, 'call_for_service', external_id from "
        "call_for_service join source using (source_id) where code <> 'small'",
    )  # fmt: skip
    return {"/".join(one) for one in found}


@contextmanager
def repeatedly(work: Callable[[], object], pause_s: float = 0.02) -> Iterator[None]:
    """Do something again and again while the caller does something else."""
    stop = Event()

    def go() -> None:
        while not stop.wait(pause_s):
            work()

    with ThreadPoolExecutor(1) as other:
        future = other.submit(go)
        try:
            yield
        finally:
            stop.set()
            future.result(WAIT_S)


def killer(conninfo: str) -> Callable[[], object]:
    """Return what ends one of the service's connections, whatever it is doing, KILLS times."""
    chance, left = random.Random(7), iter(range(KILLS))

    def kill() -> None:
        if next(left, None) is None:
            return
        with psycopg.connect(conninfo, autocommit=True, application_name="killer") as connection:
            found = connection.execute(
                "select pid from pg_stat_activity where datname = current_database() and "
                "application_name = 'geo-rtcc' and state <> 'idle'"
            ).fetchall()
            if found:
                connection.execute("select pg_terminate_backend(%s)", chance.choice(found))

    return kill


def test_connections_that_end_at_any_moment_lose_and_double_nothing(
    database: Database, conninfo: str, settings: Settings
) -> None:
    listed(database)
    with (
        Database(conninfo, patience_s=30) as feeding,
        repeatedly(killer(conninfo), 0.07),
        Intake(feeding, settings, clock=lambda: NOW) as intake,
        ThreadPoolExecutor(SENDERS) as pool,
    ):
        acknowledged = set().union(*pool.map(lambda n: send(intake, n), range(SENDERS)))
    with Database(conninfo) as fresh:
        assert stored_ids(fresh) == acknowledged
        check_books(fresh)


def file_load(database: Database, settings: Settings, folder: Path) -> Callable[[], object]:
    """Return what loads a file that says something else of a feed's calls every time."""
    said = iter(range(1_000))
    (folder / "map.toml").write_text(
        'source = "source 1"\nzone = "UTC"\n[columns]\nexternal_id = "id"\nreceived_at = "at"\n'
        'call_type = "type"\n'
    )
    mapping = read_mapping(folder / "map.toml")

    def load() -> None:
        turn = next(said)
        lines = [f"{n},2026-0{1 + (n + turn) % 3}-0{1 + turn % 9}T00:00:00Z,T" for n in range(EACH)]
        (folder / "calls.csv").write_text("\n".join(["id,at,type", *lines]))
        load_calls(database, settings, folder / "calls.csv", mapping, now=later(turn))

    return load


def test_loads_relocation_retention_and_feeds_get_along(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    small_city.fill(database, newest_at=NOW, call_count=300)
    rows(database, "delete from cell_count where kind in ('read', 'hit') returning 1")
    listed(database)
    load, turns = file_load(database, settings, tmp_path), []

    def disturb() -> None:
        load()
        relocate(database, settings, since_on=later(-86_400 * 45).date(), now=NOW)
        run_retention(database, now=NOW)
        turns.append(1)

    with Intake(database, settings, clock=lambda: NOW) as intake:
        load()
        with repeatedly(disturb), ThreadPoolExecutor(SENDERS) as pool:
            acknowledged = set().union(*pool.map(lambda n: send(intake, n), range(SENDERS)))
    assert turns
    assert acknowledged <= stored_ids(database)
    check_books(database)
