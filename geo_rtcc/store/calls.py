"""Stored calls for service: staging by COPY, one merge, counts in the same transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from psycopg import sql

from geo_rtcc.models import Category
from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.queries import query

STAGE_COLUMNS = (
    "row_number", "call_id", "received_at", "dispatched_at", "on_scene_at", "closed_at",
    "source_updated_at", "cell", "lon", "lat", "call_type_id", "area_id", "operational_on",
    "category", "match_type", "source_id", "shift_id", "priority", "is_on_view",
    "is_area_ambiguous", "external_id", "priority_text", "disposition", "address", "agency_beat",
    "agency_district", "agency_shift", "other_area_ids",
)  # fmt: skip
RELOCATED_COLUMNS = (
    "call_id", "received_at", "cell", "area_id", "is_area_ambiguous", "other_area_ids",
    "shift_id", "operational_on",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Merge:
    """What a merge did: calls added, updated, and left as they were."""

    added: int
    updated: int
    unchanged: int


def source_id(connection: Connection, code: str, zone: str) -> int:
    """Return the id of the source ``code``, creating it when new."""
    return int(rows(connection, "source_upsert", code=code, zone=zone)[0]["source_id"])


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


def prepare_stage(connection: Connection) -> None:
    """Create this transaction's stage for calls."""
    connection.execute(query("call_stage_prepare"))


def prepare_relocation(connection: Connection) -> None:
    """Create this transaction's stage for calls that are located again."""
    connection.execute(query("relocation_stage_prepare"))


def copy_in(connection: Connection, table: str, frame: pl.DataFrame) -> None:
    """COPY a frame into ``table`` by column name; instants must be in UTC."""
    columns = sql.SQL(", ").join(map(sql.Identifier, frame.columns))
    command = sql.SQL("copy {} ({}) from stdin (format csv)").format(sql.Identifier(table), columns)
    text = frame.write_csv(
        include_header=False, datetime_format="%Y-%m-%d %H:%M:%S%.6f+00", date_format="%Y-%m-%d"
    )
    with connection.cursor().copy(command) as copy:
        copy.write(text)


def merge_stage(
    connection: Connection, *, load_id: int, staged: int, superseded: list[int], months: list[date]
) -> Merge:
    """Merge ``call_stage`` into the calls and their counts.

    Parameters
    ----------
    staged
        Rows in the stage.
    superseded
        Row numbers that a later row of the same file replaces.
    months
        First days of the UTC months of receipt in the stage.
    """
    if superseded:
        connection.execute(query("call_stage_drop_rows"), {"row_numbers": superseded})
    connection.execute(query("call_stage_analyze"))
    connection.execute(query("call_partitions_ensure"), {"months": months})
    added = connection.execute(query("call_identities_add")).rowcount
    if added == staged - len(superseded):
        connection.execute(query("call_counts_move"))
        connection.execute(query("calls_add"), {"load_id": load_id})
        return Merge(added=added, updated=0, unchanged=0)
    updated = connection.execute(query("call_changes_find")).rowcount
    connection.execute(query("call_stage_keep_new"))
    days = [row["operational_on"] for row in rows(connection, "call_change_days")]
    connection.execute(query("call_counts_move"))
    connection.execute(query("cell_counts_sweep"), {"days": days})
    connection.execute(query("calls_add"), {"load_id": load_id})
    connection.execute(query("calls_change"), {"load_id": load_id})
    connection.execute(query("call_identities_change"))
    unchanged = staged - len(superseded) - added - updated
    return Merge(added=added, updated=updated, unchanged=unchanged)


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
    connection.execute(query("cell_counts_sweep"), {"days": days})
    return connection.execute(query("relocation_apply")).rowcount
