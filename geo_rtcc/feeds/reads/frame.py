"""Plate reads as columns: the shape in which they travel to the database."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter

import numpy as np
import polars as pl
import pyarrow as pa

from geo_rtcc.models import PlateRead

_TEXT, _NUMBER = pl.String(), pl.Float64()

READ_SCHEMA: dict[str, pl.DataType] = {
    "external_id": _TEXT,
    "captured_at": pl.Datetime("us", "UTC"),
    "plate": _TEXT,
    "plate_text": _TEXT,
    "state": _TEXT,
    "state_text": _TEXT,
    "confidence": _NUMBER,
    "state_confidence": _NUMBER,
    "camera": _TEXT,
    "camera_name": _TEXT,
    "lon": _NUMBER,
    "lat": _NUMBER,
    "heading_deg": _NUMBER,
    "vehicle_make": _TEXT,
    "vehicle_model": _TEXT,
    "vehicle_color": _TEXT,
    "vehicle_type": _TEXT,
    "image_url": _TEXT,
    "vendor_alert": _TEXT,
    "candidates": pl.List(_TEXT),
    "candidate_confidences": pl.List(_NUMBER),
}

_PLAIN = tuple(READ_SCHEMA)[:-2]
_values = attrgetter(*_PLAIN)
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def frame_of(records: Sequence[PlateRead]) -> pl.DataFrame:
    """Return reads as a frame of ``READ_SCHEMA``, one row each, in their order.

    A read's names are the columns', but its candidates come as two lists of the same length: the
    plates and their confidences; both are empty where it has none.
    """
    if not records:
        return pl.DataFrame(schema=READ_SCHEMA)
    columns = dict(zip(_PLAIN, zip(*map(_values, records), strict=True), strict=True))
    columns["captured_at"] = tuple((at - _EPOCH) // _MICROSECOND for at in columns["captured_at"])
    series = [
        pl.Series(name, values, dtype=pl.Int64 if name == "captured_at" else READ_SCHEMA[name])
        for name, values in columns.items()
    ]
    frame = pl.DataFrame([*series, *candidate_columns([one.candidates for one in records])])
    return frame.with_columns(pl.col("captured_at").cast(READ_SCHEMA["captured_at"]))


def candidate_columns(candidates: Sequence[tuple[tuple[str, float], ...]]) -> list[pl.Series]:
    """Return reads' candidates as two columns, lists cut from one long column each."""
    ends = np.cumsum([0, *map(len, candidates)], dtype=np.int32)
    pairs = [pair for one in candidates for pair in one]
    plates = pa.array([plate for plate, _ in pairs], pa.large_string())
    shares = pa.array([share for _, share in pairs], pa.float64())
    return [
        pl.Series(name, pl.from_arrow(pa.ListArray.from_arrays(ends, values)))
        for name, values in (("candidates", plates), ("candidate_confidences", shares))
    ]
