"""The OpenAPI document says what is; its page comes from the service and asks nobody else."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

import pytest
from ingest_service import Running
from playwright.sync_api import Browser, sync_playwright

from geo_rtcc.api.answers import HotListChanges, ReceiptAnswer
from geo_rtcc.feeds.registry import formats
from geo_rtcc.ingest.hot_lists import HotListSummary
from geo_rtcc.ingest.submissions import Receipt

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
PATHS = {"call_for_service": "calls", "plate_read": "reads", "avl_fix": "fixes"}


@pytest.fixture(scope="module")
def document(service: Running) -> dict[str, Any]:
    found: dict[str, Any] = service.ask("GET", "/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for key, value in part.items() if key == "$ref")
        part = list(part.values())
    if isinstance(part, list):
        for item in part:
            yield from references(item)


def test_every_format_is_described_with_its_schema_and_an_example(document: dict[str, Any]) -> None:
    for kind, named in formats().items():
        for one in named.values():
            body = document["paths"][f"/v1/{PATHS[kind]}/{one.name}"]["post"]["requestBody"]
            assert set(one.media_types) <= set(body["content"])
            assert all("example" in media for media in body["content"].values())
            assert ("oneOf" in body["content"][one.media_types[0]]["schema"]) == bool(one.schema)


def test_every_reference_in_the_document_leads_somewhere(document: dict[str, Any]) -> None:
    targets = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    found = {target for target in references(document) if target.startswith("#")}
    assert found
    assert found - targets == set()


def test_every_operation_says_all_its_answers(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        wanted = {"200", "403"}
        if method != "get":
            wanted |= {"400", "408", "413", "415", "422", "429", "503"}
        assert wanted <= set(operation["responses"]), path
        assert "500" not in operation["responses"]
        assert operation["summary"]


@pytest.mark.parametrize(
    ("model", "record"), [(ReceiptAnswer, Receipt), (HotListChanges, HotListSummary)]
)
def test_answers_are_described_field_by_field(model: Any, record: Any) -> None:
    assert list(model.model_fields) == [one.name for one in fields(record)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def test_the_page_sends_an_example_and_asks_no_other_host(
    browser: Browser, service: Running
) -> None:
    requests, complaints = list[str](), list[str]()
    page = browser.new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(service.url + "/")
    block = page.locator("#operations-calls_for_service-calls")
    block.locator(".opblock-summary").click()
    block.locator(".try-out__btn").click()
    block.locator(".execute").click()
    status = block.locator(".live-responses-table tbody .response-col_status").first
    status.wait_for()
    assert status.inner_text().startswith("200")
    hosts = {urlsplit(url).netloc for url in requests if not url.startswith("data:")}
    assert hosts == {urlsplit(service.url).netloc}
    assert complaints == []
