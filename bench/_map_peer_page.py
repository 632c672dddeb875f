"""The peer's page: all points as folium CircleMarkers on canvas, by st_folium.

``?tick=1`` builds the map anew each second, as a page does that is to show what has changed; where
that takes longer it begins again as soon as it is done. Of the ways to do so this is the kindest to
the peer: a fragment with ``run_every=1`` never gets done once a rebuild takes longer than that, and
``st.rerun`` leaves the maps before in the page.
"""

import time

import streamlit as st
from streamlit_folium import st_folium

from bench.map_peers import circles, points

EVERY_S = 1.0


def show(tick: int) -> None:
    """Show the map; one of its points has moved with each tick."""
    drawn = circles(points(), tick=tick, began_ms=time.time() * 1000)
    st_folium(drawn, width=1400, height=780, returned_objects=[])


st.set_page_config(layout="wide")
place, tick = st.empty(), 0
while True:
    began, tick = time.time(), tick + 1
    with place.container():
        show(tick)
    if "tick" not in st.query_params:
        break
    time.sleep(max(0.0, EVERY_S - (time.time() - began)))
