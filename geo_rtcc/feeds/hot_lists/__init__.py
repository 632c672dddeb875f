"""Hot lists of any shape → entries in columns; whatever can't be used is handed back."""

from geo_rtcc.feeds.hot_lists.mapping import (
    HotListMapping,
    load_preset,
    preset_names,
    read_mapping,
)
from geo_rtcc.feeds.hot_lists.parse import parse_hot_list, parse_with
from geo_rtcc.feeds.hot_lists.parsed import ENTRY_SCHEMA, ParsedHotList, entry_frame

__all__ = [
    "ENTRY_SCHEMA",
    "HotListMapping",
    "ParsedHotList",
    "entry_frame",
    "load_preset",
    "parse_hot_list",
    "parse_with",
    "preset_names",
    "read_mapping",
]
