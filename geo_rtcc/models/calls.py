"""Calls for service, and the enums whose values the database shares."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from geo_rtcc.models.instants import aware


class Category(StrEnum):
    """What a call is about, coarse enough for one colour each. Values equal ``call_category``."""

    VIOLENCE = "violence"
    WEAPONS = "weapons"
    PROPERTY = "property"
    VEHICLE = "vehicle"
    DISORDER = "disorder"
    TRAFFIC = "traffic"
    WELFARE = "welfare"
    ALARM = "alarm"
    OTHER = "other"


class MatchType(StrEnum):
    """How a point was found. Values equal ``match_type`` in the database."""

    GIVEN = "given"  # by the source
    CAMERA = "camera"  # a read without coordinates, put where its camera stands
    TAUGHT = "taught"  # a person placed this very text
    COORDINATES = "coordinates"  # stand in the text
    ADDRESS = "address"  # an address point
    RANGE = "range"  # by number along a road segment, on its side of the street
    INTERPOLATED = "interpolated"  # between address points of the same street
    INTERSECTION = "intersection"
    BLOCK = "block"  # the middle of a range of numbers
    PLACE = "place"  # a common place
    MARKER = "marker"  # a milepost or an exit
    STREET = "street"  # the middle of a short street
    BEAT = "beat"  # no point: only the beat that the source names
    NONE = "none"


class CountKind(StrEnum):
    """What a cell count counts. Officer-initiated (on-view) calls are counted apart."""

    CALL = "call"
    ON_VIEW = "on_view"
    READ = "read"
    HIT = "hit"


@dataclass(frozen=True, kw_only=True, slots=True)
class CallForService:
    """All that a feed knows of one call now: a later message replaces an earlier one whole.

    Parameters
    ----------
    external_id
        Unique within its source.
    source_updated_at
        When the source last changed it; an older message never overwrites a newer one.
    priority
        1 (most urgent) to 5, whatever the source's own scale; its own words in ``priority_text``.
    lon, lat
        Degrees, EPSG:4326; None where unknown.
    uncertainty_m
        Radius around the point, metres, where the source states one.
    units
        External ids of the units assigned, in order of dispatch.
    """

    external_id: str
    received_at: datetime
    call_type: str
    call_type_name: str | None = None
    category: Category = Category.OTHER
    dispatched_at: datetime | None = None
    on_scene_at: datetime | None = None
    closed_at: datetime | None = None
    source_updated_at: datetime | None = None
    priority: int | None = None
    priority_text: str | None = None
    is_on_view: bool = False
    disposition: str | None = None
    address: str | None = field(default=None, repr=False)
    lon: float | None = field(default=None, repr=False)
    lat: float | None = field(default=None, repr=False)
    uncertainty_m: float | None = None
    agency_beat: str | None = None
    agency_district: str | None = None
    agency_shift: str | None = None
    units: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        aware(self.received_at, "received_at")
