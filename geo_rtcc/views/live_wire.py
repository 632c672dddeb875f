"""The live map's messages, as docs/live-map.md states them."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import polars as pl

from geo_rtcc.situation.live_map.models import FeedNews, LiveChanges, LiveSnapshot, Records
from geo_rtcc.situation.tiles import TileFacts
from geo_rtcc.views import live_rows, words
from geo_rtcc.views.live_calls import call_columns
from geo_rtcc.views.live_cells import CellTable
from geo_rtcc.views.live_rows import seconds
from geo_rtcc.views.look import tiles_part

_KEY = re.compile(r"(\d{1,10})\.(\d{1,10})", re.ASCII)
_NUMBER = re.compile(r"\d{1,10}", re.ASCII)
_HALF = 32
_LOWER = (1 << _HALF) - 1
_UPPER = (1 << (_HALF - 1)) - 1
# Points of a few wrong addresses must not decide what the map shows first.
_OUTER, _INNER = 0.01, 0.99


def snapshot_message(snapshot: LiveSnapshot, *, epoch: str, tiles: TileFacts) -> bytes:
    """Return a snapshot as JSON."""
    newest_at = snapshot.newest_call_at
    head = {
        "id": f"{epoch}.{snapshot.cursor}",
        "now": seconds(snapshot.now),
        "from": seconds(snapshot.from_at),
        "to": seconds(snapshot.to_at),
        "live": snapshot.is_live,
        "agency": _agency(snapshot),
        "tiles": tiles_part(tiles),
        "newestCall": None if newest_at is None else seconds(newest_at),
        "beyond": snapshot.beyond,
        "feeds": _feeds(snapshot.feeds),
    }
    return msgspec.json.encode(head | _parts(snapshot.records))


def change_message(changes: LiveChanges) -> bytes | None:
    """Return changes as JSON, only the parts that hold anything; None where none does."""
    held = {name for name, frame in vars(changes.records).items() if frame.height}
    if "calls" in held:
        held |= {"cells", "texts"}
    parts = {name: part for name, part in _parts(changes.records).items() if name in held}
    if changes.feeds:
        parts["feeds"] = _feeds(changes.feeds)
    return msgspec.json.encode({"now": seconds(changes.now), **parts}) if parts else None


def tick_message(now: datetime, feeds: Sequence[FeedNews], database_away_s: float | None) -> bytes:
    """Return a tick as JSON; ``database_away_s`` is None while the database answers."""
    is_away = database_away_s is not None
    return msgspec.json.encode(
        {
            "now": seconds(now),
            "feeds": _feeds(feeds),
            "database": "away" if is_away else "up",
            "away_s": round(database_away_s or 0, 1),
        }
    )


def units_message(units: pl.DataFrame, now: datetime) -> bytes:
    """Return where units (UNIT_SCHEMA) were, as JSON: ROWS with ``now``."""
    return msgspec.json.encode({"now": seconds(now), **live_rows.units(units)})


def key_of(record_id: int) -> str:
    """Return an id, 0 or above, as the browser's key."""
    return f"{record_id >> _HALF}.{record_id & _LOWER}"


def id_of(key: str) -> int:
    """Return the id of a key; raise ValueError where it is none."""
    halves = _KEY.fullmatch(key)
    upper, lower = map(int, halves.groups()) if halves else (-1, -1)
    if not (0 <= upper <= _UPPER and 0 <= lower <= _LOWER):
        raise ValueError("A record's key is two numbers with a dot between them, such as 812.17.")
    return upper << _HALF | lower


def number_of(key: str) -> int:
    """Return the number of a unit or a camera; raise ValueError where it is none."""
    if not _NUMBER.fullmatch(key) or (number := int(key)) > _UPPER:
        raise ValueError("The key of a unit or a camera is a number such as 17.")
    return number


def _parts(records: Records) -> dict[str, Any]:
    cells = CellTable(records.calls["cell"])
    texts, calls = call_columns(records.calls, cells)
    return {
        "texts": texts,
        "calls": calls,
        "cells": cells.columns(),
        "hits": live_rows.hits(records.hits, key_of),
        "units": live_rows.units(records.units),
        "cameras": live_rows.cameras(records.cameras),
        "marks": live_rows.marks(records.marks, key_of),
    }


def _feeds(feeds: Sequence[FeedNews]) -> list[list[Any]]:
    return [
        [
            feed.kind,
            feed.source,
            None if feed.newest_at is None else seconds(feed.newest_at),
            None if feed.live_within is None else feed.live_within.total_seconds(),
        ]
        for feed in feeds
    ]


def _agency(snapshot: LiveSnapshot) -> dict[str, Any]:
    known, areas = snapshot.installation, snapshot.area_map
    shifts = {shift.code: shift.name for plan in known.plans for shift in plan.shifts}
    return {
        "name": known.name,
        "zone": known.zone,
        "demo": known.is_demo,
        "note": words.DEMO_NOTE if known.is_demo else "",
        "areaWord": words.AREA_WORDS[areas.kind],
        "bounds": areas.bounds() or _bounds(snapshot.records.calls),
        "areas": [
            {
                "code": area.code,
                "name": area.name,
                "parent": area.parent_code or "",
                "lon": round(area.label_at[0], 6),
                "lat": round(area.label_at[1], 6),
            }
            for area in areas.areas
        ],
        "shifts": [{"code": code, "name": name} for code, name in shifts.items()],
    }


def _bounds(calls: pl.DataFrame) -> tuple[Any, ...] | None:
    """Return west, south, east, north of nearly all calls, for an agency without areas."""
    located = calls.select("lon", "lat").drop_nulls()
    if not located.height:
        return None
    return tuple(
        located[name].quantile(share) for share in (_OUTER, _INNER) for name in ("lon", "lat")
    )
