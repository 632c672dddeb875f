"""Sightings: the same whatever order reads come in, as far as that can be said.

A chain is all reads of a plate by a camera, each at most fold_s after the one before. A sighting is
never of two chains. Where a chain's first and last read are at most fold_s apart it is one sighting
in any order of arrival, and so it is when it comes in order of time, however long it is.
"""

from collections.abc import Iterator

import pytest
from feed_records import NOW, later, read, submission
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from geo_rtcc.ingest.hot_lists import replace_hot_list
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.models import HotListEntry
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database

FOLD_S, MIDNIGHT_S = 5.0, 43_200
PLATE = "KBR1207"
SHORT = st.lists(st.integers(0, 5_000_000), min_size=1, max_size=4).map(sorted)
STARTS = st.sampled_from([0.0, MIDNIGHT_S - 2.5, MIDNIGHT_S - 86_400 - 1e-6, MIDNIGHT_S + 60])
EXAMPLES = examples(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def pipeline(database: Database, settings: Settings) -> Iterator[Pipeline]:
    wanted = HotListEntry(external_id="1", plate=PLATE, plate_text=PLATE)
    replace_hot_list(database, "wanted", [wanted], now=NOW)
    yield Pipeline(database, settings)


def sightings(database: Database, pipeline: Pipeline, groups: list[list[float]]) -> list[list]:
    """Store reads at these seconds, group by group; return the seconds of each sighting."""
    with database.transaction() as connection:
        connection.execute("truncate plate_read, hit, cell_count, outbox, feed_state")
    for group in groups:
        pipeline.store([submission([read(f"{at:.6f}", at) for at in group])], now=later(90_000))
    with database.transaction() as connection:
        found = connection.execute(
            "select array_agg(external_id order by captured_at), (select count(*) from hit h "
            "where h.sighting_id = r.sighting_id), bool_or(read_id = sighting_id) "
            "from plate_read r group by sighting_id order by min(captured_at)"
        ).fetchall()
    assert all((hits, has_head) == (1, True) for _, hits, has_head in found)
    assert database.fetch("read_count_mismatches") == []
    return [list(map(float, ids)) for ids, _, _ in found]


def chains(instants: list[float]) -> list[list[float]]:
    found: list[list[float]] = []
    for at in sorted(set(instants)):
        if found and round(at - found[-1][-1], 6) <= FOLD_S:
            found[-1].append(at)
        else:
            found.append([at])
    return found


def groups_of(data: st.DataObject, instants: list[float]) -> list[list[float]]:
    cuts = data.draw(st.lists(st.integers(0, len(instants)), max_size=4).map(sorted))
    return [
        part for low, high in zip([0, *cuts], [*cuts, len(instants)], strict=True)
        if (part := instants[low:high])
    ]  # fmt: skip


@EXAMPLES
@given(data=st.data(), starts=st.lists(STARTS, min_size=1, max_size=3, unique=True), short=SHORT)
def test_chains_no_longer_than_the_gap_are_sightings_in_any_order(
    pipeline: Pipeline, database: Database, data: st.DataObject, starts: list[float], short: list
) -> None:
    instants = [round(start + us / 1e6, 6) for start in starts for us in short]
    arrival = data.draw(st.permutations(sorted(set(instants))))
    assert sightings(database, pipeline, groups_of(data, arrival)) == chains(instants)


@EXAMPLES
@given(data=st.data(), steps=st.lists(st.sampled_from([0.0, 3, 5, 5.000001, 9]), max_size=7))
def test_reads_in_order_of_time_are_sightings_by_their_gaps(
    pipeline: Pipeline, database: Database, data: st.DataObject, steps: list[float]
) -> None:
    instants = [round(MIDNIGHT_S - 9 + sum(steps[:n]), 6) for n in range(len(steps) + 1)]
    ordered = sorted(set(instants))
    assert sightings(database, pipeline, groups_of(data, ordered)) == chains(instants)


@EXAMPLES
@given(data=st.data(), steps=st.lists(st.sampled_from([1.0, 4, 5, 6]), max_size=8))
def test_no_order_of_arrival_joins_two_chains(
    pipeline: Pipeline, database: Database, data: st.DataObject, steps: list[float]
) -> None:
    instants = [MIDNIGHT_S - 12 + sum(steps[:n]) for n in range(len(steps) + 1)]
    arrival = data.draw(st.permutations(instants))
    found = sightings(database, pipeline, groups_of(data, arrival))
    of_chain = {at: number for number, chain in enumerate(chains(instants)) for at in chain}
    assert sorted(at for one in found for at in one) == sorted(instants)
    assert all(len({of_chain[at] for at in one}) == 1 for one in found)
