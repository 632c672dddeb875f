"""Locating and loading, beside h3-py in a loop, geopandas.sjoin, a pandas rule and PostGIS."""

import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from bench import notebook, starts
from bench.areas import agency_beats, beats_frame, synthetic_beats
from bench.database import fresh_database
from bench.figures import Figure, arguments, best, note, show, speedup
from geo_rtcc.beats import BeatIndex
from geo_rtcc.models import AreaKind, Beat, BoundarySet, Shift, ShiftPlan

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("GEO_RTCC_TEST_DATA") or ROOT.parent / "shared")
PSA = SHARED / "data/dc/police-service-areas-psa.geojson"
DENVER = SHARED / "data/denver/offenses_2019_2024.parquet"
PLAN = ShiftPlan(
    code="bench",
    zone="America/New_York",
    effective_on=date(2000, 1, 1),
    shifts=(
        Shift(code="D", name="Day", start_minute=420, end_minute=900, shift_id=1),
        Shift(code="E", name="Evening", start_minute=900, end_minute=1380, shift_id=2),
        Shift(code="N", name="Night", start_minute=1380, end_minute=420, shift_id=3),
    ),
)


def main() -> None:
    """Measure what the arguments ask for."""
    wanted = arguments(__doc__ or "")
    small = wanted.size == "small"
    figures = []
    if "locate".startswith(wanted.only.split(".")[0]):
        figures += _locate(100_000 if small else 1_000_000)
    if "load".startswith(wanted.only.split(".")[0]):
        figures += _load(20_000 if small else None)
    if "demo".startswith(wanted.only.split(".")[0]) and not small:
        figures += starts.measure()
    show(figures, as_json=wanted.json, small=small)


def _locate(n: int) -> list[Figure]:
    dc = agency_beats(PSA, "PSA")
    bounds = tuple(beats_frame(dc).total_bounds)
    figures = []
    for name, beats in (("DC", dc), ("synthetic", synthetic_beats(bounds, 300))):
        note(f"locating {n:,} points in {len(beats)} beats ({name})")
        figures += _locate_in(beats, n, name)
    return figures


def _locate_in(beats: list[Beat], n: int, name: str) -> list[Figure]:
    # the locator reaches down to the database driver, which the beat part alone does not need
    from geo_rtcc.ingest import Locator  # noqa: PLC0415

    lon, lat, instants = _points(beats, n)
    stored = tuple(replace(beat, area_id=at + 1) for at, beat in enumerate(beats))
    one_set = BoundarySet(kind=AreaKind.BEAT, effective_on=date(2000, 1, 1), areas=stored, set_id=1)
    locator = Locator([one_set], [PLAN])
    frame = beats_frame(beats)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")
    times = pd.Series(pd.to_datetime(instants, unit="us", utc=True))

    def by_notebook() -> tuple[np.ndarray, gpd.GeoDataFrame, tuple[np.ndarray, np.ndarray]]:
        return (
            notebook.cells(lon, lat),
            notebook.join(points, frame),
            notebook.shifts(times, PLAN.zone),
        )

    ours_s, ours = best(lambda: locator.locate(lon, lat, instants), 5)
    theirs_s, theirs = best(by_notebook, 1)
    _same(ours, theirs)
    build_s, index = best(lambda: BeatIndex(stored), 3)
    beat_s, _ = best(lambda: index.locate(lon, lat), 5)
    join_s, _ = best(lambda: gpd.sjoin(points, frame, predicate="within"), 3)
    postgis_s = _postgis_join(points, frame)
    sizes = f"{n:,} points over the bounds, {len(beats)} beats ({name}), index ready"
    suffix = "" if name == "DC" else f".{name}"
    return [
        speedup(
            f"locate.speedup_vs_notebook{suffix}", ours_s, "h3-py + sjoin + pandas", theirs_s, sizes
        ),
        speedup(
            f"locate.beat_speedup_vs_geopandas{suffix}", beat_s, "geopandas.sjoin", join_s, sizes
        ),
        speedup(
            f"locate.beat_speedup_vs_postgis{suffix}", beat_s, "PostGIS ST_Covers, GiST",
            postgis_s, sizes,
        ),
        Figure(figure=f"locate.index_build_s{suffix}", value=round(build_s, 3), unit="s",
               sizes=f"{len(beats)} beats ({name}), once for each boundary set"),
    ]  # fmt: skip


def _points(beats: list[Beat], n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    west, south, east, north = beats_frame(beats).total_bounds
    rng = np.random.default_rng(7)
    first = int(datetime(2019, 1, 1, tzinfo=UTC).timestamp() * 1e6)
    last = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp() * 1e6)
    return (
        rng.uniform(west, east, n),
        rng.uniform(south, north, n),
        rng.integers(first, last, n),
    )


