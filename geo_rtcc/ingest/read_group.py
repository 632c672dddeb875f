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
_MATCH_TYPES = pl.Series([MatchType.NONE.value, MatchType.CAMERA.value, MatchType.GIVEN.value])
_NOWHERE, _AT_CAMERA, _GIVEN = range(3)
_SINGLE = ("confidence", "state_confidence", "heading_deg")
_RESHAPED = (*_SINGLE, "candidates")
_MATCHED_BY = (
    "plate", "state", "confidence", "state_confidence", "candidates", "candidate_confidences",
    "captured_us",
)  # fmt: skip


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
    frame = _folded(_located(frame, basis, first, now), fold_s)
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
    return parts[0] if len(parts) == 1 else pl.concat(parts)


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
    captured, sources = frame["captured_at"], frame["source_id"].to_numpy()
    return {
        int(source): captured.filter(pl.Series(sources == source)).max()  # type: ignore[misc]
        for source in np.unique(sources)
    }


def _by_batch(frame: pl.DataFrame) -> dict[int, int]:
    batches, counts = np.unique(frame["batch"].to_numpy(), return_counts=True)
    return dict(zip(batches.tolist(), counts.tolist(), strict=True))


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
    if joined["camera_id"].null_count() > joined["camera"].null_count():
        unknown = joined.filter(pl.col("camera").is_not_null() & pl.col("camera_id").is_null())
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


def _located(frame: pl.DataFrame, basis: Basis, first_id: int, now: datetime) -> pl.DataFrame:
    """Put reads without coordinates where their camera stands; locate all, and give them ids."""
    lon, lat, camera_lon, camera_lat = (
        frame[name].to_numpy() for name in ("lon", "lat", "camera_lon", "camera_lat")
    )
    has_own = ~(np.isnan(lon) | np.isnan(lat))
    lon, lat = np.where(has_own, lon, camera_lon), np.where(has_own, lat, camera_lat)
    word = np.where(has_own, _GIVEN, np.where(np.isnan(lon), _NOWHERE, _AT_CAMERA))
    captured_us = frame["captured_at"].to_physical().to_numpy()
    located = basis.locator.locate(lon, lat, captured_us)
    ids = np.arange(first_id, first_id + len(frame), dtype=np.int64)
    return frame.with_columns(
        pl.Series("lon", lon, nan_to_null=True),
        pl.Series("lat", lat, nan_to_null=True),
        _MATCH_TYPES.gather(word).alias("match_type"),
        pl.Series("captured_us", captured_us),
        pl.Series("read_id", ids),
        pl.lit(now, dtype=pl.Datetime("us", "UTC")).alias("stored_at"),
        *located_columns(**vars(located)),
    )


def _folded(frame: pl.DataFrame, fold_s: float) -> pl.DataFrame:
    """Give reads of one plate by one camera, each at most ``fold_s`` after the last, one sighting.

    Its id is its first read's. A read that names no camera is a sighting of its own.
    """
    if frame["plate"].n_unique() == len(frame):
        return frame.with_columns(pl.col("read_id").alias("sighting_id"))
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
    as_they_are = (name for name in reads.STAGE_COLUMNS if name not in ("point", *_RESHAPED))
    return encoded(
        frame.select(
            *as_they_are,
            point,
            pl.col(*_SINGLE).cast(pl.Float32),
            pl.when(pl.col("candidates").list.len() > 0).then("candidates").alias("candidates"),
        )
    )


def _hits(frame: pl.DataFrame, basis: Basis, ids: RunIds, now: datetime) -> Encoded:
    matches = basis.hot_lists.match(frame.select(_MATCHED_BY))
    if not len(matches):
        return Encoded([], [])
    first = ids.take(len(matches), now)
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
