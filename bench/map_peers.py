"""The peers of the live map: the same points by folium, drawn as people usually do.

Their Leaflet is the app's own copy, and nothing else of folium's usual scripts is loaded; there are
no tiles, popups or tooltips: all of that would only take longer.
"""

import json
import os
from functools import cache
from pathlib import Path

import folium
from branca.element import MacroElement
from folium.template import Template

from bench.map_city import City
from geo_rtcc.models import Category
from geo_rtcc.views.palette import CATEGORY_STYLES

ASSETS = Path(__file__).parents[1] / "geo_rtcc/ui/assets/node_modules/leaflet/dist"
ZOOM = 13
Points = list[tuple[float, float, str]]


class LocalMap(folium.Map):
    """folium's map with Leaflet from this machine and none of its other defaults."""

    default_js = [("leaflet", "/peer/leaflet/leaflet.js")]  # noqa: RUF012
    default_css = [("leaflet_css", "/peer/leaflet/leaflet.css")]  # noqa: RUF012


class Drawn(MacroElement):
    """Notes which tick this map shows, and when all of it had been drawn and a frame passed."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "window.peer = {tick: {{ this.tick }}, began: {{ this.began_ms }}, drawn: 0};"
        "requestAnimationFrame(() => requestAnimationFrame(() => {"
        "window.peer.drawn = Date.now(); }));"
        "{% endmacro %}"
    )

    def __init__(self, tick: int, began_ms: float) -> None:
        super().__init__()
        self._name, self.tick, self.began_ms = "Drawn", tick, began_ms


def write(city: City, folder: Path) -> None:
    """Write the points for the peer's page, and two pages that need no server of their own."""
    found = [(call.lat, call.lon, _colour(call.category)) for call in city.calls]
    (folder / "points.json").write_text(json.dumps(found))
    _save(markers(found), folder / "markers.html")
    _save(circles(found, tick=1, began_ms=0), folder / "circles.html")


@cache
def points() -> Points:
    """Return what ``write`` wrote."""
    text = (Path(os.environ["RTCC_BENCH_FOLDER"]) / "points.json").read_text()
    return [(lat, lon, colour) for lat, lon, colour in json.loads(text)]


def markers(found: Points) -> folium.Map:
    """Return a map of one folium.Marker a call."""
    drawn = _empty(found)
    for lat, lon, _ in found:
        folium.Marker((lat, lon)).add_to(drawn)
    return drawn


def circles(found: Points, *, tick: int, began_ms: float) -> folium.Map:
    """Return a map of one CircleMarker a call, on canvas; one of them moves with each tick."""
    drawn = _empty(found)
    for number, (lat, lon, colour) in enumerate(found):
        moved = 1e-4 * (tick % 10) if number == tick % len(found) else 0.0
        folium.CircleMarker(
            (lat + moved, lon), radius=5, weight=1, color="#15202b", fill=True, fill_color=colour,
            fill_opacity=1.0,
        ).add_to(drawn)  # fmt: skip
    Drawn(tick, began_ms).add_to(drawn)
    return drawn


def _empty(found: Points) -> folium.Map:
    lat, lon = (sum(place[at] for place in found) / len(found) for at in (0, 1))
    return LocalMap((lat, lon), zoom_start=ZOOM, tiles=None, prefer_canvas=True)


def _colour(category: Category) -> str:
    return CATEGORY_STYLES[category].light


def _save(drawn: folium.Map, file: Path) -> None:
    drawn.save(str(file))
