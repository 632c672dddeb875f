"""Locate stored calls again, after boundaries or shift plans have changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from geo_rtcc.ingest.geocoding import locate, located_in_beats
from geo_rtcc.ingest.locator import Locator
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database, calls, outbox
from geo_rtcc.store.database import Connection

Progress = Callable[[str], None]

_BLOCK_ROWS = 100_000
_FIRST_DATE = date(1970, 1, 1)  # no call is older
# An operational date's first instant lies at most a shift and a zone before it in UTC.
_MARGIN = timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class RelocateSummary:
    """Calls looked at, and calls whose area, shift or operational date changed."""

    checked: int
    moved: int


def relocate(
    database: Database,
    settings: Settings,
    *,
    since_on: date,
    now: datetime,
    progress: Progress = lambda _: None,
) -> RelocateSummary:
    """Locate the calls of operational dates from ``since_on`` again; move them and their counts.

    Points stay as they are, also those found by an address; a call without one follows the beat it
    names. One transaction: readers see all of it or nothing.
    """
    with database.transaction() as connection:
        calls.prepare_relocation(connection)
        locator = Locator.of(database, settings)
        checked = _stage(connection, locator, since_on, progress)
        moved = calls.apply_relocation(connection) if checked else 0
        if moved:
            outbox.append(connection, topic="calls.relocated", at=now, n=moved)
    return RelocateSummary(checked=checked, moved=moved)


def _stage(connection: Connection, locator: Locator, since_on: date, progress: Progress) -> int:
    after_at = datetime.combine(max(since_on, _FIRST_DATE), time(), UTC) - _MARGIN
    after_id, checked = 0, 0
    total = calls.count_after(connection, after_at)
    while len(block := calls.calls_after(connection, after_at, after_id, _BLOCK_ROWS)):
        frame, located = located_in_beats(block, locate(block, locator), locator)
        staged = frame.with_columns(*calls.located_columns(**vars(located)))
        calls.copy_in(connection, "call_relocated", staged.select(calls.RELOCATED_COLUMNS))
        after_id, after_at = block["call_id"][-1], block["received_at"][-1]
        checked += len(block)
        progress(f"{checked:,} of {total:,} calls located again")
    return checked
