"""Filter controls; what they hold is in the address, so that a link shows the same picture."""

import streamlit as st

from geo_rtcc.models import Category
from geo_rtcc.situation.review import call_type_names
from geo_rtcc.ui.connection import database
from geo_rtcc.views.palette import CATEGORY_STYLES
from geo_rtcc.views.tables import categories_named


def categories() -> tuple[Category, ...]:
    """Show the choice of categories; empty means all."""
    labels = [style.label for style in CATEGORY_STYLES.values()]
    return categories_named(
        st.multiselect(
            "Categories", labels, key="categories", bind="query-params", placeholder="All"
        )
    )


def call_types() -> tuple[str, ...]:
    """Show the choice of the agency's call types; empty means all."""
    names = _known_types()
    return tuple(
        st.multiselect("Call types", names, key="types", bind="query-params", placeholder="All")
    )


@st.cache_data(ttl=60, show_spinner=False)
def _known_types() -> list[str]:
    return call_type_names(database())
