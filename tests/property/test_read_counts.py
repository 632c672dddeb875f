"""Reads: after any sequence of groups each is stored once, counted once, in one sighting."""

from feed_records import NOW, read, submission
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database

READ = st.builds(
    lambda number, seconds, plate, camera: read(
        f"{number}-{seconds}-{plate}-{camera}", seconds, plate=plate, camera=camera
    ),
    st.integers(0, 1),
    st.sampled_from([0, 3, 4, 7, 12, 43_199, 43_201]),
    st.sampled_from(["KBR1207", "KBR1201"]),
    st.sampled_from(["c1", "c2", None]),
)
GROUPS = st.lists(
    st.lists(st.tuples(st.sampled_from(["one", "two"]), st.lists(READ, min_size=1, max_size=6)),
             min_size=1, max_size=3),
    min_size=1, max_size=4,
)  # fmt: skip


@examples(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(groups=GROUPS)
def test_reads_are_stored_and_counted_once(
    database: Database, settings: Settings, groups: list[list[tuple[str, list]]]
) -> None:
    with database.transaction() as connection:
        connection.execute("truncate plate_read, cell_count, outbox, feed_state")
    pipeline = Pipeline(database, settings)
    receipts = [
        receipt
        for group in groups
        for receipt in pipeline.store([submission(*one[::-1]) for one in group], now=NOW)
    ]
    sent = [(source, one) for group in groups for source, records in group for one in records]
    distinct = {(source, one.external_id) for source, one in sent}
    assert sum(receipt.added for receipt in receipts) == len(distinct)
    assert sum(receipt.taken for receipt in receipts) == len(sent)
    with database.transaction() as connection:
        stored = connection.execute(
            "select s.code, r.external_id from plate_read r join source s using (source_id)"
        ).fetchall()
        lost_heads = connection.execute(
            "select count(*) from plate_read r where not exists "
            "(select from plate_read h where h.read_id = r.sighting_id)"
        ).fetchone()
    assert sorted(stored) == sorted(distinct)
    assert lost_heads == (0,)
    assert database.fetch("read_count_mismatches") == []
