"""Puts the city of a map's measurement into a database, through the doors an agency uses."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

from bench import street_network
from bench.areas import save_beats, synthetic_beats
from bench.ingest_city import PLAN
from bench.map_city import BEATS, CAMERAS, HITS, SOURCE, ZONE, City, Sizes
from geo_rtcc.feeds.parsed import RecordKind
from geo_rtcc.ingest.hot_lists import replace_hot_list
from geo_rtcc.ingest.load_cameras import load_cameras
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.ingest.submissions import Submission
from geo_rtcc.models import HotListEntry, NcicFile, PlateRead
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database
from geo_rtcc.store.base_map import replace_base_map
from geo_rtcc.store.installation import keep_fact
from geo_rtcc.store.shift_plans import save_shift_plan

_GROUP = 2_000
_NCIC = (NcicFile.VEHICLE, NcicFile.WANTED_PERSON, NcicFile.LICENSE_PLATE, NcicFile.MISSING_PERSON)


def save(dsn: str, city: City, sizes: Sizes, folder: Path, now: datetime) -> None:
    """Store everything of the city: plan, base map, cameras, hot list, calls, units and reads."""
    with Database(dsn) as database:
        _save_plan(database, city, sizes, folder, now)
        load_cameras(database, _camera_file(city, folder), source="lpr", zone=ZONE, now=now)
        replace_hot_list(database, "wanted", _entries(), now=now)
        pipeline = Pipeline(database, Settings(data_dir=folder, dsn=dsn))
        for begin in range(0, len(city.calls), _GROUP):
            _store(pipeline, RecordKind.CALL, SOURCE, city.calls[begin : begin + _GROUP], now)
        _store(pipeline, RecordKind.FIX, SOURCE, city.units_at(now), now)
        _store(pipeline, RecordKind.READ, "lpr", _reads(city, now), now)


def _save_plan(database: Database, city: City, sizes: Sizes, folder: Path, now: datetime) -> None:
    with database.transaction() as connection:
        save_beats(connection, synthetic_beats(city.bounds, BEATS), folder, now)
        save_shift_plan(connection, PLAN, now=now)
        features = street_network.base_features(sizes.segments)
        replace_base_map(connection, features, now=now)
        keep_fact(connection, "name", "Bench City")


def _camera_file(city: City, folder: Path) -> Path:
    file = folder / "cameras.csv"
    with file.open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(("external_id", "name", "lon", "lat", "heading_deg"))
        step = len(city.calls) // CAMERAS
        for number, call in enumerate(city.calls[::step][:CAMERAS]):
            name = f"{call.address} {'NESW'[number % 4]}"
            writer.writerow((f"C{number:02}", name, call.lon, call.lat, number * 45 % 360))
    return file


def _entries() -> list[HotListEntry]:
    return [
        HotListEntry(
            external_id=f"e{number}",
            plate=_plate(number),
            plate_text=_plate(number),
            state="IL",
            category="stolen vehicle",
            ncic_file=_NCIC[number % len(_NCIC)],
            priority=1 + number % 3,
            reason="Stolen vehicle, report on file",
        )
        for number in range(HITS * 4)
    ]


def _reads(city: City, now: datetime) -> list[PlateRead]:
    """Return one read a hit, each of another plate."""
    return [
        PlateRead(
            external_id=f"r{number}",
            captured_at=now - timedelta(minutes=3 + 30 * number),
            plate=_plate(number),
            plate_text=_plate(number),
            state="IL",
            confidence=0.95,
            camera=f"C{number % CAMERAS:02}",
        )
        for number in range(HITS)
    ]


def _plate(number: int) -> str:
    return f"{'BCDFHJKL'[number % 8]}{'MNPRTVXZ'[number // 8 % 8]}K{3471 + 7 * number}"


def _store(pipeline: Pipeline, kind: RecordKind, source: str, records: list, now: datetime) -> None:
    one = Submission(kind=kind, source=source, zone=ZONE, records=records)
    [receipt] = pipeline.store([one], now=now)
    assert receipt.added == len(records), receipt
    if kind == RecordKind.READ:
        assert receipt.hits == len(records), receipt
