"""System: every part, the age of every feed, and what is not well; refreshes itself."""

from contextlib import suppress
from datetime import UTC, datetime

import streamlit as st

from geo_rtcc.errors import GeoRtccError
from geo_rtcc.settings import Settings
from geo_rtcc.situation.system import system
from geo_rtcc.ui.connection import database
from geo_rtcc.ui.top_bar import top_bar
from geo_rtcc.views import system as views

REFRESH_S = 3.0


def page() -> None:
    """Show the page; without the database, what is known without it."""
    with st.container(key="system"):
        state()
    with suppress(GeoRtccError):  # said above
        top_bar()


@st.fragment(run_every=REFRESH_S)
def state() -> None:
    """Show everything anew, in place of what was there."""
    found = system(Settings.from_env(), database, datetime.now(UTC))
    st.html(views.heading(found))
    st.html(views.part_cards(found) or "<p></p>")
    st.html(views.feed_table(found))
    left, right = st.columns(2, gap="medium")
    with left:
        st.html(views.list_table(found))
    with right:
        st.html(views.task_table(found))
    st.html(views.quarantine_table(found))
