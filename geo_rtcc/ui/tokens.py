"""Tokens for the routes beside the pages, which Streamlit's own session doesn't cover.

The page mints one for whoever looks at it; a route takes it as ``Authorization: Bearer``. Signed by
this process: after its restart every page gets a new one with its next run.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_bytes
from typing import Any

from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

Handler = Callable[[Request], Awaitable[Response]]

LIFE = timedelta(minutes=15)
RENEW_AFTER = timedelta(minutes=9)
# Until there is sign-in, everybody at this machine is the console.
CONSOLE = "console"
MAP = "map"


@dataclass(frozen=True, kw_only=True)
class Grant:
    """Whom a token was minted for, and for which routes."""

    role: str
    scope: str


def mint(signer: URLSafeTimedSerializer, grant: Grant) -> str:
    """Return a token that ``read`` accepts for ``LIFE`` from now on."""
    return str(signer.dumps([grant.role, grant.scope]))


def read(signer: URLSafeTimedSerializer, token: str, scope: str) -> Grant | None:
    """Return whom ``token`` was minted for; None if it is forged, too old or for another scope."""
    try:
        role, granted = signer.loads(token, max_age=int(LIFE.total_seconds()))
    except (BadSignature, ValueError, TypeError):
        return None
    return Grant(role=role, scope=granted) if granted == scope else None


def signer(key: bytes, now: Callable[[], datetime]) -> URLSafeTimedSerializer:
    """Return what signs and checks with ``key``, by the clock ``now`` (UTC)."""

    class Clocked(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(now().timestamp())

    return URLSafeTimedSerializer(key, salt="geo-rtcc", signer=Clocked)


_PROCESS: URLSafeTimedSerializer = signer(token_bytes(32), lambda: datetime.now(UTC))


def map_token() -> str:
    """Return a token for the map's routes: snapshot, stream, tiles, queue."""
    return mint(_PROCESS, Grant(role=CONSOLE, scope=MAP))


def scoped(handler: Handler, scope: str = MAP) -> Handler:
    """Return ``handler`` for bearers of a token only; it finds the Grant in ``request.state``.

    Anybody else gets 401, and asks the page for a new token.
    """

    async def checked(request: Request) -> Response:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        grant = read(_PROCESS, token, scope) if kind.lower() == "bearer" else None
        if grant is None:
            headers: dict[str, Any] = {"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"}
            return PlainTextResponse("Ask the page for a token.\n", 401, headers)
        request.state.grant = grant
        return await handler(request)

    return checked
