"""Filter controls; what they hold is in the address, so that a link shows the same picture."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from geo_rtcc.models import Category
from geo_rtcc.situation.live import CallFilter, call_type_names
from geo_rtcc.ui.connection import database
from geo_rtcc.ui.context import Context
from geo_rtcc.views import words
from geo_rtcc.views.palette import CATEGORY_STYLES
from geo_rtcc.views.tables import categories_named

SPANS = {
    "1 hour": timedelta(hours=1),
    "4 hours": timedelta(hours=4),
    "12 hours": timedelta(hours=12),
    "24 hours": timedelta(hours=24),
    "7 days": timedelta(days=7),
}
DATES = "Dates"


def live_filter(here: Context, now: datetime) -> CallFilter:
    """Show the live map's filters in the sidebar; return what they say."""
    with st.sidebar:
        span = st.selectbox("Last", [*SPANS, DATES], index=3, key="last", bind="query-params")
        from_at, to_at = _dates(here) if span == DATES else _span(span, here, now)
        return CallFilter(
            from_at=from_at,
            to_at=to_at,
            areas=area_codes(here),
            shifts=shift_codes(here),
            categories=categories(),
            call_types=call_types(),
            with_on_view=st.toggle(
                "Include on-view calls", value=True, key="on_view", bind="query-params"
            ),
        )


def area_codes(here: Context) -> tuple[str, ...]:
    """Show the choice of beats where boundaries are loaded; empty means all."""
    if not here.area_map.areas:
        return ()
    word = words.AREA_WORDS[here.area_map.kind]
    codes = [area.code for area in here.area_map.areas]
    return tuple(
        st.multiselect(f"{word}s", codes, key="areas", bind="query-params", placeholder="All")
    )


def shift_codes(here: Context) -> tuple[str, ...]:
    """Show the choice of shifts where there is a plan; empty means all."""
    if not here.shifts:
        return ()
    return tuple(
        st.multiselect(
            "Shifts", list(here.shifts), key="shifts", bind="query-params", placeholder="All",
            format_func=lambda code: here.shifts.get(code, code),
        )
    )  # fmt: skip


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


def _span(span: str, here: Context, now: datetime) -> tuple[datetime, datetime]:
    """Return the last ``span`` up to now, or up to the newest call where the data is older."""
    stale = words.data_age(here.last_at, now).state == "STALE"
    to_at = here.last_at if stale else now
    return to_at - SPANS[span], to_at


def _dates(here: Context) -> tuple[datetime, datetime]:
    """Return the chosen days, from midnight to midnight on the agency's clock."""
    zone = ZoneInfo(here.known.zone)
    first, last = (at.astimezone(zone).date() for at in (here.first_at, here.last_at))
    chosen = st.date_input(
        "From – to", (max(first, last - timedelta(days=1)), last), key="dates",
        min_value=first, max_value=last, format="YYYY-MM-DD", bind="query-params",
    )  # fmt: skip
    days = chosen if isinstance(chosen, tuple) and chosen else (last,)
    start = datetime.combine(days[0], datetime.min.time(), zone)
    end = datetime.combine(days[-1] + timedelta(days=1), datetime.min.time(), zone)
    return start - timedelta(microseconds=1), end - timedelta(microseconds=1)
