"""HTTP with deadlines: uvicorn's own protocol waits for ever for a request that never ends."""

import asyncio
from http import HTTPStatus
from typing import Any

import msgspec
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from geo_rtcc.api.limits import (
    BODY_WITHIN_S,
    HEADER_BYTES,
    HEADERS_WITHIN_S,
    MOST_CONNECTIONS,
    RETRY_AFTER_S,
    UNREAD_WITHIN_S,
)

_BAD = "This is not a request that HTTP/1.1 knows."
_LATE = f"The request's headers did not arrive within {HEADERS_WITHIN_S:g} s."
_LONG = f"The request's headers are longer than {HEADER_BYTES:,} bytes."
_FULL = "Too many connections. Send this again in a moment."

_AROUND_A_HEADER = len(b": \r\n")


class BoundedProtocol(HttpToolsProtocol):
    """One connection: its headers, bodies and answers each within their time and size.

    A request that has no headers yet is answered here; the app answers a late body itself, and
    what remains of a body after its answer is read and dropped for a while, so that the sender
    sees the answer.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline: asyncio.TimerHandle | None = None
        self._header_bytes = 0
        self._parsed_bytes = 0
        self._is_refused = False
        self._in_headers = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait(HEADERS_WITHIN_S)
        if len(self.connections) > MOST_CONNECTIONS:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, _FULL)

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._in_headers:
            if self._deadline is None:  # kept alive until now
                self._wait(HEADERS_WITHIN_S)
            self._header_bytes += len(data)
        super().data_received(data)
        if self._in_headers and self._header_bytes > HEADER_BYTES:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, _LONG)

    def on_message_begin(self) -> None:
        self._parsed_bytes = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._parsed_bytes += len(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._parsed_bytes += len(name) + len(value) + _AROUND_A_HEADER
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_headers, self._header_bytes = False, 0
        if self._parsed_bytes > HEADER_BYTES:  # they came at once, with the rest of the request
            self._is_refused = True
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, _LONG)
            return
        self._wait(BODY_WITHIN_S + UNREAD_WITHIN_S)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self._is_refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        if self._is_refused:
            return
        self._in_headers = True
        self._rest()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP."""
        self._refuse(HTTPStatus.BAD_REQUEST, _BAD)

    def _wait(self, seconds: float) -> None:
        self._rest()
        self._deadline = self.loop.call_later(seconds, self._late)

    def _rest(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _late(self) -> None:
        self._deadline = None
        if self._in_headers and (self.cycle is None or self.cycle.response_complete):
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, _LATE)
        else:
            self.transport.close()

    def _refuse(self, status: HTTPStatus, sentence: str) -> None:
        if self.transport.is_closing():
            return
        body = msgspec.json.encode({"error": sentence})
        retry = b""
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            retry = b"retry-after: %d\r\n" % RETRY_AFTER_S
        head = b"content-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n"
        self.transport.write(STATUS_LINE[status] + head % len(body) + retry + b"\r\n" + body)
        self.transport.close()
