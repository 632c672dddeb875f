"""What live feeds share: the basis that records are located and matched by, and what came when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from geo_rtcc.store.database import Connection, rows
from geo_rtcc.store.queries import query


@dataclass(frozen=True, kw_only=True)
class BasisVersions:
    """Texts that change whenever what they are named for does."""

    database: str
    locations: str
    geofile: str
    hot_lists: str
    cameras: str
    retention: str


@dataclass(frozen=True, kw_only=True)
class FeedCounts:
    """What one group brought from one source, of one kind of record."""

    source_id: int
    kind: str
    last_record_at: datetime | None
    added: int
    updated: int
    repeated: int
    stale: int
    expired: int
    rejected: int


def hold_basis(connection: Connection) -> BasisVersions:
    """Keep boundaries, plans, hot lists and the geofile as they are until the transaction ends.

    The versions are asked after the wait, so they are those of what is held.
    """
    connection.execute(query("basis_hold"))
    return versions(connection)


def versions(connection: Connection) -> BasisVersions:
    """Return the versions as they are now, holding nothing."""
    return BasisVersions(**rows(connection, "basis_versions")[0])


def ensure_source(connection: Connection, code: str, zone: str) -> tuple[int, str]:
    """Return a source's id and zone; a new source gets ``zone``, a known one keeps its own."""
    found = rows(connection, "source_ensure", code=code, zone=zone)
    # none where another transaction has just created it: its end was waited for, so ask again
    row = (found or rows(connection, "source_ensure", code=code, zone=zone))[0]
    return int(row["source_id"]), str(row["zone"])


def keep_state(connection: Connection, counts: Sequence[FeedCounts], *, now: datetime) -> None:
    """Add what a group brought to each feed's state."""
    parameters = {
        name: [getattr(one, column) for one in counts]
        for name, column in (
            ("source_ids", "source_id"), ("kinds", "kind"), ("last_record_ats", "last_record_at"),
            ("added", "added"), ("updated", "updated"), ("repeated", "repeated"),
            ("stale", "stale"), ("expired", "expired"), ("rejected", "rejected"),
        )
    }  # fmt: skip
    connection.execute(query("feed_state_keep"), {**parameters, "now": now})
