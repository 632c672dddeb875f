"""What is around the records: the installation, its areas, its feeds."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from geo_rtcc.situation.identity import UNNAMED
from geo_rtcc.situation.installation import AreaMap, Installation, Ring, made_map
from geo_rtcc.situation.live_map.models import FeedNews
from geo_rtcc.situation.system import LIVE_WITHIN
from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.shift_plans import shift_plans


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """The installation, and when its newest call was received (UTC); None without calls."""

    installation: Installation
    newest_call_at: datetime | None


def surroundings(connection: Connection) -> Surroundings:
    """Say which installation this is."""
    [facts] = rows(connection, "live_facts")
    plans = tuple(shift_plans(connection))
    newest_at = facts["newest_call_at"]
    return Surroundings(
        installation=Installation(
            name=facts["name"] or UNNAMED,
            zone=plans[-1].zone if plans else "UTC",
            plans=plans,
            first_at=None,
            last_at=newest_at,
            first_on=None,
            last_on=None,
            is_demo=facts["is_demo"],
        ),
        newest_call_at=newest_at,
    )


def area_map(connection: Connection, on: date) -> AreaMap:
    """Return the finest areas valid on a day, boxes for outlines."""
    return made_map(rows(connection, "live_areas", on=on), _box)


def feed_news(connection: Connection) -> tuple[FeedNews, ...]:
    """Return the newest of every feed.

    Kinds that come now and then have no age up to which they are live: theirs is when something
    came last.
    """
    return tuple(_news(row) for row in rows(connection, "live_feeds"))


def _news(row: dict[str, Any]) -> FeedNews:
    within = LIVE_WITHIN.get(row["kind"])
    return FeedNews(
        kind=row["kind"],
        source=row["source"],
        newest_at=row["last_record_at"] if within else row["last_stored_at"],
        live_within=within,
    )


def _box(row: dict[str, Any]) -> tuple[Ring, ...]:
    west, south, east, north = (row[side] for side in ("west", "south", "east", "north"))
    return (((west, south), (east, south), (east, north), (west, north), (west, south)),)
