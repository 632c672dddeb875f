"""The review queue's words: data stays data, whatever Markdown or HTML would make of it."""

from datetime import UTC, datetime

import pytest

from geo_rtcc.models import Candidate, Geocoded, MatchType, Nearby, Outcome
from geo_rtcc.store.taught import TaughtText
from geo_rtcc.store.waiting import WaitingLocation
from geo_rtcc.views import placing as views

AT = datetime(2026, 7, 4, 12, tzinfo=UTC)
ZONE = "America/Chicago"
WAITING = WaitingLocation(
    key="12 ELM <B>", example="12 Elm <b>", count=3, first_at=AT, last_at=AT, sources=("cad",),
    agency_beats=("12", "14"),
)  # fmt: skip
CANDIDATE = Candidate(
    match_type=MatchType.RANGE, lon=-93.0, lat=45.0, score=0.71, uncertainty_m=40.0,
    reference="10–98 <i>Elm Ave</i>",
)  # fmt: skip


def taught(**words: object) -> str:
    said = {"kind": "place", "text": "X <b>", "means": "Elm St", "lon": -93.0, "lat": 45.0}
    return views.taught_line(TaughtText(**said | {"by": "Ana", "at": AT} | words), ZONE)


def test_markdown_shows_a_text_as_it_is() -> None:
    assert views.plain("*12* [x](y) :red[z] $a$ AVE É") == (
        r"\*12\* \[x\]\(y\) \:red\[z\] \$a\$ AVE É"
    )


def test_a_string_that_waits_says_how_often_when_and_where() -> None:
    line = views.waiting_line(WAITING, ZONE)
    assert line == "3 calls · 4 Jul 2026 · cad · reported in 12, 14"


@pytest.mark.parametrize(
    ("text", "is_so"), [("elm", True), ("ELM 14", True), ("oak", False), ("", True)]
)
def test_a_search_finds_all_words_in_text_or_beats(text: str, is_so: bool) -> None:
    assert views.is_about(WAITING, text) is is_so


def test_the_geocoders_reason_is_said_and_nothing_comes_as_html() -> None:
    answer = Geocoded(outcome=Outcome.UNMATCHED, reason="No street is called <u>.")
    html = views.asked_heading(WAITING, answer, ZONE) + views.candidate_table([CANDIDATE])
    assert "No street is called &lt;u&gt;." in html
    assert "By number along the street" in html
    assert not any(mark in html for mark in ("<b>", "<i>", "<u>"))


def test_a_point_placed_by_hand_says_what_is_near() -> None:
    nearby = Nearby(
        text="12 Elm Ave", match_type=MatchType.ADDRESS, lon=-93.0, lat=45.0, distance_m=12.4
    )
    assert views.reference(nearby) == "Placed on the map, 12 m from 12 Elm Ave"
    assert views.reference(None) == "Placed on the map"
    assert views.choice(0, [CANDIDATE]) == views.BY_HAND


def test_what_came_of_it_is_one_sentence() -> None:
    assert views.moved("12 Elm", 3, 2) == "12 Elm: 2 of 3 calls moved to a place and counted again."
    assert "no call waits" in views.moved("12 Elm", 0, 0)


def test_what_was_taught_says_what_by_whom_and_when() -> None:
    assert "X &lt;b&gt; lies at 45.00000, -93.00000 (Elm St). Taught by Ana, Sat 4 Jul" in taught()
    assert "is no location" in taught(lon=None, lat=None)
    assert "is the street Elm St" in taught(kind="street", lon=None, lat=None)
