"""The inverse of the live map's messages, from docs/live-map.md alone; and made-up frames."""

import json
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

import polars as pl

from geo_rtcc.cells import cell_of
from geo_rtcc.situation.live_map.models import CALL_SCHEMA, HIT_SCHEMA, LiveChanges, Records
from geo_rtcc.views.live_wire import change_message

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
CALL = {
    "call_id": (3 << 32) + 7,
    "received_at": NOW - timedelta(minutes=5),
    "is_closing_known": True,
    "lon": -93.09,
    "lat": 45.01,
    "cell": cell_of(-93.09, 45.01),
    "category": "violence",
    "priority": 1,
    "is_on_view": False,
    "call_type": "Assault",
    "address": "12 Main St",
    "area": "11",
    "is_area_ambiguous": False,
    "shift": "A",
    "match_type": "given",
    "source": "cad",
}
HIT = {
    "hit_id": 5,
    "captured_at": NOW - timedelta(seconds=1.5),
    "plate": "KBR1207",
    "entry_plate": "KBR1207",
    "match_kind": "exact",
    "state_match": "unknown",
    "probability": 0.9,
    "match_type": "camera",
    "status": "unverified",
}


def frame_of(schema: dict[str, Any], rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return rows as a frame; what a row doesn't say is null."""
    full = [{name: row.get(name) for name in schema} for row in rows]
    return pl.DataFrame(full, schema=schema, orient="row")


def calls_of(*rows: dict[str, Any]) -> pl.DataFrame:
    """Return calls that differ from CALL by what each says."""
    return frame_of(CALL_SCHEMA, [CALL | row for row in rows])


def hits_of(*rows: dict[str, Any]) -> pl.DataFrame:
    """Return hits that differ from HIT by what each says."""
    return frame_of(HIT_SCHEMA, [HIT | row for row in rows])


def told(**frames: pl.DataFrame) -> dict[str, Any]:
    """Return the change message that tells of these records."""
    changes = LiveChanges(cursor=1, now=NOW, records=Records(**frames), feeds=())
    message = change_message(changes)
    return {} if message is None else json.loads(message)


def calls_in(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a message's calls, a dictionary each, instants as seconds."""
    columns, texts = message["calls"], message["texts"]
    names = [cell["name"] for cell in cells_in(message)]
    lon, lat, start = columns["base"]
    runs, rows = accumulate(columns["run"]), accumulate(columns["row"])
    keys = [f"{run}.{row}" for run, row in zip(runs, rows, strict=True)]
    at = [start + passed for passed in accumulate(columns["at"])]
    return [
        {
            "key": key,
            "at": at[i],
            "closed": None if columns["closed"][i] is None else at[i] + columns["closed"][i],
            "lon": _degrees(columns["lon"][i], lon),
            "lat": _degrees(columns["lat"][i], lat),
            "radius": columns["radius"][i],
            "cell": "" if columns["cell"][i] < 0 else names[columns["cell"][i]],
            "units": columns["units"].get(str(i), []),
            "others": columns["others"].get(str(i), ""),
            **{name: int(columns[name][i]) for name in ("step", "category", "priority", "flags")},
            **{name: texts[columns[name][i]] for name in _INDEXED},
        }
        for i, key in enumerate(keys)
    ]


_INDEXED = ("type", "address", "area", "shift", "sure", "source")


def cells_in(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a message's cells: name, parent, corners as lon/lat degrees."""
    columns = message["cells"]
    west, south = columns["base"]
    found = []
    for i, name in enumerate(columns["name"]):
        lon, lat = _degrees(columns["lon"][i], west), _degrees(columns["lat"][i], south)
        ring = columns["rings"][columns["ring"][i]]
        corners = [
            (lon + x / 1e6, lat + y / 1e6) for x, y in zip(ring[::2], ring[1::2], strict=True)
        ]
        parent = "" if columns["parent"][i] < 0 else columns["name"][columns["parent"][i]]
        found.append({"name": name, "parent": parent, "corners": corners})
    return found


def rows_in(table: dict[str, Any]) -> list[dict[str, Any]]:
    """Return ROWS as dictionaries."""
    return [dict(zip(table["fields"], row, strict=True)) for row in table["rows"]]


def _degrees(offset: int | None, base: float) -> float | None:
    return None if offset is None else (round(base * 1e6) + offset) / 1e6
