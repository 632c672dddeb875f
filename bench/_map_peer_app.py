"""The peers' server: Streamlit as ours is, with folium's own pages and Leaflet beside it."""

import os
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

from bench.map_peers import ASSETS

PAGES = Path(os.environ["RTCC_BENCH_FOLDER"])


async def _asset(request: Request) -> FileResponse:
    return FileResponse(ASSETS / request.path_params["name"])


async def _page(request: Request) -> FileResponse:
    return FileResponse(PAGES / f"{request.path_params['name']}.html", media_type="text/html")


app = st.App(
    "_map_peer_page.py",
    routes=[Route("/peer/leaflet/{name:path}", _asset), Route("/peer/{name}", _page)],
)
