"""Stored calls for service: what every way of writing them shares, and the counts beside them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray
from pgpq import ArrowToPostgresBinaryEncoder
from psycopg import sql

from geo_rtcc.models import Category, CountKind
from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.queries import query

CALL_COLUMNS = (
    "call_id", "received_at", "dispatched_at", "on_scene_at", "closed_at", "source_updated_at",
    "cell", "call_type_id", "area_id", "operational_on", "category", "match_type", "source_id",
    "shift_id", "priority", "is_on_view", "is_area_ambiguous", "external_id", "priority_text",
    "disposition", "address", "agency_beat", "agency_district", "agency_shift", "other_area_ids",
    "uncertainty_m", "match_score", "match_reference", "address_distance_m",
)  # fmt: skip
COUNT_KEY = ("operational_on", "shift_id", "area_id", "cell", "kind", "category")
RELOCATED_COLUMNS = (
    "call_id", "received_at", "cell", "area_id", "is_area_ambiguous", "other_area_ids",
    "shift_id", "operational_on", "match_type",
)  # fmt: skip
REGEOCODED_COLUMNS = (
    *RELOCATED_COLUMNS, "lon", "lat", "uncertainty_m", "match_score", "match_reference",
)  # fmt: skip
TO_RELOCATE: dict[str, Any] = {
    "call_id": pl.Int64,
    "received_at": pl.Datetime("us", "UTC"),
    "lon": pl.Float64,  # degrees, EPSG:4326; null where there is no point
    "lat": pl.Float64,
    "match_type": pl.String,
    "agency_beat": pl.String,
}

_SRID = 4326
_HAS_SRID, _POINT = 0x20000000, 1


@dataclass(frozen=True, kw_only=True)
class Merge:
    """What a write did: calls added, updated, and left as they were."""

    added: int
    updated: int
    unchanged: int


def source_id(connection: Connection, code: str, zone: str) -> int:
    """Return the id of the source ``code``, creating it when new."""
    return int(rows(connection, "source_upsert", code=code, zone=zone)[0]["source_id"])


def is_new_source(connection: Connection, source: int) -> bool:
    """Return whether nothing of the source has ever been stored."""
    return not rows(connection, "identities_known", source_id=source)[0]["known"]


def call_type_ids(
    connection: Connection, source: int, types: Iterable[tuple[str, str, Category | str]]
) -> dict[str, int]:
    """Return the ids of a source's call types, given as (code, name, category)."""
    listed = list(types)
    found = rows(
        connection,
        "call_types_upsert",
        source_id=source,
        codes=[code for code, _, _ in listed],
        names=[name for _, name, _ in listed],
        categories=[str(category) for _, _, category in listed],
    )
    return {row["code"]: row["call_type_id"] for row in found}


def live_call_types(
    connection: Connection, types: Sequence[tuple[int, str, str | None, str]]
) -> list[tuple[int, str, int, str]]:
    """Find or create call types, given as (source id, code, name, category).

    Returns (source id, code, type id, category): a type that is stored keeps its category, because
    an agency's own mapping knows better than the words of a message.
    """
    parameters = {
        "source_ids": [source for source, _, _, _ in types],
        "codes": [code for _, code, _, _ in types],
        "names": [name or code for _, code, name, _ in types],
        "categories": [category for _, _, _, category in types],
    }
    found = connection.execute(query("call_types_ensure"), parameters).fetchall()
    if len(found) < len(types):
        # the others were just created by another transaction, whose end was waited for
        found = connection.execute(query("call_types_ensure"), parameters).fetchall()
    return found


def written_by(connection: Connection, source: str, external_ids: list[str]) -> dict[str, int]:
    """Return, for those of a source's calls that are stored, the load that wrote them last."""
    found = rows(connection, "calls_written_by", source=source, external_ids=external_ids)
    return {row["external_id"]: row["load_id"] for row in found}


def call_ids(load_id: int, row_numbers: pl.Series) -> pl.Series:
    """Return ids that no other load gives: the load's in the upper half, the row's in the lower."""
    return (row_numbers.cast(pl.Int64) + (load_id << 32)).alias("call_id")


def months_of(received_at: pl.Series) -> set[date]:
    """Return the first days of the UTC months of these instants."""
    return set(received_at.dt.truncate("1mo").dt.date().unique().to_list())


def ensure_partitions(
    connection: Connection, months: Iterable[date], *, indexed: bool = True
) -> list[str]:
    """Make sure that the months have partitions.

    Returns the names of new ones that ``index_partitions`` has to index before the transaction
    ends; none of them unless ``indexed`` is false.
    """
    found = rows(connection, "call_partitions_ensure", months=sorted(months), indexed=indexed)
    return [row["bare"] for row in found if row["bare"]]


def index_partitions(connection: Connection, names: list[str]) -> None:
    """Index partitions that were created without."""
    connection.execute(query("call_partitions_index"), {"names": names})


def copy_in(connection: Connection, table: str, frame: pl.DataFrame) -> None:
    """COPY a frame into ``table`` by column name, in binary; see ``encoded`` for its types."""
    send(connection, table, encoded(frame))


@dataclass(frozen=True)
class Encoded:
    """A frame as PostgreSQL's binary COPY wants it: column names, and bytes in order."""

    columns: list[str]
    chunks: list[bytes]


