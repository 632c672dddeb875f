"""The files that pages load: an exact list, each with a version in its address, never a folder."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from geo_rtcc.views import maps

OWN = Path(__file__).parent / "assets"
_MODULES = OWN / "node_modules"
_FONT = _MODULES / "@fontsource-variable/public-sans/files"

FILES: dict[str, Path] = {
    "map_frame.js": OWN / "map_frame.js",
    "map_base.js": OWN / "map_base.js",
    "map_points.js": OWN / "map_points.js",
    "map_cells.js": OWN / "map_cells.js",
    "map.css": OWN / "map.css",
    "leaflet.js": _MODULES / "leaflet/dist/leaflet.js",
    "leaflet.css": _MODULES / "leaflet/dist/leaflet.css",
    "images/layers.png": _MODULES / "leaflet/dist/images/layers.png",
    "images/layers-2x.png": _MODULES / "leaflet/dist/images/layers-2x.png",
    "images/marker-icon.png": _MODULES / "leaflet/dist/images/marker-icon.png",
    "images/marker-icon-2x.png": _MODULES / "leaflet/dist/images/marker-icon-2x.png",
    "images/marker-shadow.png": _MODULES / "leaflet/dist/images/marker-shadow.png",
    "public-sans-latin.woff2": _FONT / "public-sans-latin-wght-normal.woff2",
    "public-sans-latin-ext.woff2": _FONT / "public-sans-latin-ext-wght-normal.woff2",
}

_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".png": "image/png",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, kw_only=True)
class Asset:
    """A served file with the version its address carries."""

    path: Path
    version: str


@cache
def asset(name: str) -> Asset:
    """Return the file called ``name``; raise FileNotFoundError if it is not installed."""
    path = FILES[name]
    return Asset(path=path, version=sha256(path.read_bytes()).hexdigest()[:12])


def missing() -> list[str]:
    """Return the names of files that are not installed."""
    return [name for name, path in FILES.items() if not path.is_file()]


def asset_addresses() -> dict[str, str]:
    """Return the versioned address of every script and style a map needs."""
    names = (*maps.SCRIPTS, *maps.STYLES)
    return {name: f"/assets/{name}?v={asset(name).version}" for name in names}


async def _serve(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in FILES or not FILES[name].is_file():
        return PlainTextResponse("No such file.\n", 404)
    found = asset(name)
    current = request.query_params.get("v") == found.version
    keep = "public, max-age=31536000, immutable" if current else "public, max-age=3600"
    headers = {"Cache-Control": keep, "X-Content-Type-Options": "nosniff"}
    return FileResponse(found.path, media_type=_TYPES[found.path.suffix], headers=headers)


ROUTES = [Route("/assets/{name:path}", _serve, methods=["GET"])]
