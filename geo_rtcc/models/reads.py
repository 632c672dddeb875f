"""Plate reads and the cameras they come from."""

from dataclasses import dataclass, field
from datetime import datetime

from geo_rtcc.models.instants import aware


@dataclass(frozen=True, kw_only=True, slots=True)
class PlateRead:
    """One detection of a plate by a camera. It proves neither plate nor vehicle.

    Parameters
    ----------
    external_id
        Unique within its source and the partition of its time of capture, a UTC day by default.
    plate
        As ``plates.normal_plate`` writes it; ``plate_text`` is what the camera sent.
    state
        Two upper-case letters ("TX"), None where unknown; ``state_text`` is what the camera sent.
    confidence, state_confidence
        The camera's own, 0–1; None where it states none.
    camera
        The camera's external id within the source; None where the read names none.
    lon, lat
        Degrees, EPSG:4326; None where the read has none and the camera's place serves instead.
    heading_deg
        The vehicle's, clockwise from north.
    vendor_alert
        Why the vendor's own system raised an alert, in its words.
    candidates
        Other plates that the camera thought possible, normalised, with its confidence (0–1).
    """

    external_id: str
    captured_at: datetime
    plate: str = field(repr=False)
    plate_text: str = field(repr=False)
    state: str | None = None
    state_text: str | None = None
    confidence: float | None = None
    state_confidence: float | None = None
    camera: str | None = None
    camera_name: str | None = None
    lon: float | None = field(default=None, repr=False)
    lat: float | None = field(default=None, repr=False)
    heading_deg: float | None = None
    vehicle_make: str | None = None
    vehicle_model: str | None = None
    vehicle_color: str | None = None
    vehicle_type: str | None = None
    image_url: str | None = field(default=None, repr=False)
    vendor_alert: str | None = field(default=None, repr=False)
    candidates: tuple[tuple[str, float], ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        aware(self.captured_at, "captured_at")


@dataclass(frozen=True, kw_only=True, slots=True)
class Camera:
    """A plate camera: fixed, or mounted on a car.

    Parameters
    ----------
    external_id
        Unique within its source.
    lon, lat
        Degrees, EPSG:4326; None for a camera that moves or whose place nobody has told.
    heading_deg
        Where it looks, clockwise from north.
    unit
        External id of the unit that carries it.
    """

    external_id: str
    name: str | None = None
    is_mobile: bool = False
    lon: float | None = None
    lat: float | None = None
    heading_deg: float | None = None
    unit: str | None = None
