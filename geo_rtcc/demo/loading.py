"""Put the demo city into a database, through the same doors as any agency's data.

The first start writes 90 days of calls as a CSV export and loads it; a later one exports from the
day before the last loaded instant, so that calls then open are closed, and loads that.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from geo_rtcc.demo import plan
from geo_rtcc.demo.base_map import base_features
from geo_rtcc.demo.city import City, build_city, plan_digest
from geo_rtcc.demo.export import FILES, PARENT_FIELD, boundaries_dir
from geo_rtcc.demo.geofile import save_geofile
from geo_rtcc.demo.history import READ_DAYS, History, load_history
from geo_rtcc.demo.past import Past, load_past
from geo_rtcc.feeds.boundaries import read_boundaries
from geo_rtcc.feeds.shift_plan import read_shift_plan
from geo_rtcc.ingest import relocate
from geo_rtcc.ingest.regeocode import regeocode_waiting
from geo_rtcc.models import AreaKind, aware
from geo_rtcc.settings import Settings
from geo_rtcc.store import load_runs, outbox
from geo_rtcc.store.areas import save_boundary_set
from geo_rtcc.store.base_map import replace_base_map
from geo_rtcc.store.database import Connection, Database
from geo_rtcc.store.installation import fact, keep_fact
from geo_rtcc.store.shift_plans import save_shift_plan

DAYS = 90
EFFECTIVE_ON = date(2015, 1, 1)
SHIFTS = "shifts.toml"
_FACT = "demo"
_COARSE_FIRST = (AreaKind.DISTRICT, AreaKind.SECTOR, AreaKind.BEAT)

Progress = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class DemoSummary:
    """What the database holds of the demo city after a start, and what this start added.

    Parameters
    ----------
    anchor_on
        The city's first day, ISO 8601; what was planted is counted from it.
    first_start
        Whether the city was new to this database.
    calls_added, calls_updated, calls_rejected
        By this start; reads and hits as well.
    base_features
        Features of the base map written by this start; 0 where it was there already.
    """

    city: str
    anchor_on: str
    loaded_to: str
    first_start: bool
    beats: int
    streets: int
    base_features: int
    calls_added: int
    calls_updated: int
    calls_rejected: int
    reads_added: int
    hits_added: int
    cameras: int
    hot_list_entries: int


def load_demo_city(
    database: Database,
    settings: Settings,
    *,
    now: datetime,
    progress: Progress = lambda _: None,
    read_days: int = READ_DAYS,
) -> DemoSummary:
    """Load the demo city, or what is missing of it up to ``now``.

    Parameters
    ----------
    read_days
        How many days of plate reads a new city gets.
    """
    now = aware(now, "now").astimezone(UTC)
    folder = settings.data_dir / "demo"
    progress("Drawing the city")
    city = build_city(keep_in=folder)
    with database.transaction() as connection:
        before: dict[str, Any] = fact(connection, _FACT) or {}
    anchor_on = date.fromisoformat(before["anchor_on"]) if before else _anchor(city, now)
    drawn = 0
    if before.get("plan") != _loaded_digest():
        progress("Loading beats, shifts, base map and geofile")
        drawn = _load_plan(database, settings, city, anchor_on, now)
    loaded_to = datetime.fromisoformat(before["loaded_to"]) if "loaded_to" in before else None
    past, history = Past(added=0, updated=0, rejected=0), History()
    if loaded_to is None or now > loaded_to:
        past = load_past(
            database,
            settings,
            city,
            anchor_on=anchor_on,
            loaded_to=loaded_to,
            now=now,
            progress=progress,
        )
        history = load_history(
            database,
            settings,
            city,
            anchor_on=anchor_on,
            seed=plan.SEED,
            loaded_to=loaded_to if before.get("has_reads") else None,
            now=now,
            progress=progress,
            read_days=read_days,
        )
        loaded_to = now
        _note(database, city, anchor_on, loaded_to)
    return DemoSummary(
        city=city.name,
        anchor_on=anchor_on.isoformat(),
        loaded_to=loaded_to.isoformat(),
        first_start="loaded_to" not in before,
        beats=len(city.beats),
        streets=len(city.streets),
        base_features=drawn,
        calls_added=past.added,
        calls_updated=past.updated,
        calls_rejected=past.rejected,
        **asdict(history),
    )


def _anchor(city: City, now: datetime) -> date:
    return now.astimezone(ZoneInfo(city.zone)).date() - timedelta(days=DAYS)


def _loaded_digest() -> str:
    """Return a digest of all that is loaded besides calls."""
    digest = sha256(plan_digest().encode())
    for file in (*FILES.values(), SHIFTS):
        digest.update((boundaries_dir() / file).read_bytes())
    return digest.hexdigest()


def _load_plan(
    database: Database, settings: Settings, city: City, anchor_on: date, now: datetime
) -> int:
    """Load areas, shifts, base map and geofile at once; return the base map's features."""
    with database.transaction() as connection:
        moves = [_load_areas(connection, kind, now) for kind in _COARSE_FIRST]
        moves.append(_load_shifts(connection, now))
        keep_fact(connection, "name", city.name)
        before = fact(connection, _FACT) or {"anchor_on": anchor_on.isoformat()}
        drawn = replace_base_map(connection, base_features(city), now=now)
        outbox.append(connection, topic="areas.changed", at=now)
        save_geofile(connection, city, now=now)
    if any(moves) and "loaded_to" in before:
        relocate(database, settings, since_on=EFFECTIVE_ON, now=now)
    if "loaded_to" in before:
        regeocode_waiting(database, settings, now=now)
    with database.transaction() as connection:
        keep_fact(connection, _FACT, before | {"plan": _loaded_digest()})
    return drawn


def _load_areas(connection: Connection, kind: AreaKind, now: datetime) -> bool:
    path = boundaries_dir() / FILES[kind]
    file = read_boundaries(
        path, kind=kind, code_field="code", name_field="name", parent_field=PARENT_FIELD[kind]
    )
    sha = _sha256(path)
    load_id = load_runs.begin(
        connection, what="boundaries", file_name=path.name, file_sha256=sha, now=now
    )
    saved = save_boundary_set(
        connection,
        file,
        effective_on=EFFECTIVE_ON,
        file_name=path.name,
        file_sha256=sha,
        now=now,
    )
    load_runs.end(connection, load_id, summary=json.dumps({"areas": len(file.areas)}), now=now)
    return saved.moves_calls


def _load_shifts(connection: Connection, now: datetime) -> bool:
    path = boundaries_dir() / SHIFTS
    load_id = load_runs.begin(
        connection, what="shifts", file_name=path.name, file_sha256=_sha256(path), now=now
    )
    shift_plan = read_shift_plan(path)
    saved = save_shift_plan(connection, shift_plan, now=now)
    summary = json.dumps({"shifts": len(shift_plan.shifts)})
    load_runs.end(connection, load_id, summary=summary, now=now)
    return saved.moves_calls


def _sha256(path: Path) -> bytes:
    return sha256(path.read_bytes()).digest()


def _note(database: Database, city: City, anchor_on: date, loaded_to: datetime) -> None:
    value = {
        "anchor_on": anchor_on.isoformat(),
        "loaded_to": loaded_to.isoformat(),
        "plan": _loaded_digest(),
        "has_reads": True,
    }
    with database.transaction() as connection:
        keep_fact(connection, _FACT, value)
