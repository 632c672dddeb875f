"""One row per file load, with its summary: what was loaded, when, and what came of it."""

from datetime import datetime

from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.queries import query


def begin(
    connection: Connection,
    *,
    what: str,
    file_name: str,
    file_sha256: bytes,
    now: datetime,
    source_id: int | None = None,
) -> int:
    """Note that a load has begun; return its id."""
    found = rows(
        connection,
        "load_run_begin",
        what=what,
        source_id=source_id,
        file_name=file_name,
        file_sha256=file_sha256,
        now=now,
    )
    return int(found[0]["load_id"])


def end(connection: Connection, load_id: int, *, summary: str, now: datetime) -> None:
    """Note that a load has ended, and what came of it, as JSON."""
    parameters = {"load_id": load_id, "summary": summary, "now": now}
    connection.execute(query("load_run_end"), parameters)
