"""Errors as sentences: what is wrong and what to do next, never a traceback."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from geo_rtcc.errors import GeoRtccError
from geo_rtcc.ui.context import NothingToShowError

log = logging.getLogger(__name__)


@contextmanager
def sentences() -> Iterator[None]:
    """Show our own errors as their sentence; log any other one and say where to look."""
    try:
        yield
    except NothingToShowError as error:
        st.info(str(error))
    except GeoRtccError as error:
        log.warning("page refused: %s", type(error).__name__)
        st.error(str(error))
    except Exception as error:
        # Streamlit steers reruns and stops with exceptions of its own, which must pass.
        if type(error).__module__.startswith("streamlit.runtime"):
            raise
        log.exception("page failed")
        st.error(
            f"This page failed ({type(error).__name__}). The program's log has the details; "
            "reload the page to try again."
        )
