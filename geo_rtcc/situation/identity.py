"""What every page says first, in one quick question."""

from dataclasses import dataclass
from datetime import datetime

from geo_rtcc.models import AreaKind
from geo_rtcc.store.database import Database

UNNAMED = "Geo RTCC"  # until the agency has given a name


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Which installation this is.

    Parameters
    ----------
    zone
        IANA zone of the latest shift plan; "UTC" when no plan is loaded.
    newest_at
        ``received_at`` of the newest call (UTC); None without any.
    is_demo
        Whether this is the demo city, invented.
    area_kind
        Finest kind of boundaries loaded; None without any.
    """

    name: str
    zone: str
    newest_at: datetime | None
    is_demo: bool
    has_plan: bool
    area_kind: AreaKind | None


def identity(database: Database) -> Identity:
    """Say which installation this is."""
    [row] = database.fetch("installation_identity")
    return Identity(
        name=row["name"] or UNNAMED,
        zone=row["zone"] or "UTC",
        newest_at=row["newest_at"],
        is_demo=row["is_demo"],
        has_plan=row["zone"] is not None,
        area_kind=AreaKind(row["area_kind"]) if row["area_kind"] else None,
    )
