"""What this installation holds: its name, zone, shifts, areas and how far its data goes."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from geo_rtcc.models import AreaKind, ShiftPlan
from geo_rtcc.situation.identity import UNNAMED
from geo_rtcc.store.database import Database
from geo_rtcc.store.shift_plans import shift_plans

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True)
class AreaShape:
    """One area as the maps draw it: rings and label point in EPSG:4326, lon/lat."""

    area_id: int
    code: str
    name: str
    parent_code: str | None
    label_at: tuple[float, float]
    rings: tuple[Ring, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class AreaMap:
    """The finest areas valid on one day. ``areas`` is empty when no boundaries are loaded."""

    kind: AreaKind = AreaKind.BEAT
    effective_on: date | None = None
    areas: tuple[AreaShape, ...] = ()

    def bounds(self) -> tuple[float, float, float, float] | None:
        """Return west, south, east, north in degrees, or None without areas."""
        corners = [corner for area in self.areas for ring in area.rings for corner in ring]
        if not corners:
            return None
        lons, lats = zip(*corners, strict=True)
        return min(lons), min(lats), max(lons), max(lats)


@dataclass(frozen=True, kw_only=True)
class Installation:
    """What every page needs to know before it asks anything else.

    Parameters
    ----------
    zone
        IANA zone of the latest shift plan; "UTC" when no plan is loaded.
    first_at, last_at
        First and last ``received_at`` (UTC); None when there are no calls.
    first_on, last_on
        First and last operational date with a count.
    is_demo
        Whether the calls are the demo city's, invented.
    """

    name: str
    zone: str
    plans: tuple[ShiftPlan, ...]
    first_at: datetime | None
    last_at: datetime | None
    first_on: date | None
    last_on: date | None
    is_demo: bool = False


def installation(database: Database) -> Installation:
    """Say what this installation is and how far its data goes."""
    facts = {row["key"]: row["value"] for row in database.fetch("situation_installation")}
    with database.transaction() as connection:
        plans = tuple(shift_plans(connection))
    [extent] = database.fetch("situation_extent")
    return Installation(
        name=str(facts.get("name") or UNNAMED),
        zone=plans[-1].zone if plans else "UTC",
        plans=plans,
        is_demo="demo" in facts,
        **extent,
    )


def areas_on(database: Database, on: date) -> AreaMap:
    """Return the finest areas valid on ``on``."""
    return made_map(database.fetch("situation_areas", on=on), _outline)


def made_map(
    rows: Sequence[dict[str, Any]], rings: Callable[[dict[str, Any]], tuple[Ring, ...]]
) -> AreaMap:
    """Make a map of a day's areas, one a row; ``rings`` says from a row how it is drawn."""
    if not rows:
        return AreaMap()
    return AreaMap(
        kind=AreaKind(rows[0]["kind"]),
        effective_on=rows[0]["effective_on"],
        areas=tuple(
            AreaShape(
                area_id=row["area_id"],
                code=row["code"],
                name=row["name"],
                parent_code=row["parent_code"],
                label_at=(row["label_lon"], row["label_lat"]),
                rings=rings(row),
            )
            for row in rows
        ),
    )


def _outline(row: dict[str, Any]) -> tuple[Ring, ...]:
    polygons = json.loads(row["outline"])["coordinates"]
    return tuple(
        tuple((lon, lat) for lon, lat, *_ in ring) for polygon in polygons for ring in polygon
    )
