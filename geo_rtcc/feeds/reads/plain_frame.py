"""Our own JSON in bulk: the same reads as ``plain.parse`` gives, as columns and much faster.

Only what is usual is read here: ASCII without escapes, every read with an id and usable in all its
fields. For anything else there is no frame, and ``plain.parse`` says read by read what is wrong.
"""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

import msgspec
import numpy as np
import polars as pl

from geo_rtcc.feeds.parsed import FeedContext
from geo_rtcc.feeds.reads.frame import READ_SCHEMA, candidate_columns
from geo_rtcc.feeds.reads.plain import PlainRead, candidates_in
from geo_rtcc.feeds.reads.values import LONGEST_ID, LONGEST_PLATE, LONGEST_PLATE_TEXT, LONGEST_WORD
from geo_rtcc.feeds.rejections import EARLIEST, FUTURE_GRACE
from geo_rtcc.feeds.values import LONGEST_TEXT
from geo_rtcc.plates import normal_plates, state_codes

_DECODER, _ARRAY = msgspec.json.Decoder(PlainRead), msgspec.json.Decoder(list[PlainRead])
_FIELDS = tuple(name for name in PlainRead.__struct_fields__ if name != "candidates")
_NUMBERS = ("confidence", "state_confidence", "lon", "lat", "heading_deg")
_TEXTS = tuple(name for name in _FIELDS if name not in (*_NUMBERS, "captured_at"))
_LONGEST = dict.fromkeys(_TEXTS, LONGEST_WORD) | {
    "external_id": LONGEST_ID,
    "plate": LONGEST_PLATE_TEXT,
    "image_url": LONGEST_TEXT,
    "vendor_alert": LONGEST_TEXT,
}
_NUMBERED = ("external_id", "camera")  # texts that may come as numbers
# the times that every reader understands alike: no odd offsets, no 60th second
_INSTANT = r"^\d{4}-\d\d-\d\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$"
# the same units as feeds.values.instant tells apart
_EPOCH_UNITS = ((1e11, 1_000_000.0), (1e14, 1_000.0), (1e17, 1.0), (1e20, 0.001))
_values = attrgetter(*_FIELDS)


def plain_frame(payload: bytes, context: FeedContext) -> pl.DataFrame | None:
    """Return the reads of a JSON array, or of one a line, in the columns of ``READ_SCHEMA``.

    None where anything is unusual; ``plain.parse`` takes it then.
    """
    reads = _decoded(payload)
    if not reads:
        return None
    columns = dict(zip(_FIELDS, zip(*map(_values, reads), strict=True), strict=True))
    try:
        captured_at = _instants(columns["captured_at"])
        sent = pl.DataFrame([_column(name, columns[name]) for name in (*_TEXTS, *_NUMBERS)])
    except (TypeError, pl.exceptions.PolarsError):  # numbers and texts in one column
        return None
    if sent.select(_is_unusable()).item():
        return None
    frame = sent.select(_cleaned()).with_columns(captured_at.alias("captured_at"))
    frame = frame.with_columns(normal_plates(frame["plate_text"]).alias("plate"))
    if frame.select(_is_unusual(context.now)).item():
        return None
    frame = frame.with_columns(
        state_codes(frame["state_text"]).alias("state"),
        *candidate_columns(list(map(candidates_in, reads, frame["plate"]))),
    )
    return frame.select(*READ_SCHEMA)


def _decoded(payload: bytes) -> list[PlainRead] | None:
    """Return the reads, each on its own line or in one array; None where they can't be read."""
    # what is neither ASCII nor plain needs Python's own care; some writers escape every slash
    if not payload.isascii() or payload.count(b"\\") != payload.count(rb"\/"):
        return None
    body = payload.strip()
    try:
        if body.startswith(b"["):
            return _ARRAY.decode(body)
        reads = _DECODER.decode_lines(body)
    except (msgspec.MsgspecError, RecursionError):
        return None
    return reads if len(reads) == body.count(b"\n") + 1 else None


def _column(name: str, values: Sequence[object]) -> pl.Series:
    if name in _NUMBERS:
        return pl.Series(name, values, dtype=pl.Float64)
    return pl.Series(name, values, dtype=pl.String, strict=name not in _NUMBERED)


def _instants(values: Sequence[object]) -> pl.Series:
    """Return instants in UTC; what isn't usual is null."""
    column = READ_SCHEMA["captured_at"]
    if isinstance(values[0], str):
        texts = pl.Series(values, dtype=pl.String)
        usual = texts.set(~texts.str.contains(_INSTANT), None)
        return usual.str.to_datetime("%+", time_unit="us", time_zone="UTC", strict=False)
    numbers = pl.Series(values, dtype=pl.Float64).to_numpy()
    limits, factors = zip(*_EPOCH_UNITS, strict=True)
    unit = np.searchsorted(limits, numbers, side="right")
    micros = np.rint(numbers * np.array([*factors, 0.0])[unit]).astype(np.int64)
    is_instant = (numbers >= 0) & (unit < len(limits))
    return pl.Series(micros).set(pl.Series(~is_instant), None).cast(column)


def _is_unusable() -> pl.Expr:
    """Say whether any text is too long, any position or confidence out of its range."""
    too_long = (pl.col(name).str.len_bytes() > longest for name, longest in _LONGEST.items())
    not_shares = (~pl.col(name).is_between(0, 1) for name in ("confidence", "state_confidence"))
    no_place = (pl.col("lon").abs() > 180, pl.col("lat").abs() > 90)  # noqa: PLR2004
    return pl.any_horizontal(*too_long, *not_shares, *no_place).any()


def _cleaned() -> list[pl.Expr]:
    """Trim texts, and leave out what ``plain.parse`` leaves out: positions at 0, 0 for one."""
    lon, lat, heading = pl.col("lon"), pl.col("lat"), pl.col("heading_deg")
    has_point = lon.is_not_null() & lat.is_not_null() & ((lon != 0) | (lat != 0))
    is_link = pl.col("image_url").str.contains("^https?://")
    own = ("plate", "state", "image_url")
    return [
        *(_text(name) for name in _TEXTS if name not in own),
        _text("plate").alias("plate_text"),
        _text("state").alias("state_text"),
        pl.when(is_link).then(_text("image_url")),
        pl.when(has_point).then(lon),
        pl.when(has_point).then(lat),
        pl.when(heading.is_between(0, 360)).then(heading % 360),
        pl.col("confidence", "state_confidence"),
    ]


def _text(name: str) -> pl.Expr:
    # the payload has no escapes, so a space is the only blank that a text can hold
    text = pl.col(name).str.strip_chars(" ")
    return pl.when(text != "").then(text)


def _is_unusual(now: datetime) -> pl.Expr:
    """Say whether any read lacks its id, its plate or a plausible instant."""
    length, captured_at = pl.col("plate").str.len_bytes(), pl.col("captured_at")
    return pl.any_horizontal(
        pl.col("external_id").is_null(),
        length.is_null() | ~length.is_between(1, LONGEST_PLATE),
        captured_at.is_null() | ~captured_at.is_between(EARLIEST, now + FUTURE_GRACE),
    ).any()
