"""What the details panel tells of one thing. Instants are UTC, positions degrees, EPSG:4326."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class NearCall:
    """Another call, in few words."""

    received_at: datetime
    category: str
    call_type: str
    address: str | None = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class CallDetails:
    """One call. ``priority`` is ours, 1 the most urgent; ``priority_text`` the agency's word.

    ``units`` are call signs in order of dispatch; ``near`` other calls, newest first.
    ``match_reference`` is what the address was found by; ``address_distance_m`` how far from the
    given point the address was found, metres.
    """

    call_id: int
    received_at: datetime
    dispatched_at: datetime | None
    on_scene_at: datetime | None
    closed_at: datetime | None
    category: str
    call_type: str
    call_type_code: str
    priority: int | None
    priority_text: str | None
    is_on_view: bool
    disposition: str | None
    address: str | None = field(repr=False)
    lon: float | None
    lat: float | None
    match_type: str
    uncertainty_m: float | None
    cell: int | None
    area: str | None
    area_name: str | None
    is_area_ambiguous: bool
    other_areas: str | None
    shift: str | None
    operational_on: date
    source: str
    external_id: str
    units: list[str]
    near: tuple[NearCall, ...]
    match_score: float | None = None
    match_reference: str | None = field(default=None, repr=False)
    address_distance_m: float | None = None


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """When a plate was seen, and by which camera."""

    captured_at: datetime
    camera: str | None


@dataclass(frozen=True, kw_only=True)
class HitDetails:
    """One hit: what was read, what is listed, how they match. Probabilities are 0 to 1.

    What comes from the read itself (``plate_text``, vehicle …) is None when retention removed it.
    """

    hit_id: int
    captured_at: datetime
    plate: str = field(repr=False)
    state: str | None
    entry_plate: str = field(repr=False)
    entry_state: str | None
    match_kind: str
    state_match: str
    probability: float
    status: str
    status_at: datetime | None
    status_by: str | None
    is_suppressed: bool
    priority: int | None
    ncic_file: str | None
    category: str | None
    reason: str | None = field(repr=False)
    case_number: str | None
    confidence: float | None
    image_url: str | None = field(repr=False)
    area: str | None
    hot_list: str | None
    list_made_at: datetime | None
    list_stale_after_s: float | None
    entry_vehicle: str | None = field(repr=False)
    entry_removed_at: datetime | None
    expires_at: datetime | None
    camera: str | None
    plate_text: str | None = field(repr=False)
    state_confidence: float | None
    vehicle_make: str | None
    vehicle_model: str | None
    vehicle_color: str | None
    vehicle_type: str | None
    sightings: tuple[Sighting, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class UnitDetails:
    """One unit; ``fix_at`` and what follows it are None where it has no position."""

    sign: str
    kind: str | None
    source: str
    fix_at: datetime | None
    lon: float | None
    lat: float | None
    speed_mps: float | None
    heading_deg: float | None
    accuracy_m: float | None
    status: str | None
    area: str | None
    calls: tuple[NearCall, ...]


@dataclass(frozen=True, kw_only=True)
class CameraDetails:
    """One camera; ``read_count`` of the last hour, ``hit_count`` and ``last_read_at`` of 24 hours.

    ``read_count`` is None where reads are not counted: the camera moves, or its place is unknown.
    """

    name: str
    is_mobile: bool
    source: str
    lon: float | None
    lat: float | None
    heading_deg: float | None
    unit: str | None
    hit_count: int
    read_count: int | None
    last_read_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CellDetails:
    """The calls of a cell received in (from_at, to_at]: by category, most first; by hour, 0 to 23.

    On-view calls are counted in both; ``on_view_count`` says how many they are.
    """

    name: str
    from_at: datetime
    to_at: datetime
    by_category: dict[str, int]
    by_hour: tuple[int, ...]
    on_view_count: int

    @property
    def total(self) -> int:
        """How many calls."""
        return sum(self.by_hour)
