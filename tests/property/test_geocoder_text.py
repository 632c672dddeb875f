"""Any text can be read, and a street is found by its own name however that is bent."""

from hypothesis import given, settings
from hypothesis import strategies as st

from geo_rtcc.geocoder.parsing import Form, parse
from geo_rtcc.geocoder.phrases import read
from geo_rtcc.geocoder.streets import StreetIndex, StreetName

MARKS = [
    "/",
    "&",
    "@",
    ",",
    ":",
    ";",
    "#",
    "(",
    ")",
    "-",
    " AND ",
    " X ",
    "LL(",
    ".",
    "'",
    "\u00b2",
]
WORDS = ["12XX", "1200", "BLOCK OF", "BLK", "EXIT", "MM", "I-10", "MAIN", "ST", "N", "5TH", "1/2"]
TYPES = ["St", "Ave", "Blvd", "Ct", "Ln", "Ter", "Way", "Pkwy"]
DIRECTIONS = ["N", "S", "E", "W", "NE", "SW"]
NAMES = ["Columbus", "Van Ness", "5th", "John F Kennedy", "La Playa", "St Charles", "O'Farrell"]
OTHERS = ["Harrison St", "6th Pl", "Main St", "E Elm Ct", "I- 80", "West St", "Avenue C"]

cad_text = st.lists(st.sampled_from(MARKS + WORDS) | st.text(max_size=5)).map(" ".join)


@given(st.text() | cad_text)
def test_any_text_is_read_in_one_to_four_ways(text: str) -> None:
    found = parse(text)
    assert 1 <= len(found) <= 4
    for parsed in found:
        assert all(parsed.streets)
        assert all(read(street).text == street for street in parsed.streets)
        assert len(parsed.streets) >= 2 or parsed.form is not Form.INTERSECTION
        assert parsed.number is None or parsed.number_to is None or parsed.form is Form.BLOCK


@settings(max_examples=40)
@given(st.sampled_from(NAMES), st.sampled_from(TYPES), st.sampled_from(DIRECTIONS))
def test_a_street_is_found_by_its_name_however_it_is_bent(
    name: str, kind: str, direction: str
) -> None:
    full = f"{direction} {name} {kind}"
    index = StreetIndex([StreetName(full=each) for each in (*OTHERS, full)])
    asked = {
        full.upper(): 1.0,
        f"{name} {kind} {direction}": 0.97,
        f"{direction} {name}": 0.95,
        f"{name} {kind}": 0.94,
        f"{name.replace(' ', '')} {kind} {direction}": 0.94,
        f"{name}": 0.9,
    }
    for phrase, least in asked.items():
        best = index.resolve(phrase)[0]
        assert (best.street_id, best.score >= least) == (len(OTHERS), True), phrase


@given(st.lists(st.sampled_from(DIRECTIONS + TYPES + NAMES + WORDS), max_size=6).map(" ".join))
def test_every_name_finds_itself_first(full: str) -> None:
    others = [StreetName(full=each) for each in OTHERS if each != full]
    index = StreetIndex([*others, StreetName(full=full)])
    found = index.resolve(full)
    if read(full).core:
        assert (found[0].street_id, found[0].score) == (len(others), 1.0)
    else:
        assert not found
