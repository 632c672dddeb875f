"""Stored calls for service: what every way of writing them shares, and the counts beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl
from psycopg import sql

from geo_rtcc.models import Category
from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.queries import query

CALL_COLUMNS = (
    "call_id", "received_at", "dispatched_at", "on_scene_at", "closed_at", "source_updated_at",
    "cell", "call_type_id", "area_id", "operational_on", "category", "match_type", "source_id",
    "shift_id", "priority", "is_on_view", "is_area_ambiguous", "external_id", "priority_text",
    "disposition", "address", "agency_beat", "agency_district", "agency_shift", "other_area_ids",
)  # fmt: skip
COUNT_KEY = ("operational_on", "shift_id", "area_id", "cell", "kind", "category")
RELOCATED_COLUMNS = (
    "call_id", "received_at", "cell", "area_id", "is_area_ambiguous", "other_area_ids",
    "shift_id", "operational_on",
)  # fmt: skip

_SRID = 4326
_HAS_SRID, _POINT = 0x20000000, 1


@dataclass(frozen=True, kw_only=True)
class Merge:
    """What a write did: calls added, updated, and left as they were."""

    added: int
    updated: int
    unchanged: int


def source_id(connection: Connection, code: str, zone: str) -> int:
    """Return the id of the source ``code``, creating it when new."""
    return int(rows(connection, "source_upsert", code=code, zone=zone)[0]["source_id"])


def is_new_source(connection: Connection, source: int) -> bool:
    """Return whether nothing of the source has ever been stored."""
    return not rows(connection, "identities_known", source_id=source)[0]["known"]


def call_type_ids(
    connection: Connection, source: int, types: Iterable[tuple[str, str, Category | str]]
) -> dict[str, int]:
    """Return the ids of a source's call types, given as (code, name, category)."""
    listed = list(types)
    found = rows(
        connection,
        "call_types_upsert",
        source_id=source,
        codes=[code for code, _, _ in listed],
        names=[name for _, name, _ in listed],
        categories=[str(category) for _, _, category in listed],
    )
    return {row["code"]: row["call_type_id"] for row in found}


def reserve_call_ids(connection: Connection, n: int) -> int:
    """Take ``n`` consecutive call ids; return the first."""
    return int(rows(connection, "call_ids_reserve", n=n)[0]["first_id"])


def ensure_partitions(connection: Connection, received_at: pl.Series) -> None:
    """Make sure that the months of these instants have partitions."""
    months = received_at.dt.truncate("1mo").dt.date().unique().sort().to_list()
    connection.execute(query("call_partitions_ensure"), {"months": months})


def copy_in(connection: Connection, table: str, frame: pl.DataFrame) -> None:
    """COPY a frame into ``table`` by column name; instants must be in UTC."""
    columns = sql.SQL(", ").join(map(sql.Identifier, frame.columns))
    command = sql.SQL("copy {} ({}) from stdin (format csv)").format(sql.Identifier(table), columns)
    text = frame.write_csv(
        include_header=False, datetime_format="%Y-%m-%d %H:%M:%S%.6f+00", date_format="%Y-%m-%d"
    )
    with connection.cursor().copy(command) as copy:
        copy.write(text)


def points(lon: pl.Series, lat: pl.Series) -> pl.Series:
    """Return points (degrees, EPSG:4326) as hexadecimal EWKB, null where either is."""
    record = np.dtype([("order", "u1"), ("kind", "<u4"), ("srid", "<u4"), ("xy", "<f8", 2)])
    ewkb = np.zeros(len(lon), record)
    ewkb["order"], ewkb["kind"], ewkb["srid"] = 1, _POINT | _HAS_SRID, _SRID
    ewkb["xy"] = np.column_stack([lon.fill_null(0).to_numpy(), lat.fill_null(0).to_numpy()])
    digits = ewkb.tobytes().hex()
    width = 2 * record.itemsize
    text = pl.Series("point", [digits[at : at + width] for at in range(0, len(digits), width)])
    return text.set(lon.is_null() | lat.is_null(), None)


def counts(calls: pl.DataFrame) -> pl.DataFrame:
    """Count calls by operational date, shift, area, cell, kind and category, in that order."""
    kind = pl.when("is_on_view").then(pl.lit("on_view")).otherwise(pl.lit("call")).alias("kind")
    keyed = calls.with_columns(kind, pl.col("shift_id", "area_id", "cell").fill_null(0))
    return keyed.group_by(COUNT_KEY).agg(pl.len().alias("n")).sort(COUNT_KEY)


def compact_counts(connection: Connection, days: list[date]) -> None:
    """Bring the counts of these operational dates down to one row a key."""
    connection.execute(query("cell_counts_compact"), {"days": days})


def prepare_relocation(connection: Connection) -> None:
    """Create this transaction's stage for calls that are located again."""
    connection.execute(query("relocation_stage_prepare"))


def calls_after(
    connection: Connection, after_at: datetime, after_id: int, n: int
) -> list[tuple[int, datetime, int, float | None, float | None]]:
    """Return up to ``n`` calls after a key: id, receipt, receipt in µs, lon, lat (degrees)."""
    parameters = {"after_at": after_at, "after_id": after_id, "n": n}
    return connection.execute(query("calls_to_relocate"), parameters).fetchall()


def count_after(connection: Connection, after_at: datetime) -> int:
    """Return how many calls were received after an instant."""
    return int(rows(connection, "calls_to_relocate_count", after_at=after_at)[0]["n"])


def apply_relocation(connection: Connection) -> int:
    """Move the staged calls that changed, with their counts; return how many moved."""
    connection.execute(query("relocation_keep_changed"))
    days = [row["operational_on"] for row in rows(connection, "relocation_days")]
    connection.execute(query("relocation_counts_move"))
    compact_counts(connection, days)
    return connection.execute(query("relocation_apply")).rowcount
