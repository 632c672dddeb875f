"""Reads the live map: a snapshot, and what has changed since."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from geo_rtcc.situation.live_map import records
from geo_rtcc.situation.live_map.models import (
    AHEAD,
    OPEN_WITHIN,
    POINT_LIMIT,
    SPAN,
    FeedNews,
    LiveChanges,
    LiveSnapshot,
    Records,
)
from geo_rtcc.situation.live_map.named import Named
from geo_rtcc.situation.live_map.surroundings import area_map, feed_news, surroundings
from geo_rtcc.situation.live_map.told import ToldUnits
from geo_rtcc.store.database import Connection, Database, rows
from geo_rtcc.store.outbox import OutboxEntry
from geo_rtcc.store.reading import one_instant


class LiveReader:
    """Reads what the live map shows; for one follower thread and any number of snapshot threads.

    Only ``changes`` keeps something between calls: which units it told where.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._told = ToldUnits()

    def snapshot(
        self, *, now: datetime, to_at: datetime | None = None, span: timedelta = SPAN
    ) -> LiveSnapshot:
        """Return everything of the window that ends at ``to_at``; live, without it, at ``now``."""
        with one_instant(self._database) as connection:
            cursor = _newest(connection)
            if cursor is not None:
                return _snapshot(connection, cursor, now, to_at, span)
        cursor = self._last_ever()
        with one_instant(self._database) as connection:
            return _snapshot(connection, _newest(connection) or cursor, now, to_at, span)

    def changes(self, entries: Sequence[tuple[int, OutboxEntry]], *, now: datetime) -> LiveChanges:
        """Return the records that entries, with their ids, name: as they are now.

        The first call that finds fixes among them tells of all units, later ones of those that have
        moved since. Only for the one thread that follows the outbox.
        """
        cursor = max((outbox_id for outbox_id, _ in entries), default=0)
        named = Named.by(entries, since_at=now - SPAN - OPEN_WITHIN)
        if not named.is_anything:
            return LiveChanges(cursor=cursor, now=now, records=Records(), feeds=())
        with one_instant(self._database) as connection:
            feeds = feed_news(connection)
            found = None if named.is_bulk else self._records(connection, named, now)
            is_early = found is not None and _newest(connection) != cursor
        if found is not None:
            self._told.note(found.units, is_early=is_early)
        return LiveChanges(
            cursor=cursor,
            now=now,
            records=found or Records(),
            feeds=feeds,
            needs_snapshot=found is None,
        )

    def begin_anew(self) -> None:
        """Forget what was told, where it may be told of another past: after a restore."""
        self._told = ToldUnits()

    def news(self, now: datetime) -> tuple[FeedNews, ...]:
        """Return the newest of every feed."""
        with self._database.transaction() as connection:
            return feed_news(connection)

    def units_at(self, at: datetime) -> pl.DataFrame:
        """Return each unit's last fix at or before ``at``, a quarter of an hour at most, as units.

        UNIT_SCHEMA; a unit without such a fix is not there.
        """
        with self._database.transaction() as connection:
            return records.units_at(connection, at)

    def _records(self, connection: Connection, named: Named, now: datetime) -> Records | None:
        """Return the named records; None where they say something of many others too."""
        from_at, to_at = now - SPAN, now + AHEAD
        found: dict[str, pl.DataFrame] = {}
        if named.calls:
            found["calls"], is_bulk = records.calls_named(
                connection, named.calls, since_at=from_at, to_at=to_at
            )
            if is_bulk:
                return None
        if named.hits:
            hits = records.hits_named(connection, named.hits)
            found["hits"] = hits.filter(pl.col("captured_at").is_between(from_at, to_at))
        if named.marks:
            found["marks"] = records.marks_named(connection, named.marks)
        if named.has_cameras:
            found["cameras"] = records.cameras(connection)
        if named.has_fixes:
            found["units"] = self._told.moved(records.units(connection, from_at, to_at))
        return Records(**found)

    def _last_ever(self) -> int:
        """Return the last outbox id ever given, when whoever was given one has ended."""
        with self._database.transaction() as connection:
            rows(connection, "live_outbox_wait")
            return int(rows(connection, "live_outbox_last")[0]["last"])


def _newest(connection: Connection) -> int | None:
    newest = rows(connection, "live_cursor")[0]["newest"]
    return None if newest is None else int(newest)


def _snapshot(
    connection: Connection, cursor: int, now: datetime, to_at: datetime | None, span: timedelta
) -> LiveSnapshot:
    is_live = to_at is None
    end_at = to_at or now
    from_at = end_at - span
    reach_at = now + AHEAD if is_live else end_at
    around = surroundings(connection)
    found = records.window(connection, from_at=from_at, to_at=reach_at, is_live=is_live)
    return LiveSnapshot(
        cursor=cursor,
        now=now,
        from_at=from_at,
        to_at=end_at,
        is_live=is_live,
        installation=around.installation,
        area_map=area_map(connection, end_at.astimezone(ZoneInfo(around.installation.zone)).date()),
        newest_call_at=around.newest_call_at,
        beyond=_beyond(connection, found.calls, from_at, reach_at),
        records=found,
        feeds=feed_news(connection),
    )


def _beyond(connection: Connection, calls: pl.DataFrame, from_at: datetime, to_at: datetime) -> int:
    if calls.height < POINT_LIMIT:
        return 0
    total = rows(connection, "live_call_count", from_at=from_at, to_at=to_at)[0]["n"]
    return int(total) - calls.filter(pl.col("received_at") > from_at).height
