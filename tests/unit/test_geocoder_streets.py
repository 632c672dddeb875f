"""Which streets of a reference a phrase finds, and how surely."""

import pytest

from geo_rtcc.geocoder.streets import StreetIndex, StreetName

NAMES = [
    "Columbus Ave", "Van Ness Ave", "S Van Ness Ave", "Ofarrell St", "John F Kennedy Dr",
    "Chain of Lakes Dr E", "Embarcadero North St", "The Embarcadero", "N Willard St", "N Point St",
    "Buena Vista Ave W", "Saint Charles Ave", "Mount Vernon Ave", "Avenue E", "Ave of the Palms",
    "5th St", "5th Ave", "12th Ave", "US Hwy 101", "State Rte 1", "I- 80", "Broadway", "West St",
    "College Ter", "Guerrero St", "Divisadero St", "Oak St", "Elm Ct", "Martin Luther King Jr Dr",
    "N Main St", "S Main St", "K St NW", "K St SE", "Central St", "19th Ave", "la Playa St",
]  # fmt: skip
INDEX = StreetIndex(
    [StreetName(full=name) for name in NAMES],
    [("MLK BLVD", "Martin Luther King Jr Drive"), ("Hwy 35", "19th Ave"), ("K Row", "K St")],
)


def found(phrase: str) -> dict[str, float]:
    """Return the names found with their scores, best first."""
    return {NAMES[match.street_id]: match.score for match in INDEX.resolve(phrase)}


def best(phrase: str) -> str:
    return next(iter(found(phrase)), "")


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("COLUMBUS AV", "Columbus Ave"),
        ("VANNESS AV", "Van Ness Ave"),
        ("SOUTH VAN NESS", "S Van Ness Ave"),
        ("O FARRELL ST", "Ofarrell St"),
        ("JOHNFKENNEDY DR", "John F Kennedy Dr"),
        ("JOHN KENNEDY DR", "John F Kennedy Dr"),
        ("CHAINOFLAKES DR", "Chain of Lakes Dr E"),
        ("THE EMBARCADERONORTH ST", "Embarcadero North St"),
        ("EMBARCADERO", "The Embarcadero"),
        ("WILLARDNORTH ST", "N Willard St"),
        ("NORTHPOINT ST", "N Point St"),
        ("BUENAVISTAWEST AV", "Buena Vista Ave W"),
        ("STCHARLES AV", "Saint Charles Ave"),
        ("MT VERNON AVENUE", "Mount Vernon Ave"),
        ("AVE E", "Avenue E"),
        ("5 AVE", "5th Ave"),
        ("FIFTH STREET", "5th St"),
        ("HWY 101", "US Hwy 101"),
        ("CA 1", "State Rte 1"),
        ("INTERSTATE 80 WB", "I- 80"),
        ("WEST STREET", "West St"),
        ("COLLEGE TR", "College Ter"),
        ("GUERERO ST", "Guerrero St"),
        ("DIVISIDERO STEET", "Divisadero St"),
        ("LAPLAYA", "la Playa St"),
        ("ML KING DR", "Martin Luther King Jr Dr"),
        ("E MLK BLVD", "Martin Luther King Jr Dr"),
        ("STATE HWY 35", "19th Ave"),
        ("US 101 S FWY", "US Hwy 101"),
    ],
)
def test_what_people_write_finds_the_street(phrase: str, name: str) -> None:
    assert best(phrase) == name


@pytest.mark.parametrize(
    ("phrase", "name", "low", "high"),
    [
        ("COLUMBUS AVENUE", "Columbus Ave", 1.0, 1.0),
        ("VANNESS AVE", "Van Ness Ave", 0.97, 0.99),
        ("VAN NESS AVE S", "S Van Ness Ave", 0.97, 0.99),
        ("COLUMBUS", "Columbus Ave", 0.955, 0.965),
        ("MAIN ST", "N Main St", 0.945, 0.955),
        ("E COLUMBUS AVE", "Columbus Ave", 0.925, 0.935),
        ("COLUMBUS ST", "Columbus Ave", 0.835, 0.845),
        ("GUERERO ST", "Guerrero St", 0.895, 0.905),
        ("GUERERROO ST", "Guerrero St", 0.815, 0.825),
        ("K ST NE", "K St NW", 0.6, 0.62),
        ("W MAIN ST", "N Main St", 0.6, 0.62),
        ("12TH ST", "12th Ave", 0.6, 0.79),
        ("CENTRAL PARK", "Central St", 0.6, 0.8),
    ],
)
def test_score_says_what_differs(phrase: str, name: str, low: float, high: float) -> None:
    assert low <= found(phrase)[name] <= high


def test_streets_that_fit_alike_are_all_returned() -> None:
    assert found("K ST") == pytest.approx({"K St NW": 0.95, "K St SE": 0.95})


def test_an_alias_takes_the_direction_that_the_text_adds() -> None:
    assert found("K ROW") == pytest.approx({"K St NW": 1.0, "K St SE": 1.0})
    assert found("K ROW SE")["K St SE"] == 1.0
    assert found("K ROW SE").get("K St NW", 0.0) <= 0.62


@pytest.mark.parametrize("phrase", ["6TH ST", "OAT ST", "EMM CT", "US HWY 102", "", "ST", "#"])
def test_numbers_and_short_names_are_never_misspellings(phrase: str) -> None:
    assert max(found(phrase).values(), default=0.0) < 0.8


def test_a_contrary_direction_is_no_misspelling() -> None:
    assert max(found("E MAIN ST").values()) <= 0.62


def test_edits_are_told() -> None:
    assert [match.edits for match in INDEX.resolve("GUERERO ST")][:1] == [1]
    assert [match.edits for match in INDEX.resolve("GUERRERO ST")][:1] == [0]


def test_parts_of_the_file_say_what_is_name_and_what_is_type() -> None:
    name = StreetName(full="NORTH PARK", name="NORTH PARK")
    index = StreetIndex([name, StreetName(full="N ELK ST", pre_direction="N", name="ELK")])
    assert index.resolve("NORTHPARK")[0].score > 0.95
    assert index.resolve("ELK")[0].street_id == 1


@pytest.mark.parametrize(
    ("full", "name"),
    [
        ("COLUMBUS AVE", "Columbus Ave"),
        ("K ST NW", "K St NW"),
        ("5TH AVE", "5th Ave"),
        ("I- 80", "I-80"),
        ("US HWY 101", "US Hwy 101"),
        ("O'FARRELL ST", "O'farrell St"),
        ("McAllister St", "McAllister St"),
        ("la Playa St", "La Playa St"),
    ],
)
def test_names_are_tidied_for_people(full: str, name: str) -> None:
    assert StreetIndex([StreetName(full=full)]).name(0) == name
