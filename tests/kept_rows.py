"""Rows of every kind that is kept for a time, with no more in them than the schema asks for."""

from collections.abc import Iterable
from datetime import datetime
from itertools import count

from geo_rtcc.store import Database
from geo_rtcc.store.database import Connection
from geo_rtcc.store.partitions import PartitionCover
from geo_rtcc.store.retention import keep_from_text, set_keep

_IDS = count(1)
_AT = {"plate_read": "captured_at", "hit": "captured_at", "avl_fix": "fix_at", "outbox": "at",
       "call_for_service": "received_at", "quarantine": "rejected_at"}  # fmt: skip
_INSERTS = {
    "plate_read": "insert into plate_read (read_id, sighting_id, captured_at, stored_at, "
    "operational_on, source_id, match_type, is_area_ambiguous, external_id, plate, plate_text) "
    "values (%(id)s, %(id)s, %(at)s, %(at)s, '2026-01-01', 1, 'none', false, %(id)s, %(key)s, '')",
    "hit": "insert into hit (hit_id, captured_at, stored_at, read_id, sighting_id, entry_id, "
    "list_id, match_kind, state_match, probability, is_suppressed, operational_on, match_type, "
    "source_id, plate, entry_plate) values (%(id)s, %(at)s, %(at)s, %(id)s, %(id)s, 1, 1, "
    "'exact', 'same', 1, false, '2026-01-01', 'none', 1, 'READAS', %(key)s)",
    "avl_fix": "insert into avl_fix (unit_id, fix_at, stored_at, point, cell, operational_on, "
    "is_area_ambiguous) select unit_id, %(at)s, %(at)s, 'SRID=4326;POINT(0 0)', 1, '2026-01-01', "
    "false from unit where external_id = %(key)s",
    "outbox": "insert into outbox (at, topic) values (%(at)s, %(key)s)",
    "call_for_service": "insert into call_for_service (call_id, received_at, call_type_id, "
    "operational_on, category, match_type, source_id, is_on_view, is_area_ambiguous, external_id) "
    "values (%(id)s, %(at)s, 1, '2026-01-01', 'other', 'none', 1, false, false, %(key)s)",
    "quarantine": "insert into quarantine (source_id, kind, row_number, field_name, reason, raw, "
    "fingerprint, rejected_at) values (1, %(key)s, 1, '', '', '{}', %(id)s::text::bytea, %(at)s)",
}


def add(database: Database, kind: str, key: str, instants: Iterable[datetime]) -> None:
    """Add a row at each instant. ``key``: plate, unit, topic, call's id or quarantined kind."""
    with database.transaction() as connection:
        connection.execute(
            "insert into source (code, zone) select 'one', 'UTC' "
            "where not exists (select from source)"
        )
        for at in instants:
            _prepare(connection, kind, key, at)
            connection.execute(_INSERTS[kind], {"id": next(_IDS), "key": key, "at": at})


def _prepare(connection: Connection, kind: str, key: str, at: datetime) -> None:
    if kind == "avl_fix":
        connection.execute(
            "insert into unit (source_id, external_id) values (1, %s) on conflict do nothing",
            (key,),
        )
    if kind == "call_for_service":
        connection.execute("select ensure_call_partition(%s, true)", (at.date(),))
        connection.execute("select ensure_identity_partition(1::smallint)")
        connection.execute("insert into call_identity values (1, %s, 1, %s)", (key, at))
    elif kind != "quarantine":
        PartitionCover().ensure(connection, kind, at, at)


def instants(database: Database, table: str) -> list[datetime]:
    """Return the instants of a table's rows, in order; also of a held_ table or kept_ view."""
    column = _AT[table.removeprefix("held_").removeprefix("kept_")]
    with database.transaction() as connection:
        found = connection.execute(f"select {column} from {table} order by 1").fetchall()
    return [at for (at,) in found]


def keep(database: Database, kind: str, value: str | None) -> None:
    """Keep a kind for so long, with the widths that go with it."""
    with database.transaction() as connection:
        at = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
        set_keep(connection, kind, keep_from_text(value or "forever"), by="chief", now=at)
