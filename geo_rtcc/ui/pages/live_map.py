"""Live map: the component, and beside it what is known about whatever is selected on it."""

from datetime import UTC, datetime

import streamlit as st

from geo_rtcc.situation.identity import identity
from geo_rtcc.situation.live_map.start import Start, start
from geo_rtcc.ui.connection import database
from geo_rtcc.ui.details import show_details
from geo_rtcc.ui.guard import sentences
from geo_rtcc.ui.live_component import Selected, live_component
from geo_rtcc.ui.style import theme
from geo_rtcc.views.missing import gaps

REFRESH_S = 5.0


def page() -> None:
    """Show the page."""
    notes, begin = gaps(identity(database())), start(database(), datetime.now(UTC))
    with st.container(key="live"):
        _live(notes, begin)


@st.fragment
def _live(notes: list[str], begin: Start) -> None:
    """Run again alone when something is selected; the map itself stays as it is."""
    selected = live_component(theme(), notes, begin)
    with st.container(key="live_details"):
        if selected:
            _details(selected)


@st.fragment(run_every=REFRESH_S)
def _details(selected: Selected) -> None:
    with sentences():  # a fragment's errors don't reach the page
        show_details(selected, datetime.now(UTC))
