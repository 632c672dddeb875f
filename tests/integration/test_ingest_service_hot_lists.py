"""Hot lists over HTTP: replaced, changed, and how old they are."""

import json

import pytest
from ingest_service import Running

LIST = b"plate,state,category,reason\nABC1234,TX,Stolen Vehicle,Taken\nXYZ9876,OK,Gang,Known\n"
CSV = {"Content-Type": "text/csv"}


def test_a_list_is_replaced_changed_and_listed_with_its_age(service: Running) -> None:
    put = service.ask("PUT", "/v1/hot-lists/district", content=LIST, headers=CSV)
    assert (put.status_code, put.json()["entries"], put.json()["added"]) == (200, 2, 2)
    more = json.dumps([{"plate": "NEW1111", "state": "TX"}])
    headers = {"Content-Type": "application/json"}
    patch = service.ask("PATCH", "/v1/hot-lists/district", content=more, headers=headers)
    assert (patch.status_code, patch.json()["entries"]) == (200, 3)
    (age,) = [
        one
        for one in service.ask("GET", "/v1/hot-lists").json()["hot_lists"]
        if one["list"] == "district"
    ]
    assert age["entries"] == 3
    assert 0 <= age["age_s"] < 600
    assert age["is_stale"] is False


def test_a_list_that_would_empty_the_stored_one_needs_force(service: Running) -> None:
    service.ask("PUT", "/v1/hot-lists/short", content=LIST, headers=CSV)
    refused = service.ask("PUT", "/v1/hot-lists/short", content=b"plate,state\n", headers=CSV)
    assert (refused.status_code, list(refused.json())) == (422, ["error"])
    forced = service.ask(
        "PUT", "/v1/hot-lists/short?force=true", content=b"plate,state\n", headers=CSV
    )
    assert (forced.status_code, forced.json()["entries"]) == (200, 0)


def test_a_list_bears_the_date_it_is_sent_with(service: Running) -> None:
    path = "/v1/hot-lists/dated?as_of=2026-01-02T03:04:05-06:00"
    answer = service.ask("PUT", path, content=LIST, headers=CSV)
    assert answer.json()["as_of"].startswith("2026-01-02T09:04:05")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/hot-lists/x?as_of=2026-01-02", 400),
        ("/v1/hot-lists/x?as_of=2026-01-02T03:04:05", 400),
        ("/v1/hot-lists/x?force=perhaps", 400),
        ("/v1/hot-lists/x?preset=nobody", 400),
        ("/v1/hot-lists/Upper", 404),
    ],
)
def test_what_cant_be_used_is_refused_with_a_reason(
    path: str, status: int, service: Running
) -> None:
    answer = service.ask("PUT", path, content=LIST, headers=CSV)
    assert (answer.status_code, bool(answer.json()["error"])) == (status, True)
