"""Calls as messages: in order, and never saying anything else than the export does."""

import json
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from demo_city import KNOWN, day

from geo_rtcc.demo.calls import TIME, calls_between
from geo_rtcc.demo.city import City
from geo_rtcc.demo.live_calls import STEPS, CallMessage, call_messages
from geo_rtcc.feeds.live_calls.plain import PLAIN
from geo_rtcc.feeds.parsed import FeedContext

FROM, TO = day(50) + timedelta(hours=18), day(50) + timedelta(hours=20)


@pytest.fixture(scope="module")
def messages(city: City) -> list[CallMessage]:
    return call_messages(city, FROM, TO, **KNOWN)


def test_messages_come_in_order_and_within_their_stretch(messages: list[CallMessage]) -> None:
    times = [one.at for one in messages]
    assert times == sorted(times)
    assert times[0] >= FROM
    assert times[-1] < TO
    assert len(times) > 150


def test_a_call_is_received_dispatched_on_scene_and_closed(messages: list[CallMessage]) -> None:
    by_call: dict[str, list[CallMessage]] = {}
    for one in messages:
        by_call.setdefault(one.incident, []).append(one)
    whole = 0
    for told in by_call.values():
        known = [sum(step in one.body for step in STEPS.values()) for one in told]
        assert known == sorted(set(known))
        assert all("disposition" not in one.body for one in told if "closed_at" not in one.body)
        whole += known[0] == 1 and known[-1] == 4
    assert whole > 20


def test_parts_of_a_stretch_have_the_messages_of_the_whole(
    city: City, messages: list[CallMessage]
) -> None:
    middle = FROM + timedelta(minutes=47, seconds=13)
    parts = [call_messages(city, *ends, **KNOWN) for ends in ((FROM, middle), (middle, TO))]
    assert parts[0] + parts[1] == messages


def test_a_message_says_what_the_export_of_that_instant_says(
    city: City, messages: list[CallMessage]
) -> None:
    for one in messages[::25]:
        start = one.at - timedelta(days=1)
        export = calls_between(city, start, one.at + timedelta(seconds=1), **KNOWN, now=one.at)
        row = export.row(by_predicate=pl.col("incident") == one.incident, named=True)
        for step, name in {**STEPS, "updated": "source_updated_at"}.items():
            at = row[step] and datetime.strptime(row[step], TIME).astimezone(UTC)
            assert at == (datetime.fromisoformat(one.body[name]) if name in one.body else None)
        same = {"type_code": "call_type", "address": "address", "beat": "agency_beat",
                "disposition": "disposition", "priority": "priority_text"}  # fmt: skip
        assert {k: row[k] for k in same} == {k: one.body.get(v) for k, v in same.items()}
        assert (row["lon"], row["lat"]) == tuple(
            str(one.body[axis]) if axis in one.body else None for axis in ("lon", "lat")
        )
    assert any("lon" not in one.body for one in messages)


def test_our_own_parser_takes_every_message(messages: list[CallMessage]) -> None:
    payload = json.dumps([one.body for one in messages]).encode()
    parsed = PLAIN.parse(payload, FeedContext(source="demo", zone="UTC", now=TO))
    assert len(parsed.records) == len(messages)
    assert not parsed.rejected
    assert {one.category.value for one in parsed.records} >= {"violence", "traffic", "alarm"}
