"""PIDF-LO, the location of an emergency call as XML → a point with its uncertainty, an address.

Positions are latitude first (EPSG:4326 as the standard writes it), unlike everywhere else here.
Sources: RFC 4119 and 5139 (civic addresses), RFC 5491 and OGC 06-142r1 (shapes).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from geo_rtcc.feeds.safe_xml import local_name, parse_xml
from geo_rtcc.feeds.values import point

_METRES_PER_DEGREE = 111_195.0
_SHAPES = ("Point", "Circle", "Ellipse", "ArcBand", "Sphere", "Ellipsoid", "Polygon", "Prism")
_STREET = ("PRM", "PRD", "STP", "STPS", "RD", "STS", "POD", "POM")
_PLACE = ("A3", "A1", "PC")
_LARGEST_M = 1e7


@dataclass(frozen=True)
class PidfLocation:
    """Where a PIDF-LO says that something is.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326; None where it states none.
    uncertainty_m
        Radius around the point that holds the stated shape, metres.
    has_bad_point
        It states a shape whose numbers can't be a place.
    """

    lon: float | None = None
    lat: float | None = None
    uncertainty_m: float | None = None
    address: str | None = None
    has_bad_point: bool = False


def parse_location(xml: str, field: str) -> PidfLocation:
    """Return the first shape and the first civic address; RefusedError where the XML is unfit."""
    root = parse_xml(xml, field)
    address = next((_address(each) for each in _named(root, "civicAddress")), None)
    for shape in root.iter():
        if local_name(shape) in _SHAPES:
            try:
                lat, lon, radius = _placed(shape)
            except (ValueError, IndexError):
                return PidfLocation(address=address, has_bad_point=True)
            found_lon, found_lat, is_bad = point(lon, lat)
            held = radius if found_lon is not None else None
            return PidfLocation(found_lon, found_lat, held, address, is_bad)
    return PidfLocation(address=address)


def _placed(shape: Element) -> tuple[float, float, float | None]:
    """Return latitude, longitude and the radius around them; ValueError where numbers are amiss."""
    kind = local_name(shape)
    if kind in ("Polygon", "Prism"):
        return _of_ring(_ring(shape))
    lat, lon = _positions(shape)[0]
    if kind == "ArcBand":
        return lat, lon, _length(shape, "outerRadius")
    if kind in ("Ellipse", "Ellipsoid"):
        return lat, lon, _length(shape, "semiMajorAxis")
    return lat, lon, _length(shape, "radius") if kind in ("Circle", "Sphere") else None


def _ring(shape: Element) -> list[tuple[float, float]]:
    exterior = next(_named(shape, "exterior"), shape)
    ring = _positions(exterior)
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring


def _of_ring(ring: Sequence[tuple[float, float]]) -> tuple[float, float, float | None]:
    """Return the middle of a ring's corners and the distance to the farthest of them."""
    lat = sum(corner[0] for corner in ring) / len(ring) if ring else math.nan
    lon = sum(corner[1] for corner in ring) / len(ring) if ring else math.nan
    shrink = math.cos(math.radians(lat))
    far = (math.hypot(y - lat, (x - lon) * shrink) for y, x in ring)
    return lat, lon, _bounded(max(far, default=math.nan) * _METRES_PER_DEGREE)


def _positions(element: Element) -> list[tuple[float, float]]:
    """Return every (latitude, longitude) below; heights are left out."""
    found = []
    for each in element.iter():
        name, numbers = local_name(each), (each.text or "").split()
        if name == "pos":
            found.append((float(numbers[0]), float(numbers[1])))
        elif name == "posList":
            step = int(each.get("srsDimension") or each.get("dimension") or 2)
            if step not in (2, 3) or len(numbers) % step:
                raise ValueError("posList")
            pairs = zip(numbers[::step], numbers[1::step], strict=True)
            found += [(float(lat), float(lon)) for lat, lon in pairs]
    return found


def _length(shape: Element, name: str) -> float | None:
    element = next(_named(shape, name), None)
    return None if element is None else _bounded(float(element.text or ""))


def _bounded(metres: float) -> float | None:
    return metres if 0 <= metres <= _LARGEST_M else None


def _address(civic: Element) -> str | None:
    """Write a civic address in one line, as an American envelope has it."""
    parts = {local_name(part): " ".join((part.text or "").split()) for part in civic}
    number = "".join(filter(None, (parts.get("HNO"), parts.get("HNS"))))
    street = " ".join(filter(None, (number, *(parts.get(name) for name in _STREET))))
    unit = " ".join(filter(None, (parts.get("BLD"), parts.get("UNIT"))))
    place = [parts.get("LMK"), street, unit, *(parts.get(name) for name in _PLACE)]
    return ", ".join(filter(None, place)) or None


def _named(element: Element, name: str) -> Iterator[Element]:
    return (each for each in element.iter() if local_name(each) == name)
