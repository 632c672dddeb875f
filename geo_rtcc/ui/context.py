"""What both pages need first: the installation, its areas, and a map's addresses."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import streamlit as st

from geo_rtcc.errors import GeoRtccError
from geo_rtcc.situation.installation import AreaMap, Installation, areas_on, installation
from geo_rtcc.situation.tiles import tile_facts
from geo_rtcc.ui import static
from geo_rtcc.ui.connection import database
from geo_rtcc.ui.style import theme
from geo_rtcc.views.maps import MODULE, SCRIPTS, STYLES, Addresses, OwnMap, page_of

_NOTHING = """**There are no calls for service yet.** Load the agency's own, in this order:

```
./rtcc load boundaries FILE --kind beat --code FIELD --effective DATE
./rtcc load shifts FILE.toml
./rtcc load calls FILE --preset NAME
```
and reload this page. `./rtcc demo` shows a demo city instead."""


class NothingToShowError(GeoRtccError):
    """The database has nothing that this page could show; the text says what to load."""


@dataclass(frozen=True, kw_only=True)
class Context:
    """The installation and its areas as of its newest operational date.

    ``first_at, last_at`` are the instants (UTC) of its oldest and newest call.
    """

    known: Installation
    first_at: datetime
    last_at: datetime
    area_map: AreaMap
    shifts: dict[str, str]


def context() -> Context:
    """Return what is known; raise NothingToShowError with what to load when there are no calls."""
    known = installation(database())
    if known.last_on is None or known.first_at is None or known.last_at is None:
        raise NothingToShowError(_NOTHING)
    shifts = {shift.code: shift.name for plan in known.plans for shift in plan.shifts}
    return Context(
        known=known,
        first_at=known.first_at,
        last_at=known.last_at,
        area_map=areas_on(database(), known.last_on),
        shifts=shifts,
    )


def addresses(on: date) -> Addresses:
    """Return where a map finds what it needs, with the areas valid on an operational date."""
    module, modules = static.program(MODULE)
    return Addresses(
        assets={name: static.address_of(name) for name in (*SCRIPTS, *STYLES)},
        module=module,
        modules=tuple(modules),
        tiles=replace(tile_facts(database(), datetime.now(UTC)), on=on),
    )


def show_map(drawn: OwnMap, key: str, alt: str) -> None:
    """Show a map in a frame of the page."""
    with st.container(key=key):
        st.iframe(page_of(drawn, theme()), height=640, alt=alt)
