"""The outermost layer of the service: who may ask, and one log line for each who did.

A page of another site, open in a browser on this machine, can reach loopback as well. It can't do
so unnoticed: its requests bear its own Origin, or after DNS rebinding its own Host.
"""

import secrets
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo_rtcc import logs
from geo_rtcc.api.limits import MOST_REQUESTS, RETRY_AFTER_S
from geo_rtcc.api.metrics import Metrics
from geo_rtcc.api.notes import note
from geo_rtcc.api.refusals import answer
from geo_rtcc.settings import LOOPBACK

_PROBES = ("/healthz", "/readyz", "/metrics")
_GONE = 499  # by convention of web servers: the client left before it was answered
_LOCAL = (*LOOPBACK, "::ffff:127.0.0.1")
_ELSEWHERE = "Sign-in is not configured, so the service answers on loopback only."
_FOREIGN = "This request comes from a page of another site."
_BUSY = "Too many requests at once. Send this again in a moment."
FAULT = "The service failed in a way nobody foresaw; its log says where."


class Gate:
    """Refuse whoever may not ask; log and count every request."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics, self._busy = app, metrics, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        watched = _Watched(send)
        self._busy += 1
        try:
            await self._answer(scope, receive, watched)
        finally:
            self._busy -= 1
            self._tell(scope, watched, time.perf_counter() - begun)

    async def _answer(self, scope: Scope, receive: Receive, watched: "_Watched") -> None:
        refused = self._refused(scope)
        try:
            await (refused or self._app)(scope, receive, watched.send)
        except Exception as error:
            logs.logger().error(
                "request failed", request_id=watched.request_id, **logs.failure(error)
            )
            if not watched.status:
                broken = answer(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": FAULT})
                await broken(scope, receive, watched.send)

    def _refused(self, scope: Scope) -> Response | None:
        ends = [scope[end][0] for end in ("server", "client") if scope.get(end)]
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if not all(end in _LOCAL for end in ends) or not all(map(_is_loopback, hosts)):
            return answer(HTTPStatus.FORBIDDEN, {"error": _ELSEWHERE})
        origin = headers.get("origin")
        if origin is not None and origin.lower() != f"http://{headers.get('host', '').lower()}":
            return answer(HTTPStatus.FORBIDDEN, {"error": _FOREIGN})
        if self._busy > MOST_REQUESTS:
            retry = {"Retry-After": str(RETRY_AFTER_S)}
            return answer(HTTPStatus.TOO_MANY_REQUESTS, {"error": _BUSY}, retry)
        return None

    def _tell(self, scope: Scope, watched: "_Watched", seconds: float) -> None:
        route: str = getattr(scope.get("route"), "path", "(none)")
        status = watched.status or _GONE
        self._metrics.request(route, status)
        if route in _PROBES and status == HTTPStatus.OK:
            return  # asked every few seconds
        logs.logger().info(
            "request",
            request_id=watched.request_id,
            method=scope["method"],
            route=route,
            status=status,
            ms=round(seconds * 1000, 2),
            **note(scope),
        )


class _Watched:
    """Passes an answer on, with the request's id among its headers."""

    def __init__(self, send: Callable[[Message], Awaitable[None]]) -> None:
        self._send, self.status = send, 0
        self.request_id = secrets.token_hex(8)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers: list[Any] = list(message.get("headers", []))
            headers.append((b"x-request-id", self.request_id.encode()))
            headers.append((b"x-content-type-options", b"nosniff"))
            message = {**message, "headers": headers}
        await self._send(message)


def _is_loopback(host: str) -> bool:
    """Whether a Host header, with or without a port, names this machine."""
    if host.startswith("["):
        name, _, port = host[1:].partition("]")
        return name in LOOPBACK and (not port or port[1:].isdecimal())
    name, _, port = host.partition(":")
    return name.lower() in LOOPBACK and (not port or port.isdecimal())
