"""Units and where they say they are."""

from dataclasses import dataclass
from datetime import datetime

from geo_rtcc.models.instants import aware


@dataclass(frozen=True, kw_only=True, slots=True)
class AvlFix:
    """One position of one unit. (source, unit, instant) is one fix.

    Parameters
    ----------
    unit
        The unit's external id within its source.
    lon, lat
        Degrees, EPSG:4326.
    speed_mps, heading_deg, accuracy_m
        Metres a second; clockwise from north; metres. None where the device states none.
    status
        The unit's own status in the source's words ("available", "on scene").
    """

    unit: str
    fix_at: datetime
    lon: float
    lat: float
    call_sign: str | None = None
    unit_kind: str | None = None
    speed_mps: float | None = None
    heading_deg: float | None = None
    accuracy_m: float | None = None
    status: str | None = None

    def __post_init__(self) -> None:
        aware(self.fix_at, "fix_at")
