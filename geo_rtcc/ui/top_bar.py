"""The bar at the top: installation, the agency's clock, how old the data is; keeps the token."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from geo_rtcc.errors import GeoRtccError
from geo_rtcc.situation.identity import Identity, identity
from geo_rtcc.ui import static, tokens
from geo_rtcc.ui.connection import database
from geo_rtcc.views import words


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component(
        "geo_rtcc_top_bar",
        html='<div class="bar"></div>',
        css=(static.OWN / "top_bar.css").read_text("utf-8"),
        js=(static.OWN / "top_bar.js").read_text("utf-8"),
    )


@st.cache_resource(show_spinner=False)
def _again() -> Any:
    return st.components.v2.component(
        "geo_rtcc_top_bar_again",
        html='<div class="again" hidden></div>',
        js=(static.OWN / "top_bar_again.js").read_text("utf-8"),
    )


def top_bar(*, with_age: bool = True) -> None:
    """Show the bar; clock and age tick in the browser, between the page's reruns.

    The bar also puts the token for the map's routes where this tab's maps find it, and asks for
    another one, which reruns the bar alone, before it ends. Where that brings none, since the app
    was restarted and doesn't know the bar of before, the whole page is run.

    Parameters
    ----------
    with_age
        False where the page itself says how old each feed is.
    """
    _bar(identity(database()), with_age=with_age)
    with st.container(key="top_bar_again"):
        _again()(key="top_bar_again_component", on_again_change=lambda: None)


@st.fragment
def _bar(known: Identity, *, with_age: bool) -> None:
    with suppress(GeoRtccError):  # then what was known stays; the token is new all the same
        known = identity(database())
    now = datetime.now(UTC)
    with st.container(key="top_bar"):
        _component()(
            key="top_bar_component",
            data={
                "name": known.name,
                "note": words.DEMO_NOTE if known.is_demo else "",
                "zone": known.zone,
                "newest_s": known.newest_at.timestamp() if known.newest_at else None,
                "now_s": now.timestamp(),
                "live_within_s": words.LIVE_WITHIN.total_seconds(),
                "with_age": with_age,
                "token": tokens.map_token(),
                "renew_after_s": tokens.RENEW_AFTER.total_seconds(),
            },
            on_renew_change=lambda: None,
        )
