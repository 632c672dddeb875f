"""The live map's component: registered once, mounted once, never drawn anew by a rerun."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from geo_rtcc.situation.live_map.start import Start
from geo_rtcc.ui import static
from geo_rtcc.views.look import look, tiles_part
from geo_rtcc.views.palette import Theme

KEY = "live_map"
SCRIPTS = ("leaflet.js", "protomaps-leaflet.js")
STYLES = ("leaflet.css", "live/live.css")


@dataclass(frozen=True, kw_only=True)
class Selected:
    """What a person has selected: ``kind`` of record, its key and its own instant (UTC seconds)."""

    kind: str
    key: str
    at_s: float


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component(
        "geo_rtcc_live_map",
        html='<div class="live"></div>',
        css=":host .live { position: absolute; inset: 0; height: auto; }",
        js=(static.OWN / "component.js").read_text("utf-8"),
    )


def live_component(theme: Theme, notes: list[str], start: Start) -> Selected | None:
    """Show the map; return what is selected on it.

    Parameters
    ----------
    notes
        Sentences on what is not loaded yet, and how to load it.
    start
        Where the map begins, so that it need not wait for the first snapshot.
    """
    module, modules = static.program("live/main.js")
    result = _component()(
        key=KEY,
        data={
            "look": look(theme),
            "notes": notes,
            "module": module,
            "scripts": [static.address_of(name) for name in SCRIPTS],
            "styles": [static.address_of(name) for name in STYLES],
            "modules": modules,
            "start": {"bounds": start.bounds, "tiles": tiles_part(start.tiles)},
        },
        on_selected_change=lambda: None,
        on_ground_change=lambda: None,  # then ``theme`` is another one
    )
    return _selected(result.get("selected"))


def _selected(value: Any) -> Selected | None:
    """Return what the browser says, as far as it makes sense."""
    if not isinstance(value, dict):
        return None
    kind, key, at = (value.get(name) for name in ("kind", "key", "at"))
    if not (isinstance(kind, str) and isinstance(key, str)):
        return None
    at_s = float(at) if isinstance(at, int | float) else 0.0
    return Selected(kind=kind, key=key, at_s=at_s)
