"""What one sender hands in at once, and what it is told after the commit."""

from dataclasses import asdict, dataclass, field
from typing import Any

import polars as pl

from geo_rtcc.feeds.parsed import Parsed, RecordKind
from geo_rtcc.models import RejectedRecord

MOST_DETAILS = 100


@dataclass(kw_only=True)
class Submission:
    """Parsed records of one kind from one source; stored as a whole in one transaction.

    Parameters
    ----------
    kind
        RecordKind.CALL, READ or FIX.
    zone
        The source's, kept with it where the source is new.
    format
        Name of the parser, kept with rejected records.
    records
        Models (CallForService, PlateRead, AvlFix), or reads as a frame with the columns of
        ``ingest.read_frames.READ_SCHEMA``, which is ten times faster.
    load_id
        Of a file's load; None for live messages.
    """

    kind: RecordKind
    source: str
    zone: str
    format: str | None = None
    records: list[Any] | pl.DataFrame = field(default_factory=list)
    rejected: list[RejectedRecord] = field(default_factory=list)
    unplaced: list[RejectedRecord] = field(default_factory=list)
    ignored: int = 0

    @classmethod
    def of(
        cls, parsed: Parsed[Any], *, kind: RecordKind, source: str, zone: str, format_name: str
    ) -> "Submission":
        """Wrap what a parser gave back."""
        return cls(
            kind=kind,
            source=source,
            zone=zone,
            format=format_name,
            records=parsed.records,
            rejected=parsed.rejected,
            unplaced=parsed.unplaced,
            ignored=parsed.ignored,
        )


@dataclass(kw_only=True)
class Receipt:
    """What became of a submission's records, all of it committed.

    Parameters
    ----------
    added, updated, repeated, stale, expired, rejected
        Every record is one of these. ``repeated`` are stored already; ``stale`` are older than what
        is stored, or replaced by a newer message that came with them; ``expired`` are older than
        their kind is kept, and were not stored.
    unplaced
        Of the records stored, those whose coordinates could not be used.
    hits
        Matches of added reads with hot lists, suppressed ones left out.
    rejections
        The first hundred rejected records: place in the payload, field and reason.
    """

    added: int = 0
    updated: int = 0
    repeated: int = 0
    stale: int = 0
    expired: int = 0
    rejected: int = 0
    unplaced: int = 0
    ignored: int = 0
    hits: int = 0
    rejections: list[dict[str, Any]] = field(default_factory=list)

    @property
    def taken(self) -> int:
        """Return how many records were understood, whatever became of them."""
        return self.added + self.updated + self.repeated + self.stale + self.expired

    def as_dict(self) -> dict[str, Any]:
        """Return the receipt as plain values, for JSON."""
        return asdict(self)
