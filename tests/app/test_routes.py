"""The route of the files that pages load: our own, others', and nothing else."""

import gzip
import re
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from geo_rtcc.ui import static
from geo_rtcc.ui.static import (
    ENTRIES,
    FILES,
    address_of,
    asset,
    module_addresses,
    own_version,
    program,
)


def get(url: str, path: str, **headers: str) -> HTTPResponse:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.request("GET", path, headers=headers)
    return connection.getresponse()


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_served_with_its_type_for_ever(app_url: str, name: str) -> None:
    answer = get(app_url, address_of(name))
    types = {"js": "text/javascript", "css": "text/css", "png": "image/png", "woff2": "font/woff2"}
    assert answer.status == 200
    assert answer.headers["Content-Type"].split(";")[0] == types[name.rsplit(".", maxsplit=1)[-1]]
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.read() == FILES[name].read_bytes()


def test_scripts_are_sent_packed_to_those_who_take_it(app_url: str) -> None:
    answer = get(app_url, address_of("leaflet.js"), **{"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.read()) == FILES["leaflet.js"].read_bytes()


def test_a_file_without_its_version_is_kept_for_an_hour_only(app_url: str) -> None:
    for path in ("/assets/leaflet.css?v=old", "/assets/public-sans-latin.woff2"):
        answer = get(app_url, path)
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "public, max-age=3600")


def test_a_module_of_another_version_is_refused_with_what_to_do(app_url: str) -> None:
    answer = get(app_url, address_of("map/base.js").replace(own_version(), "0123456789ab"))
    assert (answer.status, answer.headers["Cache-Control"]) == (404, "no-store")
    assert b"Reload the page" in answer.read()


def test_every_import_of_a_module_is_served(app_url: str) -> None:
    for address in module_addresses():
        text = get(app_url, address).read().decode()
        for path in re.findall(r"""^(?:import\b|.* from)[^;"'=(]*["']([^"']+)["'];$""", text, re.M):
            assert path.startswith("."), f"{address} imports {path}, which no browser can find"
            assert get(app_url, urljoin(address, path)).status == 200


def test_the_modules_of_a_map_are_what_it_imports_and_no_more() -> None:
    names = {address.split("/", 3)[3] for address in module_addresses("map/folium.js")}
    assert {"map/folium.js", "map/base.js", "map/token.js", "map/canvas_layer.js"} <= names
    assert not any(name.startswith("live/") for name in names)


def test_versions_name_the_content() -> None:
    assert asset("map.css").version != asset("map/base.js").version
    assert address_of("leaflet.js").endswith(f"?v={asset('leaflet.js').version}")
    assert address_of("map/base.js") == f"/assets/own-{own_version()}/map/base.js"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/package.json",
        "/assets/map/base.js",
        "/assets/map.css",
        f"/assets/own-{own_version()}/leaflet.js",
        f"/assets/own-{own_version()}/tsconfig.json",
        f"/assets/own-{own_version()}/map/../../../../app.py",
        f"/assets/own-{own_version()}/map/..%2f..%2f..%2f..%2fapp.py",
        f"/assets/own-{own_version()}/node_modules/eventsource-parser/dist/index.js",
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


def test_a_foreign_host_name_gets_no_websocket(app_url: str) -> None:
    answer = get(
        app_url, "/_stcore/stream", Host="evil.example", Upgrade="websocket",
        Connection="Upgrade", **{"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "eA=="},
    )  # fmt: skip
    assert answer.status in (400, 403)


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_program_is_one_file_with_all_that_it_imports(app_url: str, entry: str) -> None:
    address, modules = program(entry)
    answer = get(app_url, address)
    body = answer.read().decode()
    assert (answer.status, modules) == (200, [])
    assert answer.headers["Content-Type"].split(";")[0] == "text/javascript"
    assert "immutable" in answer.headers["Cache-Control"]
    assert not re.search(r"""\bfrom\s*["']\.""", body)


def test_without_the_bundler_its_modules_are_fetched_ahead(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(static, "_MODULES", tmp_path)
    static.bundle.cache_clear()
    address, modules = program("live/main.js")
    static.bundle.cache_clear()
    assert address == address_of("live/main.js")
    assert address in modules
    assert address_of("live/model.js") in modules


def test_only_programs_are_bundled(app_url: str) -> None:
    whole = program("live/main.js")[0]
    assert get(app_url, whole.replace("live/main.js", "live/model.js")).status == 404
    assert get(app_url, whole.replace("live/main.js", "../component.js")).status in (400, 404)
