"""Stored plate reads and hits: staged, folded into sightings, added and counted."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from geo_rtcc.store.calls import Encoded, send
from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.queries import query

STAGE_COLUMNS = (
    "read_id", "sighting_id", "captured_at", "stored_at", "cell", "point", "camera_id", "area_id",
    "operational_on", "confidence", "state_confidence", "heading_deg", "source_id", "shift_id",
    "match_type", "is_area_ambiguous", "external_id", "plate", "plate_text", "state", "state_text",
    "vehicle_make", "vehicle_model", "vehicle_color", "vehicle_type", "image_url", "vendor_alert",
    "candidates", "batch",
)  # fmt: skip

# How far back a sighting that goes on may have had its hit: a car that is parked before a camera.
_LONGEST_SIGHTING = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class StoredHit:
    """A hit that was added, and the batch that its read came with."""

    hit_id: int
    captured_at: datetime
    is_suppressed: bool
    batch: int


def store(
    connection: Connection,
    stage: Encoded,
    *,
    fold_s: float,
    low_at: datetime,
    high_at: datetime,
) -> dict[int, int]:
    """Store reads that are new and count them; return how many of each batch.

    Until the transaction ends no other can store reads: folding looks at all that are there.

    Parameters
    ----------
    stage
        Reads encoded by STAGE_COLUMNS; their partitions must be there.
    low_at, high_at
        Bounds of their captures, ``fold_s`` seconds wider at both ends.
    """
    connection.execute(query("read_stage_prepare"))
    connection.execute(query("reads_lock"))
    send(connection, "read_stage", stage)
    bounds = {"fold_s": fold_s, "low_at": low_at, "high_at": high_at}
    connection.execute(query("reads_fold"), bounds)
    found = rows(connection, "reads_add")
    stored = {row["batch"]: row["n"] for row in found if row["n"]}
    if stored and any(row["n"] < row["staged"] for row in found):
        connection.execute(query("reads_head"))
    return stored


def store_hits(
    connection: Connection, hits: Encoded, *, low_at: datetime, high_at: datetime
) -> list[StoredHit]:
    """Store the hits of reads that this transaction has added; one a sighting and entry.

    low_at and high_at bound the captures.
    """
    send(connection, "hit_stage", hits)
    bounds = {"low_at": low_at - _LONGEST_SIGHTING, "high_at": high_at + _LONGEST_SIGHTING}
    found = rows(connection, "hits_add", **bounds)
    return [StoredHit(**row) for row in found]
