"""A group's unit positions: located and encoded, then written in its transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import numpy as np
import polars as pl

from geo_rtcc.ingest.basis import Basis, BasisKeeper
from geo_rtcc.ingest.spans import instants_of, span_of
from geo_rtcc.ingest.submissions import Receipt, Submission
from geo_rtcc.models import AvlFix
from geo_rtcc.store import fixes
from geo_rtcc.store.calls import Encoded, encoded, located_columns, points
from geo_rtcc.store.database import Connection
from geo_rtcc.store.outbox import OutboxEntry
from geo_rtcc.store.partitions import PartitionCover

KIND = "avl_fix"
_INSTANT = pl.Datetime("us", "UTC")
_SCHEMA: dict[str, Any] = {
    "unit": pl.String,
    "call_sign": pl.String,
    "unit_kind": pl.String,
    "fix_at": _INSTANT,
    "lon": pl.Float64,
    "lat": pl.Float64,
    "speed_mps": pl.Float32,
    "heading_deg": pl.Float32,
    "accuracy_m": pl.Float32,
    "status": pl.String,
}


@dataclass(kw_only=True)
class FixGroup:
    """Fixes ready to be written; ``received``, ``expired`` and ``newest`` as in ``ReadGroup``."""

    stage: Encoded
    instants: list[datetime]
    span: tuple[datetime, datetime] | None
    received: dict[int, int]
    expired: dict[int, int]
    newest: dict[int, datetime]


def prepare(
    batches: Sequence[tuple[int, int, Submission]],
    keeper: BasisKeeper,
    basis: Basis,
    *,
    now: datetime,
) -> FixGroup:
    """Prepare fixes, given as (batch, source id, submission)."""
    frame = _together(batches)
    newest = dict(frame.group_by("source_id").agg(pl.col("fix_at").max()).iter_rows())
    since = basis.kept_since(KIND, now)
    is_kept = frame["fix_at"] >= since if since else pl.repeat(True, len(frame), eager=True)
    expired = dict(frame.filter(~is_kept).group_by("batch").len().iter_rows())
    frame = frame.filter(is_kept)
    received = dict(frame.group_by("batch").len().iter_rows())
    frame = frame.unique(["source_id", "unit", "fix_at"], keep="first", maintain_order=True)
    frame = _with_units(frame, keeper)
    located = basis.locator.locate(
        frame["lon"].to_numpy(), frame["lat"].to_numpy(), frame["fix_at"].dt.epoch("us").to_numpy()
    )
    frame = frame.with_columns(
        *located_columns(**vars(located)),
        points(frame["lon"], frame["lat"]),
        pl.lit(now, dtype=_INSTANT).alias("stored_at"),
    )
    return FixGroup(
        stage=encoded(frame.select(fixes.STAGE_COLUMNS)),
        instants=instants_of(frame["fix_at"]),
        span=span_of(frame["fix_at"]),
        received=received,
        expired=expired,
        newest=newest,
    )


def write(
    connection: Connection, group: FixGroup, receipts: Sequence[Receipt], cover: PartitionCover
) -> list[OutboxEntry]:
    """Write the group, fill in the receipts, and return what readers are to be told."""
    for batch, n in group.expired.items():
        receipts[batch].expired += n
    if not group.span:
        return []
    cover.ensure_instants(connection, KIND, group.instants)
    stored = fixes.store(connection, group.stage)
    for batch, n in group.received.items():
        receipts[batch].added += stored.get(batch, 0)
        receipts[batch].repeated += n - stored.get(batch, 0)
    if not stored:
        return []
    low_at, high_at = group.span
    n = sum(stored.values())
    return [OutboxEntry(topic="fixes.stored", from_at=low_at, to_at=high_at, n=n)]


def _together(batches: Sequence[tuple[int, int, Submission]]) -> pl.DataFrame:
    """Return all fixes as one frame: making one takes long, however few rows it has."""
    records = [cast(AvlFix, fix) for _, _, one in batches for fix in one.records]
    counts = [len(one.records) for _, _, one in batches]
    columns = {name: [getattr(one, name) for one in records] for name in _SCHEMA}
    return pl.DataFrame(columns, schema=_SCHEMA).with_columns(
        pl.Series("batch", np.repeat([batch for batch, _, _ in batches], counts), pl.Int32),
        pl.Series("source_id", np.repeat([source for _, source, _ in batches], counts), pl.Int16),
    )


def _with_units(frame: pl.DataFrame, keeper: BasisKeeper) -> pl.DataFrame:
    words = frame.group_by("source_id", "unit").agg(
        pl.col("call_sign", "unit_kind").drop_nulls().last()
    )
    wanted = {(source, unit): (sign, kind) for source, unit, sign, kind in words.iter_rows()}
    ids = keeper.unit_ids(wanted)
    known = pl.DataFrame(
        [(source, unit, unit_id) for (source, unit), unit_id in ids.items()],
        schema={"source_id": pl.Int16, "unit": pl.String, "unit_id": pl.Int32},
        orient="row",
    )
    return frame.join(known, on=["source_id", "unit"], how="left", maintain_order="left")
