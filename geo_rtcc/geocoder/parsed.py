"""What a location string says, before anything is looked up."""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """What kind of location a string names."""

    COORDINATES = "coordinates"
    ADDRESS = "address"
    BLOCK = "block"
    INTERSECTION = "intersection"
    PLACE = "place"
    MARKER = "marker"
    STREET = "street"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Parsed:
    """One way to read a location string; what it doesn't say is empty or None.

    Parameters
    ----------
    number, number_to
        House number; of a block its lowest and highest ("1200 BLOCK": 1200 and 1299).
    number_prefix, number_suffix
        "N6W" of "N6W23001"; "A" or "1/2".
    unit
        "5" of "APT 5".
    streets
        Standard words, "N MAIN ST"; two or more of an intersection.
    place
        Words of a common place.
    route, marker, marker_kind, direction
        "I 10", "768", "exit" or "milepost", "EB".
    lon, lat
        Degrees, EPSG:4326.
    zip_code, community
        As the text has them behind its street.
    is_beside
        Whether it says that the place is somewhere beside what it names: "N/O", "REAR OF".
    """

    form: Form
    number: int | None = None
    number_to: int | None = None
    number_prefix: str = ""
    number_suffix: str = ""
    unit: str = ""
    streets: tuple[str, ...] = ()
    place: str = ""
    route: str = ""
    marker: str = ""
    marker_kind: str = ""
    direction: str = ""
    lon: float | None = None
    lat: float | None = None
    zip_code: str = ""
    community: str = ""
    is_beside: bool = False


NOTHING = Parsed(form=Form.NOTHING)
