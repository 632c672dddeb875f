"""A segment of several lines → one row a line, each with its share of the numbers."""

from typing import Any

import numpy as np
import polars as pl
import shapely

Row = dict[str, Any]


def parted(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row a line; numbers are shared out by length, in the order of the lines."""
    shapes = shapely.from_wkb(frame["shape"].to_numpy())
    is_multi = shapely.get_type_id(shapes) == shapely.GeometryType.MULTILINESTRING
    if not is_multi.any():
        return frame
    parts = [
        part
        for row, shape in zip(
            frame.filter(is_multi).iter_rows(named=True), shapes[is_multi], strict=True
        )
        for part in _parts(row, shape)
    ]
    several = pl.DataFrame(parts, schema=frame.schema, orient="row")
    return pl.concat([frame.filter(~is_multi), several])


def _parts(row: Row, shape: shapely.MultiLineString) -> list[Row]:
    lines = shapely.get_parts(shape)
    ends = np.concatenate([[0.0], np.cumsum(shapely.length(lines))])
    shares = ends / ends[-1]
    return [
        {
            **row,
            "shape": shapely.to_wkb(line),
            **_shared(row, "left", start, end),
            **_shared(row, "right", start, end),
        }
        for line, start, end in zip(lines, shares[:-1], shares[1:], strict=True)
    ]


def _shared(row: Row, side: str, start: float, end: float) -> Row:
    """Return the numbers between two shares of a side, every second one counted; maybe none."""
    low, high = row[f"from_{side}"], row[f"to_{side}"]
    if low is None:
        return {}
    way = 2 if high >= low else -2
    steps = abs(high - low) // 2
    first = round(steps * start) + (1 if start > 0 else 0)
    last = round(steps * end)
    if first > last:
        return {f"from_{side}": None, f"to_{side}": None, f"parity_{side}": "Z"}
    top = high if end >= 1 else low + way * last
    return {f"from_{side}": low + way * first, f"to_{side}": top}
