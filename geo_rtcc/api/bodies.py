"""A request's body, read within its bounds: size, time, and what all requests may hold."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.types import Message

from geo_rtcc.api.budget import Share
from geo_rtcc.api.limits import BODY_WITHIN_S
from geo_rtcc.api.refusals import RequestRefusedError
from geo_rtcc.api.unzip import ENCODINGS, BadZipError, TooLargeError, unzip


class GoneError(Exception):
    """The client went away before its body was complete."""


async def read_body(request: Request, share: Share, *, most_bytes: int) -> bytes:
    """Return the body as it came; at most ``most_bytes``, zipped or not.

    Raises RequestRefusedError (408, 413), OverloadedError, or GoneError.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most_bytes:
        raise _too_large(request, most_bytes)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            more = True
            while more:
                chunk, more = _chunk(await request.receive())
                if len(body) + len(chunk) > most_bytes:
                    raise _too_large(request, most_bytes)
                share.take(len(chunk))
                body += chunk
    except TimeoutError:
        raise RequestRefusedError(
            HTTPStatus.REQUEST_TIMEOUT,
            f"The body did not arrive within {BODY_WITHIN_S:g} s.",
            headers={"Connection": "close"},
        ) from None
    return bytes(body)


def encoding_of(request: Request) -> str | None:
    """Return the body's encoding, None where it has none; raise RequestRefusedError (415)."""
    said = request.headers.get("content-encoding", "").strip().lower()
    if said in ("", "identity"):
        return None
    if said not in ENCODINGS:
        raise RequestRefusedError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "The Content-Encoding is not known. Send gzip, deflate or none.",
            headers={"Accept-Encoding": "gzip, deflate"},
        )
    return said


def unzipped(body: bytes, encoding: str, share: Share, *, most_bytes: int) -> bytes:
    """Return the payload of a zipped body; raise RequestRefusedError (400, 413)."""
    hold: Callable[[int], None] = share.take
    try:
        payload = unzip(body, encoding, most_bytes, hold)
    except TooLargeError:
        raise RequestRefusedError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"Unzipped, the body is larger than {most_bytes:,} bytes. Send less at a time.",
        ) from None
    except BadZipError:
        raise RequestRefusedError(
            HTTPStatus.BAD_REQUEST, f"The body can't be unzipped as {encoding}; it may be cut off."
        ) from None
    share.give_back(len(body))
    return payload


def _chunk(message: Message) -> tuple[bytes, bool]:
    if message["type"] == "http.disconnect":
        raise GoneError
    return message.get("body", b""), message.get("more_body", False)


def _too_large(request: Request, most_bytes: int) -> RequestRefusedError:
    # A sender that waits for "100 Continue" will send no body: the connection can't be used again.
    waits = "expect" in request.headers
    return RequestRefusedError(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"The body is larger than {most_bytes:,} bytes. Send less at a time.",
        headers={"Connection": "close"} if waits else None,
    )
