"""Hot lists: plates that someone looks for, and what a match with a read is worth."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class NcicFile(StrEnum):
    """The NCIC files that hot-list entries come from. Values equal ``ncic_file``."""

    VEHICLE = "vehicle"
    LICENSE_PLATE = "license_plate"
    WANTED_PERSON = "wanted_person"
    PROTECTION_ORDER = "protection_order"
    EXTREME_RISK_PROTECTION_ORDER = "extreme_risk_protection_order"
    MISSING_PERSON = "missing_person"
    GANG = "gang"
    THREAT_SCREENING_CENTER = "threat_screening_center"
    SUPERVISED_RELEASE = "supervised_release"
    SEX_OFFENDER_REGISTRY = "sex_offender_registry"
    IMMIGRATION_VIOLATOR = "immigration_violator"
    PROTECTIVE_INTEREST = "protective_interest"
    VIOLENT_PERSON = "violent_person"


class MatchKind(StrEnum):
    """How a read's plate equals an entry's. Values equal ``match_kind``."""

    EXACT = "exact"
    LOOK_ALIKE = "look_alike"


class StateMatch(StrEnum):
    """How a read's state equals an entry's. Values equal ``state_match``."""

    SAME = "same"
    UNKNOWN = "unknown"
    DIFFERENT = "different"


class HitStatus(StrEnum):
    """A hit is unverified until a person says more. Values equal ``hit_status``."""

    UNVERIFIED = "unverified"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class HotListChange(StrEnum):
    """What a delta does with an entry."""

    PUT = "put"
    REMOVE = "remove"


@dataclass(frozen=True, kw_only=True, slots=True)
class HotListEntry:
    """One plate on a hot list, and why.

    Parameters
    ----------
    external_id
        Unique within its list; where the list has none, made of plate, state and category.
    plate
        As ``plates.normal_plate`` writes it; ``plate_text`` is what the list says.
    state
        Two upper-case letters, None where the list says none.
    category
        The list's own word; ``ncic_file`` is set where it is one of NCIC's.
    priority
        0 (highest) to 100.
    effective_at, expires_at
        Reads captured in [effective_at, expires_at) match; None leaves that end open.
    """

    external_id: str = field(repr=False)
    plate: str = field(repr=False)
    plate_text: str = field(repr=False)
    state: str | None = None
    state_text: str | None = None
    category: str | None = None
    ncic_file: NcicFile | None = None
    priority: int | None = None
    reason: str | None = field(default=None, repr=False)
    case_number: str | None = None
    vehicle: str | None = field(default=None, repr=False)
    effective_at: datetime | None = None
    expires_at: datetime | None = None
    change: HotListChange = HotListChange.PUT
