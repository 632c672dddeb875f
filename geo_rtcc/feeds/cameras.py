"""Files of plate cameras → models: a CSV, GeoJSON or Parquet with our own column names.

``external_id`` is needed. ``name``, ``lon`` and ``lat`` (degrees, EPSG:4326; a GeoJSON point serves
as well), ``heading_deg``, ``is_mobile`` and ``unit`` are optional; other columns are ignored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.geojson_rows import LATITUDE, LONGITUDE
from geo_rtcc.feeds.messages import BAD_POINT, RefusedError
from geo_rtcc.feeds.raw_batch import RawBatch
from geo_rtcc.feeds.tables import read_batches
from geo_rtcc.feeds.values import needed, point, text
from geo_rtcc.models import Camera, RejectedRecord

FIELDS = ("external_id", "name", "lon", "lat", "heading_deg", "is_mobile", "unit")
_LONGEST = 200
_FLAGS = {
    **dict.fromkeys(("true", "t", "yes", "y", "1"), True),
    **dict.fromkeys(("false", "f", "no", "n", "0"), False),
}
Row = Mapping[str, str | None]


@dataclass
class ParsedCameras:
    """A file's cameras, and its rows that can't be used."""

    cameras: list[Camera] = field(default_factory=list)
    rejected: list[RejectedRecord] = field(default_factory=list)


def read_cameras(
    path: Path, *, delimiter: str | None = None, encoding: str | None = None
) -> ParsedCameras:
    """Read a file of cameras; raise InputError where it can't be read or names no ids."""
    parsed = ParsedCameras()
    for batch in read_batches(path, delimiter=delimiter, encoding=encoding):
        parsed.rejected += batch.rejected
        if len(batch.frame):
            _take(parsed, batch, path.name)
    return parsed


def _take(parsed: ParsedCameras, batch: RawBatch, file: str) -> None:
    names = {column.strip().lower(): column for column in batch.frame.columns}
    if "external_id" not in names:
        raise InputError(
            f"{file}: no column external_id. The file has: {', '.join(batch.frame.columns[:40])}."
        )
    for row, number in enumerate(batch.row_numbers.tolist()):
        raw = {key: _plain(value) for key, value in batch.payload(row).items()}
        try:
            parsed.cameras.append(_camera({name: raw[names[name]] for name in names}))
        except RefusedError as error:
            parsed.rejected.append(
                RejectedRecord(
                    row_number=number, field_name=error.field, reason=error.reason, raw=raw
                )
            )


def _plain(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _camera(row: Row) -> Camera:
    lon, lat, is_bad = point(
        _number(row, "lon" if "lon" in row else LONGITUDE),
        _number(row, "lat" if "lat" in row else LATITUDE),
    )
    if is_bad:
        raise RefusedError("lon", BAD_POINT)
    heading = _number(row, "heading_deg")
    if heading is not None and not 0 <= heading <= 360:  # noqa: PLR2004
        raise RefusedError("heading_deg", "The value must lie between 0 and 360.")
    return Camera(
        external_id=needed(row["external_id"], "external_id", longest=_LONGEST),
        name=text(row.get("name"), "name", longest=_LONGEST),
        is_mobile=_flag(row, "is_mobile"),
        lon=lon,
        lat=lat,
        heading_deg=None if heading is None else heading % 360,
        unit=text(row.get("unit"), "unit", longest=_LONGEST),
    )


def _number(row: Row, name: str) -> float | None:
    said = (row.get(name) or "").strip()
    try:
        number = float(said) if said else None
    except ValueError:
        number = float("nan")
    if number is not None and not isfinite(number):
        raise RefusedError(name, "The value is no number.")
    return number


def _flag(row: Row, name: str) -> bool:
    said = (row.get(name) or "false").strip().lower()
    if said not in _FLAGS:
        raise RefusedError(name, "The value is neither true nor false.")
    return _FLAGS[said]
