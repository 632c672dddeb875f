"""Why a row of a file is no plate read."""

from datetime import datetime

import polars as pl

from geo_rtcc.feeds.mapping import ColumnMapping
from geo_rtcc.feeds.reads.values import (
    LONG_PLATE,
    LONGEST_ID,
    LONGEST_PLATE,
    LONGEST_PLATE_TEXT,
    LONGEST_WORD,
    NO_PLATE,
)
from geo_rtcc.feeds.rejections import EARLIEST, FUTURE_GRACE
from geo_rtcc.feeds.values import LONGEST_TEXT

TEXTS = {
    "external_id": LONGEST_ID, "plate": LONGEST_PLATE_TEXT, "state": LONGEST_WORD,
    "camera": LONGEST_WORD, "camera_name": LONGEST_WORD, "vehicle_make": LONGEST_WORD,
    "vehicle_model": LONGEST_WORD, "vehicle_color": LONGEST_WORD, "vehicle_type": LONGEST_WORD,
    "image_url": LONGEST_TEXT, "vendor_alert": LONGEST_TEXT,
}  # fmt: skip
SHARES = ("confidence", "state_confidence")
Faults = list[tuple[str, pl.Expr, str]]


def reasons(
    frame: pl.DataFrame, mapping: ColumnMapping, now: datetime
) -> list[tuple[str, str] | None]:
    """Return for each row why it can't be used, (field, sentence), or None."""
    found: list[tuple[str, str] | None] = [None] * len(frame)
    faults = _faults(mapping, now)
    flags = frame.select(
        fault.fill_null(False).alias(str(i)) for i, (_, fault, _) in enumerate(faults)
    )
    for (field, _, sentence), flag in zip(
        reversed(faults), reversed(flags.get_columns()), strict=True
    ):
        for row in flag.arg_true():
            found[row] = (field, sentence)
    return found


def _faults(mapping: ColumnMapping, now: datetime) -> Faults:
    """Return what can be wrong: the field, where it is so, and the sentence, worst first."""
    captured_at, formats = pl.col("captured_at"), " or ".join(mapping.formats)
    future = f"The time lies in the future of {now:%Y-%m-%d %H:%M} UTC."
    return [
        *_plate_faults(mapping),
        ("captured_at", captured_at.is_null(), f"There is no time, or none like {formats}."),
        ("captured_at", captured_at < EARLIEST, "The time lies before 1970."),
        ("captured_at", captured_at > now + FUTURE_GRACE, future),
        *_text_faults(),
        *_share_faults(mapping),
    ]


def _plate_faults(mapping: ColumnMapping) -> Faults:
    plate, sent = pl.col("plate"), pl.col("plate_text")
    longest = LONGEST_PLATE_TEXT if mapping.plates == "opaque" else LONGEST_PLATE
    too_long = (plate.str.len_chars() > longest) | (sent.str.len_chars() > LONGEST_PLATE_TEXT)
    return [
        ("plate", plate.is_null() | (plate == ""), NO_PLATE),
        ("plate", too_long, LONG_PLATE.replace(str(LONGEST_PLATE), str(longest))),
    ]


def _text_faults() -> Faults:
    # an image's address that is too long is left out, and the state's own text is what may be long
    columns = {field: field for field in TEXTS if field not in ("plate", "image_url")}
    columns["state"] = "state_text"
    return [
        (
            field,
            pl.col(column).str.len_chars() > TEXTS[field],
            f"The text is longer than {TEXTS[field]:,} characters.",
        )
        for field, column in columns.items()
    ]


def _share_faults(mapping: ColumnMapping) -> Faults:
    sentence = f"The value must be a number between 0 and {mapping.confidence_of:g}."
    return [
        (
            field,
            pl.col(f"{field}_given") & ~pl.col(field).is_between(0, 1).fill_null(False),
            sentence,
        )
        for field in SHARES
    ]
