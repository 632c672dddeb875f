"""The system page shows what it can, also without a supervisor or a database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from app_fixtures import ROOT
from streamlit.testing.v1 import AppTest

from geo_rtcc.settings import Settings
from geo_rtcc.ui import connection

SCRIPT = """
from geo_rtcc.ui.pages import system
system.page()
"""


@pytest.fixture(autouse=True)
def own_connection(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[None]:
    """Let each test open its own database, and close it."""
    monkeypatch.setenv("GEO_RTCC_DATA_DIR", str(settings.data_dir))
    monkeypatch.chdir(ROOT)
    connection.database.clear()
    yield
    connection.database.clear()
    connection._OPENED.close()


def shown(app: AppTest) -> str:
    assert not app.exception
    assert not app.error
    return " ".join(str(element.proto.body) for element in app.get("html"))


def run(monkeypatch: pytest.MonkeyPatch, dsn: str) -> AppTest:
    monkeypatch.setenv("GEO_RTCC_DSN", dsn)
    return AppTest.from_string(SCRIPT, default_timeout=30).run()


def test_without_a_supervisor_the_stored_state_is_shown(monkeypatch, settings: Settings) -> None:
    text = shown(run(monkeypatch, str(settings.dsn)))
    assert "No supervisor runs on this data folder" in text
    assert "No feed has brought anything yet." in text


def test_without_the_database_the_rest_is_shown(monkeypatch, tmp_path: Path) -> None:
    text = shown(run(monkeypatch, f"host={tmp_path} dbname=none"))
    assert "No supervisor runs on this data folder" in text
    assert "GEO_RTCC_DSN" in text


@pytest.mark.parametrize("content", [None, b"PK", b"PMTiles\x03" + bytes(119)])
def test_a_base_map_file_that_cannot_be_used_is_not_well(
    monkeypatch, settings: Settings, tmp_path: Path, content: bytes | None
) -> None:
    monkeypatch.setenv("GEO_RTCC_INGEST_PORT", "1")  # another installation may use the usual one
    path = tmp_path / "base.pmtiles"
    if content is not None:
        path.write_bytes(content)
    without = shown(run(monkeypatch, str(settings.dsn)))
    monkeypatch.setenv("GEO_RTCC_BASE_MAP", str(path))
    text = shown(run(monkeypatch, str(settings.dsn)))
    assert "2 things not well" in without
    assert "3 things not well" in text
    assert f"GEO_RTCC_BASE_MAP={path} can&#x27;t be used: it" in text
