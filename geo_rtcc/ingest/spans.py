"""Which instants a group touches: what its partitions and its look-ups are bounded by."""

from datetime import datetime

import polars as pl

_FINEST_PARTITION = "30s"


def instants_of(column: pl.Series) -> list[datetime]:
    """Return instants, in order, that lie in all the partitions the column's values need.

    Partitions begin and end on multiples of half a minute, so one instant each half minute will do.
    """
    return column.dt.truncate(_FINEST_PARTITION).unique().sort().to_list()


def span_of(column: pl.Series) -> tuple[datetime, datetime] | None:
    """Return the first and the last instant; None where there is none."""
    low, high = column.min(), column.max()
    if isinstance(low, datetime) and isinstance(high, datetime):
        return low, high
    return None
