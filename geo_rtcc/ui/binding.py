"""Loopback only, until sign-in is configured: refuse any other address, before and after binding.

Streamlit opens its socket just before it imports ``app.py`` but accepts nothing until the import
is done; refusing during the import therefore closes the socket unanswered. ``LoopbackOnly`` covers
what that check can't see: the app started by another server with an address of its own.
"""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from geo_rtcc.errors import UnsafeBindError
from geo_rtcc.settings import LOOPBACK

_LOCAL_PEERS = (*LOOPBACK, "::ffff:127.0.0.1", "testclient", "testserver")


def refuse_unsafe_address(address: str | None) -> None:
    """Raise UnsafeBindError unless ``address`` (None: all interfaces) is loopback."""
    if address not in LOOPBACK:
        raise UnsafeBindError(
            f"The app would listen on {address or 'every address of this machine'}, but sign-in is "
            "not configured, so it listens on loopback only. Leave out the address, or use "
            "--server.address 127.0.0.1, and reach it from elsewhere through an SSH tunnel."
        )


class LoopbackOnly:
    """Answer 403 to anything that comes in on, or from, another address than loopback."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ends = [scope[end][0] for end in ("server", "client") if scope.get(end)]
        if scope["type"] == "lifespan" or all(end in _LOCAL_PEERS for end in ends):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            sentence = "Sign-in is not configured, so the app answers on loopback only.\n"
            await PlainTextResponse(sentence, 403)(scope, receive, send)
