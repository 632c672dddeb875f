"""A group's calls for service: located, then merged into what is stored in its transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import numpy as np
import polars as pl

from geo_rtcc.ingest.basis import Basis, BasisKeeper
from geo_rtcc.ingest.geocoding import locate, located_in_beats
from geo_rtcc.ingest.ids import RunIds
from geo_rtcc.ingest.submissions import Receipt, Submission
from geo_rtcc.models import CallForService, MatchType
from geo_rtcc.store import Database, calls
from geo_rtcc.store.call_writers import LIVE_COLUMNS, Change, LiveMerge
from geo_rtcc.store.calls import located_columns
from geo_rtcc.store.database import Connection
from geo_rtcc.store.outbox import OutboxEntry

KIND = "call_for_service"
_INSTANT = pl.Datetime("us", "UTC")
_SCHEMA: dict[str, Any] = {
    "external_id": pl.String,
    "received_at": _INSTANT,
    "dispatched_at": _INSTANT,
    "on_scene_at": _INSTANT,
    "closed_at": _INSTANT,
    "source_updated_at": _INSTANT,
    "call_type": pl.String,
    "call_type_name": pl.String,
    "category": pl.String,
    "priority": pl.Int16,
    "priority_text": pl.String,
    "is_on_view": pl.Boolean,
    "disposition": pl.String,
    "address": pl.String,
    "lon": pl.Float64,
    "lat": pl.Float64,
    "uncertainty_m": pl.Float32,
    "agency_beat": pl.String,
    "agency_district": pl.String,
    "agency_shift": pl.String,
}
_KEY = ("source_id", "external_id")
_LOCATION = ("lon", "lat", "uncertainty_m", "address")
# A message about a call that came hours ago is news all the same, as new as its latest step.
_LATEST_STEP = pl.max_horizontal(
    "received_at", "dispatched_at", "on_scene_at", "closed_at", "source_updated_at"
)
_TOPICS = {"added": "call.created", "updated": "call.updated", "closed": "call.closed"}


@dataclass(kw_only=True)
class CallGroup:
    """Calls ready to be merged.

    Parameters
    ----------
    frame
        LIVE_COLUMNS and ``row_number``, ``lon``, ``lat``; each call once, as newest known.
    batch_of
        Batch of each row number.
    superseded, expired
        By batch: messages that a newer one of the same group replaces; calls that are too old.
    """

    frame: pl.DataFrame
    batch_of: dict[int, int]
    superseded: Counter[int]
    expired: Counter[int]
    newest: dict[int, datetime]
    run_id: int


def prepare(
    database: Database,
    batches: Sequence[tuple[int, int, Submission]],
    keeper: BasisKeeper,
    basis: Basis,
    ids: RunIds,
    *,
    now: datetime,
) -> CallGroup:
    """Prepare calls, given as (batch, source id, submission)."""
    frame = pl.concat([_frame(*one, keeper) for one in batches])
    newest = dict(frame.group_by("source_id").agg(_LATEST_STEP.max()).iter_rows())
    since = basis.kept_since(KIND, now)
    is_kept = frame["received_at"] >= since if since else pl.repeat(True, len(frame), eager=True)
    expired = Counter(frame.filter(~is_kept)["batch"].to_list())
    frame = frame.filter(is_kept)
    first = ids.take(len(frame), now)
    frame = frame.with_columns(
        pl.int_range(len(frame), dtype=pl.Int64).alias("row_number"),
        pl.int_range(first, first + len(frame), dtype=pl.Int64).alias("call_id"),
    )
    in_order = frame.sort("source_updated_at", "row_number", nulls_last=False)
    latest = _with_locations(in_order).unique(_KEY, keep="last", maintain_order=True)
    replaced = frame.join(latest, on="row_number", how="anti")
    return CallGroup(
        frame=_with_types(database, _located(latest, basis)).select(
            "row_number", "lon", "lat", *LIVE_COLUMNS
        ),
        batch_of=dict(latest.select("row_number", "batch").iter_rows()),
        superseded=Counter(replaced["batch"].to_list()),
        expired=expired,
        newest=newest,
        run_id=first >> 32,
    )


def write(
    connection: Connection, group: CallGroup, receipts: Sequence[Receipt]
) -> list[OutboxEntry]:
    """Merge the group, fill in the receipts, and return what readers are to be told."""
    for batch, n in group.expired.items():
        receipts[batch].expired += n
    for batch, n in group.superseded.items():
        receipts[batch].stale += n
    if not len(group.frame):
        return []
    merge = LiveMerge(connection, group.frame["source_id"].unique().to_list(), group.run_id)
    changes = merge.merge(group.frame)
    for change in changes:
        receipt = receipts[group.batch_of[change.row_number]]
        name = "updated" if change.outcome == "closed" else change.outcome
        setattr(receipt, name, getattr(receipt, name) + 1)
    # a change may have moved the call to another instant, which is where readers look for it
    received = dict(group.frame.select("row_number", "received_at").iter_rows())
    return [
        _entry(change, received[change.row_number])
        for change in changes
        if change.outcome in _TOPICS
    ]


def _entry(change: Change, received_at: datetime) -> OutboxEntry:
    return OutboxEntry(
        topic=_TOPICS[change.outcome],
        record_id=change.call_id,
        from_at=received_at,
        to_at=received_at,
    )


def _frame(batch: int, source_id: int, submission: Submission, keeper: BasisKeeper) -> pl.DataFrame:
    records = cast(list[CallForService], submission.records)
    columns = {name: [getattr(one, name) for one in records] for name in _SCHEMA}
    units = {(source_id, unit): (None, None) for one in records for unit in one.units}
    ids = keeper.unit_ids(units)
    return pl.DataFrame(columns, schema=_SCHEMA).with_columns(
        pl.lit(batch, dtype=pl.Int32).alias("batch"),
        pl.lit(source_id, dtype=pl.Int16).alias("source_id"),
        pl.Series(
            "unit_ids",
            [[ids[source_id, unit] for unit in one.units] for one in records],
            dtype=pl.List(pl.Int32),
        ),
    )


def _located(frame: pl.DataFrame, basis: Basis) -> pl.DataFrame:
    has_point = frame["lon"].is_not_null() & frame["lat"].is_not_null()
    frame = basis.geocoder.geocoded(
        frame.with_columns(
            pl.Series("match_type", np.where(has_point, MatchType.GIVEN, MatchType.NONE))
        )
    )
    frame, located = located_in_beats(frame, locate(frame, basis.locator), basis.locator)
    return frame.with_columns(*located_columns(**vars(located)))


def _with_locations(frame: pl.DataFrame) -> pl.DataFrame:
    """Let a message that doesn't say where its call is keep what the one before it says.

    Those in store do so when they are merged; these are folded into one before that.
    """
    if not frame.select(pl.struct(_KEY).is_duplicated().any()).item():
        return frame
    has_point = pl.col("lon").is_not_null()
    says = has_point | pl.col("address").is_not_null()
    frame = frame.with_row_index("at").with_columns(
        pl.when(says).then("at").forward_fill().over(_KEY).fill_null(pl.col("at")).alias("said"),
        pl.when(has_point).then("at").forward_fill().over(_KEY).alias("pointed"),
    )
    is_same = ~has_point & (pl.col("address") == pl.col("address").gather("pointed"))
    row = pl.when(is_same.fill_null(False)).then("pointed").otherwise("said")
    return frame.with_columns(
        *(pl.col(name).gather(row) for name in _LOCATION),
        pl.col("agency_beat").forward_fill().over(_KEY),
    ).drop("at", "said", "pointed")


def _with_types(database: Database, frame: pl.DataFrame) -> pl.DataFrame:
    """Give each call its type's id; a type that is known keeps the category it has."""
    kinds = frame.group_by("source_id", "call_type").agg(
        pl.col("call_type_name").drop_nulls().last(), pl.col("category").last()
    )
    with database.transaction() as connection:
        found = calls.live_call_types(connection, kinds.rows())
    known = pl.DataFrame(
        found,
        schema={
            "source_id": pl.Int16,
            "call_type": pl.String,
            "call_type_id": pl.Int32,
            "category": pl.String,
        },
        orient="row",
    )
    return frame.drop("category").join(
        known, on=["source_id", "call_type"], how="left", maintain_order="left"
    )
