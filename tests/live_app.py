"""The app as ``streamlit run`` serves it, with one more route: a token, as only pages mint them.

For tests and measurements; listens on loopback like the app.
"""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from geo_rtcc.ui import static, tiles
from geo_rtcc.ui.binding import LoopbackOnly
from geo_rtcc.ui.live.routes import ROUTES
from geo_rtcc.ui.live.running import lifespan
from geo_rtcc.ui.tokens import map_token


async def _token(_request: Request) -> PlainTextResponse:
    return PlainTextResponse(map_token())


app = st.App(
    Path(__file__).parents[1] / "geo_rtcc/ui/entry/main.py",
    routes=[Route("/test-token", _token), *static.ROUTES, *tiles.ROUTES, *ROUTES],
    middleware=[Middleware(LoopbackOnly)],
    lifespan=lifespan,
)
