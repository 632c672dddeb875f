"""The map that a location string is placed on: registered once, kept through reruns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import isfinite
from typing import Any

import streamlit as st

from geo_rtcc.models import Candidate
from geo_rtcc.situation.live_map.start import Start
from geo_rtcc.ui import static
from geo_rtcc.views.look import look, tiles_part
from geo_rtcc.views.maps import Bounds
from geo_rtcc.views.palette import Theme

KEY = "place_map"
SCRIPTS = ("leaflet.js", "protomaps-leaflet.js")
STYLES = ("leaflet.css", "place/place.css")


@dataclass(frozen=True, kw_only=True)
class Picked:
    """What a person picked on the map: a candidate by its number from 1 on, or a point with 0.

    ``lon, lat`` are degrees, EPSG:4326.
    """

    number: int
    lon: float
    lat: float


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component(
        "geo_rtcc_place_map",
        html='<div class="place"></div>',
        js=(static.OWN / "component.js").read_text("utf-8"),
    )


def place_map(
    text: str,
    candidates: Sequence[Candidate],
    picked: Picked | None,
    *,
    start: Start,
    home: Bounds | None,
    theme: Theme,
    on_pick: Callable[[], None],
) -> None:
    """Show the map for one string.

    Parameters
    ----------
    picked
        What is picked so far; a point is shown, a candidate marked.
    home
        Where the string is said to lie: west, south, east, north in degrees.
    on_pick
        Called when a person picks something, which ``picked_on_map`` then returns.
    """
    module, modules = static.program("place/main.js")
    point = picked if picked and picked.number == 0 else None
    _component()(
        key=KEY,
        data={
            "look": look(theme),
            "module": module,
            "scripts": [static.address_of(name) for name in SCRIPTS],
            "styles": [static.address_of(name) for name in STYLES],
            "modules": modules,
            "start": {"bounds": start.bounds, "tiles": tiles_part(start.tiles)},
            "subject": subject(text),
            "home": home,
            "candidates": [_drawn(number, each) for number, each in enumerate(candidates, 1)],
            "point": {"lon": point.lon, "lat": point.lat} if point else None,
            "chosen": picked.number if picked else -1,
        },
        on_picked_change=on_pick,
        on_ground_change=lambda: None,  # then ``theme`` is another one
    )


def picked_on_map(text: str) -> Picked | None:
    """Return what the browser says was picked for this string, as far as it makes sense."""
    state = st.session_state.get(KEY)
    return as_picked(state.get("picked") if state else None, subject(text))


def as_picked(value: Any, of: str) -> Picked | None:
    """Return what was picked of the subject ``of``; None if it is of another, or no point."""
    if not isinstance(value, dict) or value.get("subject") != of:
        return None
    number, lon, lat = (value.get(name) for name in ("number", "lon", "lat"))
    if not isinstance(number, int) or not 0 <= number <= 99:  # noqa: PLR2004
        return None
    if not (isinstance(lon, int | float) and isinstance(lat, int | float)):
        return None
    if not (isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):  # noqa: PLR2004
        return None
    return Picked(number=number, lon=float(lon), lat=float(lat))


def subject(text: str) -> str:
    """Name a string to the browser without saying it."""
    return sha256(text.encode()).hexdigest()[:16]


def _drawn(number: int, candidate: Candidate) -> dict[str, Any]:
    return {
        "number": number,
        "lon": candidate.lon,
        "lat": candidate.lat,
        "uncertaintyM": candidate.uncertainty_m,
        "label": candidate.reference,
    }
