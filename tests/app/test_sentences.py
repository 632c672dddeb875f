"""Whatever is missing or broken, a person reads what to do next, never a traceback."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from app_fixtures import ROOT
from streamlit.testing.v1 import AppTest

from geo_rtcc.settings import Settings
from geo_rtcc.store.database import Database
from geo_rtcc.ui import connection, static


@pytest.fixture(autouse=True)
def own_connection(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let each test open its own database, and close it."""
    connection.database.clear()
    yield
    connection.database.clear()
    connection._OPENED.close()


def run(monkeypatch: pytest.MonkeyPatch, dsn: str) -> AppTest:
    monkeypatch.setenv("GEO_RTCC_DSN", dsn)
    return AppTest.from_file(str(ROOT / "geo_rtcc/ui/main.py"), default_timeout=60).run()


def sentence(app: AppTest) -> str:
    assert not app.exception
    [error] = app.error
    return str(error.value)


def test_an_empty_database_says_what_to_load(monkeypatch, settings: Settings) -> None:
    assert "geo-rtcc load calls" in sentence(run(monkeypatch, settings.dsn))


def test_a_database_that_is_down_is_said(monkeypatch, tmp_path: Path) -> None:
    text = sentence(run(monkeypatch, f"host={tmp_path} dbname=none"))
    assert "GEO_RTCC_DSN" in text


def test_a_schema_behind_says_to_migrate(monkeypatch, settings: Settings) -> None:
    with psycopg.connect(settings.dsn, autocommit=True) as direct:
        direct.execute("drop schema public cascade")
        direct.execute("create schema public")
    assert "db migrate" in sentence(run(monkeypatch, settings.dsn))


def test_missing_assets_say_which_command_installs_them(monkeypatch, tmp_path, settings) -> None:
    monkeypatch.setitem(static.FILES, "leaflet.js", tmp_path / "leaflet.js")
    app = run(monkeypatch, settings.dsn)
    assert not app.exception
    assert "./rtcc demo" in app.warning[0].value
    assert "leaflet.js" in app.warning[0].value


def test_without_boundaries_and_shifts_the_calls_are_still_shown(
    monkeypatch, database: Database, settings: Settings
) -> None:
    with database.transaction() as bare:
        bare.execute("select ensure_call_partition('2026-03-01', true)")
        bare.execute("insert into source (code, zone) values ('bare', 'UTC')")
        bare.execute(
            "insert into call_type (source_id, code, name, category) values (1, 'X', 'X', 'other')"
        )
        bare.execute(
            "insert into call_for_service (call_id, received_at, cell, point, call_type_id, "
            "operational_on, category, match_type, source_id, is_on_view, is_area_ambiguous, "
            "external_id) values (1, '2026-03-08 12:00Z', 617700169518678015, "
            "st_point(-93, 45, 4326), 1, '2026-03-08', 'other', 'given', 1, false, false, 'x')"
        )
        bare.execute(
            "insert into cell_count values ('2026-03-08', 0, 617700169518678015, 0, 'call', "
            "'other', 1)"
        )
    app = run(monkeypatch, settings.dsn)
    assert not app.exception
    assert not app.error
    shown = " ".join(str(element.proto.body) for element in app.get("html"))
    assert "1 call<" in shown
    assert "geo-rtcc load boundaries" in shown
    assert "geo-rtcc load shifts" in shown
    assert "The newest call is" in shown
