"""Stored hot lists: for matching, for changing, and how old they are."""

from geo_rtcc.store.hot_list_ages import HotListAge, ages, entries, set_stale_after
from geo_rtcc.store.hot_list_changes import EntryCounts, HeldList, apply, hold
from geo_rtcc.store.hot_list_index import current_entries, current_suppressions, version
from geo_rtcc.store.hot_list_suppressions import (
    Suppression,
    suppress,
    suppressions,
    unsuppress,
)

__all__ = [
    "EntryCounts",
    "HeldList",
    "HotListAge",
    "Suppression",
    "ages",
    "apply",
    "current_entries",
    "current_suppressions",
    "entries",
    "hold",
    "set_stale_after",
    "suppress",
    "suppressions",
    "unsuppress",
    "version",
]
