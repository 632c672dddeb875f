"""The process's databases, opened when first asked for and closed with the app.

The pages and the live map only read, so they read from the replica where there is one. What people
do on the map is written, to the server that the replica follows.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool

from geo_rtcc.settings import Settings
from geo_rtcc.store.database import Database
from geo_rtcc.store.opening import open_database

# A page that can't be shown says so while the person still looks at it.
PATIENCE_S = 5.0
LIVE_CONNECTIONS = 6
_OPENED = ExitStack()


@st.cache_resource(show_spinner=False)
def database() -> Database:
    """Return the process's database; a failure is raised anew, and tried anew, at every call."""
    settings = Settings.from_env()
    reading = replace(settings, dsn=settings.read_dsn or settings.dsn)
    return _kept(open_database(reading, patience_s=PATIENCE_S))


@st.cache_resource(show_spinner=False)
def live() -> Database:
    """Return the same database with connections that pages can't use up."""
    own = Database(database().conninfo, max_size=LIVE_CONNECTIONS, patience_s=PATIENCE_S)
    return _kept(own)


@st.cache_resource(show_spinner=False)
def writing() -> Database:
    """Return the database that may be written: the pages' own where there is no replica."""
    settings = Settings.from_env()
    if not settings.read_dsn:
        return database()
    return _kept(open_database(settings, patience_s=PATIENCE_S))


def _kept(opening: AbstractContextManager[Database]) -> Database:
    """Keep a database open until the app stops; a statement that waits then must not hold it up."""
    opened = _OPENED.enter_context(opening)
    _OPENED.callback(opened.close_at_once)
    return opened


@asynccontextmanager
async def closing(_app: Any) -> AsyncIterator[dict[str, Any]]:
    """Close the databases when the app stops."""
    yield {}
    await run_in_threadpool(_OPENED.close)
