"""Retry rejected rows of files of plate reads, with a mapping that may fit them better."""

from datetime import datetime

from geo_rtcc.feeds.mapping import ColumnMapping
from geo_rtcc.feeds.parsed import RecordKind
from geo_rtcc.feeds.reads.table import ReadTable
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.ingest.quarantine import raw_batch
from geo_rtcc.ingest.retried import RetrySummary
from geo_rtcc.ingest.submissions import Submission
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database, quarantine


def retry_reads(
    database: Database, settings: Settings, mapping: ColumnMapping, *, now: datetime
) -> RetrySummary:
    """Parse the open rows of the mapping's source again; store and close those it can use now."""
    with database.transaction() as connection:
        records = quarantine.open_records(connection, source=mapping.source, kind=RecordKind.READ)
    if not records:
        return RetrySummary(tried=0, resolved=0)
    parsed = ReadTable(mapping, now=now).parse(raw_batch(records))
    refused = {one.row_number for one in parsed.rejected}
    used = [one for number, one in enumerate(records, 1) if number not in refused]
    Pipeline(database, settings, what="retry").store(
        [
            Submission(
                kind=RecordKind.READ,
                source=mapping.source,
                zone=mapping.zone,
                records=parsed.frame,
                unplaced=parsed.unplaced,
            )
        ],
        now=now,
    )
    with database.transaction() as connection:
        ids = [record.quarantine_id for record in used]
        resolved = quarantine.resolve(connection, ids, now=now)
    return RetrySummary(tried=len(records), resolved=resolved)
