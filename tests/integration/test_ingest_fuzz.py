"""Whatever is sent: never a 5xx, never a hang, always a reason, and the service goes on."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from ingest_service import Running, read
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from geo_rtcc.feeds.parsed import FeedFormat
from geo_rtcc.feeds.registry import formats

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_headers_conformance, response_schema_conformance, unsupported_method,
]  # fmt: skip
PATHS = {"call_for_service": "calls", "plate_read": "reads", "avl_fix": "fixes"}
FORMATS = [one for named in formats().values() for one in named.values()]
ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "%s"><!ENTITY y "%s">
<!ENTITY z "%s">]><EventNotificationAlert>&z;</EventNotificationAlert>"""
HOSTILE = {
    "nothing-but-zeros": bytes(20_000),
    "invalid-utf8": b'{"external_id": "\xff\xfe\xc3\x28", "plate": "\xed\xa0\x80"}',
    "utf16": json.dumps(read(1)).encode("utf-16"),
    "utf32": json.dumps(read(1)).encode("utf-32"),
    "nan": b'{"external_id": "n", "lon": NaN, "lat": Infinity, "latitude": -Infinity}',
    "nul": b'{"external_id": "a\\u0000b", "id": "\\u0000", "plate": "\\ud800"}',
    "deep-arrays": b"[" * 100_000,
    "deep-objects": b'{"a":' * 9_000 + b"1" + b"}" * 9_000,
    "deep-and-closed": b"[" * 50_000 + b"]" * 50_000,
    "huge-number": b'{"epoch_start": ' + b"9" * 100_000 + b', "external_id": 1e999999}',
    "garbage-lines": b"".join(b"%d garbage\n" % n for n in range(3_000)),
    "one-good-line": b"{}\n" + b"x\n" * 3_000,
    "many-commas": b'PLATE;"\n' + b",;" * 100_000,
    "entities": ENTITIES % (b"x" * 1000, b"&x;" * 1000, b"&y;" * 1000),
    "outside-entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "deep-xml": b"<a>" * 9_000 + b"</a>" * 9_000,
    "many-attributes": b"<event " + b" ".join(b'a%d="1"' % n for n in range(5_000)) + b"/>",
    "sentences": b"$GPRMC," * 10_000 + b">REV" * 10_000,
    "boundary": b"--b\r\nContent-Disposition: form-data\r\n\r\n" + b"--b\r\n" * 20_000,
}  # fmt: skip


def test_answers_are_those_of_the_document(service: Running) -> None:
    schema = schemathesis.openapi.from_url(f"{service.url}/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > len(FORMATS)
    for operation in operations:
        ask_about(operation)


def ask_about(operation: Any) -> None:
    """Send made-up requests to one operation, the same ones each time."""

    @settings(
        max_examples=8, deadline=None, derandomize=True, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        case.call_and_validate(checks=CHECKS, timeout=30)

    ask()


@pytest.fixture(autouse=True)
def still_well(service: Running) -> Iterator[None]:
    """After each test the service lives, and nothing failed in a way nobody foresaw."""
    yield
    assert service.ask("GET", "/readyz").status_code == 200
    faults = ("request failed", "parser failed", "not stored")
    assert [line for line in service.lines() if line["event"] in faults] == []


def reason_in(answer: Any) -> bool:
    """Whether an answer says what became of what was sent."""
    body = answer.json()
    if answer.status_code == 200:
        return body["added"] + body["updated"] + body["rejected"] + body["ignored"] >= 0
    return bool(body["error"])


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_bodies_are_answered_by_every_format(body: bytes, service: Running) -> None:
    for one in FORMATS:
        path = f"/v1/{PATHS[one.kind]}/{one.name}?source=hostile"
        answer = service.post(path, body, headers={"Content-Type": one.media_types[0]})
        assert answer.status_code in (200, 400, 413, 422), (path, answer.text[:500])
        assert reason_in(answer), path
        assert len(answer.content) < 100_000


def test_a_hundred_thousand_lines_of_garbage_are_answered(service: Running) -> None:
    body = b"".join(b"%d garbage\n" % n for n in range(100_000))
    for path in ("/v1/reads", "/v1/fixes/nmea"):
        answer = service.post(f"{path}?source=garbage", body)
        assert (answer.status_code, bool(answer.json()["error"])) == (422, True)


def test_a_body_of_which_next_to_nothing_can_be_used_is_refused_as_a_whole(
    service: Running,
) -> None:
    answer = service.post("/v1/reads", b"[" + b"{}," * 10_001 + b"{}]")
    assert (answer.status_code, list(answer.json())) == (422, ["error"])
    assert "Nothing of it was kept" in answer.json()["error"]


VALUES = {
    "nan-text": "NaN", "year-0": "0000-01-01T00:00:00Z", "year-9999": "9999-12-31T23:59:59+14:00",
    "year-1": "0001-01-01T00:00:00+14:00", "long": "A" * 10_000, "number": 10**40,
    "minus": -1e308, "none": None, "list": [[[]]], "object": {"a": {}}, "nul": "\0" * 9,
    "surrogate": "\ud83d", "markup": "<script>", "sql": "'; drop table plate_read; --",
    "far-east": 181.0, "true": True,
}  # fmt: skip


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_a_hostile_value_in_any_field_is_taken_or_refused_with_a_reason(
    value: Any, service: Running
) -> None:
    for one in FORMATS:
        if not one.schema:
            continue
        body = json.dumps(list(spoilt(one, value)))
        answer = service.post(f"/v1/{PATHS[one.kind]}/{one.name}?source=spoilt", body)
        assert answer.status_code in (200, 422), (one.name, answer.text[:500])
        assert reason_in(answer)


def spoilt(one: FeedFormat[Any], value: Any) -> Iterator[Any]:
    """Yield the format's example with each of its fields spoilt in turn, at every depth."""
    example = json.loads(one.example)
    for path in places(example):
        copy = json.loads(one.example)
        at = copy
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value
        yield copy


def places(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = part.items() if isinstance(part, dict) else enumerate(part)
    for key, item in inner:
        yield (*path, key)
        if isinstance(item, dict | list):
            yield from places(item, (*path, key))


def test_the_services_memory_stays_bounded_through_all_of_this(service: Running) -> None:
    body = json.dumps([read(n, image_url="http://camera/" + "x" * 900) for n in range(12_000)])
    for _ in range(3):
        assert service.post("/v1/reads?source=memory", body).status_code == 200
    assert service.peak_mib() < 600
