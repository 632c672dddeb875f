"""The routes beside the pages: our own files, the base map, and nothing else."""

import gzip
import json
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

import pytest

from geo_rtcc.ui.static import FILES, asset, asset_addresses


def get(url: str, path: str, **headers: str) -> HTTPResponse:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.request("GET", path, headers=headers)
    return connection.getresponse()


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_served_with_its_type(app_url: str, name: str) -> None:
    answer = get(app_url, f"/assets/{name}")
    types = {"js": "text/javascript", "css": "text/css", "png": "image/png", "woff2": "font/woff2"}
    assert answer.status == 200
    assert answer.headers["Content-Type"].split(";")[0] == types[name.rsplit(".", maxsplit=1)[-1]]
    assert answer.read() == FILES[name].read_bytes()


def test_versioned_files_are_kept_for_a_year(app_url: str) -> None:
    for address in asset_addresses().values():
        assert "immutable" in get(app_url, address).headers["Cache-Control"]
    assert "immutable" not in get(app_url, "/assets/map.css?v=old").headers["Cache-Control"]


def test_the_version_is_that_of_the_content() -> None:
    assert asset("map.css").version != asset("map_base.js").version
    assert len(asset("map.css").version) == 12


@pytest.mark.parametrize(
    "path",
    [
        "/assets/package.json",
        "/assets/",
        "/assets/../app.py",
        "/assets/..%2f..%2f..%2fapp.py",
        "/assets/%2e%2e/main.py",
        "/assets//etc/passwd",
        "/assets/node_modules/leaflet/package.json",
        "/assets/map.css%00.js",
    ],
)
def test_nothing_else_is_served(app_url: str, path: str) -> None:
    answer = get(app_url, path)
    body = answer.read()
    assert answer.status in (400, 404) or b"<title>Streamlit</title>" in body
    assert b"import streamlit" not in body
    assert b"root:" not in body


def test_the_base_map_is_gzipped_geojson(app_url: str) -> None:
    answer = get(app_url, "/base-map/street.json", **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Type"] == "application/geo+json"
    streets = json.loads(gzip.decompress(answer.read()))
    assert {feature["properties"]["c"] for feature in streets["features"]} == {
        "arterial", "collector", "local",
    }  # fmt: skip


def test_the_base_map_is_not_sent_twice(app_url: str) -> None:
    first = get(app_url, "/base-map/park.json")
    again = get(app_url, "/base-map/park.json", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.read()) == (304, b"")


def test_unknown_layers_are_not_found(app_url: str) -> None:
    assert get(app_url, "/base-map/secrets.json").status == 404


def test_a_foreign_host_name_gets_no_websocket(app_url: str) -> None:
    answer = get(
        app_url, "/_stcore/stream", Host="evil.example", Upgrade="websocket",
        Connection="Upgrade", **{"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "eA=="},
    )  # fmt: skip
    assert answer.status in (400, 403)
