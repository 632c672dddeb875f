"""One read a request: how many a second, how soon acknowledged, beside one commit a record."""

import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from bench.database import fresh_database
from bench.figures import Figure, note
from bench.ingest_city import made, save
from bench.ingest_service import ROOT, service
from geo_rtcc.store import Database

RATE, CAMERAS, SENDERS = 1_100, 200, 64


def measure(*, small: bool) -> list[Figure]:
    """Post at a steady rate, then as fast as it goes, then commit each beside it."""
    entries, paced, most = (5_000, 1_500, 1_500) if small else (100_000, 33_000, 20_000)
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as name, fresh_database() as dsn:
        with Database(dsn) as database:
            save(database, made(entries), Path(name), now)
        with service(dsn, Path(name)) as running:
            begin_at = (now - timedelta(hours=1)).isoformat()

            def posts(seed: int, count: int, rate: int, connections: int) -> dict[str, Any]:
                words = (running.url, entries, begin_at, seed, count, rate, connections)
                return _once("bench._ingest_posts", *words)

            posts(1, 1_000, 0, SENDERS)
            steady = posts(2, paced, RATE, CAMERAS)
            note(f"steady: {steady}")
            with psycopg.connect(dsn, autocommit=True) as connection:
                connection.execute("create table commit_each (like plate_read)")
                connection.execute("select index_data_partition('plate_read', 'commit_each')")
                before = _commits(connection)
                fastest = posts(3, most, 0, SENDERS)
                group = most / max(1, _commits(connection) - before)
            note(f"fastest: {fastest}")
            peer = _once("bench._ingest_commit_each", dsn, "commit_each", most, SENDERS)
            note(f"peer: {peer}")
    assert not steady["failed"]
    assert not fastest["failed"]
    return _figures(steady, fastest, peer, paced=paced, most=most, entries=entries, group=group)


def _figures(
    steady: dict[str, Any],
    fastest: dict[str, Any],
    peer: dict[str, Any],
    *,
    paced: int,
    most: int,
    entries: int,
    group: float,
) -> list[Figure]:
    offered = f"{paced:,} posts due at {RATE:,}/s, {CAMERAS} kept-alive connections"
    sizes = f"{offered}; as fast as it goes {fastest['per_s']:,.0f}/s; {entries:,} entries"
    acks = f"{offered}, from when each was due; median {steady['p50_ms']:.0f}, most "
    return [
        Figure(figure="ingest.single_posts_per_s", value=round(steady["per_s"]), unit="posts/s",
               sizes=sizes),
        Figure(figure="ingest.single_ack_p99_ms", value=round(steady["p99_ms"], 1), unit="ms",
               sizes=f"{acks}{steady['max_ms']:.0f}"),
        Figure(figure="ingest.single_vs_commit_each", value=round(fastest["per_s"]),
               unit="posts/s", peer="psycopg, one insert and commit a record, no HTTP, no matching",
               peer_value=round(peer["per_s"]), ratio=round(fastest["per_s"] / peer["per_s"], 2),
               sizes=f"{most:,} records, {SENDERS} senders; {group:.0f} posts a commit"),
    ]  # fmt: skip


def _commits(connection: psycopg.Connection) -> int:
    found = connection.execute(
        "select count(*) from outbox where topic = 'reads.stored'"
    ).fetchone()
    return int(found[0]) if found else 0


def _once(module: str, *arguments: object) -> dict[str, Any]:
    """Run a module that prints one JSON object; return it."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{module}: {done.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
