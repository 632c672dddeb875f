"""Hits, units, cameras and marks of a message: fields and rows of plain values."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import polars as pl

from geo_rtcc.situation.live_map.levels import hit_level
from geo_rtcc.views import words

Rows = dict[str, Any]

_PLACE_DIGITS = 6


def seconds(at: datetime) -> float:
    """Return an instant as seconds since 1970 UTC, to the millisecond."""
    value = round(at.timestamp(), 3)
    return int(value) if value.is_integer() else value


def hits(found: pl.DataFrame, key_of: Callable[[int], str]) -> Rows:
    """Return hits (HIT_SCHEMA)."""
    fields = (
        "key", "at", "lon", "lat", "plate", "state", "entry_plate", "entry_state", "match",
        "state_match", "probability", "list", "ncic", "category", "priority", "reason", "camera",
        "area", "sure", "radius", "status", "level", "image_url",
    )  # fmt: skip
    rows = [_hit(row, key_of) for row in found.iter_rows(named=True)]
    return {"fields": fields, "rows": [[row[name] for name in fields] for row in rows]}


def units(found: pl.DataFrame) -> Rows:
    """Return units (UNIT_SCHEMA)."""
    return _rows(
        found.select(
            "unit_id",
            "sign",
            _text("kind"),
            _place("lon"),
            _place("lat"),
            _seconds("fix_at").alias("at"),
            _rounded("speed_mps", 1),
            _rounded("heading_deg", 0),
            _rounded("accuracy_m", 1),
            _text("status"),
            _text("area"),
        )
    )


def cameras(found: pl.DataFrame) -> Rows:
    """Return cameras (CAMERA_SCHEMA)."""
    return _rows(
        found.select(
            "camera_id", "name", _place("lon"), _place("lat"), _rounded("heading_deg", 0),
            "is_mobile", "source",
        )
    )  # fmt: skip


def marks(found: pl.DataFrame, key_of: Callable[[int], str]) -> Rows:
    """Return deeds (MARK_SCHEMA)."""
    keys = pl.Series("key", [key_of(each) for each in found["record_id"]], dtype=pl.String)
    return _rows(found.select("kind", keys, "action", _seconds("at"), "by"))


def _hit(row: dict[str, Any], key_of: Callable[[int], str]) -> dict[str, Any]:
    texts = ("state", "entry_state", "category", "reason", "camera", "area", "image_url")
    place = {
        name: None if row[name] is None else round(row[name], _PLACE_DIGITS)
        for name in ("lon", "lat")
    }
    return {
        **row,
        **place,
        **{name: row[name] or "" for name in texts},
        "key": key_of(row["hit_id"]),
        "at": seconds(row["captured_at"]),
        "match": row["match_kind"],
        "probability": round(row["probability"], 3),
        "list": row["hot_list"] or "",
        "ncic": row["ncic_file"] or "",
        "sure": words.certainty(row["match_type"], row["uncertainty_m"]),
        "radius": round(row["uncertainty_m"] or 0, 1),
        "level": hit_level(row["ncic_file"], row["priority"]),
    }


def _rows(frame: pl.DataFrame) -> Rows:
    return {"fields": frame.columns, "rows": frame.rows()}


def _text(name: str) -> pl.Expr:
    return pl.col(name).fill_null("")


def _place(name: str) -> pl.Expr:
    return pl.col(name).round(_PLACE_DIGITS)


def _rounded(name: str, digits: int) -> pl.Expr:
    """Widened first: a single-precision 0.1 is 0.10000000149 in a message."""
    return pl.col(name).cast(pl.Float64).round(digits)


def _seconds(name: str) -> pl.Expr:
    return (pl.col(name).dt.epoch("ms") / 1000).alias(name)
