"""A PMTiles file in place of the agency's streets, and files that can't be one."""

import gzip
import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write
from small_city import SOUTH, STEP, WEST
from tile_client import HOME, Client, X, Y, Z, bare, client, own_connection
from tile_content import tile_version
from vector_tiles import decode, place

from geo_rtcc.errors import SettingsError
from geo_rtcc.settings import Settings
from geo_rtcc.situation.map_file import open_map_file
from geo_rtcc.situation.tiles import base_map_schema, tile, tile_facts
from geo_rtcc.store.database import Database
from geo_rtcc.supervisor.parts import environment

__all__ = ["bare", "client", "own_connection"]


def write_map(path: Path, content: dict[tuple[int, int, int], bytes], **header: Any) -> None:
    kind = {"tile_type": TileType.MVT, "tile_compression": Compression.GZIP}
    with write(path) as writer:
        for address in sorted(content, key=lambda address: zxy_to_tileid(*address)):
            packed = (header or kind).get("tile_compression", Compression.GZIP) == Compression.GZIP
            body = content[address]
            writer.write_tile(zxy_to_tileid(*address), gzip.compress(body) if packed else body)
        writer.finalize({**kind, **header}, {})


@pytest.mark.parametrize("compression", [Compression.GZIP, Compression.NONE])
def test_a_pmtiles_file_takes_the_streets_place(
    client: Client, monkeypatch, tmp_path: Path, city: Database, compression: Compression
) -> None:
    roads = tile(city, 14, *place(WEST + STEP, SOUTH + STEP, 14)[:2], on=date(2000, 1, 1))
    path = tmp_path / "base.pmtiles"
    write_map(path, {(0, 0, 0): roads, (Z, X, Y): roads}, tile_compression=compression)
    monkeypatch.setenv("GEO_RTCC_BASE_MAP", str(path))
    layers = decode(client.get(HOME).content)
    own = decode(roads)
    assert {name: layers[name] for name in own} == own
    assert {"area", "area_label"} <= layers.keys()
    assert decode(client.get(f"/tiles/{Z}/{X + 9}/{Y}").content) == {}
    assert client.get(f"/tiles/{Z + 1}/0/0").status_code == 404
    settings = Settings.from_env()
    assert base_map_schema(settings) == ("protomaps", Z)
    assert tile_version(city) in tile_facts(city, datetime.now(UTC)).version


def test_another_file_is_another_version(
    client: Client, monkeypatch, tmp_path: Path, city: Database
) -> None:
    path, new = tmp_path / "base.pmtiles", tmp_path / "new.pmtiles"
    monkeypatch.setenv("GEO_RTCC_BASE_MAP", str(path))
    versions = set()
    for zoom in (3, 4):
        write_map(new, {(zoom, 0, 0): b""})
        new.replace(path)
        facts = tile_facts(city, datetime.now(UTC))
        assert facts.max_zoom == zoom
        versions.add(facts.version)
    assert len(versions) == 2


def test_the_parts_are_told_of_the_file(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, base_map=tmp_path / "base.pmtiles")
    assert Settings.from_env(environment(settings)) == settings
    assert Settings.from_env({"GEO_RTCC_BASE_MAP": ""}).base_map is None


@pytest.mark.parametrize("content", [None, b"", b"PK", b"PMTiles\x03" + bytes(119)])
def test_a_file_that_cannot_be_used_is_named_and_the_own_map_stays(
    client: Client, monkeypatch, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "base.pmtiles"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"GEO_RTCC_BASE_MAP=.*base\.pmtiles"):
        open_map_file(path)
    monkeypatch.setenv("GEO_RTCC_BASE_MAP", str(path))
    assert base_map_schema(Settings.from_env()) == ("agency", 15)
    assert "street" in decode(client.get(HOME).content)


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ({"tile_type": TileType.PNG}, "vector tiles"),
        ({"tile_compression": Compression.BROTLI}, "gzip"),
    ],
)
def test_files_of_other_kinds_are_refused(tmp_path: Path, header: dict, word: str) -> None:
    path = tmp_path / "base.pmtiles"
    write_map(path, {(0, 0, 0): b"x"}, **header)
    with pytest.raises(SettingsError, match=word):
        open_map_file(path)


def test_tiles_below_directories_are_found(tmp_path: Path) -> None:
    path, z, dice = tmp_path / "base.pmtiles", 7, random.Random(1)
    every = {
        (z, x, y): dice.randbytes(dice.randrange(1, 999))
        for x in range(1 << z) for y in range(1 << z)
    }  # fmt: skip
    write_map(path, every)
    opened = open_map_file(path)
    assert opened.header["leaf_directory_length"] > 0
    for (_, x, y), body in dice.sample(sorted(every.items()), 300):
        assert opened.tile(z, x, y) == body
    assert opened.tile(6, 0, 0) == b""


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "base.pmtiles"
    write_map(path, {(1, 0, 0): bytes(range(256)) * 40})
    path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(SettingsError, match="ends too early"):
        open_map_file(path)
