"""Frames of the geofile to and from the database by COPY, as CSV: a county has a million rows."""

import io
from typing import Any

import numpy as np
import polars as pl
import shapely

from geo_rtcc.models.geofile import SCHEMAS, GeofileKind
from geo_rtcc.store.database import Connection
from geo_rtcc.store.queries import query

_BETWEEN = "\x1f"
_COPIES = {
    GeofileKind.ROADS: "geofile_roads_copy",
    GeofileKind.ADDRESSES: "geofile_addresses_copy",
    GeofileKind.PLACES: "geofile_places_copy",
    GeofileKind.INTERSECTIONS: "geofile_intersections_copy",
    GeofileKind.ALIASES: "geofile_aliases_copy",
}
_ALL = {
    GeofileKind.ROADS: "geofile_roads",
    GeofileKind.ADDRESSES: "geofile_addresses",
    GeofileKind.PLACES: "geofile_places",
    GeofileKind.INTERSECTIONS: "geofile_intersections",
    GeofileKind.ALIASES: "geofile_aliases",
}
_CHUNK_ROWS = 100_000


def copied_in(connection: Connection, kind: GeofileKind, frame: pl.DataFrame, set_id: int) -> None:
    """Append a frame by the kind's schema to its table, as rows of that set."""
    with connection.cursor().copy(query(_COPIES[kind])) as copy:
        for part in frame.select(SCHEMAS[kind].keys()).iter_slices(_CHUNK_ROWS):
            text = io.BytesIO()
            _literal(part).with_columns(set_id=pl.lit(set_id)).write_csv(text, include_header=False)
            copy.write(text.getvalue())


def copied_out(connection: Connection, kind: GeofileKind) -> pl.DataFrame:
    """Return all rows of a kind, of every set, by its schema."""
    text, schema = io.BytesIO(), SCHEMAS[kind]
    statement = "copy (" + query(_ALL[kind]) + ") to stdout (format csv)"
    with connection.cursor().copy(statement) as copy:
        for block in copy:
            text.write(block)
    if not text.tell():
        return pl.DataFrame(schema=dict(schema))
    text.seek(0)
    plain = {name: _in_text(dtype) for name, dtype in schema.items()}
    frame = pl.read_csv(text, has_header=False, new_columns=list(schema), schema=plain)
    return frame.with_columns(_parsed(name, dtype) for name, dtype in schema.items())


def _literal(frame: pl.DataFrame) -> pl.DataFrame:
    """Turn lists into array literals, and shapes and points into hexadecimal EWKB."""
    lists = [name for name, dtype in frame.schema.items() if dtype == pl.List(pl.String)]
    frame = frame.with_columns(_array(pl.col(name)).alias(name) for name in lists)
    if "shape" in frame.columns:
        shapes = shapely.from_wkb(frame["shape"].to_numpy())
        return frame.with_columns(pl.Series("shape", _hex(shapes), pl.String))
    if "lon" in frame.columns:
        points = shapely.points(frame["lon"].to_numpy(), frame["lat"].to_numpy())
        return frame.drop("lon", "lat").with_columns(pl.Series("point", _hex(points), pl.String))
    return frame


def _hex(shapes: Any) -> list[str]:
    located = shapely.set_srid(np.asarray(shapes, object), 4326)
    return list(shapely.to_wkb(located, hex=True, include_srid=True))


def _array(names: pl.Expr) -> pl.Expr:
    quoted = pl.format('"{}"', pl.element().str.replace_all(r'(["\\])', r"\$1"))
    inside = names.list.eval(quoted).list.join(",")
    return pl.when(names.list.len() > 0).then(pl.concat_str(pl.lit("{"), inside, pl.lit("}")))


def _in_text(dtype: pl.DataType) -> pl.DataType:
    return dtype if dtype.is_numeric() else pl.String()


def _parsed(name: str, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.List(pl.String):
        return pl.col(name).str.split(_BETWEEN)
    return pl.col(name).str.decode("hex") if dtype == pl.Binary else pl.col(name)
