"""The review queue: which location strings wait for a place, and what people have taught."""

from collections.abc import Sequence

import streamlit as st

from geo_rtcc.store.taught import taught
from geo_rtcc.store.waiting import WaitingLocation
from geo_rtcc.ui import known_places, teaching
from geo_rtcc.ui.connection import writing
from geo_rtcc.ui.guard import sentences
from geo_rtcc.ui.placing import string
from geo_rtcc.views import placing as views

PAGE_ROWS = 8
MOST_TAUGHT = 20


@st.fragment
def review(zone: str) -> None:
    """Show the queue and the string chosen from it; runs again alone."""
    with sentences():  # a fragment's errors don't reach the page
        found = known_places.most_frequent()
        st.html(views.queue_heading(*known_places.how_many()))
        _said()
        left, right = st.columns([2, 3], gap="medium")
        with left:
            chosen = _queue(_filtered(found), zone) if found else None
            _taught(zone)
        with right:
            if chosen:
                st.session_state[teaching.SHOWN] = chosen
                string(chosen, zone)
            elif _is_gone(found):
                st.html(views.gone(st.session_state[teaching.SHOWN].example))
            elif found:
                st.html(views.NOTHING_CHOSEN)


def _is_gone(found: Sequence[WaitingLocation]) -> bool:
    """Say whether the string shown last waits no more, by what was done elsewhere."""
    shown = st.session_state.get(teaching.SHOWN)
    return shown is not None and all(each.key != shown.key for each in found)


def _said() -> None:
    """Show what came of the last deed, and let it be taken back."""
    deed = st.session_state.get(teaching.LAST)
    if deed is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="placing_said"):
        st.success(views.plain(deed.sentence))
        # a street's name taken back leaves the calls it placed where they are
        undo = "Forget this name" if deed.taught and deed.taught.kind == "street" else "Undo"
        if deed.taught and st.button(undo, key="placing_undo"):
            teaching.forget(deed.taught)


def _filtered(found: Sequence[WaitingLocation]) -> list[WaitingLocation]:
    """Show the filters; return the strings that pass."""
    sources = sorted({source for each in found for source in each.sources})
    left, right = st.columns([3, 2])
    text = left.text_input("Find", placeholder="Part of the text, or a beat", key="placing_find")
    only = right.selectbox("Of source", ["All", *sources], key="placing_source")
    return [each for each in found if only in ("All", *each.sources) and views.is_about(each, text)]


def _queue(found: Sequence[WaitingLocation], zone: str) -> WaitingLocation | None:
    """Show one page of the queue; return what is chosen on it."""
    pages = max(1, -(-len(found) // PAGE_ROWS))
    page = min(pages, st.session_state.get("placing_page", 1))
    st.session_state["placing_page"] = page  # a filter may leave fewer pages
    shown = {each.key: each for each in found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]}
    if not shown:
        st.html(views.NOTHING_FOUND)
        return None
    key = st.radio(
        "Strings that wait for a place",
        list(shown),
        index=None,
        key="placing_chosen",
        format_func=lambda key: views.plain(found_of(shown, key)),
        captions=[views.plain(views.waiting_line(each, zone)) for each in shown.values()],
        label_visibility="collapsed",
    )
    if pages > 1:
        st.number_input(f"Page (1 to {pages:,})", 1, pages, key="placing_page", width=220)
    return shown.get(key or "")


def found_of(shown: dict[str, WaitingLocation], key: str) -> str:
    """Return a string as it came; by its key where it is on another page."""
    return shown[key].example if key in shown else key


def _taught(zone: str) -> None:
    """Show what people have taught, each with a way to take it back."""
    with st.expander("Taught by people"):
        known = taught(writing(), n=MOST_TAUGHT)
        if not known:
            st.html(views.NOTHING_TAUGHT)
        for each in known:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.html(views.taught_line(each, zone))
                if st.button("Forget", key=f"placing_forget_{each.kind}_{each.text}"):
                    teaching.forget(each)
