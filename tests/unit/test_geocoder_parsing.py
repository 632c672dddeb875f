"""What location strings of dispatch systems are read as."""

from dataclasses import fields

import pytest

from geo_rtcc.geocoder.lexicon import words_of
from geo_rtcc.geocoder.parsed import NOTHING
from geo_rtcc.geocoder.parsing import Form, Parsed, parse


def said(parsed: Parsed) -> dict[str, object]:
    """Return what a reading says, the empty left out."""
    given = {field.name: getattr(parsed, field.name) for field in fields(parsed)}
    return {
        name: value
        for name, value in given.items()
        if value is not False and value not in (None, "", ())
    }


def address(number: int, street: str, **more: object) -> dict[str, object]:
    return {"form": Form.ADDRESS, "number": number, "streets": (street,), **more}


def block(low: int, high: int, street: str, **more: object) -> dict[str, object]:
    return {"form": Form.BLOCK, "number": low, "number_to": high, "streets": (street,), **more}


def crossing(*streets: str, **more: object) -> dict[str, object]:
    return {"form": Form.INTERSECTION, "streets": streets, **more}


ADDRESSES = [
    ("1234 N MAIN ST APT 5", address(1234, "N MAIN ST", unit="5")),
    ("1234 main street", address(1234, "MAIN ST")),
    ("2040 S FEDERAL BLVD #85", address(2040, "S FEDERAL BLVD", unit="85")),
    ("1234 MAIN ST:APT 5", address(1234, "MAIN ST", unit="5")),
    ("4492 1/2 N ZENOBIA ST", address(4492, "N ZENOBIA ST", number_suffix="1/2")),
    ("116A S MONACO ST", address(116, "S MONACO ST", number_suffix="A")),
    ("985N N ALBION ST", address(985, "N ALBION ST")),
    ("985N ALBION ST", address(985, "N ALBION ST")),
    ("N6W23001 BLUEMOUND RD", address(23001, "BLUEMOUND RD", number_prefix="N6W")),
    ("123-45 JAMAICA AVE", address(45, "JAMAICA AVE", number_prefix="123-")),
    ("1010 N ST PAUL ST", address(1010, "N ST PAUL ST")),
    ("1234 I-45 N FWY", address(1234, "I 45 N")),
    ("IFO 1200 MAIN ST", address(1200, "MAIN ST")),
    ("UNIT 300 120 MAIN ST", address(120, "MAIN ST", unit="300")),
    ("APT 5 1234 MAIN", address(1234, "MAIN", unit="5")),
    ("1,200 MAIN ST", address(1200, "MAIN ST")),
    ("1200 MAIN ST (BLUE HOUSE)", address(1200, "MAIN ST")),
    ("1200 MAIN ST BETWEEN 5TH AND 6TH", address(1200, "MAIN ST")),
    (
        "1234 Main St, Houston, TX 77002-1234",
        address(1234, "MAIN ST", zip_code="77002", community="HOUSTON"),
    ),
]
BLOCKS = [
    ("1200 BLOCK OF MAIN ST", block(1200, 1299, "MAIN ST")),
    ("12XX BLOCK OF MAIN ST", block(1200, 1299, "MAIN ST")),
    ("12XX MAIN ST", block(1200, 1299, "MAIN ST")),
    ("12 XX MAIN ST", block(1200, 1299, "MAIN ST")),
    ("MAIN ST 1200 BLK", block(1200, 1299, "MAIN ST")),
    ("00 BLK S BELLAIRE ST", block(0, 99, "S BELLAIRE ST")),
    ("UNIT BLOCK OF K ST NW", block(0, 99, "K ST NW")),
    ("12 HUNDRED BLOCK MAIN", block(1200, 1299, "MAIN")),
    ("12 HUNDRED MAIN ST", block(1200, 1299, "MAIN ST")),
    ("1200 HUNDRED BLOCK MAIN ST", block(1200, 1299, "MAIN ST")),
    ("1400N BLK OGDEN ST", block(1400, 1499, "N OGDEN ST")),
    (
        "3319 - 3499 BLOCK OF CONNECTICUT AVENUE NW",
        block(3319, 3499, "CONNECTICUT AVE NW"),
    ),
    ("2330 2499  BLOCK OF R STREET SE", block(2330, 2499, "R ST SE")),
    ("1234-1298 MAIN ST", block(1234, 1298, "MAIN ST")),
]
CROSSINGS = [
    ("MAIN ST / 5TH AVE", crossing("MAIN ST", "5TH AVE")),
    ("MAIN & 5TH", crossing("MAIN", "5TH")),
    ("5TH AV AND MAIN", crossing("5TH AVE", "MAIN")),
    ("5TH ST @ MAIN ST", crossing("5TH ST", "MAIN ST")),
    ("VIRGINIA AVE N/O 5TH ST", {**crossing("VIRGINIA AVE", "5TH ST"), "is_beside": True}),
    ("MALCOLM X BLVD X W 125TH ST", crossing("MALCOLM X BLVD", "W 125TH ST")),
    ("I25 HWYSB / E HAMPDEN AVE", crossing("I 25 SB", "E HAMPDEN AVE")),
    ("PARK AVEW / CHAMPA ST", crossing("PARK AVE W", "CHAMPA ST")),
    ("DELAWARE AVE AND MASS AVE(E/B), NE", crossing("DELAWARE AVE NE", "MASS AVE NE")),
    (
        "5TH ST, D ST, AND INDIANA AVE, NW",
        crossing("5TH ST NW", "D ST NW", "INDIANA AVE NW"),
    ),
    ("CITY PARK RD 8 / CITY PARK RD 9", crossing("CITY PARK RD 8", "CITY PARK RD 9")),
    ("MAIN ST SE UNDER INTERSTATE 295", crossing("MAIN ST SE", "I 295")),
    ("MAIN ST & 5TH AVE HOUSTON", crossing("MAIN ST", "5TH AVE", community="HOUSTON")),
    (
        "MAIN ST & 5TH AVE, HOUSTON, TX 77002",
        crossing("MAIN ST", "5TH AVE", zip_code="77002", community="HOUSTON"),
    ),
]
OTHERS = [
    ("@WALMART SUPERCENTER", {"form": Form.PLACE, "place": "WALMART SUPERCENTER"}),
    ("DENVER RESCUE MISSION", {"form": Form.PLACE, "place": "DENVER RESCUE MISSION"}),
    (
        "I-10 EB AT EXIT 768",
        {"form": Form.MARKER, "route": "I 10", "marker": "768", "marker_kind": "exit"}
        | {"direction": "EB"},
    ),
    (
        "MM 212.5 I25",
        {"form": Form.MARKER, "route": "I 25", "marker": "212.5", "marker_kind": "milepost"},
    ),
    ("MAIN ST / MAIN STREET", {"form": Form.STREET, "streets": ("MAIN ST",)}),
    ("DUPONT CIRCLE, NW", {"form": Form.STREET, "streets": ("DUPONT CIR NW",)}),
]


