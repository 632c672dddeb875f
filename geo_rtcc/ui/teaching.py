"""What a person decides about a location string: kept, and the calls that wait for it located."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn

import streamlit as st

from geo_rtcc.errors import AppError, DatabaseConflictError
from geo_rtcc.ingest.regeocode import RegeocodeSummary, regeocode_waiting
from geo_rtcc.models import Candidate
from geo_rtcc.settings import Settings
from geo_rtcc.store import geofile
from geo_rtcc.store.taught import TaughtText, forget_street
from geo_rtcc.store.waiting import WaitingLocation
from geo_rtcc.ui import known_places
from geo_rtcc.ui.connection import writing
from geo_rtcc.views import placing as views

LAST = "placing_last"
SHOWN = "placing_shown"  # the string that was shown last, until a deed of this person's own


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What came of a decision, and what to forget to take it back; None if that is done."""

    sentence: str
    taught: TaughtText | None = None


def place(each: WaitingLocation, at: Candidate, by: str) -> NoReturn:
    """Teach where a string lies."""
    now = datetime.now(UTC)
    with writing().transaction() as connection:
        geofile.teach_place(
            connection, key=each.key, lon=at.lon, lat=at.lat, uncertainty_m=at.uncertainty_m,
            reference=at.reference, by=by, now=now,
        )  # fmt: skip
    done = _located_again([each.key])
    taught = TaughtText(
        kind="place", text=each.key, means=at.reference, lon=at.lon, lat=at.lat, by=by, at=now
    )
    _told(views.moved(each.example, done.checked, done.located), taught)


def street(alias: str, name: str, by: str) -> NoReturn:
    """Teach another name of a street; every string that waits may be found by it."""
    now = datetime.now(UTC)
    with writing().transaction() as connection:
        geofile.teach_street(connection, alias=alias, name=name, by=by, now=now)
    done = _located_again(None)
    taught = TaughtText(kind="street", text=alias, means=name, lon=None, lat=None, by=by, at=now)
    _told(views.moved(f"{alias} is {name}", done.checked, done.located), taught)


def dismiss(each: WaitingLocation, by: str) -> NoReturn:
    """Keep that a string is no location."""
    now = datetime.now(UTC)
    with writing().transaction() as connection:
        geofile.dismiss(connection, key=each.key, by=by, now=now)
    taught = TaughtText(kind="place", text=each.key, means="", lon=None, lat=None, by=by, at=now)
    _told(views.dismissed(each.example), taught)


def try_again(each: WaitingLocation) -> NoReturn:
    """Locate the calls of a string by what is known already."""
    done = _located_again([each.key])
    _told(views.moved(each.example, done.checked, done.located))


def forget(each: TaughtText) -> NoReturn:
    """Take back what somebody taught."""
    with writing().transaction() as connection:
        if each.kind == "street":
            forget_street(connection, alias=each.text)
        else:
            geofile.forget(connection, key=each.text)
    if each.kind == "street":
        _told(views.street_forgotten(each.text))
    _told(views.taken_back(each.text, _located_again([each.text]).checked))


def _located_again(keys: list[str] | None) -> RegeocodeSummary:
    now = datetime.now(UTC)
    try:
        with st.spinner("Locating the calls that wait …"):
            return regeocode_waiting(
                writing(), Settings.from_env(), keys=keys, now=now, is_hasty=True
            )
    except DatabaseConflictError as error:
        known_places.forget_what_waits()
        raise AppError(views.kept_for_later()) from error


def _told(sentence: str, taught: TaughtText | None = None) -> NoReturn:
    """Keep what came of it, and show the whole page anew: its figures have changed too."""
    st.session_state.pop(SHOWN, None)
    st.session_state[LAST] = Deed(sentence=sentence, taught=taught)
    known_places.forget_what_waits()
    st.rerun()
