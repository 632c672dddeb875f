"""The bar at the top: installation, the agency's clock, and how old the data is."""

from datetime import UTC, datetime

import streamlit as st

from geo_rtcc.situation.installation import installation
from geo_rtcc.ui import static
from geo_rtcc.ui.connection import database
from geo_rtcc.views import words


def top_bar() -> None:
    """Show the bar; clock and age tick in the browser, between the page's reruns."""
    known = installation(database())
    now = datetime.now(UTC)
    component = st.components.v2.component(
        "geo_rtcc_top_bar",
        html='<div class="bar"></div>',
        css=(static.OWN / "top_bar.css").read_text("utf-8"),
        js=(static.OWN / "top_bar.js").read_text("utf-8"),
    )
    with st.container(key="top_bar"):
        component(
            key="top_bar_component",
            data={
                "name": known.name,
                "note": words.DEMO_NOTE if known.is_demo else "",
                "zone": known.zone,
                "newest_s": known.last_at.timestamp() if known.last_at else None,
                "now_s": now.timestamp(),
                "live_within_s": words.LIVE_WITHIN.total_seconds(),
            },
        )
