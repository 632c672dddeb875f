"""Retry rejected records with a mapping that may fit them better."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from geo_rtcc.feeds.calls import parse_calls
from geo_rtcc.feeds.mapping import ColumnMapping
from geo_rtcc.feeds.tables import RawBatch
from geo_rtcc.ingest.load import CALL, CALL_LOCATION, load_batches
from geo_rtcc.models import RejectedRecord
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database, quarantine


@dataclass(frozen=True, kw_only=True)
class RetrySummary:
    """Records tried, and of these the ones that could be used now."""

    tried: int
    resolved: int


def retry_quarantine(
    database: Database, settings: Settings, mapping: ColumnMapping, *, now: datetime
) -> RetrySummary:
    """Load the open records of the mapping's source again; close those that can be used now."""
    tried = resolved = 0
    for kind in (CALL, CALL_LOCATION):
        with database.transaction() as connection:
            records = quarantine.open_records(connection, source=mapping.source, kind=kind)
        tried += len(records)
        usable = _usable(records, mapping, now)
        if not usable:
            continue
        batch = _batch(usable)
        digest = hashlib.sha256(json.dumps([record.raw for record in usable]).encode()).digest()
        load_batches(
            database,
            settings,
            iter([batch]),
            mapping,
            file_name="quarantine",
            file_sha256=digest,
            now=now,
        )
        with database.transaction() as connection:
            ids = [record.quarantine_id for record in usable]
            resolved += quarantine.resolve(connection, ids, now=now)
    return RetrySummary(tried=tried, resolved=resolved)


def _usable(
    records: list[RejectedRecord], mapping: ColumnMapping, now: datetime
) -> list[RejectedRecord]:
    """Return the records that the mapping can use without any complaint."""
    if not records:
        return []
    parsed = parse_calls(_batch(records), mapping, now=now)
    refused = {record.row_number for record in (*parsed.rejected, *parsed.unplaced)}
    return [record for at, record in enumerate(records, 1) if at not in refused]


def _batch(records: list[RejectedRecord]) -> RawBatch:
    columns = list(dict.fromkeys(name for record in records for name in record.raw))
    frame = pl.DataFrame(
        {name: [record.raw.get(name) for record in records] for name in columns},
        schema=dict.fromkeys(columns, pl.String),
    )
    return RawBatch(frame, np.arange(1, len(records) + 1))
