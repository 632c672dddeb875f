"""/healthz, /readyz and /metrics: whether it lives, whether it can store, and how busy it is."""

import time
from datetime import UTC, datetime
from enum import Enum
from http import HTTPStatus

from fastapi import APIRouter
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.responses import Response

from geo_rtcc.api.answers import Health, Readiness, problems
from geo_rtcc.api.limits import FORGIVEN_AFTER_S
from geo_rtcc.api.refusals import answer
from geo_rtcc.api.service import Service
from geo_rtcc.errors import DatabaseError

_TAGS: list[str | Enum] = ["health"]
FULL = 0.9  # of the bytes that may wait: overloaded


def add_health_routes(router: APIRouter, service: Service) -> None:
    """Add the routes that supervisors and Prometheus ask."""

    @router.get("/healthz", tags=_TAGS, responses={200: {"model": Health}, **problems()})
    async def healthz() -> Response:
        """Say that the process lives; asks nothing of the database."""
        return answer(HTTPStatus.OK, {"status": "ok"})

    @router.get(
        "/readyz",
        tags=_TAGS,
        responses={
            200: {"model": Readiness},
            503: {"model": Readiness, "description": "Records can't be stored now."},
            **problems(),
        },
    )
    async def readyz() -> Response:
        """Say whether records can be stored now, and if not, why."""
        reasons = unready(service)
        status = HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK
        return answer(status, {"ready": not reasons, "reasons": reasons})

    @router.get(
        "/metrics",
        tags=_TAGS,
        response_class=Response,
        responses={
            200: {
                "content": {"text/plain": {"schema": {"type": "string"}}},
                "description": "Text.",
            },
            **problems(),
        },
    )
    async def metrics() -> Response:
        """Return the figures for Prometheus."""
        _refresh(service)
        return Response(service.metrics.page(), media_type=CONTENT_TYPE_LATEST)


def unready(service: Service) -> list[str]:
    """Return why records can't be stored now; nothing where they can."""
    facts = service.backend.facts
    reasons = [facts.problem] if facts.problem else []
    try:
        state = service.backend.intake().state()
    except DatabaseError as error:
        return reasons or [str(error)]
    # Forgiven after a while: who isn't ready is sent nothing, and so could never show it is again.
    if state.failing_since and time.monotonic() - service.failed_s < FORGIVEN_AFTER_S:
        since = state.failing_since.astimezone(UTC)
        reasons.append(f"Nothing could be stored since {since:%Y-%m-%d %H:%M:%S} UTC.")
    most = service.settings.intake_bytes
    if max(state.waiting_bytes, service.budget.held_bytes) > FULL * most:
        reasons.append(f"More than {FULL:.0%} of the {most:,} bytes that may wait are waiting.")
    return reasons


def _refresh(service: Service) -> None:
    metrics, facts = service.metrics, service.backend.facts
    metrics.held_bytes.set(service.budget.held_bytes)
    metrics.ready.set(not unready(service))
    metrics.quarantine_open.set(facts.quarantine_open)
    now = datetime.now(UTC)
    metrics.hot_list_age.clear()
    for one in facts.hot_lists:
        age = now - (one.as_of or one.changed_at)
        metrics.hot_list_age.labels(one.code).set(age.total_seconds())
    try:
        state = service.backend.intake().state()
    except DatabaseError:
        return
    metrics.waiting.set(state.waiting)
    metrics.waiting_bytes.set(state.waiting_bytes)
