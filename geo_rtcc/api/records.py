"""Routes that take calls, reads and fixes: one for each format, and a short one for the first."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from geo_rtcc.api.answers import BODY_PROBLEMS, ReceiptAnswer, RejectedAnswer, Responses, problems
from geo_rtcc.api.direct import Take
from geo_rtcc.api.document import request_body
from geo_rtcc.api.query import PARAMETERS, source_of, zone_of
from geo_rtcc.api.refusals import RequestRefusedError
from geo_rtcc.api.service import Feed, Format, Service
from geo_rtcc.feeds.parsed import RecordKind

PATHS = {RecordKind.CALL: "calls", RecordKind.READ: "reads", RecordKind.FIX: "fixes"}
WORDS = {
    RecordKind.CALL: "calls for service",
    RecordKind.READ: "plate reads",
    RecordKind.FIX: "unit positions",
}
Formats = dict[RecordKind, dict[str, Format]]

ANSWERS: Responses = {
    200: {"model": ReceiptAnswer, "description": "Committed; at least one record can be used."},
    422: {"model": RejectedAnswer, "description": "None of the records can be used; they are kept "
          "in quarantine."},
    **problems(*BODY_PROBLEMS),
}  # fmt: skip
ABOUT = (
    "One record or many, in one body. It is answered after the commit. Records that can't be used "
    "go to quarantine and don't hold up the others. Sending a record again stores nothing twice. "
    "Content-Encoding may be gzip or deflate."
)


def add_record_routes(router: APIRouter, service: Service, formats: Formats) -> dict[str, Take]:
    """Add the routes of every format; return who takes what is posted to each path."""
    takers: dict[str, Take] = {}
    for kind, named in formats.items():
        path = f"/v1/{PATHS[kind]}"
        for at, feed_format in enumerate(named.values()):
            take = _taker(service, feed_format)
            paths = [f"{path}/{feed_format.name}", *([path] if at == 0 else [])]
            for each in paths:
                takers[each] = take
                _add(router, take, feed_format, each)
        router.add_api_route(
            path + "/{format}", _unknown(kind, tuple(named)), methods=["POST"],
            include_in_schema=False,
        )  # fmt: skip
    return takers


def _add(router: APIRouter, take: Take, feed_format: Format, path: str) -> None:
    words, is_short = WORDS[feed_format.kind], not path.endswith("/" + feed_format.name)
    router.add_api_route(
        path,
        take,
        methods=["POST"],
        tags=[words],
        operation_id=f"{PATHS[feed_format.kind]}_{'' if is_short else feed_format.name}".strip("_"),
        summary=f"Send {words}: {feed_format.title}",
        description=ABOUT,
        responses=ANSWERS,
        response_class=Response,
        openapi_extra={"parameters": PARAMETERS, "requestBody": request_body(feed_format)},
    )


def _taker(service: Service, feed_format: Format) -> Take:
    async def take(request: Request) -> Response:
        source = source_of(request, feed_format.name)
        feed = Feed(format=feed_format, source=source, zone=zone_of(request))
        return await service.take(request, feed)

    return take


def _unknown(kind: RecordKind, known: tuple[str, ...]) -> Callable[..., Awaitable[Any]]:
    async def refuse(named: Annotated[str, Path(alias="format")]) -> Any:
        raise RequestRefusedError(
            HTTPStatus.NOT_FOUND,
            f"There is no such format of {WORDS[kind]}. There are: {', '.join(known)}.",
            formats=list(known),
        )

    return refuse
