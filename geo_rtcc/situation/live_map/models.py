"""A snapshot, and changes to it, as frames: one row a record, state as read.

Positions are degrees, EPSG:4326; instants are UTC.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from geo_rtcc.situation.installation import AreaMap, Installation

_INSTANT = pl.Datetime("us", "UTC")

# More points than this tell a person nothing and cost the browser its smoothness.
POINT_LIMIT = 20_000
SPAN = timedelta(hours=24)
# Calls that are still open are shown whatever the window, unless they are older than it by this.
OPEN_WITHIN = timedelta(days=7)
# Records of clocks that run ahead are shown too, live.
AHEAD = timedelta(days=1)

CALL_SCHEMA: dict[str, Any] = {
    "call_id": pl.Int64,
    "received_at": _INSTANT,
    "dispatched_at": _INSTANT,
    "on_scene_at": _INSTANT,
    "closed_at": _INSTANT,
    "is_closing_known": pl.Boolean,  # whether its source ever reports closings
    "lon": pl.Float64,
    "lat": pl.Float64,
    "cell": pl.Int64,
    "category": pl.String,
    "priority": pl.Int16,
    "is_on_view": pl.Boolean,
    "call_type": pl.String,
    "address": pl.String,
    "area": pl.String,
    "is_area_ambiguous": pl.Boolean,
    "other_areas": pl.String,
    "shift": pl.String,
    "match_type": pl.String,
    "uncertainty_m": pl.Float32,
    "source": pl.String,
    "units": pl.List(pl.String),  # call signs, in order of dispatch; null when closed
}
HIT_SCHEMA: dict[str, Any] = {
    "hit_id": pl.Int64,
    "captured_at": _INSTANT,
    "lon": pl.Float64,
    "lat": pl.Float64,
    "plate": pl.String,
    "state": pl.String,
    "entry_plate": pl.String,
    "entry_state": pl.String,
    "match_kind": pl.String,
    "state_match": pl.String,
    "probability": pl.Float32,
    "hot_list": pl.String,
    "ncic_file": pl.String,
    "category": pl.String,
    "priority": pl.Int16,
    "reason": pl.String,
    "camera": pl.String,
    "area": pl.String,
    "match_type": pl.String,
    "uncertainty_m": pl.Float32,
    "status": pl.String,
    "image_url": pl.String,
}
UNIT_SCHEMA: dict[str, Any] = {
    "unit_id": pl.Int32,
    "sign": pl.String,
    "kind": pl.String,
    "lon": pl.Float64,
    "lat": pl.Float64,
    "fix_at": _INSTANT,
    "speed_mps": pl.Float32,
    "heading_deg": pl.Float32,
    "accuracy_m": pl.Float32,
    "status": pl.String,
    "area": pl.String,
}
CAMERA_SCHEMA: dict[str, Any] = {
    "camera_id": pl.Int32,
    "name": pl.String,
    "lon": pl.Float64,
    "lat": pl.Float64,
    "heading_deg": pl.Float32,
    "is_mobile": pl.Boolean,
    "source": pl.String,
}
MARK_SCHEMA: dict[str, Any] = {
    "kind": pl.String,
    "record_id": pl.Int64,
    "action": pl.String,
    "at": _INSTANT,
    "by": pl.String,
}


@dataclass(frozen=True, kw_only=True)
class FeedNews:
    """One feed: its newest record's own instant, and up to which age it counts as live."""

    kind: str
    source: str
    newest_at: datetime | None
    live_within: timedelta | None


@dataclass(frozen=True, kw_only=True)
class Records:
    """Records by kind, in the schemas above; ``calls`` in order of received_at."""

    calls: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CALL_SCHEMA))
    hits: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=HIT_SCHEMA))
    units: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=UNIT_SCHEMA))
    cameras: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CAMERA_SCHEMA))
    marks: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MARK_SCHEMA))

    def __bool__(self) -> bool:
        """Say whether there is any record."""
        return any(frame.height for frame in vars(self).values())


@dataclass(frozen=True, kw_only=True)
class LiveSnapshot:
    """Everything of a window, read at one instant of the database.

    Parameters
    ----------
    cursor
        The newest outbox id that it contains; all changes above it are still to come.
    from_at, to_at
        The window (from_at, to_at]. Live: ``to_at`` is ``now``, and calls that are still open are
        here also when they were received before it, and records of the day to come too, by clocks
        that run ahead.
    installation
        Without the extents that only ``installation.installation`` asks for: they take long.
    area_map
        Areas valid at ``to_at``, each a box instead of its outline.
    newest_call_at
        Of all calls, also outside the window; None without any.
    beyond
        Calls of the window left out because of POINT_LIMIT, the oldest ones.
    """

    cursor: int
    now: datetime
    from_at: datetime
    to_at: datetime
    is_live: bool
    installation: Installation
    area_map: AreaMap
    newest_call_at: datetime | None
    beyond: int
    records: Records
    feeds: tuple[FeedNews, ...]


@dataclass(frozen=True, kw_only=True)
class LiveChanges:
    """What has changed between two outbox ids: records as they are now.

    ``needs_snapshot``: more changed than can be told one by one; then ``records`` is empty.
    """

    cursor: int
    now: datetime
    records: Records
    feeds: tuple[FeedNews, ...]
    needs_snapshot: bool = False
