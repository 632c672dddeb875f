"""A group's plate reads: located, folded, matched, encoded; then written in its transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from geo_rtcc.ingest.basis import Basis, BasisKeeper
from geo_rtcc.ingest.ids import RunIds
from geo_rtcc.ingest.read_frames import frame_of
from geo_rtcc.ingest.spans import instants_of, span_of
from geo_rtcc.ingest.submissions import Receipt, Submission
from geo_rtcc.models import MatchType, PlateRead
from geo_rtcc.store import reads
from geo_rtcc.store.calls import Encoded, encoded, located_columns, points
from geo_rtcc.store.database import Connection
from geo_rtcc.store.outbox import OutboxEntry
from geo_rtcc.store.partitions import PartitionCover

KIND = "plate_read"
_SINGLE = ("confidence", "state_confidence", "heading_deg")


@dataclass(kw_only=True)
class ReadGroup:
    """Reads ready to be written.

    Parameters
    ----------
    stage, hits
        Encoded for ``read_stage`` and ``hit_stage``.
    instants, span
        Instants whose partitions are needed; first and last capture, None where nothing is staged.
    received, expired
        Reads by batch: those staged, and those too old to be stored.
    newest
        Latest capture by source.
    last_id
        The last read's id.
    """

    stage: Encoded
    hits: Encoded
    instants: list[datetime]
    span: tuple[datetime, datetime] | None
    received: dict[int, int]
    expired: dict[int, int]
    newest: dict[int, datetime]
    last_id: int


def prepare(
    batches: Sequence[tuple[int, int, Submission]],
    keeper: BasisKeeper,
    basis: Basis,
    ids: RunIds,
    *,
    fold_s: float,
    now: datetime,
) -> tuple[ReadGroup, Basis]:
    """Prepare reads, given as (batch, source id, submission); return also the basis used."""
    frame = _together(batches)
    newest = _newest(frame)
    frame, expired = _without_expired(frame, basis.kept_since(KIND, now))
    frame, basis = _with_cameras(frame, keeper, basis, now)
    first = ids.take(len(frame), now)
    frame = _located(frame, basis).with_columns(
        pl.int_range(first, first + len(frame), dtype=pl.Int64).alias("read_id"),
        pl.lit(now, dtype=pl.Datetime("us", "UTC")).alias("stored_at"),
    )
    frame = _folded(frame, fold_s)
    group = ReadGroup(
        stage=_stage(frame),
        hits=_hits(frame, basis, ids, now),
        instants=instants_of(frame["captured_at"]),
        span=span_of(frame["captured_at"]),
        received=_by_batch(frame),
        expired=expired,
        newest=newest,
        last_id=first + len(frame) - 1,
    )
    return group, basis


def write(
    connection: Connection,
    group: ReadGroup,
    receipts: Sequence[Receipt],
    cover: PartitionCover,
    *,
    fold_s: float,
) -> list[OutboxEntry]:
    """Write the group, fill in the receipts, and return what readers are to be told."""
    for batch, n in group.expired.items():
        receipts[batch].expired += n
    if not group.span:
        return []
    cover.ensure_instants(connection, KIND, group.instants)
    low_at, high_at = group.span
    margin = timedelta(seconds=fold_s)
    stored = reads.store(
        connection,
        group.stage,
        fold_s=fold_s,
        low_at=low_at - margin,
        high_at=high_at + margin,
    )
    for batch, n in group.received.items():
        receipts[batch].added += stored.get(batch, 0)
        receipts[batch].repeated += n - stored.get(batch, 0)
    entries = _hit_entries(connection, group, receipts, cover) if stored else []
    if stored:
        n = sum(stored.values())
        entries.append(
            OutboxEntry(
                topic="reads.stored", record_id=group.last_id, from_at=low_at, to_at=high_at, n=n
            )
        )
    return entries


def _hit_entries(
    connection: Connection, group: ReadGroup, receipts: Sequence[Receipt], cover: PartitionCover
) -> list[OutboxEntry]:
    if not (group.hits.chunks and group.span):
        return []
    cover.ensure_instants(connection, "hit", group.instants)
    low_at, high_at = group.span
    found = reads.store_hits(connection, group.hits, low_at=low_at, high_at=high_at)
    for hit in found:
        receipts[hit.batch].hits += not hit.is_suppressed
    return [
        OutboxEntry(
            topic="hit.created", record_id=hit.hit_id, from_at=hit.captured_at,
            to_at=hit.captured_at,
        )
        for hit in found
        if not hit.is_suppressed
    ]  # fmt: skip


def _together(batches: Sequence[tuple[int, int, Submission]]) -> pl.DataFrame:
    """Return all reads as one frame.

    Making a frame takes half a millisecond however few rows it has, so the models of all
    submissions become columns at once.
    """
    parts: list[pl.DataFrame] = []
    listed: list[tuple[int, int, Submission]] = []
    records: list[PlateRead] = []
    for one in batches:
        found = one[2].records
        if isinstance(found, pl.DataFrame):
            parts.append(_with_origin(found, [one]))
        else:
            listed.append(one)
            records += found
    if listed:
        parts.append(_with_origin(frame_of(records), listed))
    return pl.concat(parts)


def _with_origin(
    frame: pl.DataFrame, batches: Sequence[tuple[int, int, Submission]]
) -> pl.DataFrame:
    """Say of each read which submission and source it came with; they are in order."""
    counts = [len(one.records) for _, _, one in batches]
    return frame.with_columns(
        pl.Series("batch", np.repeat([batch for batch, _, _ in batches], counts), pl.Int32),
        pl.Series("source_id", np.repeat([source for _, source, _ in batches], counts), pl.Int16),
    )


def _newest(frame: pl.DataFrame) -> dict[int, datetime]:
    return dict(frame.group_by("source_id").agg(pl.col("captured_at").max()).iter_rows())


def _by_batch(frame: pl.DataFrame) -> dict[int, int]:
    return dict(frame.group_by("batch").len().iter_rows())


def _without_expired(
    frame: pl.DataFrame, since: datetime | None
) -> tuple[pl.DataFrame, dict[int, int]]:
    if since is None:
        return frame, {}
    too_old = frame["captured_at"] < since
    if not too_old.any():
        return frame, {}
    return frame.filter(~too_old), _by_batch(frame.filter(too_old))


def _with_cameras(
    frame: pl.DataFrame, keeper: BasisKeeper, basis: Basis, now: datetime
) -> tuple[pl.DataFrame, Basis]:
    """Add each camera's id and place; cameras that are new are created first."""
    joined = _joined(frame, basis)
    unknown = joined.filter(pl.col("camera").is_not_null() & pl.col("camera_id").is_null())
    if len(unknown):
        named = unknown.group_by("source_id", "camera").agg(
            pl.col("camera_name").drop_nulls().last()
        )
        names = {
            (source, camera): name for source, camera, name in named.sort("camera").iter_rows()
        }
        basis = keeper.cameras_with(names, now)
        joined = _joined(frame, basis)
    return joined, basis


