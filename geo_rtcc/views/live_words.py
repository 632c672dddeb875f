"""Sentences about calls, hits and units for the details panel; None where nothing is known."""

from datetime import datetime, timedelta

from geo_rtcc.situation.live_map.facts import CallDetails, HitDetails
from geo_rtcc.views import words
from geo_rtcc.views.system import age_figure

CAUTION = (
    "A hit is unverified and is not probable cause. Compare plate and state with the image, and "
    "confirm that the entry is still active, before acting on it."
)
_STATE_MATCHES = {
    "same": "same state",
    "unknown": "state not known",
    "different": "another state",
}
_POINTS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
_MPH = 2.236936


def step_of(call: CallDetails) -> str:
    """Say how far a call has come, as far as its source has told."""
    if call.closed_at:
        return "Closed"
    if call.on_scene_at:
        return "On scene, not reported closed"
    return "Dispatched, not reported closed" if call.dispatched_at else "Received"


def call_times(call: CallDetails, zone: str, now: datetime) -> list[tuple[str, str | None]]:
    """Return a call's instants, each with how long after the one before it that is known."""
    steps = (
        ("Received", call.received_at),
        ("Dispatched", call.dispatched_at),
        ("On scene", call.on_scene_at),
        ("Closed", call.closed_at),
    )
    told: list[tuple[str, str | None]] = []
    before: datetime | None = None
    for name, at in steps:
        text = None if at is None else words.local_time(at, zone)
        if text and at and before:
            text += _after(at - before)
        told.append((name, text))
        before = at or before
    told[0] = ("Received", f"{told[0][1]}, {age_figure(now - call.received_at)} ago")
    if call.on_scene_at:
        response = words.minutes((call.on_scene_at - call.received_at).total_seconds())
        told.append(("Received to on scene", response))
    return told


def priority_of(call: CallDetails) -> str | None:
    """Return the priority, in the agency's own words too where they say more."""
    if call.priority is None:
        return call.priority_text
    own = call.priority_text
    return (
        f"{call.priority} (agency: {own})"
        if own and own != str(call.priority)
        else str(call.priority)
    )


def area_of(call: CallDetails) -> str | None:
    """Return the area, and the others that it may be as well."""
    if call.area is None:
        return "in none of the loaded ones" if call.lon is not None else None
    named = f"{call.area} {call.area_name}" if call.area_name != call.area else call.area
    if not call.is_area_ambiguous:
        return named
    return f"{named}, ambiguous: may be {call.other_areas or 'another'}"


def found_by(call: CallDetails) -> list[tuple[str, str | None]]:
    """Say what the address was found by, and how far it lies from a given point."""
    told: list[tuple[str, str | None]] = []
    if call.match_reference:
        told.append(("Found by", call.match_reference))
    if call.address_distance_m is not None:
        told.append(("Its address", f"{call.address_distance_m:,.0f} m from the given point"))
    return told


def status_of(hit: HitDetails, zone: str) -> str:
    """Say what people have found out about a hit."""
    word = hit.status.capitalize()
    if hit.status_at is None:
        return word
    return f"{word} by {hit.status_by or 'somebody'}, {words.local_time(hit.status_at, zone)}"


def match_of(hit: HitDetails) -> str:
    """Say how read and entry match, and how sure that is."""
    kind = "exact plate" if hit.match_kind == "exact" else "look-alike plate"
    sure = f"{hit.probability:.0%} that the vehicle bears the listed plate"
    own = (
        "read's own confidence not known"
        if hit.confidence is None
        else f"read's own confidence {hit.confidence:.0%}"
    )
    return f"{kind}, {_STATE_MATCHES.get(hit.state_match, hit.state_match)}; {sure}; {own}"


def vehicle_of(hit: HitDetails) -> str | None:
    """Return the vehicle as the camera saw it."""
    parts = (hit.vehicle_color, hit.vehicle_make, hit.vehicle_model, hit.vehicle_type)
    return " ".join(part for part in parts if part) or None


def list_of(hit: HitDetails, now: datetime) -> str | None:
    """Return the hot list with its age, and whether that is more than it may be."""
    if hit.hot_list is None or hit.list_made_at is None:
        return hit.hot_list
    age = now - hit.list_made_at
    limit_s = hit.list_stale_after_s
    is_stale = limit_s is not None and age > timedelta(seconds=limit_s)
    return f"{hit.hot_list}, {age_figure(age)} old" + (", STALE" if is_stale else "")


def entry_of(hit: HitDetails, zone: str) -> str:
    """Say whether the entry is still on its list."""
    if hit.entry_removed_at:
        return f"left the list {words.local_time(hit.entry_removed_at, zone)}"
    if hit.expires_at:
        return f"on the list, expires {words.local_time(hit.expires_at, zone)}"
    return "on the list" if hit.list_made_at else "not known"


def file_words(ncic_file: str | None) -> str | None:
    """Return the name of an NCIC file as people say it."""
    return None if ncic_file is None else ncic_file.replace("_", " ")


def speed(speed_mps: float | None) -> str | None:
    """Return a speed as an American patrol car shows it."""
    return None if speed_mps is None else f"{speed_mps * _MPH:.0f} mph"


def heading(heading_deg: float | None) -> str | None:
    """Return a heading as a point of the compass with its degrees."""
    if heading_deg is None:
        return None
    return f"{_POINTS[round(heading_deg / 45) % 8]} ({heading_deg:.0f}°)"


def metres(length_m: float | None) -> str | None:
    """Return a radius."""
    return None if length_m is None else f"±{length_m:.0f} m"


def _after(span: timedelta) -> str:
    if span < timedelta():
        return f" ({words.duration(-span)} before the step above)"
    return f" (after {words.duration(span)})"
