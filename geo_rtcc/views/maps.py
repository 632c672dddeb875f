"""A folium map without anything from outside: our assets, our base map, the areas' outlines."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import folium
from branca.element import Figure, MacroElement
from folium.template import Template

from geo_rtcc.situation.installation import AreaMap, Ring
from geo_rtcc.views.palette import MAP_COLOURS, Theme

SCRIPTS = ("leaflet.js", "map_frame.js", "map_base.js", "map_points.js", "map_cells.js")
STYLES = ("leaflet.css", "map.css")

# What a map without any area or point shows: the whole world, never somebody else's city.
WORLD = (-170.0, -60.0, 170.0, 75.0)

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where the browser finds what a map needs, with the version in each address.

    ``assets`` maps file names of ``SCRIPTS`` and ``STYLES``, ``base_map`` the layers' names.
    """

    assets: Mapping[str, str]
    base_map: Mapping[str, str]


class OwnMap(folium.Map):
    """folium's map with the app's own copies of Leaflet's files and none of its other defaults."""

    def __init__(self, addresses: Addresses, **options: Any) -> None:
        self.default_js = [(name, addresses.assets[name]) for name in SCRIPTS]
        self.default_css = [(name, addresses.assets[name]) for name in STYLES]
        super().__init__(tiles=None, **options)


class Drawing(MacroElement):
    """One call of our own script with its data: ``GeoRtcc.<function>(map, data)``."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "GeoRtcc.{{ this.function }}({{ this._parent.get_name() }}, {{ this.data }});"
        "{% endmacro %}"
    )

    def __init__(self, function: str, data: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = function
        self._id = "drawing"
        self.function = function
        self.data = script_json(data)


def script_json(data: Any) -> str:
    """Return JSON that can stand inside a ``<script>``: no markup can end it early."""
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def city_map(
    name: str, area_map: AreaMap, addresses: Addresses, theme: Theme, bounds: Bounds | None
) -> OwnMap:
    """Return a map of the agency's area with base map and outlines, ready for more drawings.

    The same arguments give the same HTML, so that a page can show it again without a reload.

    Parameters
    ----------
    name
        Names the map; the browser keeps a person's view under it.
    bounds
        West, south, east, north in degrees, for an agency without areas.
    """
    west, south, east, north = area_map.bounds() or bounds or WORLD
    drawn = OwnMap(
        addresses,
        location=((south + north) / 2, (west + east) / 2),
        zoom_start=12,
        prefer_canvas=True,
        zoom_animation=False,
        fade_animation=False,
        marker_zoom_animation=False,
        zoom_snap=0.25,
        max_zoom=19,
    )
    drawn._id = name
    colours = MAP_COLOURS[theme]
    corners = [[south, west], [north, east]]
    frame = {"name": name, "bounds": corners, "place": f"{west:.3f},{south:.3f}"}
    drawn.add_child(Drawing("frame", frame | {"colours": colours}), name="frame")
    drawn.add_child(Drawing("areas", _areas(area_map, theme)), name="areas")
    labels = [
        {"label": area.code, "lon": area.label_at[0], "lat": area.label_at[1]}
        for area in area_map.areas
    ]
    base = {"urls": dict(addresses.base_map), "areas": labels, "colours": colours}
    drawn.add_child(Drawing("baseMap", base), name="base")
    return drawn


def page_of(drawn: OwnMap, theme: Theme) -> str:
    """Return the map as one HTML document for a frame inside the app."""
    figure = Figure(title="Map")
    figure._id = "figure"
    figure.add_child(drawn, name="map")
    colours = MAP_COLOURS[theme]
    names = ("surface", "ink", "muted", "border")
    tokens = "".join(f"--{name}:{colours[name]};" for name in names)
    look = (
        f"<style>:root{{color-scheme:{theme};{tokens}}}body{{background:{colours['land']}}}</style>"
    )
    figure.header.add_child(folium.Element(look), name="look")
    return str(figure.render())


def deltas(degrees: Iterable[float]) -> list[int]:
    """Return degrees as millionths, each relative to the one before; about 0.1 m exact."""
    whole = [round(value * 1_000_000) for value in degrees]
    return whole[:1] + [later - earlier for earlier, later in pairwise(whole)]


def ring_deltas(rings: Sequence[Ring]) -> list[list[list[int]]]:
    """Return each ring as its delta-coded longitudes and latitudes."""
    return [[deltas(lon for lon, _ in ring), deltas(lat for _, lat in ring)] for ring in rings]


def _areas(area_map: AreaMap, theme: Theme) -> dict[str, Any]:
    rings = [ring for area in area_map.areas for ring in area.rings]
    return {"rings": ring_deltas(rings), "colours": MAP_COLOURS[theme]}
