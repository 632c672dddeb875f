"""What the review of location strings asks again and again: kept by the process, not by a rerun."""

from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from geo_rtcc.geocoder.geocoder import Geocoder
from geo_rtcc.ingest.late_geocoder import geocoder_by
from geo_rtcc.settings import Settings
from geo_rtcc.situation.live_map.start import Start, start
from geo_rtcc.store.geofile import geofile
from geo_rtcc.store.reading import one_instant
from geo_rtcc.store.taught import reference_version
from geo_rtcc.store.taught import street_names as stored_names
from geo_rtcc.store.waiting import WaitingLocation, waiting, waiting_count
from geo_rtcc.ui.connection import writing

MOST_WAITING = 5_000
FRESH_S = 60


def geocoder() -> Geocoder:
    """Return the geocoder by the geofile as it is now, built anew only when that has changed.

    What was taught of whole strings is not in it: of those that wait nothing is.
    """
    return _geocoder(reference_version(writing()))


def street_names() -> list[str]:
    """Return the names of all streets of the geofile as it is now."""
    return _names(reference_version(writing()))


@st.cache_resource(show_spinner="Reading the geofile …", max_entries=1)
def _geocoder(_version: str) -> Geocoder:
    with one_instant(writing()) as connection:
        known = geofile(connection)
    return geocoder_by(replace(known, taught={}), Settings.from_env())


@st.cache_resource(show_spinner=False, max_entries=1)
def _names(_version: str) -> list[str]:
    return stored_names(writing())


@st.cache_data(show_spinner=False, ttl=FRESH_S)
def most_frequent() -> list[WaitingLocation]:
    """Return the strings that wait, most frequent first, at most MOST_WAITING."""
    with writing().transaction() as connection:
        return waiting(connection, limit=MOST_WAITING)


@st.cache_data(show_spinner=False, ttl=FRESH_S)
def how_many() -> tuple[int, int]:
    """Return how many strings wait, and how many calls wait for them."""
    with writing().transaction() as connection:
        return waiting_count(connection)


@st.cache_resource(show_spinner=False, ttl=FRESH_S)
def map_start() -> Start:
    """Return where the map begins."""
    return start(writing(), datetime.now(UTC))


def forget_what_waits() -> None:
    """Have the queue read anew, after a deed."""
    most_frequent.clear()
    how_many.clear()
