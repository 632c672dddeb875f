"""The service as a process: its socket, its server, its orderly stop."""

import signal
import socket

import uvicorn
from starlette.types import ASGIApp

from geo_rtcc import logs
from geo_rtcc.api.limits import IDLE_S, STOP_WITHIN_S
from geo_rtcc.api.protocol import BoundedProtocol
from geo_rtcc.errors import AppError

_BACKLOG = 1024


def listen(address: str, port: int) -> socket.socket:
    """Return a socket that listens there (port 0: any free one); raise AppError if it can't."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise AppError(
            f"The ingest service can't listen on {address}, port {port}: {error.strerror}. "
            "Choose another with --port or GEO_RTCC_INGEST_PORT."
        ) from error
    return listener


def run(app: ASGIApp, listener: socket.socket) -> None:
    """Serve until SIGTERM or Ctrl-C; what was accepted by then is finished first."""
    logs.configure()
    config = uvicorn.Config(
        app,
        http=BoundedProtocol,
        ws="none",
        loop="uvloop",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=IDLE_S,
        timeout_graceful_shutdown=STOP_WITHIN_S,
        backlog=_BACKLOG,
    )
    # uvicorn raises the signal again once it has stopped: by then it has been obeyed.
    kept = {number: signal.signal(number, _obeyed) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def _obeyed(_number: int, _frame: object) -> None:
    """Do nothing more."""
