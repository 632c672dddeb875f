"""Files of hot lists, or of changes to them → the store."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.hot_lists import HotListMapping, parse_with
from geo_rtcc.ingest.hot_lists import HotListSummary, change_hot_list, replace_hot_list
from geo_rtcc.store import Database
from geo_rtcc.store.hot_list_changes import MIN_SHARE


def load_hot_list(
    database: Database,
    path: Path,
    mapping: HotListMapping,
    *,
    code: str,
    zone: str,
    now: datetime,
    as_of: datetime | None = None,
    is_delta: bool = False,
    is_forced: bool = False,
) -> HotListSummary:
    """Load a file; without ``as_of`` the list is as old as the file.

    Raises InputError or MappingError naming the file where nothing of it can be used.
    """
    try:
        payload = path.read_bytes()
        made = as_of or min(datetime.fromtimestamp(path.stat().st_mtime, UTC), now)
    except OSError as error:
        raise InputError(f"{path.name}: can't be read: {error.strerror}.") from error
    try:
        parsed = parse_with(payload, mapping, zone=zone)
    except InputError as error:
        raise type(error)(f"{path.name}: {error}") from error
    origin: dict[str, Any] = {
        "zone": mapping.zone or zone,
        "file_name": path.name,
        "file_sha256": hashlib.sha256(payload).digest(),
    }
    if is_delta:
        return change_hot_list(
            database, code, parsed, now=now, as_of=made, is_forced=is_forced, **origin
        )
    share = None if is_forced else MIN_SHARE
    return replace_hot_list(database, code, parsed, now=now, as_of=made, min_share=share, **origin)
