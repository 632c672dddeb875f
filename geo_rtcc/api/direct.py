"""Requests that bring records go straight to who takes them: the layers of routing and the web
framework would be half of what a small request costs.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from geo_rtcc.api.bodies import GoneError
from geo_rtcc.api.refusals import gone, refusal
from geo_rtcc.errors import GeoRtccError

Take = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class _Route:
    path: str


class Direct:
    """Hands POST requests of known paths to their takers, all others to the app.

    The app has the same routes, which its OpenAPI document is made of.
    """

    def __init__(self, app: ASGIApp, takers: Mapping[str, Take]) -> None:
        self._app = app
        self._takers = {path: (take, _Route(path)) for path, take in takers.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._takers.get(scope["path"]) if scope.get("method") == "POST" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        take, scope["route"] = found
        try:
            response = await take(Request(scope, receive))
        except GeoRtccError as error:
            response = refusal(error)
        except GoneError:
            response = gone()
        await response(scope, receive, send)
