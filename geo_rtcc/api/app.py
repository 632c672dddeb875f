"""The service's application: its routes, its answers to errors, its start and its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp

from geo_rtcc.api.backend import MakeIntake
from geo_rtcc.api.bodies import GoneError
from geo_rtcc.api.direct import Direct
from geo_rtcc.api.document import components
from geo_rtcc.api.gate import FAULT, Gate
from geo_rtcc.api.health import add_health_routes
from geo_rtcc.api.hot_lists import add_hot_list_routes
from geo_rtcc.api.pages import ROUTES
from geo_rtcc.api.query import zones
from geo_rtcc.api.records import add_record_routes
from geo_rtcc.api.refusals import answer, gone, refusal
from geo_rtcc.api.service import Service
from geo_rtcc.errors import GeoRtccError
from geo_rtcc.feeds.registry import formats
from geo_rtcc.ingest.intake import Intake
from geo_rtcc.settings import Settings

TITLE = "Geo RTCC ingest service"
ABOUT = "Takes calls for service, plate reads, unit positions and hot lists; says yes once stored."
CLOSE_WITHIN_S = 3.0


def create_app(settings: Settings, *, make_intake: MakeIntake = Intake) -> ASGIApp:
    """Return the service; its database is opened when it starts, or as soon as it answers."""
    service = Service(settings, make_intake)
    known = formats()
    app = FastAPI(
        title=TITLE,
        description=ABOUT,
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=lambda _app: _life(service),
    )
    takers = add_record_routes(app.router, service, known)
    add_hot_list_routes(app.router, service)
    add_health_routes(app.router, service)
    app.router.routes.extend(ROUTES)
    app.add_exception_handler(GeoRtccError, _refused)
    app.add_exception_handler(GoneError, _gone)
    app.add_exception_handler(RequestValidationError, _bad_query)
    app.add_exception_handler(HTTPException, _not_routed)
    app.add_exception_handler(Exception, _fault)
    definitions = components(one for named in known.values() for one in named.values())
    app.openapi = partial(_document, app, definitions)  # type: ignore[method-assign]
    return Gate(Direct(app, takers), service.metrics)


@asynccontextmanager
async def _life(service: Service) -> AsyncIterator[None]:
    zones()  # reads many files, once
    service.backend.start()
    yield
    await asyncio.to_thread(service.close, CLOSE_WITHIN_S)


def _document(app: FastAPI, definitions: dict[str, Any]) -> dict[str, Any]:
    if not app.openapi_schema:
        document = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        document["components"]["schemas"].update(definitions)
        app.openapi_schema = document
    return app.openapi_schema


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, GeoRtccError)
    return refusal(error)


async def _fault(_request: Request, _error: Exception) -> Response:
    return answer(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": FAULT})


async def _gone(_request: Request, _error: Exception) -> Response:
    return gone()


async def _bad_query(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = error.errors()[0]
    name, reason = wrong["loc"][-1], wrong["msg"].removeprefix("Value error, ")
    sentence = f"The query parameter {name} can't be used: {reason}."
    return answer(HTTPStatus.BAD_REQUEST, {"error": sentence, "parameter": name})


async def _not_routed(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = ", ".join(_methods(request))
        sentence = f"This address takes {allowed} only."
        return answer(HTTPStatus.METHOD_NOT_ALLOWED, {"error": sentence}, {"Allow": allowed})
    sentence = "There is nothing at this address. What there is: /docs"
    return answer(error.status_code, {"error": sentence})


def _methods(request: Request) -> list[str]:
    """Return the methods of every route whose path fits."""
    fitting = [
        route for route in request.app.routes if route.matches(request.scope)[0] != Match.NONE
    ]
    return sorted({method for route in fitting for method in getattr(route, "methods", None) or ()})
