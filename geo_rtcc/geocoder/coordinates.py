"""Coordinates written into a location string."""

import re

from geo_rtcc.geocoder.parsed import Form, Parsed

_NUMBER = r"[+-]?\d{1,3}(?:\.\d+)?"
_DECIMAL = r"[+-]?\d{1,3}\.\d+"
# A CAD's own "LL(-95:22:10.2,29:45:38.1)", WKT's "POINT(-95.3 29.7)": longitude first.
_LON_LAT = re.compile(
    r"(?:LL|POINT)\s*\(\s*([+-]?[\d:.]+)\s*[,\s]\s*([+-]?[\d:.]+)\s*\)\s*(?:[:;,].*)?"
)
_PAIR = re.compile(rf"\(?\s*({_DECIMAL})\s*[,;\s]\s*({_DECIMAL})\s*\)?")
_LABELLED = re.compile(
    rf"LAT(?:ITUDE)?\s*[:=]?\s*({_NUMBER})\s*[,;\s]\s*LON(?:G|GITUDE)?\s*[:=]?\s*({_NUMBER})"
)
_MARK = r"""[°?'′"″:\s]*"""  # publishers lose the degree sign
_PART = rf"(\d{{1,3}}(?:\.\d+)?){_MARK}"
_ANGLE = rf"{_PART}(?:{_PART})?(?:{_PART})?"
_HEMISPHERES = re.compile(rf"(?:LAT\W*)?{_ANGLE}([NS])[,;\s]*(?:LONG?\W*)?{_ANGLE}([EW])(?:\s.*)?")
_ANGLES = ((1, 2, 3), (5, 6, 7))  # degrees, minutes and seconds of latitude and of longitude
_FARTHEST_LON, _FARTHEST_LAT = 180.0, 90.0
_MOST_PARTS, _SIXTY = 3, 60  # degrees, minutes, seconds; a slip makes 75 minutes


def coordinates(text: str) -> tuple[Parsed, ...]:
    """Return the points a text in upper case may mean, the likelier order first; usually one.

    Two plain numbers are latitude and longitude, as people write them, unless only the other order
    is possible; where both are, both are returned.
    """
    if (pair := _LON_LAT.fullmatch(text)) is not None:
        lon, lat = _degrees(pair[1]), _degrees(pair[2])
        return _points((lon, lat), (lat, lon))
    if (pair := _LABELLED.fullmatch(text)) is not None:
        return _points((float(pair[2]), float(pair[1])))
    if (pair := _PAIR.fullmatch(text)) is not None:
        first, second = float(pair[1]), float(pair[2])
        return _points((second, first), (first, second))
    if (angles := _HEMISPHERES.fullmatch(text)) is not None:
        lat, lon = (_degrees(":".join(filter(None, angles.group(*at)))) for at in _ANGLES)
        return _points((_signed(lon, angles[8] == "W"), _signed(lat, angles[4] == "S")))
    return ()


def _degrees(text: str) -> float | None:
    try:
        parts = [float(part) for part in text.lstrip("+-").split(":")]
    except ValueError:
        return None
    if len(parts) > _MOST_PARTS or any(part >= _SIXTY for part in parts[1:]):
        return None
    total = sum(part / float(60**at) for at, part in enumerate(parts))
    return -total if text.startswith("-") else total


def _signed(degrees: float | None, is_negative: bool) -> float | None:
    return -degrees if degrees is not None and is_negative else degrees


def _points(*pairs: tuple[float | None, float | None]) -> tuple[Parsed, ...]:
    return tuple(
        Parsed(form=Form.COORDINATES, lon=lon, lat=lat)
        for lon, lat in dict.fromkeys(pairs)
        if lon is not None and lat is not None
        if abs(lon) <= _FARTHEST_LON and abs(lat) <= _FARTHEST_LAT
    )
