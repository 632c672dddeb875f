"""A hot list's bytes, whatever their shape → its entries."""

import polars as pl

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.hot_lists.entries import entries_of
from geo_rtcc.feeds.hot_lists.mapping import HotListMapping, known_zone, load_preset
from geo_rtcc.feeds.hot_lists.objects import objects_of
from geo_rtcc.feeds.hot_lists.parsed import ParsedHotList
from geo_rtcc.feeds.hot_lists.rows import MOST_REJECTED, rows_of
from geo_rtcc.feeds.hot_lists.text import decoded, unzipped
from geo_rtcc.feeds.parsed import FeedContext

DEFAULT_PRESET = "plain"


def parse_hot_list(
    payload: bytes, *, media_type: str, preset: str | None, context: FeedContext
) -> ParsedHotList:
    """Parse a list of a shipped shape; see ``parse_with``."""
    mapping = load_preset(preset or DEFAULT_PRESET)
    return parse_with(payload, mapping, media_type=media_type, zone=context.zone)


def parse_with(
    payload: bytes, mapping: HotListMapping, *, zone: str, media_type: str = ""
) -> ParsedHotList:
    """Parse a list: delimited, of fixed width, or JSON objects, gzip or not.

    Parameters
    ----------
    zone
        IANA zone of dates and times that carry none, unless the mapping names one. A date stands
        for its whole day there: the entry takes effect as the day begins, or ends as it ends.
    media_type
        "…json" means objects, "…csv" rows; anything else is told by the first character.

    Raises InputError (MappingError where no column is the plate's) where nothing can be read.
    """
    text = decoded(unzipped(payload), mapping.encoding)
    if not text.strip():
        raise InputError("The list is empty.")
    zone = mapping.zone or known_zone(zone)
    found = (
        _objects(text, mapping, zone) if _is_json(text, media_type) else _rows(text, mapping, zone)
    )
    found.rejected.sort(key=lambda one: one.row_number)
    if len(found.rejected) > MOST_REJECTED:
        raise InputError(f"More than {MOST_REJECTED:,} rows can't be used.")
    return found


def _is_json(text: str, media_type: str) -> bool:
    if "json" in media_type.lower():
        return True
    return "csv" not in media_type.lower() and text.lstrip()[:1] in ("[", "{")


def _rows(text: str, mapping: HotListMapping, zone: str) -> ParsedHotList:
    rows = rows_of(text, mapping)
    cells = zip(*rows.fields, strict=True) if rows.fields else [()] * len(rows.columns)
    raw = pl.DataFrame(
        [
            pl.Series(name, values, dtype=pl.String)
            for name, values in zip(rows.columns, cells, strict=True)
        ]
    )

    def payload(row: int) -> dict[str, str | None]:
        return dict(zip(rows.columns, rows.fields[row], strict=True))

    found = entries_of(raw, rows.numbers, mapping, zone=zone, payload=payload)
    found.rejected += rows.rejected
    return found


def _objects(text: str, mapping: HotListMapping, zone: str) -> ParsedHotList:
    objects = objects_of(text.encode("utf-8", "replace"), mapping)
    found = entries_of(objects.frame, objects.numbers, mapping, zone=zone, payload=objects.payload)
    found.rejected += objects.rejected
    return found
