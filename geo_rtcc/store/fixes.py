"""Stored unit positions: every fix, and each unit's newest."""

from geo_rtcc.store.calls import Encoded, send
from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.queries import query

STAGE_COLUMNS = (
    "unit_id", "fix_at", "stored_at", "point", "cell", "area_id", "operational_on", "shift_id",
    "is_area_ambiguous", "speed_mps", "heading_deg", "accuracy_m", "status", "batch",
)  # fmt: skip


def store(connection: Connection, stage: Encoded) -> dict[int, int]:
    """Store fixes that are new, encoded by STAGE_COLUMNS; return how many of each batch.

    Their partitions must be there.
    """
    connection.execute(query("fix_stage_prepare"))
    send(connection, "fix_stage", stage)
    return {row["batch"]: row["n"] for row in rows(connection, "fixes_add")}
