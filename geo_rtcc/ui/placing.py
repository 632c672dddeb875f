"""One location string that waits: what it may mean, on a map, and what a person decides."""

from collections.abc import Sequence

import streamlit as st

from geo_rtcc.models import Candidate, MatchType
from geo_rtcc.situation.placing import Asked, asked, likely_streets, said_to_lie
from geo_rtcc.store.waiting import WaitingLocation
from geo_rtcc.ui import known_places, teaching
from geo_rtcc.ui.connection import database
from geo_rtcc.ui.place_map import Picked, picked_on_map, place_map, subject
from geo_rtcc.ui.style import theme
from geo_rtcc.ui.tokens import CONSOLE
from geo_rtcc.views import placing as views

BY_HAND = 0  # the number of the point on the map, among those of the candidates
USUAL_M, MOST_M = 25, 1_000


def string(each: WaitingLocation, zone: str) -> None:
    """Show what a string may mean, and what a person can do with it."""
    known = asked(known_places.geocoder(), each.example)
    best, others = known.answer.best, known.answer.candidates
    candidates = (best, *others) if best else others
    st.html(views.asked_heading(each, known.answer, zone))
    if candidates:
        st.html(views.candidate_table(candidates))
    _map(each, candidates)
    place = _place(each, candidates)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Your name", key="placing_by", placeholder=CONSOLE, width=220)
        by = name.strip() or CONSOLE
        if st.button("Teach this place", type="primary", disabled=place is None) and place:
            teaching.place(each, place, by)
        if st.button("It is no location"):
            teaching.dismiss(each, by)
        if best and st.button("Locate its calls"):
            teaching.try_again(each)
    if known.streets:
        _street(known, by)


def _map(each: WaitingLocation, candidates: Sequence[Candidate]) -> None:
    start = known_places.map_start()
    place_map(
        each.key,
        candidates,
        _picked(each),
        start=start,
        home=said_to_lie(database(), each.agency_beats, start.tiles.on),
        theme=theme(),
        on_pick=lambda: _keep(each, len(candidates)),
    )


def _keep(each: WaitingLocation, count: int) -> None:
    """Take over what was picked on the map, before anything is shown anew."""
    picked, name = picked_on_map(each.key), subject(each.key)
    if picked and picked.number <= count:
        st.session_state[f"placing_at_{name}"] = picked.number
        if picked.number == BY_HAND:
            st.session_state[f"placing_point_{name}"] = (picked.lon, picked.lat)


def _picked(each: WaitingLocation) -> Picked | None:
    """Return what is picked so far for this string."""
    name = subject(each.key)
    number = st.session_state.get(f"placing_at_{name}")
    lon, lat = st.session_state.get(f"placing_point_{name}", (None, None))
    if number == BY_HAND and lon is None:
        return None
    return None if number is None else Picked(number=number, lon=lon or 0.0, lat=lat or 0.0)


def _place(each: WaitingLocation, candidates: Sequence[Candidate]) -> Candidate | None:
    """Show the choice among the candidates and the point on the map; return where it lies."""
    numbers = [*range(1, len(candidates) + 1), BY_HAND]
    number = st.radio(
        "It lies at", numbers, index=None, horizontal=True, key=f"placing_at_{subject(each.key)}",
        format_func=lambda number: views.choice(number, candidates),
    )  # fmt: skip
    picked = _picked(each)
    if number is None or picked is None:
        st.html(views.PICK_FIRST)
        return None
    if number != BY_HAND:
        return candidates[int(number) - 1]
    within = st.number_input(
        "Right to within, metres", 1, MOST_M, USUAL_M, key="placing_within", width=220,
        help="Calls placed by it say this as their uncertainty.",
    )  # fmt: skip
    nearby = known_places.geocoder().reverse(picked.lon, picked.lat)
    st.html(views.by_hand(picked.lon, picked.lat, nearby))
    return Candidate(
        match_type=MatchType.TAUGHT, lon=picked.lon, lat=picked.lat, score=1.0,
        uncertainty_m=float(within), reference=views.reference(nearby),
    )  # fmt: skip


def _street(known: Asked, by: str) -> None:
    """Let a person say which street of the geofile a name in the string means."""
    with st.expander("It names a street by another name", expanded=bool(known.unknown)):
        alias = str(st.selectbox("In the text", known.unknown or known.streets))
        text = st.text_input("Find the street", alias, key=f"placing_street_{alias}")
        likely = likely_streets(known_places.street_names(), text)
        name = st.selectbox("In the geofile", likely, index=None, placeholder="Choose its street")
        if st.button("Teach this name", disabled=not name) and name:
            teaching.street(alias, name, by)