@pytest.mark.parametrize(("text", "expected"), [*ADDRESSES, *BLOCKS, *CROSSINGS, *OTHERS])
def test_the_likeliest_reading(text: str, expected: dict[str, object]) -> None:
    assert said(parse(text)[0]) == expected


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("MAIN ST", [Form.STREET, Form.PLACE]),
        ("BROADWAY", [Form.PLACE, Form.STREET]),
        ("ST ANTHONY AND JOHN HOSPITAL", [Form.INTERSECTION, Form.PLACE]),
        ("MAIN ST BETWEEN 5TH ST AND 6TH ST", [Form.INTERSECTION, Form.INTERSECTION]),
        ("3000 BLK N GILPIN/WILLIAMS ST", [Form.BLOCK, Form.BLOCK]),
        ("1200 MAIN ST @ 5TH AVE", [Form.ADDRESS, Form.INTERSECTION]),
        ("1200-5 MAIN ST", [Form.ADDRESS, Form.ADDRESS]),
        ("12-34 MAIN ST", [Form.ADDRESS]),
        ("40.7,-74.0", [Form.COORDINATES, Form.COORDINATES]),
    ],
)
def test_other_readings_follow(text: str, forms: list[Form]) -> None:
    assert [parsed.form for parsed in parse(text)] == forms


@pytest.mark.parametrize(
    "text",
    [
        "WALMART, 1200 MAIN ST",
        "1200 MAIN ST; WALMART",
        "1200 MAIN ST: @WALMART",
        "@WALMART @1200 MAIN ST",
        "@WALMART:1200 MAIN ST",
    ],
)
def test_a_place_with_its_address_is_read_as_both(text: str) -> None:
    first, second = parse(text)[:2]
    assert said(first) == address(1200, "MAIN ST")
    assert said(second) == {"form": Form.PLACE, "place": "WALMART"}


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [
        ("LL(-95:22:10.2,29:45:38.1)", -95.3695, 29.760583),
        ("LL(-95.3695,29.7605)", -95.3695, 29.7605),
        ("29.7605,-95.3698", -95.3698, 29.7605),
        ("-104.9903 39.7392", -104.9903, 39.7392),
        ("POINT(-95.3698 29.7605)", -95.3698, 29.7605),
        ("LAT 29.7605 LON -95.3698", -95.3698, 29.7605),
        ("LAT:39°44'23.63\"N LONG:104°59'14.95\"W 1499 N BROADWAY ST", -104.987486, 39.739897),
    ],
)
def test_coordinates(text: str, lon: float, lat: float) -> None:
    (found,) = parse(text)
    assert found.form is Form.COORDINATES
    assert (found.lon, found.lat) == pytest.approx((lon, lat), abs=1e-6)


@pytest.mark.parametrize("text", ["LL(NAN,29.7)", "LL(-195.1,29.7)", "95.1,95.2", "LL(1:2:x,3)"])
def test_what_lies_off_the_earth_is_no_coordinates(text: str) -> None:
    assert all(parsed.form is not Form.COORDINATES for parsed in parse(text))


@pytest.mark.parametrize("text", ["", "  ", "()", "#", ",;@", "\0"])
def test_nothing_is_nothing(text: str) -> None:
    assert parse(text) == (NOTHING,)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1200 O’Farrell St. N.W.", "1200 OFARRELL ST NW"),
        ("Peña Blvd", "PENA BLVD"),
        ("I-10", "I 10"),
        ("I70EB", "I 70 EB"),
        ("PARK AVEW", "PARK AVE W"),
        ("7THSTNORTH ST", "7TH ST NORTH ST"),
        ("Twenty-First St", "21ST ST"),
        ("Fifth Ave", "5TH AVE"),
        ("22 ND ST", "22ND ST"),
        ("12 RD", "12 RD"),
        ("GROVES", "GROVES"),
    ],
)
def test_words(text: str, words: str) -> None:
    assert " ".join(words_of(text)) == words


@pytest.mark.parametrize("text", ["LL(-95:75:10,29:45:38)", "LL(-95:10:75,29:45:38)", "29 75N 95W"])
def test_sixty_minutes_and_more_are_a_slip(text: str) -> None:
    assert parse(text)[0].form is not Form.COORDINATES


def test_marked_coordinates_are_read_in_either_order() -> None:
    points = [(one.lon, one.lat) for one in parse("LL(29.75,-81.25)")]
    assert points == [(29.75, -81.25), (-81.25, 29.75)]
