"""What a payload goes through: read, unzipped, parsed, handed in, and answered after its commit."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, TypeVar

import polars as pl
from starlette.requests import Request
from starlette.responses import Response

from geo_rtcc import logs
from geo_rtcc.api.backend import Backend, MakeIntake
from geo_rtcc.api.bodies import encoding_of, read_body, unzipped
from geo_rtcc.api.budget import Budget, Share
from geo_rtcc.api.limits import (
    COMMIT_WITHIN_S,
    INLINE_BYTES,
    LARGE_BYTES,
    MODEL_BYTES,
    MOST_REJECTED,
    REJECTED_BYTES,
    ROW_BYTES,
)
from geo_rtcc.api.metrics import Metrics
from geo_rtcc.api.notes import note
from geo_rtcc.api.payloads import check_messages
from geo_rtcc.api.refusals import answer
from geo_rtcc.errors import DatabaseAwayError, DatabaseError, GeoRtccError, InputError
from geo_rtcc.feeds.messages import rejected
from geo_rtcc.feeds.parsed import FeedContext, FeedFormat, Parsed
from geo_rtcc.feeds.reads import plain, plain_frame
from geo_rtcc.ingest.submissions import Receipt, Submission
from geo_rtcc.settings import Settings

Result = TypeVar("Result")
Format = FeedFormat[Any]

_UNFINISHED = (
    f"The database has not answered within {COMMIT_WITHIN_S:g} s. Send the records again: "
    "what is stored already will not be stored twice."
)
_NOT_STORED = "The records could not be stored. The service's log says why."
_NOT_THIS_FORMAT = (
    f"More than {MOST_REJECTED:,} records of this body can't be used, so it is hardly in the format"
    " it was sent as. Nothing of it was kept."
)
_BROKEN_PARSER = "The payload could not be read. Please report this as a fault of the service."


@dataclass(frozen=True, kw_only=True)
class Feed:
    """Who sends, how it writes, and the zone of times that say none (None: the one known)."""

    format: Format
    source: str
    zone: str | None


class Service:
    """What all requests share."""

    def __init__(self, settings: Settings, make_intake: MakeIntake) -> None:
        self.settings = settings
        self.backend = Backend(settings, make_intake)
        self.budget = Budget(settings.intake_bytes)
        self.failed_s = 0.0  # when a commit failed last, on the monotonic clock
        self.most_bytes = min(settings.body_bytes, settings.intake_bytes)
        self.metrics = Metrics()
        # Parsing holds the interpreter's lock: more threads would take memory, not time.
        self._parser = ThreadPoolExecutor(1, "parser")
        self._large_parser = ThreadPoolExecutor(1, "large-parser")

    def close(self, within_s: float) -> None:
        """Finish and close everything."""
        self._parser.shutdown(wait=False, cancel_futures=True)
        self._large_parser.shutdown(wait=False, cancel_futures=True)
        self.backend.stop(within_s)

    async def take(self, request: Request, feed: Feed) -> Response:
        """Store a request's records; answer with the receipt."""
        self.backend.intake()  # the sender of a large body learns of a lost database at once
        about = note(request.scope)
        about.update(format=feed.format.name, source=feed.source)
        with self.budget.share() as share:
            payload = await self.payload(request, share)
            about["bytes"] = len(payload)
            submission = await self.beside(len(payload), lambda: self._parse(payload, feed))
            receipt = await self._commit(submission, share)
        self.backend.remember(feed.source, submission.zone)
        self.metrics.records(str(feed.format.kind), feed.source, receipt)
        about.update({name: n for name, n in vars(receipt).items() if n and name != "rejections"})
        if receipt.taken or not receipt.rejected:
            return answer(HTTPStatus.OK, receipt)
        sentence = _all_rejected(receipt.rejected)
        return answer(HTTPStatus.UNPROCESSABLE_ENTITY, {"error": sentence, **receipt.as_dict()})

    async def payload(self, request: Request, share: Share) -> bytes:
        """Return a request's payload, unzipped."""
        encoding, most = encoding_of(request), self.most_bytes
        body = await read_body(request, share, most_bytes=most)
        if encoding is None or not body:
            return body
        return await self.beside(
            len(body) * 16, lambda: unzipped(body, encoding, share, most_bytes=most)
        )

    async def beside(self, size_bytes: int, work: Callable[[], Result]) -> Result:
        """Do the work here if it is small, else in a thread beside the event loop."""
        if size_bytes <= INLINE_BYTES:
            return work()
        pool = self._parser if size_bytes <= LARGE_BYTES else self._large_parser
        return await asyncio.get_running_loop().run_in_executor(pool, work)

    async def beside_always(self, work: Callable[[], Result]) -> Result:
        """Do work that asks the database in a thread, one such work at a time."""
        return await asyncio.get_running_loop().run_in_executor(self._large_parser, work)

    def _parse(self, payload: bytes, feed: Feed) -> Submission:
        check_messages(payload)
        zone = feed.zone or self.backend.zone_of(feed.source)
        context = FeedContext(source=feed.source, zone=zone, now=datetime.now(UTC))
        try:
            if (frame := _frame(payload, feed.format, context)) is not None:
                return Submission(
                    kind=feed.format.kind, source=feed.source, zone=zone,
                    format=feed.format.name, records=frame,
                )  # fmt: skip
            parsed = feed.format.parse(payload, context)
        except Exception as error:  # a parser's fault must not lose what was sent
            logs.logger().error("parser failed", format=feed.format.name, **logs.failure(error))
            parsed = Parsed[Any](rejected=[rejected(1, "", _BROKEN_PARSER, payload)])
        if len(parsed.rejected) > MOST_REJECTED:
            raise InputError(_NOT_THIS_FORMAT)
        return Submission.of(
            parsed, kind=feed.format.kind, source=feed.source, zone=zone,
            format_name=feed.format.name,
        )  # fmt: skip

    async def _commit(self, submission: Submission, share: Share) -> Receipt:
        if not (len(submission.records) or submission.rejected or submission.unplaced):
            return Receipt(ignored=submission.ignored)
        begun = time.perf_counter()
        intake = self.backend.intake()
        share.take(max(0, weight(submission) - share.held_bytes))
        future = intake.submit(submission, size_bytes=share.held_bytes)
        share.until(future)
        try:
            receipt = await finished(future)
        except DatabaseError:
            self.failed_s = time.monotonic()
            raise
        self.metrics.commit_seconds.observe(time.perf_counter() - begun)
        return receipt


