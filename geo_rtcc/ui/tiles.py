"""The route of the base map's vector tiles: cached, with ETag, gzipped, for bearers of a token."""

import asyncio
import gzip
import re
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from hashlib import sha256
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo_rtcc.errors import GeoRtccError, InputError
from geo_rtcc.situation.tiles import TileFacts, refuse_outside, tile, tile_facts
from geo_rtcc.ui.connection import database
from geo_rtcc.ui.encodings import accepts_gzip
from geo_rtcc.ui.tile_cache import TileCache
from geo_rtcc.ui.tokens import scoped

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
CACHE_BYTES = 48 * 1024 * 1024
FACTS_S = 1.0  # how old what is known of the version may be
KEPT_S = 60
KEPT_BY_VERSION_S = 86_400
RETRY_S = 2
_WORTH_PACKING = 1200  # bytes; less fits into one packet anyway
_NUMBER = re.compile(r"[0-9]{1,9}")
Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class _Body:
    content: bytes
    is_packed: bool
    etag: str

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True, kw_only=True)
class _Looked:
    facts: TileFacts
    began: float


@dataclass(frozen=True, kw_only=True)
class _Asked:
    z: int
    x: int
    y: int
    on: date | None
    version: str | None


class _Facts:
    """What tiles there are, looked up by one thread for everybody who asks meanwhile."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looker = ThreadPoolExecutor(1, "tile-facts")
        self._began = 0.0
        self._last: Future[_Looked] | None = None

    async def known(self, not_before: float) -> TileFacts:
        """Return facts whose look-up began at ``not_before`` (monotonic seconds) or later."""
        while True:
            looked = await _result(self._look(not_before))
            if looked.began >= not_before:
                return looked.facts

    def _look(self, not_before: float) -> Future[_Looked]:
        with self._lock:
            is_underway = self._last is not None and not self._last.done()
            if self._last is None or (self._began < not_before and not is_underway):
                self._began = time.monotonic()
                self._last = self._looker.submit(_look, self._began)
            return self._last


_TILES: TileCache[_Body] = TileCache(CACHE_BYTES)
_FACTS = _Facts()


def clear() -> None:
    """Forget all tiles and facts: for tests and measurements."""
    global _FACTS  # noqa: PLW0603
    _TILES.clear()
    _FACTS = _Facts()


async def _serve(request: Request) -> Response:
    try:
        asked = _asked(request)
    except ValueError as error:
        return _sentence(str(error), 400)
    try:
        facts = await _facts(asked.version)
        refuse_outside(asked.z, asked.x, asked.y, facts.max_zoom)
        on = asked.on or facts.on
        make = partial(_body, asked.z, asked.x, asked.y, on)
        key = (facts.version, on, asked.z, asked.x, asked.y)
        body = await _result(_TILES.ask(key, make))
    except InputError as error:
        return _sentence(str(error), 404)
    except GeoRtccError as error:
        return _sentence(str(error), 503, {"Retry-After": str(RETRY_S)})
    return _answer(request, body, is_named=asked.version == facts.version)


async def _facts(version: str | None) -> TileFacts:
    """Return what is known; look again for who names another version: theirs may be newer."""
    arrived = time.monotonic()
    facts = await _FACTS.known(arrived - FACTS_S)
    if version in (None, facts.version):
        return facts
    return await _FACTS.known(arrived)


def _look(began: float) -> _Looked:
    return _Looked(facts=tile_facts(database(), datetime.now(UTC)), began=began)


def _body(z: int, x: int, y: int, on: date) -> _Body:
    plain = tile(database(), z, x, y, on=on)
    is_packed = len(plain) >= _WORTH_PACKING
    return _Body(
        content=gzip.compress(plain, 2, mtime=0) if is_packed else plain,
        is_packed=is_packed,
        etag=sha256(plain).hexdigest()[:20],
    )


def _answer(request: Request, body: _Body, *, is_named: bool) -> Response:
    as_packed = body.is_packed and accepts_gzip(request.headers)
    # Strong: the same bytes, so the packed form has a tag of its own.
    tag = f'"{body.etag}-gzip"' if as_packed else f'"{body.etag}"'
    kept_s = KEPT_BY_VERSION_S if is_named else KEPT_S
    headers = {
        "ETag": tag, "Vary": "Accept-Encoding", "Cache-Control": f"private, max-age={kept_s}",
    }  # fmt: skip
    if _matches(request.headers.get("if-none-match", ""), body.etag):
        return Response(status_code=304, headers=headers)
    if as_packed:
        headers["Content-Encoding"] = "gzip"
    unpack = body.is_packed and not as_packed
    content = gzip.decompress(body.content) if unpack else body.content
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


def _asked(request: Request) -> _Asked:
    numbers = [request.path_params[name] for name in ("z", "x", "y")]
    if not all(_NUMBER.fullmatch(number) for number in numbers):
        raise ValueError("A tile's address is /tiles/{z}/{x}/{y}, three whole numbers.")
    z, x, y = map(int, numbers)
    day = request.query_params.get("on")
    try:
        on = date.fromisoformat(day) if day else None
    except ValueError:
        raise ValueError("?on= must be a date such as 2026-11-22.") from None
    return _Asked(z=z, x=x, y=y, on=on, version=request.query_params.get("v") or None)


def _matches(known: str, etag: str) -> bool:
    tags = {tag.strip().removeprefix("W/").strip('"') for tag in known.split(",")}
    return not tags.isdisjoint({"*", etag, f"{etag}-gzip"})


async def _result(future: Future[Result]) -> Result:
    # Shielded: one who hangs up must not take the tile from the others who wait for it.
    return await asyncio.shield(asyncio.wrap_future(future))


def _sentence(text: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return PlainTextResponse(f"{text}\n", status, {"Cache-Control": "no-store", **(headers or {})})


ROUTES = [Route("/tiles/{z}/{x}/{y}", scoped(_serve), methods=["GET"])]
