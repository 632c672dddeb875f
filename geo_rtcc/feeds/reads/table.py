"""Raw rows of a file → plate reads, by a column mapping; whatever can't be used is handed back.

A row needs a plate and a readable time. Where the file has no ids they are made of source, camera,
instant and plate, with a number for rows that are alike in all of these.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from geo_rtcc.feeds.columns import joined_text, without_nul
from geo_rtcc.feeds.mapping import ColumnMapping
from geo_rtcc.feeds.messages import BAD_POINT
from geo_rtcc.feeds.parsed import FeedContext
from geo_rtcc.feeds.points import points
from geo_rtcc.feeds.raw_batch import RawBatch
from geo_rtcc.feeds.reads.frame import READ_SCHEMA
from geo_rtcc.feeds.reads.table_faults import SHARES, TEXTS, reasons
from geo_rtcc.feeds.reads.values import derived_id
from geo_rtcc.feeds.rejections import rejected_record
from geo_rtcc.feeds.times import instant
from geo_rtcc.feeds.values import LONGEST_TEXT
from geo_rtcc.models import RejectedRecord
from geo_rtcc.plates import normal_plates, state_codes


@dataclass(frozen=True, kw_only=True)
class ParsedReads:
    """One batch, parsed.

    Parameters
    ----------
    frame
        The usable reads, in the columns of ``READ_SCHEMA``.
    rejected, unplaced
        Rows that can't be used at all, and rows of ``frame`` whose coordinates can't.
    """

    frame: pl.DataFrame
    rejected: list[RejectedRecord]
    unplaced: list[RejectedRecord]


class ReadTable:
    """Parses one file's batches in their order, and counts rows that are alike.

    Alike rows are told apart within a batch and the one before it, whose boundaries depend on the
    file alone: loading it again gives every row the same id.
    """

    def __init__(self, mapping: ColumnMapping, *, now: datetime) -> None:
        self._mapping, self._now = mapping, now
        self._context = FeedContext(source=mapping.source, zone=mapping.zone, now=now)
        self._before: Counter[str] = Counter()

    def parse(self, batch: RawBatch) -> ParsedReads:
        """Parse one batch."""
        if not len(batch.frame):
            return ParsedReads(
                frame=pl.DataFrame(schema=READ_SCHEMA), rejected=list(batch.rejected), unplaced=[]
            )
        clean = without_nul(batch.frame, self._mapping)
        lon, lat, problem = points(clean, self._mapping)
        frame = _fields(clean, self._mapping).with_columns(
            pl.Series("lon", lon, nan_to_null=True), pl.Series("lat", lat, nan_to_null=True)
        )
        why = reasons(frame, self._mapping, self._now)
        good = np.array([reason is None for reason in why])
        refused = ((row, *reason) for row, reason in enumerate(why) if reason)
        lost = ((int(row), "x", BAD_POINT) for row in np.flatnonzero(problem & good))
        rejected, unplaced = (
            [rejected_record(batch, self._mapping, *one) for one in rows]
            for rows in (refused, lost)
        )
        return ParsedReads(
            frame=self._with_ids(frame.filter(good)),
            rejected=[*batch.rejected, *rejected],
            unplaced=unplaced,
        )

    def _with_ids(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Make ids for reads that have none, and give the frame its final columns."""
        if not frame["external_id"].null_count():
            return frame.select(*READ_SCHEMA)
        keys = frame.select("external_id", "camera", "captured_at", "plate").iter_rows()
        numbers: Counter[str] = Counter()
        ids = [given or self._made_id(numbers, *key) for given, *key in keys]
        self._before = numbers
        external_id = pl.Series("external_id", ids, dtype=pl.String)
        return frame.with_columns(external_id).select(*READ_SCHEMA)

    def _made_id(
        self, numbers: Counter[str], camera: str | None, captured_at: datetime, plate: str
    ) -> str:
        """Return an id; ``numbers`` says how many rows have been like this one."""
        first = derived_id(self._context, camera, captured_at, plate)
        number = max(numbers[first], self._before[first])
        numbers[first] = number + 1
        if not number:
            return first
        return derived_id(self._context, camera, captured_at, plate, number)


def _fields(raw: pl.DataFrame, mapping: ColumnMapping) -> pl.DataFrame:
    frame = raw.select(
        *(_text(mapping, field, raw).alias(field) for field in TEXTS),
        *(_number(mapping, field, raw).alias(field) for field in (*SHARES, "heading_deg")),
        instant(mapping, "captured_at", raw),
        *(_given(mapping, field, raw).alias(f"{field}_given") for field in SHARES),
    )
    sent = frame["plate"]
    heading, link = pl.col("heading_deg"), pl.col("image_url")
    is_link = link.str.contains("^https?://") & (link.str.len_chars() <= LONGEST_TEXT)
    return frame.with_columns(
        sent.alias("plate_text"),
        (sent if mapping.plates == "opaque" else normal_plates(sent)).alias("plate"),
        pl.col("state").alias("state_text"),
        state_codes(frame["state"]).alias("state"),
        pl.col(*SHARES) / mapping.confidence_of,
        pl.when(heading.is_between(0, 360)).then(heading % 360),
        pl.when(is_link).then(link),
        *(pl.lit([], dtype=READ_SCHEMA[n]).alias(n) for n in list(READ_SCHEMA)[-2:]),
    )


def _text(mapping: ColumnMapping, field: str, raw: pl.DataFrame) -> pl.Expr:
    text = joined_text(mapping, field, raw)
    if text is None:
        return pl.lit(None, dtype=pl.String)
    values = mapping.values.get(field)
    return text.replace(dict(values)) if values else text


def _number(mapping: ColumnMapping, field: str, raw: pl.DataFrame) -> pl.Expr:
    return _text(mapping, field, raw).cast(pl.Float64, strict=False)


def _given(mapping: ColumnMapping, field: str, raw: pl.DataFrame) -> pl.Expr:
    return _text(mapping, field, raw).is_not_null()
