"""What runs for every page: look, navigation, top bar, and a sentence instead of a traceback."""

import streamlit as st

from geo_rtcc.ui import static
from geo_rtcc.ui.guard import sentences
from geo_rtcc.ui.pages import live_map, shift_review, system
from geo_rtcc.ui.style import apply
from geo_rtcc.ui.top_bar import top_bar

ABOUT = "Geo RTCC: calls for service, located to cell, beat and shift."
st.set_page_config(
    page_title="Geo RTCC",
    page_icon=str(static.OWN / "icon.svg"),
    layout="wide",
    menu_items={"Get help": None, "Report a bug": None, "About": ABOUT},
)
apply()


def data_health() -> None:
    """Show the page; its geocoder takes a second to import, which other pages can do without."""
    from geo_rtcc.ui.pages import data_health  # noqa: PLC0415

    data_health.page()


SYSTEM = st.Page(system.page, title="System", url_path="system")
LIVE_MAP = st.Page(live_map.page, title="Live map", default=True)
PAGES = [
    LIVE_MAP,
    st.Page(shift_review.page, title="Shift review", url_path="shift-review"),
    st.Page(data_health, title="Data health", url_path="data-health"),
    SYSTEM,
]
chosen = st.navigation(PAGES, position="top")

with sentences():
    if missing := static.missing():
        st.warning(
            f"Files that the pages need are not installed ({len(missing)} of {len(static.FILES)}, "
            f"such as {missing[0]}). Run: ./rtcc demo"
        )
        st.stop()
    if chosen != SYSTEM:  # which shows the bar itself, after what it knows without the database
        top_bar(with_age=chosen != LIVE_MAP)  # which says how old each feed is
    chosen.run()
