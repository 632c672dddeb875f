"""GeoJSON (or a JSON list of objects) → batches of text; points get columns of their own."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
import polars as pl

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.raw_batch import BATCH_ROWS, RawBatch, open_plain

LONGITUDE, LATITUDE = "geometry.longitude", "geometry.latitude"


def geojson_rows(path: Path) -> Iterator[RawBatch]:
    """Yield the features' properties and coordinates as text."""
    with open_plain(path) as file:
        try:
            document = json.load(file)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path.name}: is not valid JSON: {error}") from error
    features = document.get("features") if isinstance(document, dict) else document
    if not isinstance(features, list) or not features:
        raise InputError(f"{path.name}: holds no features.")
    for start in range(0, len(features), BATCH_ROWS):
        part = features[start : start + BATCH_ROWS]
        rows = [_properties(feature) for feature in part]
        try:
            frame = _text_frame(rows)
        except UnicodeEncodeError:
            frame = _text_frame([_without_surrogates(row) for row in rows])
        yield RawBatch(frame, np.arange(start + 1, start + len(rows) + 1))


def _text_frame(rows: list[dict[str, str | None]]) -> pl.DataFrame:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in names},
        schema=dict.fromkeys(names, pl.String),
    )


def _without_surrogates(row: dict[str, str | None]) -> dict[str, str | None]:
    """Replace halves of a surrogate pair, which JSON can write but no encoding can hold."""
    text = json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")
    return cast(dict[str, str | None], json.loads(text))


def _properties(feature: Any) -> dict[str, str | None]:
    """Flatten one feature (or plain object) to text; a point's coordinates get own names."""
    if not isinstance(feature, dict):
        return {"value": json.dumps(feature)}
    is_feature = feature.get("type") == "Feature"
    values = feature.get("properties") if is_feature else feature
    if not isinstance(values, dict):
        values = {"properties": values}
    row = {str(key): _text(value) for key, value in values.items()}
    if is_feature and (geometry := feature.get("geometry")):
        row[LONGITUDE], row[LATITUDE] = _spot(geometry)
    return row


def _spot(geometry: Any) -> tuple[str | None, str | None]:
    """Return a point's coordinates; of anything else, text that is no coordinate."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return "not a point", "not a point"
    spot = geometry.get("coordinates") or [None, None]
    if not isinstance(spot, list) or len(spot) < 2:  # noqa: PLR2004
        return "not a pair", "not a pair"
    return _text(spot[0]), _text(spot[1])


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value)
