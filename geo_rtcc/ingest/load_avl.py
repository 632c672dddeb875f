"""Load a file of recorded unit positions, in blocks that are committed one after the other."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path

from geo_rtcc.feeds.avl.csv_fixes import FixMapping, read_fixes
from geo_rtcc.feeds.avl.recordings import ENDS, pieces
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed, RecordKind
from geo_rtcc.ingest.load import file_digest
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.ingest.submissions import Receipt, Submission
from geo_rtcc.models import AvlFix
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database

BLOCK = 20_000
CSV = "plain"  # the rows of a CSV file are kept as messages of this format
Progress = Callable[[str], None]


@dataclass(kw_only=True)
class AvlSummary:
    """What a load did, in messages.

    Parameters
    ----------
    added, repeated, expired, rejected, ignored
        Every message is one of these: ``repeated`` are stored already, ``expired`` are older than
        positions are kept, ``ignored`` bring no position on purpose.
    """

    file: str
    source: str
    messages: int = 0
    added: int = 0
    repeated: int = 0
    expired: int = 0
    rejected: int = 0
    ignored: int = 0

    def take(self, receipt: Receipt) -> None:
        """Add what became of one block."""
        for one in fields(self)[3:]:
            n = getattr(receipt, one.name)
            setattr(self, one.name, getattr(self, one.name) + n)
            self.messages += n


def load_avl(
    database: Database,
    settings: Settings,
    path: Path,
    how: FeedFormat[AvlFix] | FixMapping,
    *,
    context: FeedContext,
    now: datetime,
    progress: Progress = lambda _: None,
) -> AvlSummary:
    """Load messages of a format, or a CSV file by a mapping; loading it again adds nothing.

    Each block is stored as a whole. ``context.now`` is when the recording ended.

    Raises InputError or MappingError where the file can't be read; blocks before that are stored.
    """
    pipeline = Pipeline(
        database, settings, what="avl", file_name=path.name, file_sha256=file_digest(path)
    )
    summary = AvlSummary(file=path.name, source=context.source)
    for block in _blocks(_parsed(path, how, context)):
        submission = Submission.of(
            block,
            kind=RecordKind.FIX,
            source=context.source,
            zone=context.zone,
            format_name=how.name if isinstance(how, FeedFormat) else CSV,
        )
        summary.take(pipeline.store([submission], now=now)[0])
        progress(f"{summary.messages:,} messages")
    pipeline.end_run(json.dumps(asdict(summary)), now=now)
    return summary


def _parsed(
    path: Path, how: FeedFormat[AvlFix] | FixMapping, context: FeedContext
) -> Iterator[Parsed[AvlFix]]:
    """Yield what is parsed of each piece, with rejected records numbered through the file."""
    if isinstance(how, FixMapping):
        yield from read_fixes(path, how, context)
        return
    before = 0
    for piece in pieces(path, ENDS[how.name]):
        parsed = how.parse(piece, context)
        parsed.rejected = [
            replace(one, row_number=one.row_number + before) for one in parsed.rejected
        ]
        before += len(parsed.records) + len(parsed.rejected) + parsed.ignored
        yield parsed


def _blocks(parts: Iterator[Parsed[AvlFix]]) -> Iterator[Parsed[AvlFix]]:
    """Gather what is parsed into blocks of at most ``BLOCK`` records."""
    waiting = Parsed[AvlFix]()
    for part in parts:
        waiting.records += part.records
        waiting.rejected += part.rejected
        waiting.ignored += part.ignored
        while len(waiting.records) >= BLOCK or len(waiting.rejected) >= BLOCK:
            yield replace(
                waiting, records=waiting.records[:BLOCK], rejected=waiting.rejected[:BLOCK]
            )
            waiting = Parsed(waiting.records[BLOCK:], waiting.rejected[BLOCK:])
    if waiting.records or waiting.rejected or waiting.ignored:
        yield waiting
