"""Parts killed at random under load: what was acknowledged is stored, once, and it adds up."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from kill_run import Outcome, run

from geo_rtcc.store.cluster import EmbeddedCluster

KILLS = 7


@pytest.fixture(scope="module")
def outcome() -> Iterator[Outcome]:
    """Seven kills: the service, the database in three ways, and a load."""
    with tempfile.TemporaryDirectory(
        prefix="rtcc-test-", dir="/tmp", ignore_cleanup_errors=True
    ) as folder:
        Path(folder).chmod(0o711)
        yield run(Path(folder), kills=KILLS, seed=4)
        EmbeddedCluster(Path(folder)).stop(force=True)


def test_senders_and_loads_go_on_after_every_kill(outcome: Outcome) -> None:
    assert outcome.kills.total() == KILLS
    assert len(outcome.kills) == 5
    assert outcome.ledger.refused == []
    assert outcome.ledger.tries > outcome.ledger.messages > 0
    assert min(map(len, (outcome.ledger.calls, outcome.ledger.fixes))) > 0
    assert {source for source, _ in outcome.ledger.reads} == {"sender", "loader"}


def test_nothing_acknowledged_is_lost(outcome: Outcome) -> None:
    assert outcome.findings.lost == []


def test_nothing_is_stored_twice(outcome: Outcome) -> None:
    assert outcome.findings.doubled == []


def test_counts_hits_identities_and_outbox_agree_with_the_records(outcome: Outcome) -> None:
    assert outcome.findings.other == []
