"""Which instants a group touches: what its partitions and its look-ups are bounded by."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

_EPOCH, _FINEST_PARTITION_S = datetime(1970, 1, 1, tzinfo=UTC), 30


def instants_of(column: pl.Series) -> list[datetime]:
    """Return instants, in order, that lie in all the partitions the column's values (µs) need.

    Partitions begin and end on multiples of half a minute, so one instant each half minute will do.
    """
    steps = np.unique(column.to_physical().to_numpy() // (_FINEST_PARTITION_S * 1_000_000))
    return [_EPOCH + timedelta(seconds=_FINEST_PARTITION_S * step) for step in steps.tolist()]


def span_of(column: pl.Series) -> tuple[datetime, datetime] | None:
    """Return the first and the last instant; None where there is none."""
    low, high = column.min(), column.max()
    if isinstance(low, datetime) and isinstance(high, datetime):
        return low, high
    return None
