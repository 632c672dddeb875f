"""Data health: how calls got their places, what waits for one, the geofile, what was rejected."""

from datetime import UTC, datetime

import streamlit as st

from geo_rtcc.settings import Settings
from geo_rtcc.situation.data_health import data_health, sources
from geo_rtcc.situation.identity import identity
from geo_rtcc.ui.connection import database
from geo_rtcc.ui.review_queue import review
from geo_rtcc.ui.style import theme
from geo_rtcc.views import data_health as views

ALL = "All sources"


def page() -> None:
    """Show the page."""
    zone, now, settings = identity(database()).zone, datetime.now(UTC), Settings.from_env()
    with st.container(key="health"):
        st.html(views.HEADING)
        period, source = _choice()
        found = data_health(
            database(), since=now - views.PERIODS[period], source=source, settings=settings
        )
        st.html(views.bar(found.rates, theme()))
        left, right = st.columns(2, gap="medium")
        check = views.sentences([views.check_sentence(found.check, settings.address_check_m)])
        left.html(views.match_table(found.rates, theme()) or views.NO_MATCHES)
        right.html(check + views.apart_table(found.apart, zone))
        right.html(views.geofile_table(found.sets, now))
        right.html(views.rejected_table(found.rejected, zone))
        review(zone)


def _choice() -> tuple[str, str | None]:
    """Show the period and the source, which the address holds; return them, None for all."""
    with st.container(horizontal=True, gap="medium"):
        period = st.segmented_control(
            "Calls received in the last", list(views.PERIODS), default="7 days", key="period",
            bind="query-params", required=True,
        )  # fmt: skip
        source = st.selectbox(
            "Source", [ALL, *sources(database())], key="source", bind="query-params", width=260
        )
    return str(period), None if source == ALL else source
