"""How urgent a hit is, by the entry it matches."""

from typing import Literal

from geo_rtcc.models import NcicFile

Level = Literal["critical", "warning", "notice"]

# NCIC files about persons who are wanted, or dangerous to whoever meets them.
CRITICAL_FILES = frozenset(
    {
        NcicFile.WANTED_PERSON,
        NcicFile.VIOLENT_PERSON,
        NcicFile.THREAT_SCREENING_CENTER,
        NcicFile.GANG,
        NcicFile.EXTREME_RISK_PROTECTION_ORDER,
        NcicFile.PROTECTIVE_INTEREST,
    }
)
_WARNING_PRIORITY = 2


def hit_level(ncic_file: str | None, priority: int | None) -> Level:
    """Return the level of a hit; lists count priorities from 0 or 1, the most urgent, upwards."""
    if ncic_file in CRITICAL_FILES or (priority is not None and priority < _WARNING_PRIORITY):
        return "critical"
    return "warning" if priority == _WARNING_PRIORITY else "notice"
