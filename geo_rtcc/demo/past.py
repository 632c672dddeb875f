"""The demo's past calls → the database: exported as CSV and loaded as any agency's would be."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from geo_rtcc.demo import plan
from geo_rtcc.demo.calls import calls_between
from geo_rtcc.demo.city import City
from geo_rtcc.demo.truth import FILE, extend, without_point
from geo_rtcc.feeds.mapping import load_preset
from geo_rtcc.ingest import load_calls
from geo_rtcc.settings import Settings
from geo_rtcc.store.database import Database

_KEPT_EXPORTS = 3

Progress = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Past:
    """What a start did to the calls."""

    added: int
    updated: int
    rejected: int


def load_past(
    database: Database,
    settings: Settings,
    city: City,
    *,
    anchor_on: date,
    loaded_to: datetime | None,
    now: datetime,
    progress: Progress,
) -> Past:
    """Export the calls up to ``now`` and load them.

    All of them if ``loaded_to`` is None, else those since the day before it, so that calls then
    open are closed.
    """
    zone = ZoneInfo(city.zone)
    yesterday = (loaded_to or now).astimezone(zone).date() - timedelta(days=1)
    from_on = max(anchor_on, yesterday) if loaded_to else anchor_on
    progress(f"Exporting calls since {from_on:%d %B}")
    wanted = (city, datetime.combine(from_on, time(), zone), now)
    known: dict[str, Any] = {"anchor_on": anchor_on, "seed": plan.SEED}
    calls = calls_between(*wanted, **known)
    folder = settings.data_dir / "demo"
    extend(folder / FILE, without_point(*wanted, **known))
    loaded = [
        load_calls(database, how, path, load_preset("demo"), now=now, progress=progress)
        for path, how in _exports(calls, yesterday, folder / f"calls-{now:%Y%m%dT%H%M%S}", settings)
    ]
    for old in sorted(folder.glob("calls-*.csv"))[:-_KEPT_EXPORTS]:
        old.unlink(missing_ok=True)
    return Past(
        added=sum(one.added for one in loaded),
        updated=sum(one.updated for one in loaded),
        rejected=sum(one.rejected for one in loaded),
    )


def _exports(
    calls: pl.DataFrame, yesterday: date, path: Path, settings: Settings
) -> Iterator[tuple[Path, Settings]]:
    """Write the export, in two parts where it goes far back, and yield how to load each.

    Points of the far past are not compared with their addresses, which would take longer than all
    else; those since yesterday are, and so the next start's export finds them as they are.
    """
    is_past = pl.col("received").str.slice(0, 10) < yesterday.isoformat()
    unchecked = replace(settings, address_check_m=0.0)
    for part, name, how in (
        (calls.filter(is_past), "-past.csv", unchecked),
        (calls.filter(~is_past), ".csv", settings),
    ):
        if len(part) or name == ".csv":
            file = path.with_name(path.name + name)
            part.write_csv(file)
            yield file, how
