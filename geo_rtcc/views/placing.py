"""Words of the review queue: what waits, what the geocoder says of it, what came of a deed."""

import re
from collections.abc import Sequence
from html import escape
from zoneinfo import ZoneInfo

from geo_rtcc.models import Candidate, Geocoded, Nearby
from geo_rtcc.store.taught import TaughtText
from geo_rtcc.store.waiting import WaitingLocation
from geo_rtcc.views import words
from geo_rtcc.views.system import table

MOST_BEATS = 6
_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")
BY_HAND = "The point on the map"
NOBODY_WAITS = "No location string waits for a place."
IS_FOUND = "The geofile as it is now finds it: its calls can be located at once."
NOTHING_CHOSEN = '<p class="rtcc-empty">Choose a string to see what it may mean.</p>'
NOTHING_FOUND = '<p class="rtcc-empty">No string that waits is like that.</p>'
NOTHING_TAUGHT = '<p class="rtcc-empty">Nothing has been taught yet.</p>'
PICK_FIRST = '<p class="rtcc-empty">Choose a candidate, or click the map where it lies.</p>'


def plain(text: str) -> str:
    """Return a text from data such that Markdown shows it as it is."""
    return _MARKDOWN.sub(r"\\\1", text)


def queue_heading(strings: int, calls: int) -> str:
    """Say how much waits, as HTML."""
    many = "string" if strings == 1 else "strings"
    note = f"{strings:,} {many} of {words.calls(calls)}, whenever received, the most frequent first"
    return (
        f'<h2 class="rtcc-heading">Waiting for a place'
        f"<small>{note if strings else NOBODY_WAITS}</small></h2>"
    )


def gone(text: str) -> str:
    """Say that a string was decided about elsewhere while somebody looked at it, as HTML."""
    return (
        f'<p class="rtcc-caution">{escape(text)} no longer waits: it was placed, or its calls were '
        "located, while it was shown here. What you chose was not taken over.</p>"
    )


def waiting_line(each: WaitingLocation, zone: str) -> str:
    """Say how often a string came, on which days, from where and for which beats, in one line."""
    ends = (each.first_at.astimezone(ZoneInfo(zone)), each.last_at.astimezone(ZoneInfo(zone)))
    first, last = (f"{at.day} {at:%b %Y}" for at in ends)
    parts = [words.calls(each.count), first if first == last else f"{first} to {last}",
             ", ".join(each.sources)]  # fmt: skip
    if each.agency_beats:
        more = " …" if len(each.agency_beats) > MOST_BEATS else ""
        parts.append(f"reported in {', '.join(each.agency_beats[:MOST_BEATS])}{more}")
    return " · ".join(parts)


def seen(each: WaitingLocation, zone: str) -> str:
    """Say when a string came first and last."""
    first, last = (words.local_time(at, zone) for at in (each.first_at, each.last_at))
    return f"First seen {first}, last {last}."


def is_about(each: WaitingLocation, text: str) -> bool:
    """Say whether a string or a beat it was reported in holds all words of a search."""
    known = " ".join((each.key, *each.agency_beats)).upper()
    return all(word in known for word in text.upper().split())


def asked_heading(each: WaitingLocation, answer: Geocoded, zone: str) -> str:
    """Return the string with what is known of it, and why it has no place, as HTML."""
    why = answer.reason or IS_FOUND
    return (
        f'<h2 class="rtcc-heading rtcc-asked">{escape(each.example)}</h2>'
        f'<ul class="rtcc-notes"><li>{escape(waiting_line(each, zone))}</li>'
        f"<li>{escape(seen(each, zone))}</li></ul>"
        f'<p class="rtcc-caution">{escape(why)}</p>'
    )


def candidate_table(candidates: Sequence[Candidate]) -> str:
    """Return the candidates with the numbers they have on the map."""
    lines = [
        (str(number), escape(each.reference), escape(words.match_words(each.match_type)),
         f"±{each.uncertainty_m:,.0f} m", f"{each.score:.2f}")
        for number, each in enumerate(candidates, 1)
    ]  # fmt: skip
    head = ("No.", "Candidate", "Found as", "Within", "Score")
    return table("Candidates", head, lines, "", figures=2)


def choice(number: int, candidates: Sequence[Candidate]) -> str:
    """Return a choice by its number; 0 is the point on the map."""
    return plain(f"{number}: {candidates[number - 1].reference}") if number else BY_HAND


def reference(nearby: Nearby | None) -> str:
    """Say what a point placed by hand was found by."""
    return f"Placed on the map, {_near(nearby)}" if nearby else "Placed on the map"


def by_hand(lon: float, lat: float, nearby: Nearby | None) -> str:
    """Say where a point placed by hand lies, as HTML."""
    near = f", {_near(nearby)}" if nearby else ""
    return f'<p class="rtcc-empty">{lat:.5f}, {lon:.5f}{escape(near)}</p>'


def _near(nearby: Nearby) -> str:
    return f"{nearby.distance_m:,.0f} m from {nearby.text}"


def moved(text: str, checked: int, located: int) -> str:
    """Say how many of the calls that were looked at again have a place now, in one sentence."""
    if not checked:
        return f"{text}: no call waits for it any more."
    return f"{text}: {located:,} of {words.calls(checked)} moved to a place and counted again."


def taken_back(text: str, checked: int) -> str:
    """Say how many calls were looked at again after something taught was forgotten."""
    return f"{text}: forgotten, and {words.calls(checked)} located and counted again without it."


def kept_for_later() -> str:
    """Say that a decision is kept, and why its calls were not located yet."""
    return (
        "This is kept, but a load is under way: the calls that wait are not located yet. Press "
        "“Locate its calls” at the text when the load is done."
    )


def dismissed(text: str) -> str:
    """Say that nobody is asked for a string any more."""
    return f"{text} is no location; nobody is asked for it again."


def street_forgotten(alias: str) -> str:
    """Say what forgetting a street's other name does, and what not."""
    return f"{alias}: forgotten. Calls that were placed by it stay where they are."


def taught_line(each: TaughtText, zone: str) -> str:
    """Say what somebody taught, who and when, as HTML."""
    if each.kind == "street":
        what = f"is the street {each.means}"
    elif each.lon is None:
        what = "is no location"
    else:
        what = f"lies at {each.lat:.5f}, {each.lon:.5f} ({each.means})"
    told = f"{each.text} {what}. Taught by {each.by}, {words.local_time(each.at, zone)}."
    return f'<p class="rtcc-empty">{escape(told)}</p>'