def encoded(frame: pl.DataFrame) -> Encoded:
    """Encode a frame for COPY.

    Column types must be the table's own: instants in UTC, texts for enums, EWKB for points.
    Columns without any value are left out.
    """
    filled = frame.select(column.name for column in frame if column.null_count() < len(column))
    batches = filled.to_arrow(compat_level=pl.CompatLevel.oldest()).to_batches()
    if not batches:
        return Encoded([], [])
    encoder = ArrowToPostgresBinaryEncoder(batches[0].schema)
    chunks = [encoder.write_header()]
    chunks += [encoder.write_batch(batch) for batch in batches]
    return Encoded(filled.columns, [*chunks, encoder.finish()])


def send(connection: Connection, table: str, data: Encoded) -> None:
    """COPY encoded rows into ``table``."""
    if not data.chunks:
        return
    columns = sql.SQL(", ").join(map(sql.Identifier, data.columns))
    command = sql.SQL("copy {} ({}) from stdin (format binary)").format(
        sql.Identifier(table), columns
    )
    with connection.cursor().copy(command) as copy:
        for chunk in data.chunks:
            copy.write(chunk)


def points(lon: pl.Series, lat: pl.Series) -> pl.Series:
    """Return points (degrees, EPSG:4326) as EWKB, null where either is."""
    record = np.dtype([("order", "u1"), ("kind", "<u4"), ("srid", "<u4"), ("xy", "<f8", 2)])
    ewkb = np.zeros(len(lon), record)
    ewkb["order"], ewkb["kind"], ewkb["srid"] = 1, _POINT | _HAS_SRID, _SRID
    ewkb["xy"][:, 0], ewkb["xy"][:, 1] = lon.to_numpy(), lat.to_numpy()
    width = pa.binary(record.itemsize)
    fixed = pa.FixedSizeBinaryArray.from_buffers(width, len(lon), [None, pa.py_buffer(ewkb)])
    binary = pl.Series("point", fixed.cast(pa.binary()))
    if not (lon.null_count() or lat.null_count()):
        return binary
    return binary.set(lon.is_null() | lat.is_null(), None)


def located_columns(
    *,
    cell: NDArray[np.int64],
    area_id: NDArray[np.int32],
    is_ambiguous: NDArray[np.bool_],
    others: Mapping[int, Sequence[int]],
    shift_id: NDArray[np.int16],
    operational_day: NDArray[np.int32],
) -> list[pl.Series]:
    """Return what locating found, named and typed as the table's columns; 0 becomes null.

    ``others`` holds, by row, the ids of the other areas within the tolerance.
    """
    listed: list[list[int] | None] = [None] * len(cell)
    for row, ids in others.items():
        listed[row] = sorted(ids)
    return [
        _null_if_zero("cell", cell),
        _null_if_zero("area_id", area_id),
        pl.Series("is_area_ambiguous", is_ambiguous),
        pl.Series("other_area_ids", listed, dtype=pl.List(pl.Int32)),
        _null_if_zero("shift_id", shift_id),
        pl.Series("operational_on", operational_day).cast(pl.Date),
    ]


def _null_if_zero(name: str, values: NDArray[Any]) -> pl.Series:
    column = pl.Series(name, values)
    return column if values.all() else column.set(column == 0, None)


def counts(calls: pl.DataFrame) -> pl.DataFrame:
    """Count calls by operational date, shift, area, cell, kind and category, in order of date."""
    kind = pl.when("is_on_view").then(pl.lit(CountKind.ON_VIEW)).otherwise(pl.lit(CountKind.CALL))
    keyed = calls.select(
        "operational_on",
        pl.col("shift_id", "area_id", "cell").fill_null(0),
        kind.cast(pl.Enum(CountKind)).alias("kind"),
        pl.col("category").cast(pl.Enum(Category)),
    )
    counted = keyed.group_by(COUNT_KEY).agg(pl.len().cast(pl.Int32).alias("n"))
    return counted.sort("operational_on").with_columns(pl.col("kind", "category").cast(pl.String))


def compact_counts(connection: Connection, days: list[date]) -> None:
    """Bring the counts of these operational dates down to one row a key."""
    connection.execute(query("cell_counts_compact"), {"days": days})


def hold_boundaries_and_shifts(connection: Connection) -> None:
    """Keep boundaries, shift plans and the places of stored calls from changing meanwhile.

    Many loads can hold them at once; a change waits for all, and they wait for a change.
    """
    connection.execute(query("location_basis_hold"))


def prepare_relocation(connection: Connection) -> None:
    """Create this transaction's stage for calls that are located again; loads wait for its end."""
    connection.execute(query("location_basis_lock"))
    connection.execute(query("relocation_stage_prepare"))


def calls_after(connection: Connection, after_at: datetime, after_id: int, n: int) -> pl.DataFrame:
    """Return up to ``n`` calls after a key, in order: TO_RELOCATE."""
    parameters = {"after_at": after_at, "after_id": after_id, "n": n}
    found = connection.execute(query("calls_to_relocate"), parameters).fetchall()
    return pl.DataFrame(found, schema=TO_RELOCATE, orient="row")


def count_after(connection: Connection, after_at: datetime) -> int:
    """Return how many calls were received after an instant."""
    return int(rows(connection, "calls_to_relocate_count", after_at=after_at)[0]["n"])


def apply_relocation(connection: Connection) -> int:
    """Move the staged calls that changed, with their counts; return how many moved.

    Points and how they were found stay; see ``waiting.apply_geocoding`` for those that change.
    """
    connection.execute(query("relocation_keep_changed"))
    move_counts(connection)
    return connection.execute(query("relocation_apply")).rowcount


def move_counts(connection: Connection) -> None:
    """Move the counts of calls that are staged for relocation."""
    days = [row["operational_on"] for row in rows(connection, "relocation_days")]
    connection.execute(query("relocation_counts_move"))
    compact_counts(connection, days)
