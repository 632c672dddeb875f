"""Why a row can't be used, and the row itself, kept so that it can be tried again."""

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from geo_rtcc.feeds.mapping import ColumnMapping
from geo_rtcc.feeds.raw_batch import RawBatch
from geo_rtcc.models import RejectedRecord

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
FUTURE_GRACE = timedelta(days=1)
_LONGEST_KEY = 2_000  # bytes; a PostgreSQL index entry holds 2,700


def reasons(
    raw: pl.DataFrame, parsed: pl.DataFrame, mapping: ColumnMapping, now: datetime
) -> list[tuple[str, str] | None]:
    """Return for each row why it can't be used, (field, sentence), or None."""
    found: list[tuple[str, str] | None] = [None] * len(parsed)
    received = pl.col("received_at")
    faults = parsed.with_row_index("at").select(
        "at",
        no_id=pl.col("external_id").is_null(),
        long_id=pl.col("external_id").str.len_bytes() > _LONGEST_KEY,
        long_type=pl.col("call_type").str.len_bytes() > _LONGEST_KEY,
        no_time=received.is_null(),
        early=received < EARLIEST,
        late=received > now + FUTURE_GRACE,
    )
    for row in faults.filter(pl.any_horizontal(pl.exclude("at"))).iter_rows(named=True):
        found[row["at"]] = _reason(raw, row, mapping, now)
    return found


def _reason(
    raw: pl.DataFrame, row: dict[str, Any], mapping: ColumnMapping, now: datetime
) -> tuple[str, str]:
    if row["no_id"]:
        return "external_id", "There is no id."
    if row["long_id"] or row["long_type"]:
        field, what = ("external_id", "id") if row["long_id"] else ("call_type", "call type")
        return field, f"The {what} is longer than {_LONGEST_KEY:,} bytes."
    if row["no_time"]:
        columns = mapping.column_of("received_at", raw.columns) or ()
        text = " ".join(str(raw[column][row["at"]] or "") for column in columns)[:40].strip()
        if not text:
            return "received_at", "There is no time of receipt."
        return "received_at", f"{text!r} is not a time like {' or '.join(mapping.formats)}."
    if row["early"]:
        return "received_at", "The time of receipt lies before 1970."
    return "received_at", f"The time of receipt lies in the future of {now:%Y-%m-%d %H:%M} UTC."


def rejected_record(
    batch: RawBatch, mapping: ColumnMapping, row: int, field: str, reason: str
) -> RejectedRecord:
    columns = mapping.column_of(field, batch.frame.columns)
    raw = {key: _plain(value) for key, value in batch.payload(row).items()}
    return RejectedRecord(
        row_number=int(batch.row_numbers[row]),
        field_name=" + ".join(columns) if columns else field,
        reason=reason,
        raw=raw,
    )


def _plain(value: Any) -> str | None:
    """Write a value as the text that it is read as, so that it means the same when retried."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.isoformat("T" if value.tzinfo else " ")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        return None if value != value else str(value).removesuffix(".0")  # noqa: PLR0124
    return (
        str(value) if isinstance(value, date | time | Decimal) else json.dumps(value, default=str)
    )
