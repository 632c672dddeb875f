"""Whatever is missing or broken, a person reads what to do next, never a traceback."""

import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import psycopg
import pytest
from app_fixtures import ROOT
from streamlit.testing.v1 import AppTest

from geo_rtcc.settings import Settings
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import Database
from geo_rtcc.ui import connection, static
from geo_rtcc.views.missing import NO_AREAS, NO_CALLS, NO_PLAN

REVIEW = """
from geo_rtcc.ui.guard import sentences
from geo_rtcc.ui.pages import shift_review

with sentences():
    shift_review.page()
"""


@pytest.fixture(autouse=True)
def own_connection(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let each test open its own database, and close it."""
    connection.database.clear()
    yield
    connection.database.clear()
    connection._OPENED.close()


def run(monkeypatch: pytest.MonkeyPatch, dsn: str, timeout_s: float = 60) -> AppTest:
    monkeypatch.setenv("GEO_RTCC_DSN", dsn)
    return AppTest.from_file(
        str(ROOT / "geo_rtcc/ui/entry/main.py"), default_timeout=timeout_s
    ).run()


def review(monkeypatch: pytest.MonkeyPatch, dsn: str) -> AppTest:
    """Run the shift review alone: an AppTest can't turn to another page."""
    monkeypatch.setenv("GEO_RTCC_DSN", dsn)
    return AppTest.from_string(REVIEW, default_timeout=60).run()


def notes(app: AppTest) -> list[str]:
    """Return the sentences that the live map is given to show."""
    assert not app.exception
    given = [each.proto for each in app.get("bidi_component")]
    [live] = [each for each in given if each.component_name.endswith("geo_rtcc_live_map")]
    return list(json.loads(live.json)["notes"])


def cut_off(cluster: EmbeddedCluster, conninfo: str, *, for_good: bool) -> None:
    """End every connection to a database, and let no new one in where it is for good."""
    name = psycopg.conninfo.conninfo_to_dict(conninfo)["dbname"]
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as direct:
        if for_good:
            direct.execute(f"alter database {name} allow_connections false")
        direct.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s",
            [name],
        )


def sentence(app: AppTest) -> str:
    assert not app.exception
    [error] = app.error
    return str(error.value)


def test_an_empty_database_says_what_to_load_in_which_order(monkeypatch, settings) -> None:
    app = review(monkeypatch, settings.dsn)
    assert not app.exception
    assert not app.error
    text = str(app.info[0].value)
    order = [text.index(f"load {what}") for what in ("boundaries", "shifts", "calls")]
    assert order == sorted(order)


def test_an_empty_live_map_says_what_to_load(monkeypatch, settings) -> None:
    app = run(monkeypatch, settings.dsn)
    assert notes(app) == [NO_CALLS, NO_AREAS, NO_PLAN]
    assert not app.error


def test_a_database_that_goes_away_is_said_before_a_person_gives_up(
    monkeypatch, cluster: EmbeddedCluster, settings: Settings
) -> None:
    monkeypatch.setattr(connection, "PATIENCE_S", 1.0)
    app = run(monkeypatch, settings.dsn, timeout_s=10)
    cut_off(cluster, settings.dsn, for_good=True)
    for _ in ("while the pool has a dead connection", "when it has none"):
        assert "db status" in sentence(app.run())


def test_pages_go_on_after_the_server_was_restarted(
    monkeypatch, cluster: EmbeddedCluster, settings: Settings
) -> None:
    app = run(monkeypatch, settings.dsn)
    cut_off(cluster, settings.dsn, for_good=False)
    assert not app.run().error
    assert notes(app) == [NO_CALLS, NO_AREAS, NO_PLAN]


def test_pages_read_from_the_replica(monkeypatch, tmp_path: Path, settings: Settings) -> None:
    monkeypatch.setenv("GEO_RTCC_READ_DSN", settings.dsn)
    app = run(monkeypatch, f"host={tmp_path} dbname=none")
    assert not app.error
    assert notes(app) == [NO_CALLS, NO_AREAS, NO_PLAN]


def test_a_database_that_is_down_is_said(monkeypatch, tmp_path: Path) -> None:
    text = sentence(run(monkeypatch, f"host={tmp_path} dbname=none"))
    assert "GEO_RTCC_DSN" in text


def test_a_schema_behind_says_to_migrate(monkeypatch, settings: Settings) -> None:
    with psycopg.connect(settings.dsn, autocommit=True) as direct:
        direct.execute("drop schema public cascade")
        direct.execute("create schema public")
    assert "db migrate" in sentence(run(monkeypatch, settings.dsn))


def test_missing_assets_say_which_command_installs_them(monkeypatch, tmp_path, settings) -> None:
    monkeypatch.setattr(static, "_read", {})
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
    app = review(monkeypatch, settings.dsn)
    assert not app.exception
    assert not app.error
    shown = " ".join(str(element.proto.body) for element in app.get("html"))
    assert "<dd>1</dd>" in shown
    assert NO_AREAS in unescape(shown)
    assert NO_PLAN in unescape(shown)
    assert notes(run(monkeypatch, settings.dsn)) == [NO_AREAS, NO_PLAN]
