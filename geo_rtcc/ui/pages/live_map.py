"""Live map: the calls of a window on the map, their counts, and the same as a table."""

from datetime import UTC, datetime

import streamlit as st

from geo_rtcc.situation.live import live_calls
from geo_rtcc.ui.connection import database
from geo_rtcc.ui.context import addresses, context, gaps, show_map
from geo_rtcc.ui.filters import live_filter
from geo_rtcc.ui.show import show_table
from geo_rtcc.ui.style import theme
from geo_rtcc.views import legends, live, tables
from geo_rtcc.views.maps import city_map
from geo_rtcc.views.points import points


def page() -> None:
    """Show the page."""
    here, now = context(), datetime.now(UTC)
    which = live_filter(here, now)
    found = live_calls(database(), which)
    zone, kind = here.known.zone, here.area_map.kind
    left, right = st.columns([4.6, 1], gap="medium")
    with left:
        st.html(live.heading(found, which, zone))
        drawn = city_map("live_map", here.area_map, addresses(), theme(), bounds=live.bounds(found))
        drawn.add_child(points(found.calls, kind, zone, theme()), name="points")
        show_map(drawn, "live_map_frame", live.heading_text(found, which, zone))
    with right:
        st.html(legends.category_counters(found.counts, theme()))
        if found.calls["priority"].count():
            st.html(legends.size_legend(theme()))
        st.html(
            legends.notes([*live.notes(found, which, here.known.last_at, now, zone), *gaps(here)])
        )
    show_table(tables.call_table(found, kind, zone), "The same calls as a table")
