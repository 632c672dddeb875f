"""The route of vector tiles: who gets them, what caches are told, what happens when things fail."""

import time
from datetime import UTC, datetime

import psycopg
import pytest
from httpx import Response
from shapely.geometry import LineString
from small_city import EFFECTIVE_ON, SOUTH, WEST
from tile_client import HOME, Client, X, Y, Z, bare, client, own, own_connection
from tile_content import tile_version
from vector_tiles import decode, place

from geo_rtcc.models import BaseFeature
from geo_rtcc.store.base_map import replace_base_map
from geo_rtcc.store.cluster import EmbeddedCluster
from geo_rtcc.store.database import Database
from geo_rtcc.ui import tiles

__all__ = ["bare", "client", "own", "own_connection"]


def load(database: Database, name: str) -> None:
    road = LineString([(WEST, SOUTH), (WEST + 0.01, SOUTH)])
    feature = BaseFeature(layer="street", road_class="arterial", name=name, shape=road)
    with database.transaction() as transaction:
        replace_base_map(transaction, [feature], now=datetime.now(UTC))


def road_at(client: Client, query: str = "") -> str:
    x, y, _, _ = place(WEST + 0.005, SOUTH + 0.0001, 14)
    layers = decode(client.get(f"/tiles/14/{x}/{y}{query}").content)
    return str(layers["street"][0].properties["name"]) if layers else ""


def kept_s(answer: Response) -> int:
    control = answer.headers["Cache-Control"]
    assert control.startswith("private, max-age=")
    return int(control.rsplit("=", maxsplit=1)[-1])


def test_nobody_without_a_token_gets_a_tile(bare: Client) -> None:
    for headers in ({}, {"Authorization": "Bearer forged"}):
        answer = bare.get(HOME, headers=headers)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_tile_has_the_citys_layers(client: Client) -> None:
    answer = client.get(HOME)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
    layers = decode(answer.content)
    assert layers.keys() == {"water", "street", "area", "area_label"}
    assert "park" in decode(client.get(f"/tiles/{Z - 2}/{X >> 2}/{Y >> 2}").content)
    assert "22" in {feature.properties["code"] for feature in layers["area_label"]}
    assert {feature.properties["class"] for feature in layers["street"]} == {
        "arterial", "collector", "local",
    }  # fmt: skip


def test_large_tiles_are_packed_for_those_who_can_unpack(client: Client) -> None:
    packed = client.get(HOME, headers={"Accept-Encoding": "br, gzip"})
    plain = client.get(HOME, headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"])
    assert "Content-Encoding" not in plain.headers
    assert packed.content == plain.content
    assert packed.headers["ETag"] != plain.headers["ETag"]
    small = client.get("/tiles/4/0/0", headers={"Accept-Encoding": "gzip"})
    assert (small.status_code, small.content) == (200, b"")
    assert "Content-Encoding" not in small.headers


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_a_known_tile_is_not_sent_again(client: Client, form: str) -> None:
    tag = client.get(HOME).headers["ETag"]
    again = client.get(HOME, headers={"If-None-Match": form.format(tag)})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    other = client.get(HOME, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_a_tile_named_by_its_version_is_kept_for_a_day(client: Client, city: Database) -> None:
    version = tile_version(city)
    assert kept_s(client.get(HOME)) <= 60
    assert kept_s(client.get(f"{HOME}?v={version}")) == 86_400
    assert kept_s(client.get(f"{HOME}?v=another")) <= 60


def test_the_day_chooses_the_boundaries(client: Client) -> None:
    before = decode(client.get(f"{HOME}?on=2019-12-31").content)
    assert before.keys() == {"water", "street"}
    assert "area" in decode(client.get(f"{HOME}?on={EFFECTIVE_ON}").content)


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("/tiles/16/0/0", 404, "zoom 15"),
        ("/tiles/3/8/0", 404, "from 0 to 7"),
        ("/tiles/3/0/99999", 404, "from 0 to 7"),
        ("/tiles/3/-1/0", 400, "whole numbers"),
        ("/tiles/3/0/1.5", 400, "whole numbers"),
        ("/tiles/3/0/%D9%A1", 400, "whole numbers"),
        (f"/tiles/3/0/{'9' * 40}", 400, "whole numbers"),
        (f"{HOME}?on=yesterday", 400, "date"),
    ],
)
def test_what_is_no_tile_is_said_in_a_sentence(
    client: Client, path: str, status: int, word: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert word in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_new_base_map_is_seen_within_a_second(own: Client, database: Database) -> None:
    load(database, "Old Road")
    assert road_at(own) == "Old Road"
    load(database, "New Road")
    deadline = time.monotonic() + tiles.FACTS_S + 0.5
    while road_at(own) == "Old Road":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert road_at(own) == "New Road"


def test_who_names_the_new_version_never_gets_the_old_map(own: Client, database: Database) -> None:
    for name in ("First Road", "Second Road", "Third Road"):
        load(database, name)
        assert road_at(own, f"?v={tile_version(database)}") == name


def test_tiles_that_are_kept_are_not_made_again(
    own: Client, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiles, "FACTS_S", 60.0)
    load(database, "Old Road")
    assert road_at(own) == "Old Road"
    load(database, "New Road")
    assert road_at(own) == "Old Road"
    tiles.clear()
    assert road_at(own) == "New Road"


def test_a_database_that_is_away_is_said(
    own: Client, cluster: EmbeddedCluster, conninfo: str
) -> None:
    assert own.get(HOME).status_code == 200
    tiles.clear()
    allow(cluster, conninfo, False)
    answer = own.get(HOME)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "db status" in answer.text
    assert "Traceback" not in answer.text
    allow(cluster, conninfo, True)
    until = time.monotonic() + 15
    while own.get(HOME).status_code != 200:
        assert time.monotonic() < until  # the pool tries again after a pause of its own


def allow(cluster: EmbeddedCluster, conninfo: str, allowed: bool) -> None:
    """Let connections to a database in, or end those there are and refuse new ones."""
    name = psycopg.conninfo.conninfo_to_dict(conninfo)["dbname"]
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as direct:
        direct.execute(f"alter database {name} allow_connections {str(allowed).lower()}")
        if not allowed:
            direct.execute(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s",
                [name],
            )
