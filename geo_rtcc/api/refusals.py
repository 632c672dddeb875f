"""Requests that are refused: one table from error to status, one shape of answer."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.responses import Response

from geo_rtcc.api.limits import RETRY_AFTER_S
from geo_rtcc.errors import DatabaseError, GeoRtccError, InputError, OverloadedError

STATUS: tuple[tuple[type[GeoRtccError], HTTPStatus], ...] = (
    (OverloadedError, HTTPStatus.TOO_MANY_REQUESTS),
    (DatabaseError, HTTPStatus.SERVICE_UNAVAILABLE),
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY),
)
_encode = msgspec.json.Encoder().encode


class RequestRefusedError(GeoRtccError):
    """A request is refused before anything of it is stored.

    Parameters
    ----------
    more
        Goes into the answer beside the sentence.
    headers
        Go with the answer.
    """

    def __init__(
        self,
        status: HTTPStatus,
        sentence: str,
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(sentence)
        self.status, self.headers, self.more = status, dict(headers or {}), more


def answer(status: int, content: object, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON answer: of a mapping, or of a dataclass's fields."""
    return Response(_encode(content), status, headers, "application/json")


def refusal(error: GeoRtccError) -> Response:
    """Return the answer to an error of ours."""
    if isinstance(error, RequestRefusedError):
        return answer(error.status, {"error": str(error), **error.more}, error.headers)
    status = next((code for kind, code in STATUS if isinstance(error, kind)), None)
    if status is None:  # opening the database, or settings: this service can't work now
        status = HTTPStatus.SERVICE_UNAVAILABLE
    headers = {}
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        headers["Retry-After"] = str(getattr(error, "retry_after_s", RETRY_AFTER_S))
    return answer(status, {"error": str(error)}, headers)


def gone() -> Response:
    """Return the answer, which nobody will read, to a client that went away."""
    return answer(HTTPStatus.BAD_REQUEST, {"error": "The body broke off."})