def _joined(frame: pl.DataFrame, basis: Basis) -> pl.DataFrame:
    return frame.join(basis.cameras, on=["source_id", "camera"], how="left", maintain_order="left")


def _located(frame: pl.DataFrame, basis: Basis) -> pl.DataFrame:
    """Put reads without coordinates where their camera stands, and locate all of them."""
    has_own = pl.col("lon").is_not_null() & pl.col("lat").is_not_null()
    has_camera = pl.col("camera_lon").is_not_null()
    frame = frame.with_columns(
        pl.when(has_own).then("lon").otherwise("camera_lon").alias("lon"),
        pl.when(has_own).then("lat").otherwise("camera_lat").alias("lat"),
        pl.when(has_own)
        .then(pl.lit(MatchType.GIVEN))
        .when(has_camera)
        .then(pl.lit(MatchType.CAMERA))
        .otherwise(pl.lit(MatchType.NONE))
        .alias("match_type"),
    )
    located = basis.locator.locate(
        frame["lon"].fill_null(np.nan).to_numpy(),
        frame["lat"].fill_null(np.nan).to_numpy(),
        frame["captured_at"].dt.epoch("us").to_numpy(),
    )
    return frame.with_columns(*located_columns(**vars(located)))


def _folded(frame: pl.DataFrame, fold_s: float) -> pl.DataFrame:
    """Give reads of one plate by one camera, each at most ``fold_s`` after the last, one sighting.

    Its id is its first read's. A read that names no camera is a sighting of its own.
    """
    keyed = frame.select("plate", "camera_id", "captured_at", "read_id").sort(
        "camera_id", "plate", "captured_at", "read_id"
    )
    gap = pl.col("captured_at") - pl.col("captured_at").shift(1)
    is_same = (
        (pl.col("plate") == pl.col("plate").shift(1))
        & (pl.col("camera_id") == pl.col("camera_id").shift(1))
        & (gap <= pl.duration(microseconds=round(fold_s * 1e6)))
    )
    heads = keyed.select(
        "read_id",
        pl.when(is_same.fill_null(False))
        .then(None)
        .otherwise("read_id")
        .forward_fill()
        .alias("sighting_id"),
    )
    return frame.with_columns(heads.sort("read_id")["sighting_id"])


def _stage(frame: pl.DataFrame) -> Encoded:
    point = points(frame["lon"], frame["lat"])
    columns = frame.select(*(name for name in reads.STAGE_COLUMNS if name != "point"))
    return encoded(
        columns.with_columns(
            point,
            pl.col(*_SINGLE).cast(pl.Float32),
            pl.when(pl.col("candidates").list.len() > 0).then("candidates").alias("candidates"),
        )
    )


def _hits(frame: pl.DataFrame, basis: Basis, ids: RunIds, now: datetime) -> Encoded:
    seen = frame.select(
        "plate",
        "state",
        "confidence",
        "state_confidence",
        "candidates",
        "candidate_confidences",
        pl.col("captured_at").dt.epoch("us").alias("captured_us"),
    )
    matches = basis.hot_lists.match(seen)
    first = ids.take(len(matches), now) if len(matches) else 0
    return encoded(
        matches.select(
            pl.int_range(first, first + len(matches), dtype=pl.Int64).alias("hit_id"),
            frame["read_id"].gather(matches["row"]).alias("read_id"),
            "entry_id",
            pl.col("match_kind", "state_match").cast(pl.String),
            pl.col("probability").cast(pl.Float32),
            "is_suppressed",
        )
    )
