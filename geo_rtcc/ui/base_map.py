"""The route of the base map: streets, water and parks as gzipped GeoJSON with an ETag."""

import gzip
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo_rtcc.errors import GeoRtccError
from geo_rtcc.situation.base_map import LAYERS, Layer, base_map_layer, base_map_stamp
from geo_rtcc.ui.connection import database


@dataclass(frozen=True, kw_only=True)
class _Body:
    plain: bytes
    packed: bytes
    etag: str


def base_map_addresses() -> dict[str, str]:
    """Return each layer's address, with a version that changes when the layer is loaded anew."""
    opened = database()
    return {layer: f"/base-map/{layer}.json?v={base_map_stamp(opened, layer)}" for layer in LAYERS}


@lru_cache(maxsize=8)
def _body(layer: Layer, stamp: str) -> _Body:
    plain = base_map_layer(database(), layer)
    etag = f'"{sha256(plain).hexdigest()[:20]}"'
    return _Body(plain=plain, packed=gzip.compress(plain, 6), etag=etag)


def _current(layer: Layer) -> _Body:
    return _body(layer, base_map_stamp(database(), layer))


async def _serve(request: Request) -> Response:
    layer = request.path_params["layer"]
    if layer not in LAYERS:
        return PlainTextResponse(f"Layers are {', '.join(LAYERS)}.\n", 404)
    try:
        body = await run_in_threadpool(_current, layer)
    except GeoRtccError as error:
        return PlainTextResponse(f"{error}\n", 503)
    headers = {"ETag": body.etag, "Vary": "Accept-Encoding", "Cache-Control": "private, no-cache"}
    if "v" in request.query_params:
        headers["Cache-Control"] = "private, max-age=86400"
    if request.headers.get("if-none-match") == body.etag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(body.packed, media_type="application/geo+json", headers=headers)
    return Response(body.plain, media_type="application/geo+json", headers=headers)


ROUTES = [Route("/base-map/{layer}.json", _serve, methods=["GET"])]
