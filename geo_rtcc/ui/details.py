"""The details panel: whatever is selected on the live map, read anew from the database."""

from contextlib import suppress
from datetime import UTC, datetime

import streamlit as st

from geo_rtcc.models import AreaKind
from geo_rtcc.situation.identity import identity
from geo_rtcc.situation.live_map import details
from geo_rtcc.situation.live_map.models import SPAN
from geo_rtcc.store.database import Database
from geo_rtcc.ui.connection import database
from geo_rtcc.ui.live_component import Selected
from geo_rtcc.views import live_details as views
from geo_rtcc.views.live_wire import id_of, number_of


def show_details(selected: Selected, now: datetime) -> None:
    """Show what is known about ``selected``; say so when it is not there any more."""
    found = None
    with suppress(ValueError, OverflowError):  # a key that no record has
        found = _html(database(), selected, now)
    st.html(found or views.gone_html())


def _html(opened: Database, selected: Selected, now: datetime) -> str | None:
    known = identity(opened)
    zone = known.zone
    at = datetime.fromtimestamp(selected.at_s, UTC)
    match selected.kind:
        case "call":
            call = details.call_details(opened, id_of(selected.key), at)
            kind = known.area_kind or AreaKind.BEAT
            return views.call_html(call, zone, kind, now) if call else None
        case "hit":
            hit = details.hit_details(opened, id_of(selected.key), at)
            return views.hit_html(hit, zone, now) if hit else None
        case "unit":
            unit = details.unit_details(opened, number_of(selected.key), now)
            return views.unit_html(unit, zone, now) if unit else None
        case "camera":
            camera = details.camera_details(opened, number_of(selected.key), now)
            return views.camera_html(camera, zone, now) if camera else None
        case "cell":
            return _cell(opened, selected, zone, now)
    return None


def _cell(opened: Database, selected: Selected, zone: str, now: datetime) -> str | None:
    """Return a cell's details for the 24 hours up to the moment shown."""
    to_at = datetime.fromtimestamp(selected.at_s, UTC) if selected.at_s else now
    found = details.cell_details(opened, selected.key, to_at - SPAN, to_at, zone=zone)
    return views.cell_html(found, zone) if found else None
