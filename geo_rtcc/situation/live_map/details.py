"""What is known about one thing that somebody has selected on the live map, read anew.

Every function returns None where the thing is not there any more.
"""

from collections import Counter
from datetime import datetime, timedelta

from geo_rtcc.cells import cell_named, cell_of, descendants, disk
from geo_rtcc.situation.live_map.facts import (
    CallDetails,
    CameraDetails,
    CellDetails,
    HitDetails,
    NearCall,
    Sighting,
    UnitDetails,
)
from geo_rtcc.situation.live_map.models import OPEN_WITHIN
from geo_rtcc.store.database import Database

NEAR_M = 100.0
NEAR_WITHIN = timedelta(days=30)
MOST_NEAR = 5
SEEN_WITHIN = timedelta(hours=24)
MOST_SIGHTINGS = 10
READS_WITHIN = timedelta(hours=1)


def call_details(database: Database, call_id: int, at: datetime) -> CallDetails | None:
    """Return a call by its id and its time of receipt (to the second), with others near by.

    Near by are those within NEAR_M metres, received in the NEAR_WITHIN before it.
    """
    found = database.fetch("details_call", call_id=call_id, at=at)
    if not found:
        return None
    row = found[0]
    near = _near(database, row) if row["lon"] is not None and row["cell"] else ()
    return CallDetails(**row, near=near)


def hit_details(database: Database, hit_id: int, at: datetime) -> HitDetails | None:
    """Return a hit by its id and its capture (to the second), with earlier sightings of the plate.

    Earlier means in the SEEN_WITHIN before it; none where retention has removed the reads.
    """
    found = database.fetch("details_hit", hit_id=hit_id, at=at)
    if not found:
        return None
    row = found[0]
    sightings = database.fetch_as(
        Sighting,
        "details_sightings",
        plate=row["plate"],
        sighting_id=row.pop("sighting_id"),
        from_at=row["captured_at"] - SEEN_WITHIN,
        to_at=row["captured_at"],
        n=MOST_SIGHTINGS,
    )
    return HitDetails(**row, sightings=tuple(sightings))


def unit_details(database: Database, unit_id: int, now: datetime) -> UnitDetails | None:
    """Return a unit with its last position and the calls it is assigned to."""
    found = database.fetch("details_unit", unit_id=unit_id)
    if not found:
        return None
    calls = database.fetch_as(
        NearCall, "details_unit_calls", unit_id=unit_id, from_at=now - OPEN_WITHIN
    )
    return UnitDetails(**found[0], calls=tuple(calls))


def camera_details(database: Database, camera_id: int, now: datetime) -> CameraDetails | None:
    """Return a camera with what it has read lately.

    Its reads are looked for where it stands; of one that moves or whose place is not known they are
    not counted.
    """
    from_at = now - SEEN_WITHIN
    found = database.fetch("details_camera", camera_id=camera_id, from_at=from_at)
    if not found:
        return None
    row = found[0]
    read_count, last_read_at = None, None
    if row["lon"] is not None and not row["is_mobile"]:
        [reads] = database.fetch(
            "details_camera_reads",
            camera_id=camera_id,
            cells=disk(cell_of(row["lon"], row["lat"])),
            from_at=from_at,
            to_at=now,
            hour_from_at=now - READS_WITHIN,
        )
        read_count, last_read_at = reads["read_count"], reads["last_read_at"]
    return CameraDetails(**row, read_count=read_count, last_read_at=last_read_at)


def cell_details(
    database: Database, name: str, from_at: datetime, to_at: datetime, *, zone: str = "UTC"
) -> CellDetails | None:
    """Count a cell's calls of (from_at, to_at] by category and by hour on the clock of ``zone``."""
    cell = cell_named(name)
    if cell is None:
        return None
    found = database.fetch(
        "details_cell", cells=descendants(cell), from_at=from_at, to_at=to_at, zone=zone
    )
    categories, hours = Counter[str](), Counter[int]()
    for row in found:
        categories[row["category"]] += row["n"] + row["on_view"]
        hours[row["hour"]] += row["n"] + row["on_view"]
    return CellDetails(
        name=name,
        from_at=from_at,
        to_at=to_at,
        by_category=dict(categories.most_common()),
        by_hour=tuple(hours[hour] for hour in range(24)),
        on_view_count=sum(row["on_view"] for row in found),
    )


def _near(database: Database, call: dict[str, object]) -> tuple[NearCall, ...]:
    at, cell = call["received_at"], call["cell"]
    assert isinstance(at, datetime)
    assert isinstance(cell, int)
    found = database.fetch_as(
        NearCall,
        "details_calls_near",
        cells=disk(cell),
        from_at=at - NEAR_WITHIN,
        to_at=at,
        call_id=call["call_id"],
        lon=call["lon"],
        lat=call["lat"],
        within_m=NEAR_M,
        n=MOST_NEAR,
    )
    return tuple(found)
