"""Commits updates of records through the ingest pipeline, one a transaction, at a steady rate.

Reads commands from stdin, ``RATE COUNT`` a line (rate 0: as fast as it goes), and answers each with
a list of [handed in, committed, outbox id], both in seconds since 1970.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from bench.map_city import FULL, SMALL, SOURCE, ZONE, made, updates
from geo_rtcc.feeds.parsed import RecordKind
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.ingest.submissions import Submission
from geo_rtcc.models import AvlFix
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database

Update = tuple[float, float, int]


def main() -> None:
    """Serve commands until stdin ends."""
    dsn, folder, size, made_at = sys.argv[1:]
    city = made(SMALL if size == "small" else FULL, datetime.fromisoformat(made_at))
    changes = updates(city, _now)
    with Database(dsn) as database, psycopg.connect(dsn, autocommit=True) as asking:
        pipeline = Pipeline(database, Settings(data_dir=Path(folder), dsn=dsn))
        pipeline.warm()

        def one() -> Update:
            record = next(changes)
            is_fix = isinstance(record, AvlFix)
            submission = Submission(
                kind=RecordKind.FIX if is_fix else RecordKind.CALL,
                source=SOURCE, zone=ZONE, records=[record],
            )  # fmt: skip
            began = time.time()
            [receipt] = pipeline.store([submission], now=_now())
            committed = time.time()
            assert receipt.added + receipt.updated == 1, receipt
            found = asking.execute("select max(outbox_id) from outbox").fetchone()
            return began, committed, int(found[0]) if found else 0

        for line in sys.stdin:
            rate, count = (float(word) for word in line.split())
            sys.stdout.write(json.dumps(_paced(one, rate, int(count))) + "\n")
            sys.stdout.flush()


def _paced(one: Callable[[], Update], rate: float, count: int) -> list[Update]:
    began, done = time.monotonic(), []
    for number in range(count):
        if rate and (left := began + number / rate - time.monotonic()) > 0:
            time.sleep(left)
        done.append(one())
    return done


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    main()
