"""Retry rejected records with a mapping that may fit them better."""

import hashlib
import json
from datetime import datetime

import numpy as np
import polars as pl

from geo_rtcc.feeds.calls import parse_calls
from geo_rtcc.feeds.mapping import ColumnMapping
from geo_rtcc.feeds.raw_batch import RawBatch
from geo_rtcc.ingest.load import CALL, CALL_LOCATION, load_batches
from geo_rtcc.ingest.retried import RetrySummary
from geo_rtcc.models import RejectedRecord
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database, calls, quarantine


def retry_quarantine(
    database: Database, settings: Settings, mapping: ColumnMapping, *, now: datetime
) -> RetrySummary:
    """Load the open records of the mapping's source again; close those that can be used now.

    A record whose call a later load has written is closed as well, and changes nothing.
    """
    tried = resolved = 0
    for kind in (CALL, CALL_LOCATION):
        with database.transaction() as connection:
            records = quarantine.open_records(connection, source=mapping.source, kind=kind)
            usable = _usable(records, mapping, now)
            stored = calls.written_by(connection, mapping.source, [call for call, _ in usable])
        tried += len(records)
        latest = [record for call, record in usable if stored.get(call, 0) <= record.load_id]
        if latest:
            _load(database, settings, latest, mapping, now)
        with database.transaction() as connection:
            ids = [record.quarantine_id for _, record in usable]
            resolved += quarantine.resolve(connection, ids, now=now)
    return RetrySummary(tried=tried, resolved=resolved)


def _load(
    database: Database,
    settings: Settings,
    records: list[RejectedRecord],
    mapping: ColumnMapping,
    now: datetime,
) -> None:
    load_batches(
        database,
        settings,
        iter([raw_batch(records)]),
        mapping,
        file_name="quarantine",
        file_sha256=hashlib.sha256(json.dumps([r.raw for r in records]).encode()).digest(),
        now=now,
    )


def _usable(
    records: list[RejectedRecord], mapping: ColumnMapping, now: datetime
) -> list[tuple[str, RejectedRecord]]:
    """Return the records that the mapping can use without any complaint, with their calls' ids."""
    if not records:
        return []
    parsed = parse_calls(raw_batch(records), mapping, now=now)
    refused = {record.row_number for record in parsed.unplaced}
    used = parsed.frame.select("external_id", "row_number").iter_rows()
    return [(call, records[at - 1]) for call, at in used if at not in refused]


def raw_batch(records: list[RejectedRecord]) -> RawBatch:
    """Return kept rows as a file of their own would bring them, numbered from 1."""
    columns = list(dict.fromkeys(name for record in records for name in record.raw))
    frame = pl.DataFrame(
        {name: [record.raw.get(name) for record in records] for name in columns},
        schema=dict.fromkeys(columns, pl.String),
    )
    return RawBatch(frame, np.arange(1, len(records) + 1))
