"""A folium map without anything from outside: our assets, our base map, the same modules as the
live map's.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import folium
from branca.element import Figure, MacroElement
from folium.template import Template

from geo_rtcc.situation.installation import AreaMap
from geo_rtcc.situation.tiles import TileFacts
from geo_rtcc.views.look import look, tiles_part
from geo_rtcc.views.palette import MAP_COLOURS, Theme

SCRIPTS = ("leaflet.js", "protomaps-leaflet.js")
STYLES = ("leaflet.css", "map.css")
MODULE = "map/folium.js"

# What a map without any area or point shows: the whole world, never somebody else's city.
WORLD = (-170.0, -60.0, 170.0, 75.0)

_FAILED = "The map's program could not be loaded. Reload the page to try again."

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where the browser finds what a map needs, with the version in each address.

    Parameters
    ----------
    assets
        By file name of ``SCRIPTS`` and ``STYLES``.
    module
        Of our own program, ``MODULE``.
    modules
        All that it imports, to be fetched ahead.
    tiles
        What the base map is drawn from, and the day whose areas are drawn.
    """

    assets: Mapping[str, str]
    module: str
    modules: tuple[str, ...]
    tiles: TileFacts


class OwnMap(folium.Map):
    """folium's map with the app's own copies of Leaflet's files and none of its other defaults."""

    def __init__(self, addresses: Addresses, **options: Any) -> None:
        self.default_js = [(name, addresses.assets[name]) for name in SCRIPTS]
        self.default_css = [(name, addresses.assets[name]) for name in STYLES]
        self.addresses = addresses
        super().__init__(tiles=None, **options)


class Program(MacroElement):
    """Our own program, fetched once for all drawings of a map; comes before them."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "const program = import({{ this.module }});"
        "program.catch(() => { document.body.textContent = {{ this.failed }}; });"
        "{% endmacro %}"
    )

    def __init__(self, module: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "program"
        self._id = "program"
        self.module = script_json(module)
        self.failed = script_json(_FAILED)


class Drawing(MacroElement):
    """One call of our program with its data: ``program.<function>(map, data)``, in order."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "program.then((own) => own.{{ this.function }}"
        "({{ this._parent.get_name() }}, {{ this.data }}));"
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
    corners = [[south, west], [north, east]]
    frame = {"name": name, "bounds": corners, "place": f"{west:.3f},{south:.3f}"}
    drawn.add_child(Program(addresses.module), name="program")
    drawn.add_child(Drawing("frame", frame), name="frame")
    base = {"look": look(theme), "tiles": tiles_part(addresses.tiles)}
    drawn.add_child(Drawing("base", base), name="base")
    return drawn


def page_of(drawn: OwnMap, theme: Theme) -> str:
    """Return the map as one HTML document for a frame inside the app."""
    figure = Figure(title="Map")
    figure._id = "figure"
    figure.add_child(drawn, name="map")
    ahead = "".join(f'<link rel="modulepreload" href="{at}">' for at in drawn.addresses.modules)
    figure.header.add_child(folium.Element(ahead), name="ahead")
    figure.header.add_child(folium.Element(_style(theme)), name="look")
    return str(figure.render())


def _style(theme: Theme) -> str:
    colours = MAP_COLOURS[theme]
    names = ("surface", "ink", "muted", "border")
    tokens = "".join(f"--{name}:{colours[name]};" for name in names)
    land = f"background:{colours['land']};color:{colours['ink']}"
    return f"<style>:root{{color-scheme:{theme};{tokens}}}body,.leaflet-container{{{land}}}</style>"


def deltas(degrees: Iterable[float]) -> list[int]:
    """Return degrees as millionths, each relative to the one before; about 0.1 m exact."""
    whole = [round(value * 1_000_000) for value in degrees]
    return whole[:1] + [later - earlier for earlier, later in pairwise(whole)]
