"""The app: ``streamlit run app.py``. Pages are in geo_rtcc/ui; routes beside them serve maps."""

import sys

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config

from geo_rtcc.errors import UnsafeBindError
from geo_rtcc.ui.binding import LoopbackOnly, refuse_unsafe_address

try:
    refuse_unsafe_address(config.get_option("server.address"))
except UnsafeBindError as error:
    sys.exit(f"geo-rtcc: {error}")

from geo_rtcc.ui import static, tiles
from geo_rtcc.ui.live import routes as live
from geo_rtcc.ui.live.running import lifespan

app = st.App(
    "geo_rtcc/ui/entry/main.py",
    routes=[*static.ROUTES, *tiles.ROUTES, *live.ROUTES],
    middleware=[Middleware(LoopbackOnly)],
    lifespan=lifespan,
)