async def finished(future: Future[Receipt]) -> Receipt:
    """Return the receipt of what was handed in, or raise why it was not stored.

    Raises DatabaseAwayError too where the answer takes too long; the records stay handed in, as
    they do when the sender goes away.
    """
    try:
        async with asyncio.timeout(COMMIT_WITHIN_S):
            # shielded: a request that ends early must not take its records back
            return await asyncio.shield(asyncio.wrap_future(future))
    except TimeoutError:
        raise DatabaseAwayError(_UNFINISHED) from None
    except GeoRtccError:
        raise
    except Exception as error:
        logs.logger().error("not stored", **logs.failure(error))
        raise DatabaseError(_NOT_STORED) from error


def _frame(payload: bytes, how: Format, context: FeedContext) -> pl.DataFrame | None:
    """Return many reads of our own shape as columns, several times as fast as one by one."""
    if how is not plain.FORMAT or len(payload) <= INLINE_BYTES:
        return None
    return plain_frame(payload, context)


def weight(submission: Submission) -> int:
    """Return about how many bytes a parsed payload takes."""
    each = MODEL_BYTES if isinstance(submission.records, list) else ROW_BYTES
    kept = len(submission.rejected) + len(submission.unplaced)
    return len(submission.records) * each + kept * REJECTED_BYTES


def _all_rejected(count: int) -> str:
    which = "The record" if count == 1 else f"None of the {count:,} records"
    verb = "can't be used and is" if count == 1 else "can be used. They are"
    return f"{which} {verb} kept in quarantine with the reason: geo-rtcc quarantine list"
