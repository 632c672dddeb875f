"""The files that pages load: an exact list, each with a version in its address, never a folder.

Our own modules import each other, so they lie in one folder whose name is the version of all of
them: a page never mixes modules of two versions, and browsers may keep them for ever.
"""

import gzip
import re
import subprocess
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo_rtcc.logs import logger
from geo_rtcc.ui.encodings import accepts_gzip

log = logger()
OWN = Path(__file__).parent / "assets"
_MODULES = OWN / "node_modules"
_FONT = _MODULES / "@fontsource-variable/public-sans/files"
_LEAFLET = _MODULES / "leaflet/dist"
_FOLDERS = ("", "map", "live", "live/panels", "place")

_VENDORED: dict[str, Path] = {
    "leaflet.js": _LEAFLET / "leaflet.js",
    "leaflet.css": _LEAFLET / "leaflet.css",
    "protomaps-leaflet.js": _MODULES / "protomaps-leaflet/dist/protomaps-leaflet.js",
    "images/layers.png": _LEAFLET / "images/layers.png",
    "images/layers-2x.png": _LEAFLET / "images/layers-2x.png",
    "images/marker-icon.png": _LEAFLET / "images/marker-icon.png",
    "images/marker-icon-2x.png": _LEAFLET / "images/marker-icon-2x.png",
    "images/marker-shadow.png": _LEAFLET / "images/marker-shadow.png",
    "public-sans-latin.woff2": _FONT / "public-sans-latin-wght-normal.woff2",
    "public-sans-latin-ext.woff2": _FONT / "public-sans-latin-ext-wght-normal.woff2",
}

# Ours, and what they import: served together, under the version of all.
_TOGETHER: dict[str, Path] = {
    path.relative_to(OWN).as_posix(): path
    for folder in _FOLDERS
    for path in sorted((OWN / folder).glob("*"))
    if path.suffix in {".js", ".css"}
} | {"vendor/eventsource-parser.js": _MODULES / "eventsource-parser/dist/index.js"}

FILES: dict[str, Path] = _VENDORED | _TOGETHER

_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
_PACKED = {".js", ".css"}
ENTRIES = ("live/main.js", "map/folium.js", "place/main.js")
_BUNDLED = "whole/"
_IMPORTS = re.compile(
    r"""(?:^(?:import|export)\b(?:[^;"'(=]*\bfrom)?\s*|\bawait import\()["'](\.[^"']+)["']""",
    re.MULTILINE,
)
_FOR_EVER = "public, max-age=31536000, immutable"
_OTHER_VERSION = "This file is of another version of the app. Reload the page.\n"


@dataclass(frozen=True)
class Asset:
    """A served file as it was when first asked for, so that it can't change under its version."""

    path: Path
    body: bytes

    @cached_property
    def version(self) -> str:
        """Return what names the content."""
        return sha256(self.body).hexdigest()[:12]

    @cached_property
    def packed(self) -> bytes:
        """Return the content gzipped."""
        return gzip.compress(self.body, 6, mtime=0)


_read: dict[str, Asset] = {}


def asset(name: str) -> Asset:
    """Return the file called ``name``; raise FileNotFoundError if it is not installed."""
    if name not in _read:
        path = FILES[name]
        _read[name] = Asset(path, path.read_bytes())
    return _read[name]


def missing() -> list[str]:
    """Return the names of files that are not installed."""
    return [name for name, path in FILES.items() if name not in _read and not path.is_file()]


@cache
def own_version() -> str:
    """Return the version of our own files together."""
    contents = (f"{name} {asset(name).version}\n" for name in sorted(_TOGETHER))
    return sha256("".join(contents).encode()).hexdigest()[:12]


def address_of(name: str) -> str:
    """Return the address of the file called ``name``, with the version of its content.

    Parameters
    ----------
    name
        Of ours as in the folder of assets, such as ``map/base.js``; of others as in ``FILES``.
    """
    if name in _TOGETHER:
        return f"/assets/own-{own_version()}/{name}"
    return f"/assets/{name}?v={asset(name).version}"


def program(entry: str) -> tuple[str, list[str]]:
    """Return the address of a program, and those of the modules to fetch ahead for it.

    One file where it could be bundled, else its module and all that it imports.

    Parameters
    ----------
    entry
        The module it begins with, such as ``live/main.js``.
    """
    if bundle(entry) is None:
        return address_of(entry), module_addresses(entry)
    return f"/assets/own-{own_version()}/{_BUNDLED}{entry}", []


@cache
def bundle(entry: str) -> Asset | None:
    """Return a module with all that it imports as one file; None where esbuild isn't installed.

    Made when first asked for, in a few hundredths of a second: what a browser would otherwise ask
    for in ninety requests.
    """
    programs = sorted(_MODULES.glob("@esbuild/*/bin/esbuild"))
    if not programs:
        return None
    options = ("--bundle", "--format=esm", "--minify", "--target=es2022", "--log-level=error")
    try:
        made = subprocess.run(
            [programs[0], OWN / entry, *options], capture_output=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):  # one for another machine can't even start
        made = None
    if made is None or not made.stdout:
        log.warning("not bundled", entry=entry)
        return None
    return Asset(OWN / entry, made.stdout)


def module_addresses(entry: str | None = None) -> list[str]:
    """Return the addresses of the modules to fetch ahead.

    Parameters
    ----------
    entry
        A module, such as ``map/folium.js``: only what it imports, and it. None: all modules.
    """
    if entry is not None:
        return [address_of(name) for name in _imported(entry)]
    return [address_of(name) for name in _TOGETHER if name.endswith(".js") and "/" in name]


def _imported(entry: str) -> list[str]:
    """Return ``entry`` and every module it imports, directly or not."""
    found = [entry]
    for name in found:
        folder = (OWN / name).parent
        text = "" if name.startswith("vendor/") else asset(name).body.decode()
        imported = [(folder / path).resolve() for path in _IMPORTS.findall(text)]
        names = [path.relative_to(OWN.resolve()).as_posix() for path in imported]
        found += [other for other in dict.fromkeys(names) if other not in found]
    return found


async def _serve(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _VENDORED or (name not in _read and not FILES[name].is_file()):
        return PlainTextResponse("No such file.\n", 404)
    found = asset(name)
    return _answer(request, found, for_ever=request.query_params.get("v") == found.version)


async def _serve_own(request: Request) -> Response:
    """Serve a file of ours under the present version only: modules of two never meet."""
    name = request.path_params["name"]
    found = None
    if request.path_params["version"] == own_version():
        whole = name.removeprefix(_BUNDLED)
        if name in _TOGETHER:
            found = asset(name)
        elif name.startswith(_BUNDLED) and whole in ENTRIES:
            found = bundle(whole)
    if found is None:
        return PlainTextResponse(_OTHER_VERSION, 404, {"Cache-Control": "no-store"})
    return _answer(request, found, for_ever=True)


def _answer(request: Request, found: Asset, *, for_ever: bool) -> Response:
    headers = {
        "Cache-Control": _FOR_EVER if for_ever else "public, max-age=3600",
        "X-Content-Type-Options": "nosniff",
    }
    body, kind = found.body, found.path.suffix
    if kind in _PACKED:
        headers["Vary"] = "Accept-Encoding"
        if accepts_gzip(request.headers):
            headers["Content-Encoding"] = "gzip"
            body = found.packed
    return Response(body, media_type=_TYPES[kind], headers=headers)


ROUTES = [
    Route("/assets/own-{version}/{name:path}", _serve_own, methods=["GET"]),
    Route("/assets/{name:path}", _serve, methods=["GET"]),
]
