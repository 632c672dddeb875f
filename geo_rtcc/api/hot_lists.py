"""Routes of hot lists: replace one, change one, ask how old they are."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from geo_rtcc.api.answers import BODY_PROBLEMS, HotListAges, HotListChanges, Responses, problems
from geo_rtcc.api.notes import note
from geo_rtcc.api.payloads import check_messages
from geo_rtcc.api.query import CODE, ZONE, bad_parameter, code_fits, zone_of
from geo_rtcc.api.refusals import RequestRefusedError, answer
from geo_rtcc.api.service import Service
from geo_rtcc.feeds.hot_lists import parse_hot_list, preset_names
from geo_rtcc.feeds.hot_lists.parse import DEFAULT_PRESET
from geo_rtcc.feeds.parsed import FeedContext
from geo_rtcc.ingest.hot_lists import HotListSummary, change_hot_list, replace_hot_list
from geo_rtcc.store.hot_list_changes import MIN_SHARE
from geo_rtcc.store.hot_lists import ages

_TAGS: Any = ["hot lists"]
_TEXTS = {"true": True, "1": True, "false": False, "0": False}
_EXAMPLE = "plate,state,category,reason\nABC1234,TX,Stolen Vehicle,Taken on 1 May\n"
_OBJECT = {"type": "object", "properties": {"plate": {"type": "string"}}, "required": ["plate"]}
PARAMETERS: list[dict[str, Any]] = [
    {"name": "list", "in": "path", "required": True, "schema": {"type": "string", "pattern": CODE},
     "description": "The list's code."},
    {"name": "preset", "in": "query", "schema": {"enum": preset_names(), "default": DEFAULT_PRESET},
     "description": "How the list is written."},
    {"name": "as_of", "in": "query", "schema": {"type": "string", "format": "date-time"},
     "description": "When the list was made, with its zone. Default: now."},
    {"name": "force", "in": "query", "schema": {"type": "boolean", "default": False},
     "description": "Take a list that is empty, far shorter than the stored one, or older."},
    ZONE,
]  # fmt: skip
ANSWERS: Responses = {
    200: {"model": HotListChanges, "description": "Committed."},
    **problems(HTTPStatus.UNPROCESSABLE_ENTITY, *BODY_PROBLEMS),
}
BODY = {
    "required": True,
    "content": {
        "text/csv": {"schema": {"type": "string"}, "example": _EXAMPLE},
        "application/json": {"schema": {"type": "array", "items": _OBJECT}},
    },
}


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """What a request asks to do with a list."""

    code: str
    preset: str
    media_type: str
    zone: str
    as_of: datetime | None
    is_forced: bool
    is_delta: bool


def add_hot_list_routes(router: APIRouter, service: Service) -> None:
    """Add the routes."""

    async def replace(request: Request) -> Response:
        return await _change(service, request)

    async def change(request: Request) -> Response:
        return await _change(service, request)

    async def list_ages() -> Response:
        database, now = service.backend.database(), datetime.now(UTC)
        found = await asyncio.to_thread(ages, database, now)
        names = ("entries", "as_of", "replaced_at", "changed_at", "age_s", "is_stale")
        shown = [{"list": one.code, **{n: getattr(one, n) for n in names}} for one in found]
        return answer(HTTPStatus.OK, {"hot_lists": shown})

    extra = {"parameters": PARAMETERS, "requestBody": BODY}
    for method, handler, summary in (
        ("PUT", replace, "Replace a whole list: readers see the old one or the new one"),
        ("PATCH", change, "Put entries on a list and remove others, by their ids"),
    ):
        router.add_api_route(
            "/v1/hot-lists/{list}", handler, methods=[method], tags=_TAGS, summary=summary,
            responses=ANSWERS, response_class=Response, openapi_extra=extra,
        )  # fmt: skip
    router.add_api_route(
        "/v1/hot-lists", list_ages, methods=["GET"], tags=_TAGS, response_class=Response,
        summary="How old each list is",
        responses={200: {"model": HotListAges}, **problems(HTTPStatus.SERVICE_UNAVAILABLE)},
    )  # fmt: skip


async def _change(service: Service, request: Request) -> Response:
    service.backend.database()  # the sender of a long list learns of a lost database at once
    wish = _wish(service, request)
    about = note(request.scope)
    about.update(format=wish.preset, source=wish.code)
    with service.budget.share() as share:
        payload = await service.payload(request, share)
        about["bytes"] = len(payload)

        def work() -> HotListSummary:
            check_messages(payload)
            return _apply(service, wish, payload)

        summary = await service.beside_always(work)
    counts = {"added", "changed", "unchanged", "removed", "repeated", "rejected"}
    about.update({name: getattr(summary, name) for name in counts if getattr(summary, name)})
    return answer(HTTPStatus.OK, summary)


def _apply(service: Service, wish: _Wish, payload: bytes) -> HotListSummary:
    now, database = datetime.now(UTC), service.backend.database()
    context = FeedContext(source=wish.code, zone=wish.zone, now=now)
    parsed = parse_hot_list(
        payload, media_type=wish.media_type, preset=wish.preset, context=context
    )
    origin: dict[str, Any] = {"now": now, "as_of": wish.as_of, "zone": wish.zone}
    if wish.is_delta:
        return change_hot_list(database, wish.code, parsed, is_forced=wish.is_forced, **origin)
    share = None if wish.is_forced else MIN_SHARE
    return replace_hot_list(database, wish.code, parsed, min_share=share, **origin)


def _wish(service: Service, request: Request) -> _Wish:
    query, code = request.query_params, str(request.path_params["list"])
    if not code_fits(code):
        raise RequestRefusedError(
            HTTPStatus.NOT_FOUND, "A list's code is 1 to 40 of a-z, 0-9, - and _."
        )
    preset = query.get("preset", DEFAULT_PRESET)
    if preset not in preset_names():
        raise bad_parameter("preset", f"there are {', '.join(preset_names())}.")
    forced = _TEXTS.get(query.get("force", "false").lower())
    if forced is None:
        raise bad_parameter("force", "it is neither true nor false.")
    return _Wish(
        code=code,
        preset=preset,
        media_type=request.headers.get("content-type", "").partition(";")[0],
        zone=zone_of(request) or service.backend.zone_of(code),
        as_of=_instant(query.get("as_of")),
        is_forced=forced,
        is_delta=request.method == "PATCH",
    )


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = msgspec.convert(text, datetime)
        if at.tzinfo is None:
            raise ValueError
        return at.astimezone(UTC)
    except (msgspec.ValidationError, ValueError, OverflowError):
        raise bad_parameter("as_of", "it is no instant such as 2024-05-31T23:59:59Z.") from None
