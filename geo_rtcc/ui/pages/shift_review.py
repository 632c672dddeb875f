"""Shift review: one shift's cells on a map, its figures, its beats beside the weeks before."""

import streamlit as st

from geo_rtcc.situation.identity import identity
from geo_rtcc.situation.installation import areas_on
from geo_rtcc.situation.review import shift_review
from geo_rtcc.ui.connection import database
from geo_rtcc.ui.context import addresses, context, show_map
from geo_rtcc.ui.review_filters import review_filter
from geo_rtcc.ui.show import show_areas
from geo_rtcc.ui.style import theme
from geo_rtcc.views import legends, review, tables
from geo_rtcc.views.hexagons import hexagons
from geo_rtcc.views.maps import city_map
from geo_rtcc.views.missing import gaps


def page() -> None:
    """Show the page."""
    here = context()
    choice = review_filter(here)
    which = choice.which
    area_map = areas_on(database(), which.operational_on)
    codes = tuple(area.code for area in area_map.areas)
    found = shift_review(database(), which, here.known, codes)
    st.html(review.heading(which, choice.window, here.known.zone))
    st.html(legends.figures(review.figures(found, is_complete=choice.is_complete)))
    left, right = st.columns([1, 1], gap="medium")
    with left:
        bounds = review.bounds(found.cells)
        here_on = addresses(which.operational_on)
        drawn = city_map("review_map", area_map, here_on, theme(), bounds=bounds)
        cells = hexagons(found.cells, choice.resolution, area_map.kind, theme())
        drawn.add_child(cells, name="cells")
        show_map(drawn, "review_map_frame", "Calls by cell")
        st.html(legends.bin_legend(choice.resolution, theme()))
    with right:
        names = {area.code: area.name for area in area_map.areas}
        complete = choice.is_complete
        table = tables.area_table(found, area_map.kind, names, is_complete=complete)
        show_areas(table)
        said = review.notes(found, which, here.known, area_map, is_complete=complete)
        st.html(legends.notes([*said, *gaps(identity(database()))]))
