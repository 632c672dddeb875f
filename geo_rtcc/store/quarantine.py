"""Records that can't be used, kept as they came until a better mapping or a person frees them."""

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from geo_rtcc.models import RejectedRecord
from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.queries import query


@dataclass(frozen=True, kw_only=True)
class KeptMessage:
    """A feed's message as it came; ``format`` names the parser that reads it."""

    quarantine_id: int
    kind: str
    format: str
    zone: str
    payload: bytes = field(repr=False)


def add(
    connection: Connection,
    records: Sequence[RejectedRecord],
    *,
    source_id: int,
    load_id: int,
    kind: str,
    now: datetime,
    format_name: str | None = None,
) -> int:
    """Keep the records; return how many were not kept already.

    A record is the same when source, kind, field and payload are, so that loading a file twice
    adds nothing. ``format_name`` says which parser reads the payload; None for a mapped file's row.
    """
    if not records:
        return 0
    names = [_storable(record.field_name) for record in records]
    raws = [json.dumps(_storable(record.raw), sort_keys=True) for record in records]
    parameters = {
        "source_id": source_id,
        "load_id": load_id,
        "kind": kind,
        "format": format_name,
        "now": now,
        "row_numbers": [record.row_number for record in records],
        "field_names": names,
        "reasons": [_storable(record.reason) for record in records],
        "raws": raws,
        "fingerprints": [
            hashlib.sha256(f"{source_id}\n{kind}\n{name}\n{raw}".encode()).hexdigest()
            for name, raw in zip(names, raws, strict=True)
        ],
    }
    return connection.execute(query("quarantine_add"), parameters).rowcount


def open_records(connection: Connection, *, source: str, kind: str) -> list[RejectedRecord]:
    """Return the source's open records with their payload, oldest first."""
    found = rows(connection, "quarantine_open", source=source, kind=kind)
    return [
        RejectedRecord(
            row_number=row["row_number"],
            field_name="",
            reason="",
            raw=row["raw"],
            quarantine_id=row["quarantine_id"],
            load_id=row["load_id"],
        )
        for row in found
    ]


def open_messages(connection: Connection, *, source: str) -> list[KeptMessage]:
    """Return the open messages of a source's feeds that were not used at all, oldest first."""
    return [
        KeptMessage(
            quarantine_id=row["quarantine_id"],
            kind=row["kind"],
            format=row["format"],
            zone=row["zone"],
            payload=row["text"].encode("utf-8", "replace"),
        )
        for row in rows(connection, "quarantine_messages", source=source)
    ]


def resolve(connection: Connection, quarantine_ids: Sequence[int], *, now: datetime) -> int:
    """Close records that have been loaded after all; return how many."""
    parameters = {"quarantine_ids": list(quarantine_ids), "now": now}
    return connection.execute(query("quarantine_resolve"), parameters).rowcount


def _storable(value: Any) -> Any:
    """Write what neither text nor jsonb can hold as text: NUL, lone surrogates, NaN."""
    if isinstance(value, str):
        return value.replace("\0", "\\u0000").encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {_storable(str(key)): _storable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(each) for each in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
