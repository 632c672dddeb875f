"""Calls of a window of time: the ones on the map, and how many there are of each category."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from geo_rtcc.models import Category, aware
from geo_rtcc.store.database import Database

# More points than this tell a person nothing and cost the browser its smoothness.
POINT_LIMIT = 20_000

_COLUMNS: dict[str, Any] = {
    "call_id": pl.Int64,
    "received_at": pl.Datetime("us", "UTC"),
    "lon": pl.Float64,
    "lat": pl.Float64,
    "category": pl.String,
    "priority": pl.Int16,
    "call_type": pl.String,
    "address": pl.String,
    "area": pl.String,
    "shift": pl.String,
    "is_on_view": pl.Boolean,
    "is_area_ambiguous": pl.Boolean,
    "other_areas": pl.String,
    "match_type": pl.String,
    "uncertainty_m": pl.Float32,
    "disposition": pl.String,
    "closed_at": pl.Datetime("us", "UTC"),
}


@dataclass(frozen=True, kw_only=True)
class CallFilter:
    """Which calls: received in (from_at, to_at], and only the named ones; empty lets all pass.

    ``areas`` and ``shifts`` are codes, ``call_types`` the agency's names.
    """

    from_at: datetime
    to_at: datetime
    areas: tuple[str, ...] = ()
    shifts: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    call_types: tuple[str, ...] = ()
    with_on_view: bool = True

    def __post_init__(self) -> None:
        aware(self.from_at, "from_at")
        aware(self.to_at, "to_at")

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of the named queries."""
        return {
            "from_at": self.from_at,
            "to_at": self.to_at,
            "with_on_view": self.with_on_view,
            "areas": list(self.areas) or None,
            "shifts": list(self.shifts) or None,
            "categories": [str(category) for category in self.categories] or None,
            "call_types": list(self.call_types) or None,
        }


@dataclass(frozen=True, kw_only=True)
class LiveCalls:
    """The calls of a window.

    Parameters
    ----------
    calls
        Located calls, newest first, at most ``POINT_LIMIT``; lon/lat in EPSG:4326, instants UTC.
    counts
        All calls by category, located or not, beyond the limit or not.
    without_point
        How many of them have no coordinates and can't be on a map.
    on_view
        How many officer-initiated calls pass the other filters, whether included or not.
    """

    calls: pl.DataFrame = field(repr=False)
    counts: dict[Category, int]
    without_point: int
    on_view: int

    @property
    def total(self) -> int:
        """How many calls, located or not."""
        return sum(self.counts.values())

    @property
    def beyond_limit(self) -> int:
        """How many located calls are left out because of the limit."""
        return self.total - self.without_point - self.calls.height


def live_calls(database: Database, which: CallFilter, limit: int = POINT_LIMIT) -> LiveCalls:
    """Return the calls that pass ``which``, the newest ``limit`` of them with their points."""
    rows = database.fetch("situation_call_counts", **which.parameters())
    names, values = database.columns("situation_calls", **which.parameters(), limit_to=limit)
    schema = {name: _COLUMNS[name] for name in names}
    found = {Category(row["category"]): row["n"] for row in rows}
    return LiveCalls(
        calls=pl.DataFrame(values, schema=schema, orient="row"),
        counts={category: found.get(category, 0) for category in Category},
        without_point=sum(row["without_point"] for row in rows),
        on_view=sum(row["on_view"] for row in rows),
    )


def call_type_names(database: Database) -> list[str]:
    """Return the agency's names of call types, sorted."""
    return [row["name"] for row in database.fetch("situation_call_types")]
