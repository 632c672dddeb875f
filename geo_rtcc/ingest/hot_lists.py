"""Hot lists → the store: replaced as a whole or changed by a delta, each in one transaction."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.hot_lists import ParsedHotList, entry_frame
from geo_rtcc.feeds.parsed import RecordKind
from geo_rtcc.models import RejectedRecord
from geo_rtcc.models.hot_lists import HotListChange, HotListEntry
from geo_rtcc.store import Database, load_runs, quarantine
from geo_rtcc.store.database import Connection
from geo_rtcc.store.feeds import ensure_source
from geo_rtcc.store.hot_list_changes import MIN_SHARE, HeldList, apply, hold

LONGEST_CODE = 60
MOST_DETAILS = 100
SOURCE_PREFIX = "hotlist:"
Entries = ParsedHotList | pl.DataFrame | Sequence[HotListEntry]


@dataclass(frozen=True, kw_only=True)
class HotListSummary:
    """What a replacement or a delta did.

    Parameters
    ----------
    list
        The list's code.
    entries
        On the list now.
    added, changed, unchanged, removed, repeated, rejected
        ``repeated`` are replaced by a later entry of the same id. ``unchanged`` counts removals of
        entries that were not on the list, too.
    version
        Of all hot lists, after the change.
    as_of
        When the list was made.
    zone
        IANA zone that its dates were read in.
    rejections
        The first hundred rejected rows: row, field and reason.
    """

    list: str
    entries: int
    added: int
    changed: int
    unchanged: int
    removed: int
    repeated: int
    rejected: int
    version: int
    as_of: datetime
    zone: str
    rejections: tuple[dict[str, Any], ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Return the summary as plain values, for JSON."""
        return asdict(self) | {"as_of": self.as_of.isoformat(), "rejections": [*self.rejections]}


def replace_hot_list(
    database: Database,
    code: str,
    entries: Entries,
    *,
    now: datetime,
    as_of: datetime | None = None,
    min_share: float | None = MIN_SHARE,
    zone: str = "UTC",
    file_name: str = "",
    file_sha256: bytes = b"",
) -> HotListSummary:
    """Make ``entries`` the whole list; readers see the list as it was, or as it is.

    Parameters
    ----------
    as_of
        When the list was made; None for ``now``.
    min_share
        Refused are an empty list, one that would leave less than this share of a list's entries
        on it, and one made before the stored one. None takes any of them.
    zone
        IANA zone of the list's dates, kept with rejected rows.

    Raises InputError where it is refused; nothing has changed then.
    """
    parsed = _parsed(entries)
    if (parsed.entries["change"] == HotListChange.REMOVE).any():
        raise InputError("The list has removals, so it is a delta and not a whole list.")
    if min_share is not None and not len(parsed.entries):
        raise InputError(
            f"The list has no entry that can be used ({len(parsed.rejected):,} rejected), which "
            f"would leave {code} empty. Nothing was changed. If that is right, force it."
        )
    origin = _Origin(code=code, zone=zone, file_name=file_name, file_sha256=file_sha256)
    return _store(
        database, origin, parsed, is_full=True, as_of=as_of or now, now=now, min_share=min_share
    )


def change_hot_list(
    database: Database,
    code: str,
    entries: Entries,
    *,
    now: datetime,
    as_of: datetime | None = None,
    is_forced: bool = False,
    zone: str = "UTC",
    file_name: str = "",
    file_sha256: bytes = b"",
) -> HotListSummary:
    """Put entries on a list and remove others, by their ids; the rest of it stays.

    A list that doesn't exist is created. ``is_forced`` takes a delta made before the stored list.
    """
    origin = _Origin(code=code, zone=zone, file_name=file_name, file_sha256=file_sha256)
    share = None if is_forced else MIN_SHARE
    parsed = _parsed(entries)
    return _store(
        database, origin, parsed, is_full=False, as_of=as_of or now, now=now, min_share=share
    )


@dataclass(frozen=True, kw_only=True)
class _Origin:
    code: str
    zone: str
    file_name: str
    file_sha256: bytes


def _store(
    database: Database,
    origin: _Origin,
    parsed: ParsedHotList,
    *,
    is_full: bool,
    as_of: datetime,
    now: datetime,
    min_share: float | None,
) -> HotListSummary:
    code = _checked(origin.code)
    with database.transaction() as connection:
        held = hold(connection, code, now=now)
        as_of = _settled(held, min(as_of, now), is_full=is_full, is_forced=min_share is None)
        load_id = _keep_rejected(connection, origin, parsed, now=now)
        counts = apply(
            connection,
            held,
            parsed.entries,
            is_full=is_full,
            as_of=as_of,
            now=now,
            min_share=min_share,
        )
        summary = HotListSummary(
            list=code,
            **asdict(counts),
            repeated=parsed.repeated,
            rejected=len(parsed.rejected),
            as_of=as_of,
            zone=origin.zone,
            rejections=_details(parsed.rejected),
        )
        load_runs.end(connection, load_id, summary=json.dumps(_counts(summary)), now=now)
    return summary


def _parsed(entries: Entries) -> ParsedHotList:
    if isinstance(entries, ParsedHotList):
        return entries
    frame = entries if isinstance(entries, pl.DataFrame) else entry_frame(entries)
    return ParsedHotList(frame, repeated=len(entries) - len(frame))


def _checked(code: str) -> str:
    if not code.strip() or len(code) > LONGEST_CODE or not code.isprintable():
        raise InputError(f"A list's code is a word of at most {LONGEST_CODE} characters.")
    return code.strip()


def _settled(held: HeldList, as_of: datetime, *, is_full: bool, is_forced: bool) -> datetime:
    """Return how old the list will be; refuse what was made before it."""
    if held.as_of is None or as_of >= held.as_of:
        return as_of
    if not is_forced:
        raise InputError(
            f"This was made at {as_of:%Y-%m-%d %H:%M:%S} UTC, before the list {held.code} that is "
            f"stored, of {held.as_of:%Y-%m-%d %H:%M:%S}. Nothing was changed. If it is right, "
            "force it, or say when it was made."
        )
    return as_of if is_full else held.as_of


def _keep_rejected(
    connection: Connection, origin: _Origin, parsed: ParsedHotList, *, now: datetime
) -> int:
    """Note the load and keep its rejected rows; return its id."""
    source, _zone = ensure_source(connection, SOURCE_PREFIX + origin.code, origin.zone)
    load_id = load_runs.begin(
        connection,
        what="hotlist",
        source_id=source,
        file_name=origin.file_name,
        file_sha256=origin.file_sha256,
        now=now,
    )
    kind = RecordKind.HOT_LIST_ENTRY
    quarantine.add(
        connection, parsed.rejected, source_id=source, load_id=load_id, kind=kind, now=now
    )
    return load_id


def _details(rejected: list[RejectedRecord]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"row": one.row_number, "field": one.field_name, "reason": one.reason}
        for one in rejected[:MOST_DETAILS]
    )


def _counts(summary: HotListSummary) -> dict[str, Any]:
    return {name: value for name, value in summary.as_dict().items() if name != "rejections"}
