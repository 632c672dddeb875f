"""The routes of the live map, as docs/live-map.md states them."""

import gzip
import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo_rtcc.errors import DatabaseConflictError, GeoRtccError, InputError
from geo_rtcc.situation.live_map.models import AHEAD, SPAN
from geo_rtcc.situation.live_map.reader import LiveReader
from geo_rtcc.store.database import Database
from geo_rtcc.store.queue_marks import mark
from geo_rtcc.ui import connection
from geo_rtcc.ui.encodings import accepts_gzip
from geo_rtcc.ui.live.hub import Hub, utc_now
from geo_rtcc.ui.live.snapshots import Packed, Snapshots
from geo_rtcc.ui.live.stream import EventStream
from geo_rtcc.ui.live.work import in_thread, in_writing_thread
from geo_rtcc.ui.tokens import Handler, scoped
from geo_rtcc.views.live_wire import id_of, units_message

LONGEST = timedelta(hours=168)
A_MINUTE = timedelta(minutes=1)
RETRY_AFTER_S = "2"
_NO_STORE = {"Cache-Control": "no-store"}
_AGAIN = {**_NO_STORE, "Retry-After": RETRY_AFTER_S}


def answering(handler: Handler) -> Handler:
    """Return ``handler`` with our own errors as status and sentence."""

    @wraps(handler)
    async def answered(request: Request) -> Response:
        try:
            return await handler(request)
        except InputError as error:
            return PlainTextResponse(f"{error}\n", 400, _NO_STORE)
        except DatabaseConflictError as error:
            return PlainTextResponse(f"{error}\n", 409, _AGAIN)
        except GeoRtccError as error:
            return PlainTextResponse(f"{error}\n", 503, _AGAIN)

    return answered


class Live:
    """The routes on one pair of databases, with the hub that they share.

    Parameters
    ----------
    reading, writing
        Open the database that is read, a replica where there is one, and the one that is written.
    """

    def __init__(self, reading: Callable[[], Database], writing: Callable[[], Database]) -> None:
        self._reading, self._writing = reading, writing
        self.hub = Hub(reading)
        self._snapshots = Snapshots(self.hub, reading)

    def routes(self) -> list[Route]:
        """Return the routes, each for bearers of a token only."""
        table: list[tuple[str, str, Handler]] = [
            ("GET", "/live/snapshot", self._snapshot),
            ("GET", "/live/stream", self._stream),
            ("GET", "/live/units", self._units),
            ("POST", "/live/queue/{kind}/{key}/{action}", self._mark),
        ]
        return [
            Route(path, scoped(answering(handler)), methods=[method])
            for method, path, handler in table
        ]

    async def _snapshot(self, request: Request) -> Response:
        words = request.query_params
        if "to" not in words:
            if "hours" in words:
                raise InputError("hours goes with to: the instant at which the window ended.")
            return await _packed(request, await self._snapshots.live(words.get("after", "")))
        to_at, span = _instant(request, "to"), _span(words.get("hours"))
        return await _packed(request, await self._snapshots.past(to_at, span))

    async def _stream(self, request: Request) -> Response:
        self.hub.watch()
        if request.method == "HEAD":
            return Response(media_type=EventStream.media_type, headers=_NO_STORE)
        return EventStream(self.hub, request.headers.get("last-event-id", ""))

    async def _units(self, request: Request) -> Response:
        at = _instant(request, "at")
        body = await in_thread(self._units_at, at)
        return Response(body, media_type="application/json", headers=_NO_STORE)

    def _units_at(self, at: datetime) -> bytes:
        return units_message(LiveReader(self._reading()).units_at(at), utc_now())

    async def _mark(self, request: Request) -> Response:
        kind, action = request.path_params["kind"], request.path_params["action"]
        if kind not in ("hit", "call") or action not in ("acknowledge", "escalate"):
            return PlainTextResponse("There is no such deed.\n", 404, _NO_STORE)
        # a record's own instant: its clock may run ahead
        at, by = _instant(request, "at", ahead=AHEAD), request.state.grant.role
        try:
            record_id = id_of(request.path_params["key"])
        except ValueError as error:
            raise InputError("The key is not one of the map's: UPPER.LOWER.") from error
        if await in_writing_thread(self._marked, kind, record_id, at, action, by):
            return Response(status_code=204, headers=_NO_STORE)
        return PlainTextResponse(f"There is no such {kind} at that instant.\n", 404, _NO_STORE)

    def _marked(self, kind: str, record_id: int, at: datetime, action: str, by: str) -> bool:
        return mark(
            self._writing(), kind=kind, record_id=record_id, record_at=at, action=action, by=by,
            now=utc_now(),
        )  # fmt: skip


def _instant(request: Request, name: str, *, ahead: timedelta = A_MINUTE) -> datetime:
    """Return a parameter in seconds since 1970 as an instant; at most so long ahead of now."""
    text = request.query_params.get(name, "")
    try:
        seconds = float(text)
        found = datetime.fromtimestamp(seconds, UTC) if math.isfinite(seconds) else None
    except (ValueError, OverflowError, OSError):
        found = None
    if found is None or not found.year > 1900:  # noqa: PLR2004
        raise InputError(
            f"{name} must be an instant in seconds since 1970, UTC, such as 1763800000."
        )
    if found > utc_now() + ahead:
        raise InputError(f"{name} lies in the future.")
    return found


def _span(text: str | None) -> timedelta:
    if text is None:
        return SPAN
    if not (text.isascii() and text.isdigit() and len(text) <= 3):  # noqa: PLR2004
        text = "0"
    span = timedelta(hours=int(text))
    if not timedelta() < span <= LONGEST:
        raise InputError("hours must be a whole number from 1 to 168.")
    return span


async def _packed(request: Request, found: Packed) -> Response:
    headers = {**_NO_STORE, "Vary": "Accept-Encoding"}
    body = found.body
    if accepts_gzip(request.headers):
        headers["Content-Encoding"] = "gzip"
    else:
        body = await in_thread(gzip.decompress, found.body)
    return Response(body, media_type="application/json", headers=headers)


LIVE = Live(connection.live, connection.writing)
ROUTES = LIVE.routes()
