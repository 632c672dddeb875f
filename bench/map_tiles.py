"""Vector tiles of a city of 100,000 street segments, beside ST_AsMVT from the table as loaded."""

import asyncio
import os
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from math import asinh, pi, radians, tan

import httpx
from starlette.applications import Starlette

from bench.areas import synthetic_beats
from bench.database import fresh_database
from bench.figures import Figure, arguments, note, show
from bench.street_network import BLOCK_M, LAT_M, LON_M, SOUTH, WEST, base_features, side_of
from geo_rtcc.feeds.boundaries import BoundaryFile
from geo_rtcc.models import AreaKind
from geo_rtcc.store.areas import save_boundary_set
from geo_rtcc.store.base_map import replace_base_map
from geo_rtcc.store.database import Database
from geo_rtcc.ui import connection, tiles
from geo_rtcc.ui.tokens import map_token

ZOOMS = range(10, 16)
SEED = 3
# The same classes from the same zooms, one layer less; no caller, no packing, no areas.
PEER = """
with spot as (
    select box, st_transform(st_expand(box, (st_xmax(box) - st_xmin(box)) / 32), 4326) as degrees
    from st_tileenvelope(%(z)s, %(x)s, %(y)s) as box
)
select st_asmvt(drawn, 'street')
from (
    select layer, class, name, st_asmvtgeom(st_transform(shape, 3857), box, 4096, 128) as geom
    from base_feature, spot
    where shape && degrees and %(z)s >= case
        when layer <> 'street' then 8 when class = 'arterial' then 9
        when class = 'collector' then 12 else 13
    end
) as drawn
"""

Address = tuple[int, int, int]


def main() -> None:
    """Measure what the arguments ask for."""
    wanted = arguments(__doc__ or "")
    show(measure(small=wanted.size == "small"), as_json=wanted.json, small=wanted.size == "small")


def measure(*, small: bool) -> list[Figure]:
    """Ask for random tiles of zooms 10 to 15 that nobody has asked for, and ask PostGIS itself."""
    segment_count, each = (10_000, 20) if small else (100_000, 200)
    with fresh_database() as conninfo, Database(conninfo) as database:
        note(f"loading about {segment_count:,} street segments")
        count = _load(database, segment_count)
        wanted = list(_addresses(segment_count, each))
        note(f"asking {len(wanted):,} tiles")
        ours = asyncio.run(_by_route(conninfo, wanted))
        theirs = _by_peer(database, wanted)
    return [_figure(ours, theirs, f"{count:,} segments, {len(wanted):,} tiles, in-process ASGI")]


def _figure(ours: list[float], theirs: list[float], sizes: str) -> Figure:
    value, peer_value = _p95(ours), _p95(theirs)
    return Figure(
        figure="map.tile_p95_ms",
        value=round(value, 2),
        unit="ms",
        peer="ST_AsMVT + ST_Transform a row of the table as loaded",
        peer_value=round(peer_value, 2),
        ratio=round(peer_value / value, 2),
        sizes=f"{sizes}; median {statistics.median(ours):.2f}, slowest {max(ours):.1f} ms",
    )


def _load(database: Database, segment_count: int) -> int:
    features = list(base_features(segment_count))
    west, south, east, north = _bounds(segment_count)
    beats = synthetic_beats((west, south, east, north), 100)
    file = BoundaryFile(
        kind=AreaKind.BEAT, areas=tuple(beats), crs="WGS 84", feature_count=len(beats)
    )
    with database.transaction() as transaction:
        began = time.perf_counter()
        replace_base_map(transaction, features, now=datetime.now(UTC))
        note(f"base map loaded and prepared in {time.perf_counter() - began:.1f} s")
        save_boundary_set(
            transaction, file, effective_on=date(2020, 1, 1), file_name="bench",
            file_sha256=bytes(32), now=datetime.now(UTC),
        )  # fmt: skip
    return sum(feature.layer == "street" for feature in features)


async def _by_route(conninfo: str, wanted: list[Address]) -> list[float]:
    transport = httpx.ASGITransport(Starlette(routes=tiles.ROUTES))
    headers = {"Authorization": f"Bearer {map_token()}", "Accept-Encoding": "gzip"}
    seconds = []
    with _app_on(conninfo):
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
            await client.get("/tiles/10/0/0", headers=headers)  # opens the database
            for number, (z, x, y) in enumerate(wanted):
                # Another day each time: the same boundaries, but never a tile that is kept.
                on = date(2021, 1, 1) + timedelta(days=number)
                began = time.perf_counter()
                answer = await client.get(f"/tiles/{z}/{x}/{y}?on={on}", headers=headers)
                seconds.append(time.perf_counter() - began)
                assert answer.status_code == 200, answer.text
                assert answer.content
    return [one * 1000 for one in seconds]


def _by_peer(database: Database, wanted: list[Address]) -> list[float]:
    milliseconds = []
    with database.transaction() as transaction:
        for z, x, y in wanted:
            began = time.perf_counter()
            transaction.execute(PEER, {"z": z, "x": x, "y": y}).fetchone()
            milliseconds.append((time.perf_counter() - began) * 1000)
    return milliseconds


def _addresses(segment_count: int, each: int) -> Iterator[Address]:
    dice = random.Random(SEED)
    west, south, east, north = _bounds(segment_count)
    wanted = [(z, dice.uniform(west, east), dice.uniform(south, north))
              for z in ZOOMS for _ in range(each)]  # fmt: skip
    dice.shuffle(wanted)
    for z, lon, lat in wanted:
        x = (lon + 180) / 360 * (1 << z)
        y = (1 - asinh(tan(radians(lat))) / pi) / 2 * (1 << z)
        yield z, int(x), int(y)


def _bounds(segment_count: int) -> tuple[float, float, float, float]:
    east_m = north_m = side_of(segment_count) * BLOCK_M
    return WEST, SOUTH, WEST + east_m / LON_M, SOUTH + north_m / LAT_M


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


@contextmanager
def _app_on(conninfo: str) -> Iterator[None]:
    before = os.environ.get("GEO_RTCC_DSN")
    os.environ["GEO_RTCC_DSN"] = conninfo
    connection.database.clear()
    tiles.clear()
    try:
        yield
    finally:
        connection.database.clear()
        connection._OPENED.close()
        os.environ.pop("GEO_RTCC_DSN")
        if before is not None:
            os.environ["GEO_RTCC_DSN"] = before


if __name__ == "__main__":
    main()