def _same(ours: object, theirs: tuple[np.ndarray, gpd.GeoDataFrame, tuple]) -> None:
    """Refuse to report a speed whose answers differ from the peer's."""
    cells, joined, (shift, day) = theirs
    as_ints = np.array([int(cell, 16) for cell in cells.tolist()])
    assert (ours.cell == as_ints).all(), "cells differ"
    area = joined["index_right"].fillna(-1).astype(int).to_numpy() + 1
    assert (ours.area_id == area).all(), "beats differ"
    assert (ours.shift_id == shift).all(), "shifts differ"
    days = day.astype("datetime64[D]").astype(int)
    assert (ours.operational_day == days).all(), "operational dates differ"


def _postgis_join(points: gpd.GeoDataFrame, beats: gpd.GeoDataFrame) -> float:
    """Return the seconds of a spatial join in PostGIS, points and index already there."""
    import psycopg  # noqa: PLC0415

    with fresh_database() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("create table p (id int, g geometry(Point))")
        with connection.cursor().copy("copy p from stdin") as copy:
            for at, wkb in enumerate(points.geometry.to_wkb(hex=True)):
                copy.write_row((at, wkb))
        connection.execute("create table b (code text, g geometry)")
        for code, shape in zip(beats["code"], beats.geometry, strict=True):
            connection.execute("insert into b values (%s, %s::geometry)",
                               (code, shape.wkb_hex))  # fmt: skip
        connection.execute("create index on b using gist (g)")
        connection.execute("create index on p using gist (g)")
        connection.execute("vacuum analyze p, b")
        join = "create table j as select p.id, b.code from p join b on st_covers(b.g, p.g)"
        seconds, _ = best(lambda: connection.execute(join), 1)
    return seconds


def _load(rows: int | None) -> list[Figure]:
    runs = 1 if rows else 3
    note(f"loading Denver with this program, then with a notebook, {runs} times in turn")
    with tempfile.TemporaryDirectory() as folder:
        path, beats = _denver(Path(folder), rows)
        pairs = [_load_both(path, beats) for _ in range(runs)]
    ours_s, peak_mib, theirs_s, n = (
        statistics.median(column) for column in zip(*pairs, strict=True)
    )
    sizes = f"{n:,} rows, 22 columns, 300 synthetic beats, median of {runs}"
    return [
        speedup("load.speedup_vs_notebook", ours_s, "sjoin + h3-py + to_postgis", theirs_s, sizes),
        Figure(figure="load.peak_mib", value=round(peak_mib), unit="MiB", sizes=sizes),
    ]


def _denver(folder: Path, rows: int | None) -> tuple[Path, Path]:
    """Return Denver's offences, all or the first ``rows``, and beats around them."""
    path, beats = DENVER, folder / "beats.geojson"
    if rows:
        path = folder / "denver.parquet"
        pd.read_parquet(DENVER).head(rows).to_parquet(path)
    frame = pd.read_parquet(path, columns=["GEO_LON", "GEO_LAT"])
    inside = frame[frame["GEO_LON"].between(-105.2, -104.5)]
    bounds = (
        inside["GEO_LON"].min(), inside["GEO_LAT"].min(),
        inside["GEO_LON"].max(), inside["GEO_LAT"].max(),
    )  # fmt: skip
    beats_frame(synthetic_beats(bounds, 300)).to_file(beats)
    return path, beats


def _load_both(path: Path, beats: Path) -> tuple[float, float, float, int]:
    """Load once each into the same fresh server: our seconds and peak MiB, theirs, the rows.

    Each runs in a fresh process of its own, and is timed from the call to the commit.
    """
    with fresh_database() as dsn:
        ours_s, peak_mib = _once("bench._load_once", path, beats, dsn=dsn)
        theirs_s, n = _once("bench._notebook_once", path, beats, _sqlalchemy_url(dsn), dsn=dsn)
    return ours_s, peak_mib, theirs_s, int(n)


def _once(module: str, *arguments: object, dsn: str) -> tuple[float, float]:
    """Run a module that prints two numbers; return them."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    env = {**os.environ, "GEO_RTCC_DSN": dsn}
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=True)
    first, second = done.stdout.split()
    return float(first), float(second)


def _sqlalchemy_url(dsn: str) -> str:
    import psycopg.conninfo  # noqa: PLC0415

    parts = psycopg.conninfo.conninfo_to_dict(dsn)
    return f"postgresql+psycopg://{parts['user']}@/{parts['dbname']}?host={parts['host']}"


if __name__ == "__main__":
    main()
