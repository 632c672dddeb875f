"""Retry rejected messages of feeds: read them again, by the parser that refused them."""

from datetime import datetime
from itertools import islice
from typing import Any

from geo_rtcc.feeds.parsed import FeedContext, RecordKind
from geo_rtcc.feeds.registry import formats
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.ingest.retried import RetrySummary
from geo_rtcc.ingest.submissions import Submission
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database, quarantine
from geo_rtcc.store.quarantine import KeptMessage

_AT_ONCE = 1_000


def retry_messages(
    database: Database, settings: Settings, source: str, *, now: datetime
) -> RetrySummary:
    """Parse the open messages of a source again; store and close those that can be used now.

    A message from the future may have become past, a newer program may read what an older one
    could not. What is stored already, or newer in store, changes nothing and is closed as well.
    """
    with database.transaction() as connection:
        messages = quarantine.open_messages(connection, source=source)
    pipeline = Pipeline(database, settings, what="retry")
    resolved, rest = 0, iter(messages)
    while block := list(islice(rest, _AT_ONCE)):
        resolved += _retry(database, pipeline, source, block, now)
    return RetrySummary(tried=len(messages), resolved=resolved)


def _retry(
    database: Database, pipeline: Pipeline, source: str, block: list[KeptMessage], now: datetime
) -> int:
    usable: dict[tuple[str, str], Submission] = {}
    closed: list[int] = []
    for message in block:
        records = _records(message, source, now)
        if records is None:
            continue
        one = usable.setdefault((message.kind, message.format), _empty(message, source))
        one.records = [*one.records, *records]
        closed.append(message.quarantine_id)
    if not usable:
        return 0
    pipeline.store(list(usable.values()), now=now)
    with database.transaction() as connection:
        return quarantine.resolve(connection, closed, now=now)


def _records(message: KeptMessage, source: str, now: datetime) -> list[Any] | None:
    """Return the message's records, None where it still can't be used."""
    known = formats()[RecordKind(message.kind)].get(message.format)
    if known is None:
        return None
    parsed = known.parse(message.payload, FeedContext(source=source, zone=message.zone, now=now))
    if parsed.rejected or not (parsed.records or parsed.ignored):
        return None
    return parsed.records


def _empty(message: KeptMessage, source: str) -> Submission:
    return Submission(
        kind=RecordKind(message.kind), source=source, zone=message.zone, format=message.format
    )
