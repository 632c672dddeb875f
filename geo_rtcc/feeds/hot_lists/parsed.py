"""What a hot list's parser gives back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

import polars as pl

from geo_rtcc.models import RejectedRecord
from geo_rtcc.models.hot_lists import HotListEntry

_INSTANT = pl.Datetime("us", "UTC")
# Names and types of ``hot_list_entry``, beside what a delta and a list's own habits need.
ENTRY_SCHEMA: dict[str, pl.DataType] = {
    "external_id": pl.String(),
    "plate": pl.String(),
    "plate_text": pl.String(),
    "state": pl.String(),
    "state_text": pl.String(),
    "category": pl.String(),
    "ncic_file": pl.String(),
    "priority": pl.Int16(),
    "reason": pl.String(),
    "case_number": pl.String(),
    "vehicle": pl.String(),
    "effective_at": _INSTANT,
    "expires_at": _INSTANT,
    "inactive_after_days": pl.Int32(),
    "change": pl.String(),
}


@dataclass
class ParsedHotList:
    """A hot list's entries; every row of the list is in one of the three.

    Parameters
    ----------
    entries
        By ENTRY_SCHEMA, unique by ``external_id``, as ``HotListEntry`` describes them.
        ``inactive_after_days`` ends an entry without an expiry so many days after it took effect
        or, where it doesn't say, was added. ``change`` is "put" or "remove".
    rejected
        Rows that can't be used, with row and field; ``row_number`` counts the list's data rows
        from 1, blank lines left out.
    repeated
        Rows that a later row of the same id replaces.
    """

    entries: pl.DataFrame
    rejected: list[RejectedRecord] = field(default_factory=list)
    repeated: int = 0


def entry_frame(entries: Sequence[HotListEntry]) -> pl.DataFrame:
    """Return entries as columns, by ENTRY_SCHEMA; of those with the same id the last stays."""
    found = [asdict(entry) | {"inactive_after_days": None} for entry in entries]
    frame = pl.DataFrame(found, schema=ENTRY_SCHEMA, orient="row")
    return frame.unique("external_id", keep="last", maintain_order=True)
