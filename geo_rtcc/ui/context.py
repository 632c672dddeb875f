"""What both pages need first: the installation, its areas, and a map's addresses."""

from dataclasses import dataclass

import streamlit as st

from geo_rtcc.errors import GeoRtccError
from geo_rtcc.situation.installation import AreaMap, Installation, areas_on, installation
from geo_rtcc.ui.base_map import base_map_addresses
from geo_rtcc.ui.connection import database
from geo_rtcc.ui.static import asset_addresses
from geo_rtcc.ui.style import theme
from geo_rtcc.views.maps import Addresses, OwnMap, page_of


class NothingToShowError(GeoRtccError):
    """The database has nothing that this page could show; the text says what to load."""


@dataclass(frozen=True, kw_only=True)
class Context:
    """The installation and its areas as of its newest operational date."""

    known: Installation
    area_map: AreaMap
    shifts: dict[str, str]


def context() -> Context:
    """Return what is known; raise NothingToShowError with what to load when there are no calls."""
    known = installation(database())
    if known.last_on is None:
        raise NothingToShowError(
            "There are no calls for service yet. Load some with geo-rtcc load calls FILE "
            "--preset NAME, or see the demo city with ./rtcc demo."
        )
    shifts = {shift.code: shift.name for plan in known.plans for shift in plan.shifts}
    return Context(known=known, area_map=areas_on(database(), known.last_on), shifts=shifts)


def gaps(here: Context) -> list[str]:
    """Say what is not loaded, and how to load it."""
    return [
        sentence
        for absent, sentence in (
            (
                not here.area_map.areas,
                "No boundaries are loaded, so no call has a beat: geo-rtcc load boundaries FILE "
                "--kind beat --code FIELD --effective DATE",
            ),
            (
                not here.known.plans,
                "No shift plan is loaded, so times are in UTC and no call has a shift: geo-rtcc "
                "load shifts FILE.toml",
            ),
        )
        if absent
    ]


def addresses() -> Addresses:
    """Return the addresses a map loads its files from."""
    return Addresses(assets=asset_addresses(), base_map=base_map_addresses())


def show_map(drawn: OwnMap, key: str, alt: str) -> None:
    """Show a map in a frame of the page."""
    with st.container(key=key):
        st.iframe(page_of(drawn, theme()), height=640, alt=alt)
