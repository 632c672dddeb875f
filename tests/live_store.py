"""Small helpers to store what the live map shows."""

from typing import Any

from feed_records import NOW, submission

from geo_rtcc.ingest.hot_lists import replace_hot_list
from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.models import HotListEntry
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database, outbox
from geo_rtcc.store.outbox import OutboxEntry


def store(database: Database, settings: Settings, *records: object) -> None:
    """Store each record as a submission of its own, all in one commit."""
    Pipeline(database, settings).store([submission([each]) for each in records], now=NOW)


def listed(database: Database, **words: Any) -> None:
    """Put the plate KBR1207 on the hot list "wanted"."""
    values = {"external_id": "1", "plate": "KBR1207", "plate_text": "KBR 1207", **words}
    replace_hot_list(database, "wanted", [HotListEntry(**values)], now=NOW, as_of=NOW)


def one(database: Database, sql: str) -> Any:
    """Return the first value that a statement finds."""
    with database.transaction() as connection:
        found = connection.execute(sql).fetchone()
    return found and found[0]


def told_after(database: Database, cursor: int) -> list[tuple[int, OutboxEntry]]:
    """Return the outbox's entries above an id."""
    with database.transaction() as connection:
        found = outbox.from_cursor(connection, cursor + 1, limit=1000)
    return [(outbox_id, entry) for outbox_id, _, entry in found]
