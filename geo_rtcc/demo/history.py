"""The demo's cameras, hot list and plate reads → the database, through the doors feeds come by."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from os import getpid
from pathlib import Path
from typing import Any

from geo_rtcc.demo.cameras import camera_records
from geo_rtcc.demo.city import City
from geo_rtcc.demo.hot_list import CODE, hot_list, refreshed_at
from geo_rtcc.demo.reads import known_reads
from geo_rtcc.demo.tours import TOUR_UNITS
from geo_rtcc.demo.truth import FILE, extend, truth_between
from geo_rtcc.errors import InputError
from geo_rtcc.feeds.hot_lists import parse_hot_list
from geo_rtcc.feeds.parsed import FeedContext, RecordKind
from geo_rtcc.feeds.reads.frame import READ_SCHEMA
from geo_rtcc.ingest.hot_lists import replace_hot_list
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.ingest.submissions import Submission
from geo_rtcc.settings import Settings
from geo_rtcc.store import cameras, retention
from geo_rtcc.store.database import Database
from geo_rtcc.store.feeds import ensure_source

SOURCE, READ_DAYS, KEPT_DAYS = "demo", 60, 90
_BATCH_ROWS = 25_000
_AGAIN = timedelta(hours=1)  # loaded once more, so that nothing is lost between two starts
_CLOCK = "clock.json"

Progress = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class History:
    """What a start added: reads and their hits; and how many cameras and entries there are."""

    reads_added: int = 0
    hits_added: int = 0
    cameras: int = 0
    hot_list_entries: int = 0


@dataclass(frozen=True, kw_only=True)
class Clock:
    """What the live feeds need to know of the loaded city."""

    anchor_on: date
    seed: int
    loaded_to: datetime


def load_history(
    database: Database,
    settings: Settings,
    city: City,
    *,
    anchor_on: date,
    seed: int,
    loaded_to: datetime | None,
    now: datetime,
    progress: Progress = lambda _: None,
    read_days: int = READ_DAYS,
) -> History:
    """Load cameras, hot list and reads up to ``now``; all reads where ``loaded_to`` is None.

    Parameters
    ----------
    read_days
        How many days of reads a new city gets.
    """
    folder = settings.data_dir / "demo"
    count = _load_cameras(database, city, now, is_new=loaded_to is None)
    entries = _load_hot_list(database, city, anchor_on, seed, now)
    from_at = loaded_to - _AGAIN if loaded_to else now - timedelta(days=read_days)
    from_at = max(from_at, now - timedelta(days=KEPT_DAYS))
    progress("Watching the streets")
    reads = known_reads(city, from_at, now, anchor_on=anchor_on, seed=seed)
    added = hits = 0
    pipeline = Pipeline(database, settings, what="demo reads")
    for first in range(0, len(reads), _BATCH_ROWS):
        batch = reads.select(list(READ_SCHEMA))[first : first + _BATCH_ROWS]
        submission = Submission(
            kind=RecordKind.READ, source=SOURCE, zone=city.zone, format="demo", records=batch
        )
        [receipt] = pipeline.store([submission], now=now)
        added, hits = added + receipt.added, hits + receipt.hits
        progress(f"{first + len(batch):,} of {len(reads):,} plate reads loaded")
    found = truth_between(city, reads, from_at, now, anchor_on=anchor_on, seed=seed)
    extend(folder / FILE, found)
    _keep_clock(folder, Clock(anchor_on=anchor_on, seed=seed, loaded_to=now))
    return History(reads_added=added, hits_added=hits, cameras=count, hot_list_entries=entries)


def clock(folder: Path) -> Clock:
    """Return what the last load kept for the feeds.

    Raises InputError where no demo city has been loaded into this data folder.
    """
    try:
        kept: dict[str, Any] = json.loads((folder / _CLOCK).read_text("utf-8"))
        return Clock(
            anchor_on=date.fromisoformat(kept["anchor_on"]),
            seed=int(kept["seed"]),
            loaded_to=datetime.fromisoformat(kept["loaded_to"]),
        )
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            f"There is no demo city in {folder}. Load it first: geo-rtcc demo --once"
        ) from error


def _keep_clock(folder: Path, kept: Clock) -> None:
    text = json.dumps(
        {
            "anchor_on": kept.anchor_on.isoformat(),
            "seed": kept.seed,
            "loaded_to": kept.loaded_to.isoformat(),
        }
    )
    unfinished = folder / f"{_CLOCK}.{getpid()}"
    unfinished.write_text(text + "\n", "utf-8")
    unfinished.replace(folder / _CLOCK)


def _load_cameras(database: Database, city: City, now: datetime, *, is_new: bool) -> int:
    listed = camera_records(city, list(TOUR_UNITS))
    with database.transaction() as connection:
        if is_new:
            keep = timedelta(days=KEPT_DAYS)
            retention.set_keep(connection, "plate_read", keep, by="demo", now=now)
        source_id, _ = ensure_source(connection, SOURCE, city.zone)
        changed = cameras.save(connection, source_id, listed, now=now)
        cameras.tell(connection, changed, now=now)
    return len(listed)


def _load_hot_list(
    database: Database, city: City, anchor_on: date, seed: int, now: datetime
) -> int:
    text = hot_list(city, now, anchor_on=anchor_on, seed=seed).write_csv()
    context = FeedContext(source=SOURCE, zone=city.zone, now=now)
    parsed = parse_hot_list(text.encode(), media_type="text/csv", preset="plain", context=context)
    saved = replace_hot_list(
        database,
        CODE,
        parsed,
        now=now,
        as_of=refreshed_at(city, now),
        min_share=None,
        zone=city.zone,
        file_name="demo hot list",
    )
    return saved.entries
