"""The live map's records, read in the caller's transaction."""

from collections.abc import Collection
from datetime import datetime, timedelta

import polars as pl

from geo_rtcc.situation.live_map.frames import frame
from geo_rtcc.situation.live_map.models import (
    CALL_SCHEMA,
    CAMERA_SCHEMA,
    HIT_SCHEMA,
    MARK_SCHEMA,
    OPEN_WITHIN,
    POINT_LIMIT,
    UNIT_SCHEMA,
    Records,
)
from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.reading import tuples

# A unit's fix says where it was at an instant for so long after it.
FIX_HOLDS = timedelta(minutes=15)

_WINDOW_SCHEMA = CALL_SCHEMA | {"units": pl.List(pl.Int32)}
_NAMED_SCHEMA = {
    ("source_id" if name == "is_closing_known" else name): dtype
    for name, dtype in (_WINDOW_SCHEMA | {"is_closing_known": pl.Int16}).items()
}

Keys = dict[int, datetime]
"""Records by id, with the instant that says where they lie."""


def window(connection: Connection, *, from_at: datetime, to_at: datetime, is_live: bool) -> Records:
    """Return the records of (from_at, to_at], and calls from before it that were open in it."""
    open_from_at = from_at - OPEN_WITHIN
    found = tuples(connection, "live_closing_sources", from_at=open_from_at, to_at=to_at)
    closing = [source_id for (source_id,) in found]
    calls = frame(
        connection,
        "live_calls",
        _WINDOW_SCHEMA,
        open_from_at=open_from_at,
        from_at=from_at,
        to_at=to_at,
        closing=closing,
        limit_to=POINT_LIMIT,
    )
    hits = frame(
        connection, "live_hits", HIT_SCHEMA, from_at=from_at, to_at=to_at, limit_to=POINT_LIMIT
    )
    marks = frame(connection, "live_marks", MARK_SCHEMA, from_at=open_from_at, to_at=to_at)
    return Records(
        calls=_with_signs(connection, calls.reverse()),
        hits=hits.reverse(),
        units=units(connection, from_at, to_at) if is_live else units_at(connection, to_at),
        cameras=cameras(connection),
        marks=_of_records(marks, calls, hits),
    )


def calls_named(
    connection: Connection, keys: Keys, *, since_at: datetime, to_at: datetime
) -> tuple[pl.DataFrame, bool]:
    """Return the calls with these ids, received at these instants, that are there.

    Also those received before ``since_at``, which no snapshot would have: a correction may have
    moved them there, and whoever shows them elsewhere has to hear of it. The flag: some source has
    just reported its first closings, which says something of its other calls too.
    """
    found = frame(
        connection, "live_calls_named", _NAMED_SCHEMA, ids=list(keys), ats=list(keys.values())
    )
    if not found.height:
        return pl.DataFrame(schema=CALL_SCHEMA), False
    open_from_at = since_at - OPEN_WITHIN
    closed = dict(found.group_by("source_id").agg(pl.col("closed_at").count()).iter_rows())
    span = {"from_at": open_from_at, "to_at": to_at, "source_ids": list(closed)}
    counts = rows(connection, "live_closings", most=max(closed.values()) + 1, **span)
    closing = {row["source_id"]: row["n"] for row in counts if row["n"]}
    new = [source for source, n in closing.items() if n <= closed[source]]
    is_new = bool(new) and bool(
        rows(connection, "live_open_calls", **span | {"source_ids": new})[0]["are_there"]
    )
    known = pl.col("source_id").is_in(list(closing)).alias("is_closing_known")
    is_past = (pl.col("received_at") <= to_at) | pl.col("closed_at").is_not_null()
    calls = found.with_columns(known).select(*CALL_SCHEMA).filter(is_past)
    return _with_signs(connection, calls), is_new


def hits_named(connection: Connection, keys: Keys) -> pl.DataFrame:
    """Return the hits with these ids, captured at these instants, that are there."""
    ids, ats = list(keys), list(keys.values())
    return frame(connection, "live_hits_named", HIT_SCHEMA, ids=ids, ats=ats)


def marks_named(connection: Connection, ids: Collection[int]) -> pl.DataFrame:
    """Return the deeds with these ids."""
    return frame(connection, "live_marks_named", MARK_SCHEMA, ids=list(ids))


def units(connection: Connection, from_at: datetime, to_at: datetime) -> pl.DataFrame:
    """Return where each unit was last, if in (from_at, to_at]."""
    return frame(connection, "live_units", UNIT_SCHEMA, from_at=from_at, to_at=to_at)


def units_at(connection: Connection, at: datetime) -> pl.DataFrame:
    """Return each unit's last fix at or before ``at``, if it still says where the unit was."""
    return frame(connection, "live_units_at", UNIT_SCHEMA, from_at=at - FIX_HOLDS, at=at)


def cameras(connection: Connection) -> pl.DataFrame:
    """Return the cameras whose place is known."""
    return frame(connection, "live_cameras", CAMERA_SCHEMA)


def _with_signs(connection: Connection, calls: pl.DataFrame) -> pl.DataFrame:
    """Put call signs in the place of units' ids."""
    ids = calls["units"].explode().drop_nulls().unique().to_list()
    signs = dict(tuples(connection, "live_unit_signs", unit_ids=ids)) if ids else {}
    listed = [
        None if each is None else [signs[one] for one in each if one in signs]
        for each in calls["units"].to_list()
    ]
    return calls.with_columns(pl.Series("units", listed, dtype=CALL_SCHEMA["units"]))


def _of_records(marks: pl.DataFrame, calls: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    """Leave only the deeds whose record is among these."""
    if not marks.height:
        return marks
    is_call, record_id = pl.col("kind") == "call", pl.col("record_id")
    return marks.filter(
        (is_call & record_id.is_in(calls["call_id"].to_list()))
        | (~is_call & record_id.is_in(hits["hit_id"].to_list()))
    )
