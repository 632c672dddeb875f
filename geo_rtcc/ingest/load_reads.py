"""Load a file of plate reads, in blocks that are committed one after the other.

A read is stored once, whatever its file, so a load that was interrupted is made whole by doing it
again.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from geo_rtcc.feeds.mapping import ColumnMapping
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, RecordKind
from geo_rtcc.feeds.raw_batch import RawBatch
from geo_rtcc.feeds.reads.recordings import ReadPart, recorded_reads
from geo_rtcc.feeds.reads.table import ReadTable
from geo_rtcc.feeds.tables import read_batches
from geo_rtcc.ingest.load import file_digest
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.ingest.submissions import Receipt, Submission
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database

BLOCK = 20_000
Progress = Callable[[str], None]
_COUNTS = ("added", "repeated", "expired", "rejected", "ignored")


@dataclass(kw_only=True)
class ReadSummary:
    """What a load did, in rows.

    Parameters
    ----------
    added, repeated, expired, rejected, ignored
        Every row is one of these: ``repeated`` are stored already, ``expired`` are older than reads
        are kept and were not stored, ``ignored`` bring no read on purpose.
    unplaced, without_point
        Rows whose coordinates can't be used, and reads without any of their own, these included.
    hits
        Matches of added reads with hot lists, suppressed ones left out.
    oldest_at
        The first read's instant, ISO 8601 in UTC.
    """

    file: str
    source: str
    rows: int = 0
    added: int = 0
    repeated: int = 0
    expired: int = 0
    rejected: int = 0
    ignored: int = 0
    unplaced: int = 0
    without_point: int = 0
    hits: int = 0
    oldest_at: str | None = None

    def take(self, part: ReadPart, receipt: Receipt) -> None:
        """Add what became of one block."""
        for name in _COUNTS:
            n = getattr(receipt, name)
            setattr(self, name, getattr(self, name) + n)
            self.rows += n
        self.unplaced += receipt.unplaced
        self.hits += receipt.hits
        self.without_point += part.frame["lon"].null_count()
        if len(part.frame):
            oldest = part.frame.select(pl.col("captured_at").min()).item().isoformat()
            self.oldest_at = min(self.oldest_at or oldest, oldest)


def load_reads(
    database: Database,
    settings: Settings,
    path: Path,
    how: ColumnMapping | FeedFormat[Any],
    *,
    source: str,
    zone: str,
    now: datetime,
    progress: Progress = lambda _: None,
) -> ReadSummary:
    """Load a table by a mapping, or recorded messages of a format; again, it adds nothing.

    Each block is stored as a whole, in a transaction of its own.

    Parameters
    ----------
    source, zone
        Where ids are unique, and the IANA zone of times that carry none; a mapping's own zone wins.

    Raises InputError or MappingError where the file can't be read; blocks before that are stored.
    """
    if isinstance(how, ColumnMapping):
        how = replace(how, source=source)
        zone, name, parts = how.zone, None, table_parts(path, how, now=now)
    else:
        context = FeedContext(source=source, zone=zone, now=now)
        name, parts = how.name, recorded_reads(path, how, context)
    pipeline = Pipeline(
        database, settings, what="reads", file_name=path.name, file_sha256=file_digest(path)
    )
    summary = ReadSummary(file=path.name, source=source)
    for block in blocks(parts):
        submission = Submission(
            kind=RecordKind.READ,
            source=source,
            zone=zone,
            format=name,
            records=block.frame,
            rejected=block.rejected,
            unplaced=block.unplaced,
            ignored=block.ignored,
        )
        summary.take(block, pipeline.store([submission], now=now)[0])
        progress(f"{summary.rows:,} rows")
    pipeline.end_run(json.dumps(asdict(summary)), now=now)
    return summary


def table_parts(path: Path, mapping: ColumnMapping, *, now: datetime) -> Iterator[ReadPart]:
    """Yield the reads of a CSV, GeoJSON or Parquet file, by a mapping."""
    table = ReadTable(mapping, now=now)
    batches: Iterator[RawBatch] = read_batches(
        path,
        delimiter=mapping.delimiter,
        encoding=mapping.encoding,
        columns=mapping.used_columns(),
    )
    for batch in batches:
        if len(batch.frame):
            mapping.check_fits(batch.frame.columns, path.name)
        parsed = table.parse(batch)
        yield ReadPart(frame=parsed.frame, rejected=parsed.rejected, unplaced=parsed.unplaced)


def blocks(parts: Iterator[ReadPart]) -> Iterator[ReadPart]:
    """Gather parts into blocks of at most ``BLOCK`` reads; the rejected go with the first."""
    waiting = ReadPart()
    for part in parts:
        waiting = ReadPart(
            frame=pl.concat([waiting.frame, part.frame]),
            rejected=waiting.rejected + part.rejected,
            unplaced=waiting.unplaced + part.unplaced,
            ignored=waiting.ignored + part.ignored,
        )
        while len(waiting.frame) >= BLOCK or len(waiting.rejected) >= BLOCK:
            yield replace(waiting, frame=waiting.frame[:BLOCK])
            waiting = ReadPart(frame=waiting.frame[BLOCK:])
    if len(waiting.frame) or waiting.rejected or waiting.ignored:
        yield waiting
