"""The look that the theme's settings can't express: density, top bar, counters, figures."""

import streamlit as st

from geo_rtcc.ui import static
from geo_rtcc.views.palette import Theme


def apply() -> None:
    """Add the app's style sheet to the page."""
    st.html(static.OWN / "app.css")


def theme() -> Theme:
    """Return which theme the person sees; maps follow it."""
    return "dark" if st.context.theme.type == "dark" else "light"
