"""PIDF-LO: shapes with latitude first, civic addresses, and XML meant to do harm."""

import pytest

from geo_rtcc.feeds.messages import RefusedError
from geo_rtcc.feeds.pidf_lo import parse_location
from geo_rtcc.feeds.safe_xml import MOST_BYTES, parse_xml

GML = "xmlns:gml='http://www.opengis.net/gml' xmlns:gs='http://www.opengis.net/pidflo/1.0'"
LAUGHS = "".join(f"<!ENTITY l{n + 1} '{f'&l{n};' * 10}'>" for n in range(9))
HOSTILE = [
    f"<!DOCTYPE p [<!ENTITY l0 'ha'>{LAUGHS}]><p>&l9;</p>",
    "<!DOCTYPE p SYSTEM 'file:///etc/hostname'><p/>",
    "<!DOCTYPE p [<!ENTITY f SYSTEM 'file:///etc/hostname'>]><p>&f;</p>",
    "<!DOCTYPE p [<!ENTITY % f SYSTEM 'http://127.0.0.1:9/x'> %f;]><p/>",
    "<p>" * 80 + "</p>" * 80,
    "<p>" * 100_000,
    "<p a='" + "x" * MOST_BYTES + "'/>",
    "<p", "", "\0", "<p>\ud800</p>",
]  # fmt: skip


def presence(shape: str) -> str:
    return (
        f"<presence xmlns='urn:ietf:params:xml:ns:pidf' {GML}><tuple><status><location-info>"
        f"{shape}</location-info></status></tuple></presence>"
    )


@pytest.mark.parametrize(
    ("shape", "radius"),
    [
        ("<gml:Point srsName='urn:ogc:def:crs:EPSG::4326'><gml:pos>45.5 -93.25</gml:pos>"
         "</gml:Point>", None),
        ("<gml:Point><gml:pos>45.5 -93.25 210.0</gml:pos></gml:Point>", None),
        ("<gs:Circle><gml:pos>45.5 -93.25</gml:pos><gs:radius uom='urn:ogc:def:uom:EPSG::9001'>"
         "850.24</gs:radius></gs:Circle>", 850.24),
        ("<gs:Ellipse><gml:pos>45.5 -93.25</gml:pos><gs:semiMajorAxis>77.5</gs:semiMajorAxis>"
         "<gs:semiMinorAxis>3</gs:semiMinorAxis><gs:orientation>7</gs:orientation>"
         "</gs:Ellipse>", 77.5),
        ("<gs:ArcBand><gml:pos>45.5 -93.25</gml:pos><gs:innerRadius>9</gs:innerRadius>"
         "<gs:outerRadius>400</gs:outerRadius></gs:ArcBand>", 400),
    ],
)  # fmt: skip
def test_a_shape_becomes_a_point_with_its_radius(shape: str, radius: float | None) -> None:
    found = parse_location(presence(shape), "x")
    assert (found.lon, found.lat, found.uncertainty_m) == (-93.25, 45.5, radius)


@pytest.mark.parametrize("way", ["list", "each"])
def test_a_polygon_becomes_its_middle_with_the_farthest_corner(way: str) -> None:
    corners = ["45.0 -93.0", "45.0 -92.98", "45.02 -92.98", "45.02 -93.0", "45.0 -93.0"]
    listed = f"<gml:posList>{' '.join(corners)}</gml:posList>"
    each = "".join(f"<gml:pos>{corner}</gml:pos>" for corner in corners)
    ring = f"<gml:LinearRing>{listed if way == 'list' else each}</gml:LinearRing>"
    found = parse_location(
        presence(f"<gml:Polygon><gml:exterior>{ring}</gml:exterior></gml:Polygon>"), "x"
    )
    assert (found.lon, found.lat) == pytest.approx((-92.99, 45.01))
    assert found.uncertainty_m == pytest.approx(1363, abs=5)


def test_a_civic_address_is_written_in_one_line() -> None:
    civic = (
        "<civicAddress xmlns='urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr'>"
        "<country>US</country><A1>MN</A1><A3>Kestrel  Bend</A3><PRD>N</PRD>"
        "<RD>Oak</RD><STS>St</STS><HNO>1200</HNO>"
        "<HNS>B</HNS><UNIT>Apt 5</UNIT><PC>55000</PC><NAM>Jane Roe</NAM></civicAddress>"
    )
    found = parse_location(presence(civic), "x")
    assert found.address == "1200B N Oak St, Apt 5, Kestrel Bend, MN, 55000"
    assert (found.lon, found.has_bad_point) == (None, False)


@pytest.mark.parametrize("pos", ["", "45", "a b", "91 0", "nan nan", "1e400 5", "45.5,-93"])
def test_a_shape_without_a_place_is_marked(pos: str) -> None:
    found = parse_location(presence(f"<gml:Point><gml:pos>{pos}</gml:pos></gml:Point>"), "x")
    assert (found.lon, found.lat, found.has_bad_point) == (None, None, True)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_xml_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(RefusedError) as refused:
        parse_xml(text, "locationByValue")
    assert refused.value.field == "locationByValue"
    assert refused.value.reason.endswith(".")
